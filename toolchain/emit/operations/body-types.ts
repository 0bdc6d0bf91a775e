/** What a body is in TypeScript, by its media type and by who holds it. */

import { schemaKey } from "tenon-runtime/core";
import type { MediaType, Schema } from "../../contract/model.ts";
import { isWhole } from "../../contract/media.ts";
import { type Code, GLOBAL, type Ref, code, join, lines } from "../code.ts";
import { CORE, type Context, type } from "../context.ts";
import { identifier, stringLiteral } from "../doors.ts";
import { freeName } from "../file.ts";
import { pascal } from "../names.ts";
import { resolved, typeOf } from "../types/schema-types.ts";
import { isBinary, typesOf } from "../types/schemas.ts";
import { sequenceItem } from "./sequence-items.ts";

/** `given`: by the caller in a request, by the handler in an answer. `received`: what the other one gets. */
export type Held = "given" | "received";

/** Media types of one body that have the same type: only `contentType` distinguishes them. */
export interface BodyGroup {
  readonly contentType: Code;
  readonly body: Code;
  /** Whether `body` depends on {@link Held}. */
  readonly differs: boolean;
  readonly media: readonly MediaType[];
}

/**
 * Names for the bodies that are written in place: `CreateStudentBody`, `ListStudents200Body`. A body has a name of its
 * own so that client, server and mocks can refer to it; short ones (`string`, `Student[]`) stay as they are.
 */
export class BodyAliases {
  readonly #base: string;
  readonly #taken: Set<string>;
  readonly #module: string;
  readonly #aliases = new Map<string, { readonly ref: Ref; readonly body: Code }>();

  constructor(base: string, { names, module }: Context) {
    this.#base = base;
    this.#taken = names.taken;
    this.#module = module;
  }

