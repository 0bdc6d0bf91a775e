/** Parameters: paired by place and name, those of a path by their position in it. */

import { equal } from "tenon-runtime/validators";
import type { Parameter, Schema } from "../contract/index.ts";
import type { Comparing, Context, ComparedPart, Side } from "./comparing.ts";
import { describeStyle, schemaOf, shown, templateNames } from "./parts.ts";
import type { Mode } from "./schema/reason.ts";

export function compareParameters(all: Comparing, context: Context): void {
  const { base, revision } = context.operation;
  const operations = [context.label];
  const [names, others] = [templateNames(base.path), templateNames(revision.path)];
  const left = [...revision.parameters];
  for (const one of base.parameters) {
    const position = one.in === "path" ? names.indexOf(one.name) : -1;
    const name = position >= 0 ? (others[position] ?? one.name) : one.name;
    const index = left.findIndex(
      (other) =>
        other.in === one.in &&
        (one.in === "header" ? other.name.toLowerCase() === name.toLowerCase() : other.name === name),
    );
    const where = `${one.in} parameter ${one.name}`;
    if (index === -1) {
      if (one.in === "path" && position >= 0) continue; // undeclared: the template still has it
      all.add("parameter-removed", "request", {
        operations,
        place: where,
        base: one.pointer,
        revision: revision.pointer,
        message: "it was removed",
      });
      continue;
    }
    const [other] = left.splice(index, 1);
    compareParameter(all, context, one, other!, where);
  }
  for (const one of left) {
    if (one.in === "path" && others.includes(one.name)) continue;
    const required = one.required;
    all.add(required ? "parameter-required-added" : "parameter-added", "request", {
      operations,
      place: `${one.in} parameter ${one.name}`,
      base: base.pointer,
      revision: one.pointer,
      message: required ? "it was added and is required, but existing clients do not send it" : "it was added",
    });
  }
}

function compareParameter(all: Comparing, context: Context, base: Parameter, revision: Parameter, where: string): void {
  const operations = [context.label];
  const places = { operations, place: where, base: base.pointer, revision: revision.pointer };
  if (base.in === "path" && base.name !== revision.name)
    all.add("path-parameter-renamed", "none", { ...places, message: `it was renamed to ${revision.name}` });
  if (base.required !== revision.required)
    all.add(revision.required ? "parameter-required" : "parameter-optional", "request", {
      ...places,
      message: revision.required ? "it became required" : "it is no longer required",
    });
  if (base.in !== "path" && !equal(base.default, revision.default))
    all.add("parameter-default-changed", "request", {
      ...places,
      message: `the default is ${shown(revision.default)}, not ${shown(base.default)}`,
    });
  if (base.deprecated !== revision.deprecated)
    all.add("parameter-deprecated", "request", {
      ...places,
      message: revision.deprecated ? "it became deprecated" : "it is no longer deprecated",
    });
  const written = (one: Parameter): unknown => [one.mediaType, one.style, one.explode];
  // All these styles write a scalar in the same way. Other values that the receiver accepts do not matter.
  const scalar = context.caller === "client" ? isScalar(all.base, base) : isScalar(all.revision, revision);
  const plain =
    scalar &&
    base.mediaType === undefined &&
    revision.mediaType === undefined &&
    (base.style === revision.style ||
      (base.in === "query" && base.style !== "deepObject" && revision.style !== "deepObject"));
  if (!equal(written(base), written(revision)) && !plain)
    all.add("parameter-style-changed", "request", {
      ...places,
      message: `it is serialized as ${describeStyle(revision)}, not ${describeStyle(base)}`,
    });
  const listsAsItems = base.in === "query" && revision.style === "form" && revision.explode;
  const mode: Mode = base.mediaType === undefined && revision.mediaType === undefined ? "text" : "json";
  const part: ComparedPart = {
    kind: "parameter",
    name: `${base.in} ${base.name}`,
    other: `${revision.in} ${revision.name}`,
  };
  all.schemas(context, "parameter", part, where, schemaOf(base), schemaOf(revision), mode, listsAsItems);
}

function isScalar({ worlds }: Side, { schema }: Parameter): boolean {
  let current: Schema | undefined = schema;
  for (let hops = 0; hops < 20 && typeof current === "object"; hops++) {
    const { $ref, type }: { readonly [keyword: string]: unknown } = current;
    if (typeof $ref !== "string")
      return type !== undefined && [type].flat().every((one) => one !== "array" && one !== "object");
    current = worlds.input.follow($ref)?.schema;
  }
  return false;
}
