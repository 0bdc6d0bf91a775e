/** The body of a request: its media type is chosen first (415), then its bytes are read (413) and become a value (400). */

import { decodedSource, type Decoder } from "../http/codings.ts";
import type { MediaType, Operation } from "../contract.ts";
import { decodeForm, decodeMultipart, filesOf, planForm, type DecodedForm, type FormPlan } from "./form.ts";
import { heldItems } from "./items.ts";
import { JsonError, parseJson } from "../json/index.ts";
import type { Limits } from "../limits.ts";
import { isRange, matchMediaType, parseMediaType } from "../http/media.ts";
import { MultipartError, platformMultipart, type MultipartParser, type PartRules } from "./multipart.ts";
import { HttpProblem, type RequestViolation } from "../problem/index.ts";
import { readEvents, readJsonLines } from "../json/sequence.ts";
import { bodySchemaAt } from "../pointers.ts";
import { told } from "../problem/told.ts";
import type { BinaryOutput, RequestInfo } from "../types.ts";
import type { Pruner } from "../answer/undeclared.ts";
import type { Validator, Validators } from "../validation.ts";

/** The bytes of a request, as a host has them. It is read once, by one of these. */
export interface BodySource {
  /**
   * All of them, at once where they are there already.
   * @param timeout milliseconds for all of them; 0: for ever
   * @throws HttpProblem 413 past `limit`, 408 past `timeout`
   */
  bytes(limit: number, timeout: number): Uint8Array | Promise<Uint8Array>;
  /** As they come; it fails with a 413 past `limit`, and with a 408 when nothing comes for `timeout` milliseconds. */
  stream(limit: number, timeout: number): ReadableStream<Uint8Array>;
  /** What was done to it by a content coding has been undone. */
  readonly plain?: true;
  /** The host's own decompressor, for formats of `DecompressionStream` that the platform may not have. */
  decoder?(format: string): Decoder | undefined;
}

/** A body that has been read, or the reasons why it has no value. */
export interface ReadBody {
  /** Absent: there is no body. */
  readonly present: boolean;
  readonly value?: unknown;
  /** As declared, or as given where a range was declared. */
  readonly contentType?: string;
  readonly violations: readonly RequestViolation[];
  /** To be called when the answer has left: removes what files are kept in. */
  readonly release?: (() => Promise<void>) | undefined;
}

export interface BodyOptions {
  readonly limits: Limits;
  /** Finds the properties that the contract does not declare, where they are refused. */
  readonly pruner: Pruner | undefined;
  /** The status for items of a sequence that do not fit: they are read when the handler asks for them. */
  readonly invalidStatus: 400 | 422;
  /** Default: the platform's, which keeps everything in memory. */
  readonly multipart?: MultipartParser | undefined;
}

/** What is done to the body of an operation; made once. */
export interface BodyPlan {
  readonly required: boolean;
  /** What is accepted. */
  readonly content: readonly MediaType[];
  /** The media type that is chosen for a `Content-Type`; `undefined`: none. @throws HttpProblem 415 for its charset */
  chosen(contentType: string): Chosen | undefined;
}

/** A media type that was chosen for a body, and all that can be made of that beforehand. */
interface Chosen {
  readonly media: MediaType;
  readonly contentType: string;
  readonly validator: Validator | undefined;
  readonly form: FormPlan | undefined;
  readonly isFile: PartRules["isFile"] | undefined;
  readonly decoder: TextDecoder;
  readonly pointer: string;
  /** For one item of a sequence, and where its schema is. */
  readonly item: Validator | undefined;
  readonly itemPointer: string;
}

/** So many spellings of a `Content-Type` are remembered for each operation. */
const REMEMBERED = 20;

export interface PlanOptions {
  /** Whether XML is accepted: it reaches the handler as text. */
  readonly xml: boolean;
}

