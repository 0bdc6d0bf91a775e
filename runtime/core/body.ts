/** The body of a request: its media type is chosen first (415), then its bytes are read (413) and become a value (400). */

import type { MediaType, Operation } from "./contract.ts";
import { decodeForm, decodeMultipart, planForm, type DecodedForm, type FormPlan } from "./form.ts";
import { JsonError, parseJson } from "./json.ts";
import type { Limits } from "./limits.ts";
import { isRange, matchMediaType, parseMediaType } from "./media.ts";
import { HttpProblem, type RequestViolation } from "./problem.ts";
import { readEvents, readJsonLines } from "./sequence.ts";
import { bodySchemaAt, told } from "./told.ts";
import type { BinaryOutput, RequestInfo } from "./types.ts";
import type { Pruner } from "./undeclared.ts";
import type { Validator, Validators } from "./validation.ts";

/** The bytes of a request, as a host has them. */
export interface BodySource {
  /** All of them. @throws HttpProblem 413 past `limit` */
  bytes(limit: number): Promise<Uint8Array>;
  /** As they come; it fails with a 413 past `limit`. */
  stream(limit: number): ReadableStream<Uint8Array>;
}

/** A body that has been read, or the reasons why it has no value. */
export interface ReadBody {
  /** Absent: there is no body. */
  readonly present: boolean;
  readonly value?: unknown;
  /** As declared, or as given where a range was declared. */
  readonly contentType?: string;
  readonly violations: readonly RequestViolation[];
}

interface MediaPlan {
  readonly validator: Validator | undefined;
  readonly form: FormPlan | undefined;
}

export interface BodyOptions {
  readonly limits: Limits;
  /** Finds the properties that the contract does not declare, where they are refused. */
  readonly pruner: Pruner | undefined;
}

export interface BodyPlan {
  readonly required: boolean;
  readonly content: readonly MediaType[];
  media(type: MediaType): MediaPlan;
  /** JSON Pointer of the schema of a media type. */
  pointer(type: string): string;
}

export function planBody(operation: Operation, validators: Validators): BodyPlan | undefined {
  const { body } = operation;
  if (body === undefined) return undefined;
  const plans = new Map<MediaType, MediaPlan>();
  return {
    required: body.required === true,
    content: body.content,
    pointer: (type) => bodySchemaAt(operation, type),
    media(type) {
      let plan = plans.get(type);
      if (plan === undefined) {
        const validator = validators.get(operation.name, `body ${type.type}`);
        const form =
          type.kind === "form" || type.kind === "multipart" ? planForm(type, validator, validators.schemas) : undefined;
        plans.set(type, (plan = { validator, form }));
      }
      return plan;
    },
  };
}

function unsupported(detail: string, content: readonly MediaType[]): HttpProblem {
  // RFC 9110 §15.5.16: an Accept field says what would have been taken.
  return new HttpProblem(415, { detail }, { headers: { Accept: content.map((media) => media.type).join(", ") } });
}

const ABSENT: ReadBody = { present: false, violations: [] };
const violation = (keyword: string, message: string): RequestViolation => ({
  in: "body",
  pointer: "",
  keyword,
  message,
  schemaPointer: "",
});
const refused = (keyword: string, message: string): ReadBody => ({
  present: false,
  violations: [violation(keyword, message)],
});
const MISSING = refused("required", "is required");

/**
 * @param source absent when the request has no body
 * @throws HttpProblem 413, 415
 */
export async function readBody(
  plan: BodyPlan,
  request: RequestInfo,
  source: BodySource | undefined,
  options: BodyOptions,
): Promise<ReadBody> {
  if (source === undefined) return plan.required ? MISSING : ABSENT;
  const { limits } = options;
  const header = request.header("content-type");
  const encoding = request.header("content-encoding");
  if (encoding !== undefined && encoding.toLowerCase() !== "identity") {
    throw new HttpProblem(
      415,
      { detail: `The content coding "${encoding}" is not supported` },
      { headers: { "Accept-Encoding": "identity" } },
    );
  }
  // A body without a type can be taken for a sequence of bytes (RFC 9110 §8.3), but nothing is guessed from its content.
  const given = header ?? "application/octet-stream";
  const media = matchMediaType(given, plan.content);
  if (media === undefined) {
    // A request that announces no type and then has no bytes has no body.
    if (header === undefined && (await source.bytes(limits.body)).length === 0) return plan.required ? MISSING : ABSENT;
    const expected = plan.content.map((declared) => declared.type).join(", ");
    const problem = header === undefined ? "The body has no Content-Type" : `The body is ${JSON.stringify(header)}`;
    throw unsupported(`${problem}; expected ${expected}`, plan.content);
  }
  const contentType = isRange(media.type) ? parseMediaType(given).essence : media.type;
  return readMedia({ plan, media, contentType, pruner: options.pruner }, given, source, limits);
}

