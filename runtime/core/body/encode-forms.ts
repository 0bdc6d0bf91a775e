/** Forms, `application/x-www-form-urlencoded` and `multipart/form-data`, are written here. */

import type { Encoding } from "../contract.ts";
import { fieldPairs, itemsOf, joinPairs, styleOf } from "../parameters/encode.ts";
import { concreteType, describe, EncodeError, jsonText, naming, scalarText } from "../parameters/scalar-text.ts";
import { isJson } from "../http/media.ts";
import { percentEncode } from "../http/percent.ts";
import type { BodyWriter } from "./encode.ts";
import { canSend, multipartBlob, multipartStream, type SentPart } from "./multipart-form.ts";
import { isLong } from "../schema/long.ts";

export const encodeForm: BodyWriter = (media, value) => ({
  body: formText(fieldsOf(value), media.encoding ?? {}),
  contentType: concreteType(media, "application/x-www-form-urlencoded"),
});

export const encodeMultipart: BodyWriter = (media, value) => {
  const parts = partsOf(fieldsOf(value), media.encoding ?? {});
  // `FormData` has no way to give a text a type: it would become a file with a name.
  const isTyped = parts.some(({ value: content, type }) => typeof content === "string" && type !== undefined);
  const form = new FormData();
  if (!canSend(form)) return multipartStream(parts);
  if (isTyped) return multipartBlob(parts);
  for (const { name, value: content } of parts)
    if (typeof content === "string") form.append(name, content);
    else form.append(name, content);
  return { body: form };
};

/** `application/x-www-form-urlencoded` as in the URL standard (§5.2): as a query, with `+` for a space. */
function formText(fields: readonly [string, unknown][], encodings: Readonly<Record<string, Encoding>>): string {
  const encode = (text: string): string => percentEncode(text).replaceAll("%20", "+");
  return fields
    .flatMap(([name, value]) =>
      naming(`form field "${name}"`, () => joinPairs(formPairs(name, value, encodings[name]), encode, encode)),
    )
    .join("&");
}

function formPairs(name: string, value: unknown, encoding: Encoding | undefined): ReturnType<typeof fieldPairs> {
  const styled =
    encoding?.style !== undefined || encoding?.explode !== undefined || encoding?.allowReserved !== undefined;
  if (styled) return fieldPairs(name, value, styleOf({ in: "query", ...encoding }));
  // OAS 3.2 §4.15.1: without a style, each entry of an array is a field of its own and an object is JSON.
  return Array.isArray(value)
    ? itemsOf(value).map((item) => [name, scalarText(item)] as const)
    : [[name, scalarText(value)]];
}

/**
 * OAS 3.2 §4.15.3: each entry of an array is a part of its own. The contract's `contentType` applies to each of them; the
 * default is `application/json` for an object or a list, `application/octet-stream` for bytes and `text/plain`, which
 * needs no header, for anything else. A text is JSON where its part is.
 */
function partsOf(fields: readonly [string, unknown][], encodings: Readonly<Record<string, Encoding>>): SentPart[] {
  return fields.flatMap(([name, value]) => {
    const type = firstConcrete(encodings[name]?.contentType);
    const items = Array.isArray(value) ? naming(`part "${name}"`, () => itemsOf(value)) : [value];
    return items.map((item): SentPart => partOf(name, item, type));
  });
}

function partOf(name: string, item: unknown, type: string | undefined): SentPart {
  if (item instanceof Blob) return { name, value: item };
  if (item instanceof Uint8Array || item instanceof ArrayBuffer)
    return { name, value: new Blob([item as BlobPart], { type: type ?? "application/octet-stream" }) };
  if (item instanceof ReadableStream)
    throw new EncodeError(`part "${name}": a stream cannot be part of a form; make it a Blob`);
  const isComposed = typeof item === "object" && item !== null && !(item instanceof Date) && !isLong(item);
  const own = type ?? (isComposed ? "application/json" : undefined);
  const value = own !== undefined && isJson(own) ? jsonText(item) : scalarText(item);
  return { name, value, ...(own !== undefined && { type: own }) };
}

/** `contentType` of an Encoding Object may be a list with ranges. */
const firstConcrete = (types: string | undefined): string | undefined =>
  types
    ?.split(",")
    .map((type) => type.trim())
    .find((type) => !type.includes("*"));

function fieldsOf(value: unknown): [string, unknown][] {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new EncodeError(`a form takes an object, got ${describe(value)}`);
  return Object.entries(value).filter(([, field]) => field !== undefined && field !== null);
}
