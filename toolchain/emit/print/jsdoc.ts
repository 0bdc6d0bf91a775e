/** JSDoc of generated declarations: what the contract says about a thing, with its constraints as tags. */

import type { Operation, Schema } from "../../contract/model.ts";
import type { Code } from "../code.ts";
import { comment, type Tag } from "../doors.ts";
import { dataText } from "./data.ts";

/** Keywords that are shown as tags: those that say something which the type does not (JSON Schema 2020-12 Validation §6). */
const CONSTRAINTS = [
  "format",
  "pattern",
  "minLength",
  "maxLength",
  "minimum",
  "exclusiveMinimum",
  "maximum",
  "exclusiveMaximum",
  "multipleOf",
  "minItems",
  "maxItems",
  "uniqueItems",
  "minProperties",
  "maxProperties",
] as const;

const text = (value: unknown): string => (typeof value === "string" ? value.trim() : "");

/** Parts of a text, with a blank line between; what the one before already says is left out. */
function paragraphs(...parts: readonly string[]): string {
  return parts.filter((part, i) => part !== "" && part !== parts[i - 1]).join("\n\n");
}

/** What is said where a schema is used: its own words win over those of the place, `place` is for a parameter or header. */
export function schemaDoc(
  schema: Schema,
  place: { readonly description?: string | undefined; readonly deprecated?: boolean } = {},
): Code {
  if (typeof schema === "boolean")
    return comment(text(place.description), place.deprecated ? [{ name: "deprecated" }] : []);
  const tags: Tag[] = [];
  if (place.deprecated === true || schema["deprecated"] === true) tags.push({ name: "deprecated" });
  if (schema["default"] !== undefined) tags.push({ name: "default", text: dataText(schema["default"]) });
  for (const keyword of CONSTRAINTS) {
    const value = schema[keyword];
    if (value === undefined || value === false) continue;
    tags.push({ name: keyword, text: value === true ? "" : typeof value === "string" ? value : dataText(value) });
  }
  return comment(
    place.description === undefined
      ? paragraphs(text(schema["title"]), text(schema["description"]))
      : text(place.description),
    tags,
  );
}

/** Summary, description, method and path of an operation. */
export function operationDoc(operation: Operation): Code {
  const said = paragraphs(text(operation.summary), text(operation.description));
  return comment(said === "" ? route(operation) : `${said}\n${route(operation)}`, deprecation(operation));
}

/** One line on an operation, with its method and path: what stands beside the names of operations. */
export function operationLine(operation: Operation): Code {
  const summary = firstLine(operation);
  return comment(summary === "" ? route(operation) : `${summary} - ${route(operation)}`, deprecation(operation));
}

/** The shortest: for what {@link operationDoc} stands beside in the same file. */
export const operationSummary = (operation: Operation): Code =>
  comment(firstLine(operation) || route(operation), deprecation(operation));

const firstLine = (operation: Operation): string => text(operation.summary).split("\n")[0] ?? "";
const deprecation = ({ deprecated }: Operation): Tag[] => (deprecated ? [{ name: "deprecated" }] : []);

const route = (operation: Operation): string => `\`${operation.method} ${operation.path}\``;

/** A short text of the contract within a sentence of ours. */
export const sentence = (title: string): string => title.replace(/\s+/g, " ").trim();