/** The media type that was chosen for a body. */
interface Chosen {
  readonly plan: BodyPlan;
  readonly media: MediaType;
  readonly contentType: string;
  readonly pruner: Pruner | undefined;
}

async function readMedia(chosen: Chosen, given: string, source: BodySource, limits: Limits): Promise<ReadBody> {
  const { plan, media, contentType } = chosen;
  const { validator, form } = plan.media(media);
  switch (media.kind) {
    case "binary":
      return { present: true, value: binary(source.stream(limits.upload)), contentType, violations: [] };
    case "lines":
      return {
        present: true,
        value: readJsonLines(source.stream(limits.upload), (text) => parseJson(text, limits.depth)),
        contentType,
        violations: [],
      };
    case "events":
      return { present: true, value: readEvents(source.stream(limits.upload)), contentType, violations: [] };
    case "multipart": {
      if (form === undefined) throw new Error("unreachable: a multipart body has a form plan");
      const bytes = await source.bytes(limits.upload);
      if (bytes.length === 0) return plan.required ? MISSING : ABSENT;
      return finishForm(chosen, await decodeMultipart(form, bytes, given, limits), validator);
    }
    default: {
      const bytes = await source.bytes(limits.body);
      if (bytes.length === 0 && media.kind !== "text" && media.kind !== "form") return plan.required ? MISSING : ABSENT;
      const text = decodeUtf8(bytes, given, media, plan.content);
      if (text === undefined) return refused("charset", "is not text in its charset");
      if (media.kind === "form" && form !== undefined)
        return finishForm(chosen, decodeForm(form, text, limits), validator);
      if (media.kind !== "json") return finish(chosen, text, text, media.kind === "text" ? validator : undefined);
      try {
        const value = parseJson(text, limits.depth);
        return finish(chosen, value, value, validator);
      } catch (error) {
        if (!(error instanceof JsonError)) throw error;
        return refused("json", `is not acceptable JSON: ${error.message}`);
      }
    }
  }
}

/** Fields that did not fit are reported with everything else that the schema finds. */
function finishForm(chosen: Chosen, form: DecodedForm, validator: Validator | undefined): ReadBody {
  const { value, checked, violations, misfits } = form;
  if (violations.length > 0) return { present: false, violations };
  const finished = finish(chosen, value, checked, validator);
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

/** @param checked what the schema is asked about: the value, files being empty strings */
function finish(
  { plan, media, contentType, pruner }: Chosen,
  value: unknown,
  checked: unknown,
  validator: Validator | undefined,
): ReadBody {
  const undeclared =
    validator === undefined || pruner === undefined ? [] : pruner.prune(validator.schema, checked).undeclared;
  const unknown = undeclared.map((pointer): RequestViolation => ({
    ...violation("unknown", "is not a property that the contract declares"),
    pointer,
  }));
  if (validator === undefined || validator.is(checked)) {
    return unknown.length > 0
      ? { present: false, violations: unknown }
      : { present: true, value, contentType, violations: [] };
  }
  const violations = validator
    .explain(checked)
    .map((each): RequestViolation => ({ in: "body", ...told(each, "request", plan.pointer(media.type)) }));
  // Fast no and slow yes: refused all the same.
  if (violations.length === 0) violations.push(violation("schema", "does not fit its schema"));
  const known = new Set(violations.map((each) => each.pointer));
  return { present: false, violations: [...violations, ...unknown.filter((each) => !known.has(each.pointer))] };
}

const UTF8 = /^(?:utf-?8|us-ascii)$/i;

function decodeUtf8(
  bytes: Uint8Array,
  given: string,
  media: MediaType,
  content: readonly MediaType[],
): string | undefined {
  const charset = given.includes(";") ? (parseMediaType(given).parameters.get("charset") ?? "utf-8") : "utf-8";
  if (media.kind !== "text" && !UTF8.test(charset))
    throw unsupported(`The charset "${charset}" is not supported; send UTF-8`, content);
  let decoder: TextDecoder;
  try {
    decoder = new TextDecoder(charset, { fatal: true });
  } catch {
    throw unsupported(`The charset "${charset}" is not known`, content);
  }
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
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
