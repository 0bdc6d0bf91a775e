/** The names that generated files export. Operations keep theirs; a schema that would take one of those steps aside. */

import type { Contract, Operation } from "../contract/model.ts";
import { capital } from "../contract/names.ts";
import { freeName } from "./file.ts";
import { sentOperations } from "./webhooks/sent-operations.ts";

export interface OperationNames {
  /** `GetStudent` */
  readonly base: string;
  readonly input: string;
  readonly request: string;
  readonly response: string;
  /** What a client receives, where that is not {@link response}. */
  readonly result: string;
  readonly handler: string;
}

export interface Names {
  readonly operations: ReadonlyMap<Operation, OperationNames>;
  /** Schema key -> alias exported by `operations.ts`. */
  readonly schemas: ReadonlyMap<string, string>;
  /** All names that `operations.ts` has given away. */
  readonly taken: Set<string>;
}

const SUFFIXES = ["Input", "Request", "Response", "Result", "Handler"] as const;

export { capital as pascal } from "../contract/names.ts";

export function camel(name: string): string {
  const [first = ""] = name;
  return first.toLowerCase() + name.slice(first.length);
}

/** Names by the order of the contract: what comes first keeps its plain name. */
export function makeNames(contract: Contract): Names {
  const taken = new Set<string>();
  const operations = new Map<Operation, OperationNames>();
  for (const operation of [...contract.operations, ...sentOperations(contract)]) {
    const plain = capital(operation.name);
    let base = plain;
    for (let n = 2; SUFFIXES.some((suffix) => taken.has(base + suffix)); n++) base = `${plain}_${n}`;
    for (const suffix of SUFFIXES) taken.add(base + suffix);
    operations.set(operation, {
      base,
      input: `${base}Input`,
      request: `${base}Request`,
      response: `${base}Response`,
      result: `${base}Result`,
      handler: `${base}Handler`,
    });
  }
  const schemas = new Map<string, string>();
  for (const schema of contract.schemas) {
    for (const { key, name } of [schema, ...(schema.variants ? [schema.variants.input, schema.variants.output] : [])]) {
      schemas.set(key, freeName(taken.has(name) ? `${name}Schema` : name, taken));
    }
  }
  return { operations, schemas, taken };
}
