/** Examples that are not what their own schema says: mocks answer something else, and people are misled. */

import { type FormatStrictness, formatsOf, interpretedValidators } from "tenon-runtime/validators";
import type { Violation } from "tenon-runtime/core";
import type * as Model from "./model.ts";
import type { Schema } from "./model.ts";
import { createPlainFit } from "./plain-fit.ts";
import type { Report } from "./report.ts";
import type { Direction, Node } from "./structure.ts";

/** A schema that has examples or a default, and where it stands. */
export interface Exampled {
  readonly schema: Node;
  readonly pointer: string;
  /** Written `example`, as one, and not as a list. */
  readonly single: boolean;
}

export interface ToJudge {
  readonly operations: readonly Model.Operation[];
  /** In schemas, wherever these stand. */
  readonly exampled: readonly Exampled[];
  /** The named schemas of the normalised document. */
  readonly schemas: Readonly<Record<string, Schema>>;
  /** The schema as requests or responses have it; absent where these have the same. */
  readonly direct?: ((schema: Schema, direction: Direction) => Schema) | undefined;
}

/** Reports each example that is not valid. What cannot be told (a schema that nobody understands) is not. */
export function judgeExamples(
  { operations, exampled, schemas, direct }: ToJudge,
  strictness: FormatStrictness,
  report: Report,
): void {
  const places: Record<string, Schema> = {};
  const formats = formatsOf(strictness);
  const plainlyFits = createPlainFit(schemas, formats);
  // Without options it has the nodes of those who judged defaults before.
  const options = strictness === "strict" ? {} : { formats };
  const validators = interpretedValidators(schemas, { examples: places }, options);
  let count = 0;
  /** Where and why; `undefined`: it fits, or nobody can tell. */
  const misfit = (schema: Schema, value: unknown): Misfit | undefined => {
    if (plainlyFits(schema, value)) return undefined;
    try {
      const place = String((count += 1));
      places[place] = schema;
      const validator = validators.get("examples", place);
      if (validator === undefined || validator.is(value)) return undefined;
      const violations = validator.explain(value);
      const [first] = violations;
      if (first === undefined) return undefined;
      const more = violations.length > 1 ? ` (and ${violations.length - 1} more)` : "";
      return { ...first, reason: reasonOf(first) + more };
    } catch {
      return undefined;
    }
  };

  const judged = new Set<unknown>();
  const judgeMedia = (media: Model.MediaType, operation: string, place: string): void => {
    // What stands for text, octets or a sequence is written in a form that is not the value's own.
    if (judged.has(media) || media.schema === undefined || (media.body !== "json" && media.body !== "form")) return;
    judged.add(media);
    for (const { name, pointer, value } of media.examples) {
      const found = misfit(media.schema, value);
      if (found === undefined) continue;
      const { reason } = found;
      const at = name === "" ? pointer : `${pointer}/value`;
      report(
        "invalid-example",
        { operation, place, example: name || "example", reason },
        { pointer: at + found.pointer },
      );
    }
  };

  for (const { name: operation, parameters, body, responses } of operations) {
    for (const parameter of parameters) {
      if (judged.has(parameter.examples)) continue;
      judged.add(parameter.examples);
      for (const { name, pointer, value } of parameter.examples) {
        const found = misfit(parameter.schema, value);
        if (found === undefined || isWritten(value, found)) continue;
        const place = `${parameter.in} ${parameter.name}`;
        const at = name === "" ? pointer : `${pointer}/value`;
        report(
          "invalid-example",
          { operation, place, example: name || "example", reason: found.reason },
          { pointer: at + found.pointer },
        );
      }
    }
    for (const media of body?.content ?? []) judgeMedia(media, operation, `body ${media.type}`);
    for (const { status, content } of responses)
      for (const media of content) judgeMedia(media, operation, `${status} ${media.type}`);
  }
  /** Why a value does not fit a schema that it stands in. */
  const misfitWithin = (schema: Node, value: unknown): Misfit | undefined => {
    // `example:` with nothing behind it is YAML's way to leave it empty.
    const found = value === null ? undefined : misfit(schema, value);
    if (found === undefined) return undefined;
    // What is readOnly or writeOnly may be missing where it does not belong.
    const fits = (direction: Direction): boolean =>
      direct !== undefined && misfit(direct(schema, direction), value) === undefined;
    return fits("output") || fits("input") ? undefined : found;
  };
  for (const { schema, pointer, single } of exampled) {
    const of = pointer.replace(/^\/components\/schemas\//, "");
    const { examples, default: byDefault } = schema;
    for (const [index, value] of Array.isArray(examples) ? examples.entries() : []) {
      const found = misfitWithin(schema, value);
      if (found === undefined) continue;
      const at = single ? `${pointer}/example` : `${pointer}/examples/${index}`;
      const { reason } = found;
      report("invalid-schema-example", { of, example: shortened(value), reason }, { pointer: at + found.pointer });
    }
    const found = byDefault === undefined ? undefined : misfitWithin(schema, byDefault);
    if (found !== undefined)
      report(
        "invalid-default",
        { of, value: shortened(byDefault), reason: found.reason },
        { pointer: `${pointer}/default${found.pointer}` },
      );
  }
}

function shortened(value: unknown): string {
  const text = JSON.stringify(value) ?? "";
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

interface Misfit extends Violation {
  readonly reason: string;
}

/** `/grades/0 must be an integer`; what names a member itself has the place of the object in front. */
function reasonOf({ pointer, message }: Violation): string {
  const named = message.startsWith('"');
  const place = named ? pointer.slice(0, pointer.lastIndexOf("/")) : pointer;
  return place === "" ? (named ? message : `it ${message}`) : `${place}${named ? ":" : ""} ${message}`;
}

/** A parameter's example may be written as it is sent (OAS 3.0 §4.7.12): then it is a text, whatever its type. */
const isWritten = (value: unknown, { keyword, pointer }: Misfit): boolean =>
  typeof value === "string" && keyword === "type" && pointer === "";
