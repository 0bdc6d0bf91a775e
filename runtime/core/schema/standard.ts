/** Standard Schema (https://standardschema.dev, version 1) on Tenon's validators: for forms, and for libraries that accept it. */

import type { Formats } from "../formats/index.ts";
import { parsePointer } from "../json-pointer.ts";
import type { Schemas, Violation } from "../validation.ts";
import { schemaReference } from "./resolve.ts";
import type { SchemaTexts } from "./texts.ts";
import { interpretedValidators } from "./validators.ts";

/** One violation. */
export interface StandardIssue {
  readonly message: string;
  /** Names of properties and indices of items, from the value to the part that is wrong or missing. */
  readonly path: readonly (string | number)[];
}

/** A schema that form libraries, tRPC and others accept. It validates a value as it is, and changes nothing. */
export interface StandardSchema<T> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: "tenon";
    readonly validate: (
      value: unknown,
    ) => { readonly value: T; readonly issues?: undefined } | { readonly issues: readonly StandardIssue[] };
    readonly types?: { readonly input: T; readonly output: T } | undefined;
  };
  /** The same schema with messages of another language. `undefined` keeps Tenon's message. */
  withMessages(translate: (violation: Violation) => string | undefined): StandardSchema<T>;
}

export interface StandardOptions {
  /** Formats that are checked. Default: all that are known, each by its RFC. */
  readonly formats?: Formats;
}

/**
 * A named schema. Generated code gives it its type.
 * @param key what follows `#/components/schemas/`
 */
export function standardSchema<T>(
  schemas: Schemas | SchemaTexts,
  key: string,
  options: StandardOptions = {},
): StandardSchema<T> {
  const validators = interpretedValidators(schemas, { "": { "": { $ref: schemaReference(key) } } }, options);
  return standard(
    (value) => validators.get("", "")?.explain(value) ?? [],
    ({ message }) => message,
  );
}

function standard<T>(
  explain: (value: unknown) => readonly Violation[],
  messageOf: (violation: Violation) => string,
): StandardSchema<T> {
  return {
    "~standard": {
      version: 1,
      vendor: "tenon",
      validate(value) {
        const issues = explain(value).map((violation) => ({
          message: messageOf(violation),
          path: pathIn(value, violation.pointer),
        }));
        // Cast: the value has no violations.
        return issues.length > 0 ? { issues } : { value: value as T };
      },
    },
    withMessages: (translate) => standard(explain, (violation) => translate(violation) ?? messageOf(violation)),
  };
}

/** A token is an index where it leads into a list. */
function pathIn(value: unknown, pointer: string): (string | number)[] {
  let part = value;
  return parsePointer(pointer).map((token) => {
    const isIndex = Array.isArray(part);
    part = (part as Record<string, unknown> | null | undefined)?.[token];
    return isIndex ? Number(token) : token;
  });
}
