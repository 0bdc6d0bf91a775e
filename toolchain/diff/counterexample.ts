/** Counterexamples: the validators of both contracts must confirm a value before it is shown. */

import { interpretedValidators } from "tenon-runtime/validators";
import type { Contract, MediaType, Operation, Response, Schema } from "../contract/index.ts";
import type { Counterexample } from "./changes.ts";
import type { FoundChange, ComparedPart } from "./comparing.ts";

export type Prove = (witness: NonNullable<FoundChange["witness"]>) => Counterexample | undefined;

/**
 * @param base with the variants of schemas for requests and responses. Called for the first value
 * @param revision the same
 */
export function createProver(base: () => Contract | undefined, revision: () => Contract | undefined): Prove {
  let judges: readonly [Judge, Judge] | undefined;
  return ({ value, validIn, operation, part }) => {
    if (judges === undefined) {
      const [before, after] = [base(), revision()];
      if (before === undefined || after === undefined) return undefined;
      judges = [judge(before, "base"), judge(after, "revision")];
    }
    try {
      const was = judges[0](operation.base, part, value);
      const is = judges[1](operation.revision, part, value);
      if (was === undefined || is === undefined || was === is) return undefined;
      return was === (validIn === "base") ? { place: describe(part), value, validIn } : undefined;
    } catch {
      return undefined; // a schema that validators cannot use proves nothing
    }
  };
}

type Judge = (operation: Operation, part: ComparedPart, value: unknown) => boolean | undefined;

function judge(contract: Contract, side: "base" | "revision"): Judge {
  const schemas =
    (contract.document["components"] as { readonly schemas?: Readonly<Record<string, Schema>> } | undefined)?.schemas ??
    {};
  const every = new Map<string, Operation>();
  const enter = (operation: Operation): void => {
    every.set(operation.pointer, operation);
    for (const callback of operation.callbacks) callback.operations.forEach(enter);
  };
  contract.operations.forEach(enter);
  contract.webhooks.forEach(enter);
  return (operation, part, value) => {
    const own = every.get(operation.pointer);
    const schema = own === undefined ? undefined : schemaAt(own, part, side);
    if (schema === undefined) return undefined;
    const validator = interpretedValidators(schemas, { one: { place: schema } }).get("one", "place");
    return validator?.is(value);
  };
}

function schemaAt(operation: Operation, part: ComparedPart, side: "base" | "revision"): Schema | undefined {
  const name = side === "base" ? part.name : (part.other ?? part.name);
  const status = side === "base" ? part.status : (part.otherStatus ?? part.status);
  const media = (content: readonly MediaType[] | undefined): Schema | undefined => {
    const one = content?.find(({ type }) => type === name);
    return one === undefined ? undefined : (one.schema ?? true);
  };
  const response = (): Response | undefined => operation.responses.find((one) => one.status === status);
  switch (part.kind) {
    case "parameter":
      return operation.parameters.find((one) => `${one.in} ${one.name}` === name)?.schema;
    case "body":
      return media(operation.body?.content);
    case "response":
      return media(response()?.content);
    case "header":
      return response()?.headers.find((one) => one.name === name)?.schema;
  }
}

function describe({ kind, name, status }: ComparedPart): string {
  if (kind === "parameter") return name.replace(" ", " parameter ");
  if (kind === "body") return `request body ${name}`;
  return kind === "header" ? `response ${status} header ${name}` : `response ${status} ${name}`;
}