export function planBody(operation: Operation, validators: Validators, { xml }: PlanOptions): BodyPlan | undefined {
  const { body } = operation;
  if (body === undefined) return undefined;
  const content = body.content.filter((media) => media.kind !== "xml" || xml);
  const forms = new Map<MediaType, FormPlan>();
  const formOf = (media: MediaType, validator: Validator | undefined): FormPlan | undefined => {
    if (media.kind !== "form" && media.kind !== "multipart") return undefined;
    let form = forms.get(media);
    if (form === undefined) forms.set(media, (form = planForm(media, validator, validators.schemas)));
    return form;
  };
  const choose = (given: string): Chosen | undefined => {
    const media = matchMediaType(given, content);
    if (media === undefined) return undefined;
    const validator = validators.get(operation.name, `body ${media.type}`);
    const form = formOf(media, validator);
    const pointer = bodySchemaAt(operation, media.type);
    return {
      media,
      contentType: isRange(media.type) ? parseMediaType(given).essence : media.type,
      validator,
      form,
      isFile: form === undefined || media.kind === "form" ? undefined : filesOf(form),
      decoder: decoderOf(given, content),
      pointer,
      item: media.item === undefined ? undefined : validators.get(operation.name, `body ${media.type} item`),
      itemPointer: media.item === "items" ? `${pointer}/items` : pointer.replace(/schema$/, "itemSchema"),
    };
  };
  const known = new Map<string, Chosen>();
  return {
    required: body.required === true,
    content,
    chosen(contentType) {
      let chosen = known.get(contentType);
      if (chosen !== undefined) return chosen;
      chosen = choose(contentType);
      if (chosen !== undefined && (known.size < REMEMBERED || chosen.media.type === contentType))
        known.set(contentType, chosen);
      return chosen;
    },
  };
}

const UTF8 = new TextDecoder("utf-8", { fatal: true });

/** UTF-8, unless the type says another charset. It strips a byte order mark. */
function decoderOf(given: string, content: readonly MediaType[]): TextDecoder {
  const charset = given.includes(";") ? parseMediaType(given).parameters.get("charset") : undefined;
  if (charset === undefined || charset.toLowerCase() === "utf-8") return UTF8;
  try {
    return new TextDecoder(charset, { fatal: true });
  } catch {
    throw unsupported(`The charset "${charset}" is not known; send UTF-8`, content);
  }
}

function unsupported(detail: string, content: readonly MediaType[]): HttpProblem {
  // RFC 9110 §15.5.16: an Accept field says what would have been taken.
  return new HttpProblem(415, { detail }, { headers: { Accept: content.map((media) => media.type).join(", ") } });
}

const ABSENT: ReadBody = { present: false, violations: [] };
const violation = (keyword: string, message: string, pointer: string = ""): RequestViolation => ({
  in: "body",
  pointer,
  keyword,
  message,
  schemaPointer: "",
});
const refused = (keyword: string, message: string, pointer?: string): ReadBody => ({
  present: false,
  violations: [violation(keyword, message, pointer)],
});
const MISSING = refused("required", "is required");

/** Keywords of violations that say that a request is malformed, not merely invalid: always a 400. */
export const MALFORMED: ReadonlySet<string> = new Set(["json", "charset", "multipart", "encoding", "limit"]);

/**
 * @param source absent when the request has no body
 * @returns at once where all bytes are there and nothing has to be waited for
 * @throws HttpProblem 408, 413, 415, and 400 for a body that cannot be decompressed
 */
export function readBody(
  plan: BodyPlan,
  request: RequestInfo,
  source: BodySource | undefined,
  options: BodyOptions,
): ReadBody | Promise<ReadBody> {
  const absent = plan.required ? MISSING : ABSENT;
  if (source === undefined) return absent;
  const header = request.header("content-type");
  const coding = request.header("content-encoding");
  // A body without a type can be taken for a sequence of bytes (RFC 9110 §8.3), but nothing is guessed from its content.
  const chosen = plan.chosen(header ?? "application/octet-stream");
  if (chosen === undefined) {
    if (header !== undefined) {
      throw unsupported(`The body is ${JSON.stringify(header)}; ${expected(plan)}`, plan.content);
    }
    // A request that announces no type and then has no bytes has no body.
    return whenRead(source.bytes(options.limits.body, options.limits.bodyTimeout), (bytes) => {
      if (bytes.length === 0) return absent;
      throw unsupported(`The body has no Content-Type; ${expected(plan)}`, plan.content);
    });
  }
  return readChosen(
    chosen,
    coding === undefined || source.plain ? source : decodedSource(source, coding),
    absent,
    header,
    options,
  );
}

const expected = (plan: BodyPlan): string => `expected ${plan.content.map((media) => media.type).join(", ")}`;

const whenRead = <T>(bytes: Uint8Array | Promise<Uint8Array>, then: (bytes: Uint8Array) => T): T | Promise<T> =>
  bytes instanceof Promise ? bytes.then(then) : then(bytes);

