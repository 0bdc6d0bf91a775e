/** Named schemas: generated types have their names, messages do not. */

import { schemaReference } from "tenon-runtime/core";
import type { NamedSchema } from "../contract/index.ts";
import type { Comparing } from "./comparing.ts";

export function compareNames(all: Comparing): void {
  const { schemas: before } = all.base.contract;
  const { schemas: after } = all.revision.contract;
  const [names, others] = [namesOf(before), namesOf(after)];
  const gone = before.filter(({ name }) => !others.has(name));
  const come = after.filter(({ name }) => !names.has(name));
  // References between renamed schemas do not count: their names differ.
  const hidden = new Set([...gone, ...come].map(({ key }) => schemaReference(key)));
  const left = [...come];
  for (const one of gone) {
    const shape = shapeOf(one, hidden);
    const index = left.findIndex((other) => shapeOf(other, hidden) === shape);
    if (index === -1) {
      all.add("schema-removed", "none", {
        base: one.pointer,
        revision: "",
        message: `the schema ${one.name} was removed: code that imports its type no longer compiles`,
      });
      continue;
    }
    const [other] = left.splice(index, 1) as [NamedSchema]; // found at the index
    all.add("schema-renamed", "none", {
      base: one.pointer,
      revision: other.pointer,
      message: `the schema ${one.name} was renamed to ${other.name}: code that imports its type no longer compiles`,
    });
  }
  for (const one of left)
    all.add("schema-added", "none", { base: "", revision: one.pointer, message: `the schema ${one.name} was added` });
}

const namesOf = (schemas: readonly NamedSchema[]): ReadonlySet<string> => new Set(schemas.map(({ name }) => name));

function shapeOf({ schema }: NamedSchema, hidden: ReadonlySet<string>): string {
  return JSON.stringify(schema, (_, value: unknown) => (typeof value === "string" && hidden.has(value) ? "#" : value));
}