  /** @param place the status of a response; empty for the request. */
  of(group: BodyGroup, place: string): Code {
    if (!group.body.multiline) return group.body;
    const id = `${place} ${group.media.map(({ pointer }) => pointer).join(" ")}`;
    let alias = this.#aliases.get(id);
    if (!alias) {
      const name = freeName(`${this.#base}${pascal(place)}Body`, this.#taken);
      this.#aliases.set(id, (alias = { ref: type(this.#module, name), body: group.body }));
    }
    return code`${alias.ref}`;
  }

  declarations(): Code {
    return lines(
      [...this.#aliases.values()].map(({ ref, body }) => code`export type ${identifier(ref.name)} = ${body};`),
    );
  }
}

/** Groups of bodies, kept because they are used several times and take most of the time. */
const known = new WeakMap<
  readonly MediaType[],
  { readonly context: Context; readonly given: BodyGroup[]; readonly received: BodyGroup[] }
>();

/** In the order of the contract, JSON first: what is sent when the caller names no media type. */
export function bodyGroups(content: readonly MediaType[], held: Held, context: Context): BodyGroup[] {
  let groups = known.get(content);
  if (groups?.context !== context) {
    const given = makeGroups(content, "given", context);
    const received = given.some(({ differs }) => differs) ? makeGroups(content, "received", context) : given;
    known.set(content, (groups = { context, given, received }));
  }
  return groups[held];
}

function makeGroups(content: readonly MediaType[], held: Held, context: Context): BodyGroup[] {
  const preferred = content.findIndex(({ body }) => body === "json");
  const ordered =
    preferred > 0 ? [...content.slice(preferred, preferred + 1), ...content.toSpliced(preferred, 1)] : content;
  const groups = new Map<string, MediaType[]>();
  for (const media of ordered) {
    // alone it needs not be compared
    const id =
      ordered.length === 1 ? "" : `${media.body} ${JSON.stringify([media.schema, media.itemSchema, media.encoding])}`;
    const group = groups.get(id);
    if (group) group.push(media);
    else groups.set(id, [media]);
  }
  return [...groups.values()].map((media) => ({
    contentType: join(media.map(contentType), code` | `),
    body: media[0] ? bodyType(media[0], held, context) : code`unknown`,
    differs: media[0]?.body === "binary",
    media,
  }));
}

/** Whether `contentType` has to be said or can be: there is a choice, or a range that stands for many. */
export const hasChoice = (content: readonly MediaType[]): boolean =>
  content.length > 1 || content.some(({ type: name }) => rangeOf(name) !== undefined || isWhole(name));

/** What a range (RFC 9110 §12.5.1) stands for all of: `*` or a main type; parameters may have stars of their own. */
const rangeOf = (name: string): string | undefined => /^([^/;]+)\/\*\s*(?:;|$)/.exec(name)?.[1];

/** A range is a template type; the contract's text stands in it as a string literal. */
function contentType({ type: name }: MediaType): Code {
  if (isWhole(name)) return code`\`\${${stringLiteral(name)}};\${string}\``; // the boundary
  const main = rangeOf(name);
  if (main === undefined) return stringLiteral(name);
  return main === "*" ? code`\`\${string}/\${string}\`` : code`\`\${${stringLiteral(`${main}/`)}}\${string}\``;
}

function bodyType(media: MediaType, held: Held, context: Context): Code {
  switch (media.body) {
    case "json":
      return typeOf(media.schema ?? true, context.types);
    case "form":
    case "multipart":
      return formType(media, context);
    case "text":
      return textType(media, context);
    case "xml":
      return code`string`;
    case "binary":
      return code`${type(CORE, held === "given" ? "BinaryInput" : "BinaryOutput")}`;
    case "events":
    case "lines":
      return code`${type(GLOBAL, "AsyncIterable")}<${itemType(media, context)}>`;
  }
}

/** A number or a boolean has one text, and an enum is its texts. An object has none, so that it comes as text. */
function textType({ schema = true }: MediaType, context: Context): Code {
  const whole = resolved(schema, context.types);
  const types = typeof whole === "object" ? typesOf(whole) : undefined;
  const isScalar = types !== undefined && types.every((type) => type !== "object" && type !== "array");
  return isScalar && !isBinary(whole) ? typeOf(schema, context.types) : code`string`;
}

/** One item of a stream. An event that nothing describes has the fields of OAS 3.2 §4.14.4. */
function itemType(media: MediaType, context: Context): Code {
  const item = sequenceItem(media, (key) => context.schemas.get(key));
  if (item === undefined && media.body === "events")
    return code`{ data: string; event?: string; id?: string; retry?: number }`;
  return typeOf(item?.schema ?? true, context.types);
}

/** A form: an object; a part of bytes is a `File` or a `Blob`. A named schema with such parts is printed in place. */
function formType(media: MediaType, context: Context): Code {
  const schema = media.schema ?? true;
  if (media.body === "form" || !hasBinaryPart(schema, context)) return typeOf(schema, context.types);
  const binary = code`${type(GLOBAL, "File")} | ${type(GLOBAL, "Blob")}`;
  const inPlace = new Set<string>();
  return typeOf(resolved(schema, context.types), {
    ...context.types,
    binary,
    // what leads to bytes is printed in place, once on each way down; a schema of bytes that contains itself falls back to its name
    expand: (key) => {
      const target = context.schemas.get(key);
      if (target === undefined || inPlace.has(key) || !hasBinaryPart(target, context)) return undefined;
      inPlace.add(key);
      return target;
    },
  });
}

/** Whether bytes are among the parts: itself, a property, an item of a list, by reference or in `allOf`. */
export function hasBinaryPart(schema: Schema, context: Context, seen: ReadonlySet<string> = new Set()): boolean {
  if (typeof schema === "boolean") return false;
  if (isBinary(schema)) return true;
  const key = schemaKey(schema["$ref"]);
  const target = key === undefined || seen.has(key) ? undefined : context.schemas.get(key);
  if (key !== undefined && target !== undefined && hasBinaryPart(target, context, new Set([...seen, key]))) return true;
  const parts = [
    schema["items"],
    schema["allOf"],
    schema["anyOf"],
    schema["oneOf"],
    ...Object.values((schema["properties"] ?? {}) as object),
  ].flat();
  return parts.some(
    (part) => typeof part === "object" && part !== null && hasBinaryPart(part as Schema, context, seen),
  );
}