function readChosen(
  chosen: Chosen,
  source: BodySource,
  absent: ReadBody,
  header: string | undefined,
  options: BodyOptions,
): ReadBody | Promise<ReadBody> {
  const { media, contentType } = chosen;
  const { limits, invalidStatus: status } = options;
  const held = (items: AsyncIterable<unknown>): AsyncIterable<unknown> =>
    heldItems(items, { validator: chosen.item, at: chosen.itemPointer, status });
  const present = (value: unknown): ReadBody => ({ present: true, value, contentType, violations: [] });
  switch (media.kind) {
    case "binary":
      return present(binary(source.stream(limits.upload, limits.bodyTimeout)));
    case "lines":
      return present(
        held(
          readJsonLines(source.stream(limits.upload, limits.bodyTimeout), (text, line) =>
            parseJson(text, limits, line),
          ),
        ),
      );
    case "events":
      return present(held(readEvents(source.stream(limits.upload, limits.bodyTimeout))));
    case "multipart":
      return readMultipart(chosen, source, absent, header ?? "", options);
    default:
      return whenRead(source.bytes(limits.body, limits.bodyTimeout), (bytes) =>
        readText(chosen, bytes, absent, options),
      );
  }
}

function readText(chosen: Chosen, bytes: Uint8Array, absent: ReadBody, { limits, pruner }: BodyOptions): ReadBody {
  const { media, validator, form, decoder } = chosen;
  if (bytes.length === 0 && media.kind !== "text" && media.kind !== "form") return absent;
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    return refused("charset", `is not text in ${decoder.encoding}`);
  }
  if (form !== undefined) return finishForm(chosen, pruner, decodeForm(form, text, limits));
  if (media.kind !== "json") return finish(chosen, pruner, text, text, media.kind === "text" ? validator : undefined);
  let value: unknown;
  try {
    value = parseJson(text, limits);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    return refused("json", error.message);
  }
  return finish(chosen, pruner, value, value, validator);
}

async function readMultipart(
  chosen: Chosen,
  source: BodySource,
  absent: ReadBody,
  contentType: string,
  { limits, pruner, multipart = platformMultipart }: BodyOptions,
): Promise<ReadBody> {
  const { form, isFile } = chosen;
  if (form === undefined || isFile === undefined) throw new Error("unreachable: a multipart body has a form plan");
  const boundary = parseMediaType(contentType).parameters.get("boundary");
  if (boundary === undefined || !/^[\x20-\x7e]{1,70}$/.test(boundary)) {
    return refused("multipart", "has no boundary in its Content-Type, or none that is allowed (RFC 2046 §5.1.1)");
  }
  const stream = source.stream(limits.upload, limits.bodyTimeout);
  try {
    const { parts, empty, release } = await multipart(stream, { contentType, boundary, limits, isFile });
    if (empty) return absent;
    try {
      return { ...finishForm(chosen, pruner, decodeMultipart(form, parts)), release };
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
function finishForm(chosen: Chosen, pruner: Pruner | undefined, form: DecodedForm): ReadBody {
  const { value, checked, violations, misfits } = form;
  if (violations.length > 0) return { present: false, violations };
  const finished = finish(chosen, pruner, value, checked, chosen.validator, form.files);
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

/**
 * @param checked what the schema is asked about: the value, files being empty strings
 * @param files JSON Pointers of those that are not empty: they have no length that the schema could see
 */
function finish(
  { contentType, pointer }: Chosen,
  pruner: Pruner | undefined,
  value: unknown,
  checked: unknown,
  validator: Validator | undefined,
  files?: ReadonlySet<string>,
): ReadBody {
  const valid = validator === undefined || validator.is(checked);
  if (valid && (pruner === undefined || validator === undefined))
    return { present: true, value, contentType, violations: [] };
  const violations = valid ? [] : explained(validator, checked, pointer, files);
  const known = new Set(violations.map((each) => each.pointer));
  for (const at of pruner?.prune(validator.schema, checked).undeclared ?? []) {
    if (!known.has(at)) violations.push(violation("unknown", "is not a property that the contract declares", at));
  }
  return violations.length > 0 ? { present: false, violations } : { present: true, value, contentType, violations: [] };
}

/** What the slow tier says of a value that the fast one has refused. */
function explained(
  validator: Validator,
  checked: unknown,
  schemaPointer: string,
  files: ReadonlySet<string> | undefined,
): RequestViolation[] {
  const found = validator.explain(checked);
  // Fast no and slow yes: refused all the same.
  if (found.length === 0) return [violation("schema", "does not fit its schema")];
  return found
    .filter(({ keyword, pointer }) => keyword !== "minLength" || files?.has(pointer) !== true)
    .map((each): RequestViolation => ({ in: "body", ...told(each, "request", schemaPointer) }));
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
