/** Bodies of requests that are no JSON, and what was compressed: forms, sequences, texts, bytes. */

import { decodeForm, decodeMultipart, filesOf, planForm, type DecodedForm, type FormPlan } from "./form.ts";
import { finish, readJson, refused, textOf, whenRead, type BodyOptions, type Chosen, type ReadBody } from "./index.ts";
import type { BodyRules } from "./rules.ts";
import type { BodySource } from "./source.ts";
import { heldItems } from "./items.ts";
import { parseJson } from "../json/index.ts";
import { parseMediaType } from "../http/media.ts";
import { coerce, Misfit } from "../parameters/coerce.ts";
import { MultipartError, platformMultipart } from "./multipart.ts";
import { readEvents, readJsonLines, typedEvents } from "../json/sequence.ts";
import { limitStream } from "../http/streams.ts";
import type { BinaryOutput } from "../types.ts";

export { decodedSource } from "../http/codings.ts";
export { encodeForm, encodeMultipart } from "./encode-forms.ts";
export { parseJson } from "../json/index.ts";
export { createBodyRules } from "./rules.ts";

/** @returns as `readBody` does, of what is no JSON or was compressed */
export function readOther(
  chosen: Chosen,
  source: BodySource,
  absent: ReadBody,
  header: string | undefined,
  options: BodyOptions,
): ReadBody | Promise<ReadBody> {
  const { media, contentType } = chosen;
  const { limits, invalidStatus: status, rules } = options;
  const held = (items: AsyncIterable<unknown>): AsyncIterable<unknown> =>
    heldItems(items, { validator: chosen.item, at: chosen.itemPointer, status, rules });
  const present = (value: unknown): ReadBody => ({ present: true, value, contentType, violations: [] });
  const stream = (): ReadableStream<Uint8Array> => source.stream(limits.upload, limits.bodyTimeout, limitStream);
  switch (media.kind) {
    case "binary":
      return present(binary(stream()));
    case "lines":
      return present(held(readJsonLines(stream(), (text, line) => parseJson(text, limits, line))));
    case "events":
      return present(held(typedEvents(readEvents(stream()), media.data, (text) => parseJson(text, limits))));
    case "multipart":
      return readMultipart(chosen, source, absent, header ?? "", options);
    default:
      return whenRead(source.bytes(limits.body, limits.bodyTimeout), (bytes) =>
        readText(chosen, bytes, absent, options),
      );
  }
}

function readText(
  chosen: Chosen,
  bytes: Uint8Array,
  absent: ReadBody,
  options: BodyOptions,
): ReadBody | Promise<ReadBody> {
  const { media, validator } = chosen;
  const { limits, rules } = options;
  if (media.kind === "json") return readJson(chosen, bytes, absent, options);
  if (bytes.length === 0 && media.kind !== "text" && media.kind !== "form") return absent;
  const text = textOf(chosen, bytes);
  if (typeof text !== "string") return text;
  if (media.kind === "form") return finishForm(chosen, rules, decodeForm(formOf(chosen, limits), text, limits));
  const shape = limits.numbers === undefined ? media.shape : limits.numbers.shape(media.shape);
  const value = shape === undefined ? text : coerce(text.trim(), shape);
  // the schema says better than the decoder why a text is no number
  if (value instanceof Misfit && (value.final || validator?.is(text) !== false))
    return refused(value.keyword, value.message);
  const shown = value instanceof Misfit ? text : value;
  return finish(chosen, rules, shown, shown, media.kind === "text" ? validator : undefined);
}

function formOf({ media, validator, forms, schemas }: Chosen, { numbers }: BodyOptions["limits"]): FormPlan {
  let form = forms.get(media);
  if (form === undefined) forms.set(media, (form = planForm(media, validator, schemas, numbers)));
  return form;
}

async function readMultipart(
  chosen: Chosen,
  source: BodySource,
  absent: ReadBody,
  contentType: string,
  { limits, rules, multipart = platformMultipart }: BodyOptions,
): Promise<ReadBody> {
  const form = formOf(chosen, limits);
  const boundary = parseMediaType(contentType).parameters.get("boundary");
  if (boundary === undefined || !/^[\x20-\x7e]{1,70}$/.test(boundary)) {
    return refused("multipart", "has no valid boundary in its Content-Type (RFC 2046 §5.1.1)");
  }
  const stream = source.stream(limits.upload, limits.bodyTimeout, limitStream);
  try {
    const { parts, empty, release } = await multipart(stream, { contentType, boundary, limits, isFile: filesOf(form) });
    if (empty) return absent;
    try {
      return { ...finishForm(chosen, rules, decodeMultipart(form, parts)), release };
    } catch (error) {
      await release?.();
      throw error;
    }
  } catch (error) {
    if (!(error instanceof MultipartError)) throw error;
    return refused("multipart", error.message, error.pointer);
  }
}

/** Fields that did not fit are reported with everything else that the schema finds. */
function finishForm(chosen: Chosen, rules: BodyRules | undefined, form: DecodedForm): ReadBody {
  const { value, checked, violations, misfits } = form;
  if (violations.length > 0) return { present: false, violations };
  const finished = finish(chosen, rules, value, checked, chosen.validator, form.files);
  if (misfits.length === 0) return finished;
  let rest = finished.violations;
  const misfitting = misfits.flatMap(({ violation: misfit, explained }) => {
    const { pointer } = misfit;
    const own = rest.filter((each) => each.pointer === pointer || each.pointer.startsWith(`${pointer}/`));
    if (explained && own.length > 0) return [];
    rest = rest.filter((each) => !own.includes(each));
    return [misfit];
  });
  return { present: false, violations: [...rest, ...misfitting] };
}

/** A body to be read once, in the form that is wanted. */
function binary(stream: ReadableStream<Uint8Array>): BinaryOutput {
  const response = new globalThis.Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>); // hosts read into plain buffers
  return {
    stream,
    arrayBuffer: () => response.arrayBuffer(),
    bytes: async () => new Uint8Array(await response.arrayBuffer()),
    blob: () => response.blob(),
    text: () => response.text(),
  };
}
