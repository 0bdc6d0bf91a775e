/** The body of an answer: validated as it will leave, and written once. */

import { type AnswerCheck, AnswerError, type AnswerRules } from "./rules.ts";
import type { SentBody } from "./encoded.ts";
import type { MediaPlan } from "./plan.ts";
import type { MediaType } from "../contract.ts";
import { encodeUsual, type EncodedBody } from "../body/encode.ts";
import { HeaderError, type HeaderList } from "../http/headers.ts";
import { isJson, matchMediaType, parseMediaType } from "../http/media.ts";
import { isBinary } from "../http/holding.ts";
import type { RequestViolation } from "../problem/index.ts";
import { CutOff, exactStream } from "../http/streams.ts";
import { locatedViolation } from "../problem/located.ts";
import type { Answer } from "../types.ts";
import type { Validator, Violation } from "../validation.ts";

export function encodeContent(answer: Answer, plan: MediaPlan, headers: HeaderList, check: AnswerCheck): SentBody {
  const { body, contentType } = answer;
  const { media, validator, at } = plan;
  const { rules } = check;
  switch (media.kind) {
    case "json":
      headers.push(["Content-Type", contentType === undefined ? plan.json : sendable(contentType)]);
      return encodeJson(plan, body, check);
    case "events":
      appendMissing(headers, EVENT_STREAM_HEADERS);
      return encodeAs(media, contentType, itemsOf(plan, body, check), headers, rules);
    case "lines":
      return encodeAs(media, contentType, itemsOf(plan, body, check), headers, rules);
    case "text":
    case "form":
      if (rules.mode !== "off" && validator !== undefined && isPlain(media, body) && !validator.is(body))
        check.breach("with an invalid body", inBody(validator.explain(body), at));
      break;
    case "binary":
      if (
        contentType === undefined &&
        body instanceof Blob &&
        body.type !== "" &&
        matchMediaType(body.type, [media]) === undefined
      )
        check.breach(`as ${body.type}; the contract declares ${media.type}`);
      return withLength(answer, encodeAs(media, contentType, body, headers, rules), headers);
    case "multipart":
    case "xml":
      break;
  }
  return encodeAs(media, contentType, body, headers, rules);
}

/** Caches and proxies must not delay events. */
const EVENT_STREAM_HEADERS: HeaderList = [
  ["Cache-Control", "no-cache"],
  ["X-Accel-Buffering", "no"],
];

/** Adds the headers that the answer does not have yet. */
function appendMissing(headers: HeaderList, more: HeaderList): void {
  const known = new Set(headers.map(([name]) => name.toLowerCase()));
  headers.push(...more.filter(([name]) => !known.has(name.toLowerCase())));
}

/** A text leaves as UTF-8, and readers of `text/*` would assume another charset (RFC 9110 §8.3.2). */
const withCharset = (type: string): string => {
  const { essence, parameters } = parseMediaType(type);
  return essence.startsWith("text/") && !parameters.has("charset") ? `${type}; charset=utf-8` : type;
};

/** Only the handler can know the length of a stream. */
function withLength({ headers: given = {} }: Answer, body: SentBody, headers: HeaderList): SentBody {
  if (!(body instanceof ReadableStream) || headers.some(([name]) => name === "Content-Length")) return body;
  const name = Object.keys(given).find((each) => each.toLowerCase() === "content-length");
  const length = name === undefined ? "" : String(given[name]);
  if (!/^\d+$/.test(length)) return body;
  headers.push(["Content-Length", length]);
  return exactStream(body, Number(length));
}

/** Whether the schema can validate the body. The encoder refuses other values. */
const isPlain = ({ kind, shape }: MediaType, body: unknown): boolean =>
  kind === "text" ? typeof body === "string" || shape !== undefined : typeof body === "object";

/** For a body that the contract does not declare and that may leave in this mode. */
export function encodeUndeclared({ body, contentType }: Answer, headers: HeaderList): SentBody {
  const json = contentType !== undefined && isJson(contentType);
  const kind = typeof body === "string" && !json ? "text" : isBinary(body) ? "binary" : "json";
  const usual = { text: "text/plain", binary: "application/octet-stream", json: "application/json" };
  return sent(encodeUsual({ type: contentType ?? usual[kind], kind }, body), contentType, headers);
}

const TYPE = /^[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+(?:\s*;\s*[\w-]+=(?:[\w!#$%&'*+.^`|~:/-]+|"[^"\\\r\n]*"))*$/;

/** @throws HeaderError for a text that is no media type: a handler may have it from a caller */
function sendable(type: string): string {
  if (!TYPE.test(type)) throw new HeaderError(`${JSON.stringify(type)} is not a media type`);
  return type;
}

function encodeAs(
  media: MediaType,
  contentType: string | undefined,
  body: unknown,
  headers: HeaderList,
  { forms }: AnswerRules,
): SentBody {
  const { kind } = media;
  if (kind !== "form" && kind !== "multipart") return sent(encodeUsual({ ...media, kind }, body), contentType, headers);
  if (forms === undefined) throw new Error("unreachable");
  const encode = kind === "form" ? forms.encodeForm : forms.encodeMultipart;
  return sent(encode(media, body), contentType, headers);
}

/** @param contentType what the handler calls it */
function sent({ body: content, ...own }: EncodedBody, contentType: string | undefined, headers: HeaderList): SentBody {
  const type = contentType ?? own.contentType;
  if (type !== undefined && !(content instanceof FormData))
    headers.push(["Content-Type", typeof content === "string" ? withCharset(sendable(type)) : sendable(type)]);
  if (typeof content === "string" || content instanceof Uint8Array || content instanceof ReadableStream) return content;
  if (content instanceof ArrayBuffer) return new Uint8Array(content);
  if (content instanceof Blob) {
    headers.push(["Content-Length", String(content.size)]);
    return content.stream();
  }
  const response = new globalThis.Response(content); // FormData: its boundary is chosen here
  headers.push(["Content-Type", response.headers.get("content-type") ?? "multipart/form-data"]);
  return response.body ?? undefined;
}

const UNDECLARED = { message: "is not declared by the contract", keyword: "undeclared" };

const inBody = (violations: readonly Violation[], at: string): RequestViolation[] =>
  violations.map((violation) => ({ in: "body", ...locatedViolation(violation, at) }));

function encodeJson({ validator, at }: MediaPlan, body: unknown, check: AnswerCheck): string {
  const { mode, undeclared } = check.rules;
  // `write` drops properties only where nothing is reported. It returns no text for a value that cannot leave as it is.
  const written = validator?.write?.(body, mode === "off" && undeclared === "drop");
  if (written !== undefined) return written;
  // First, because every other step would loop for ever on a circular body.
  const text = stringify(body);
  if (validator === undefined) return text;
  const sent = checkedBody(validator, at, body, text, check);
  return sent === body ? text : stringify(sent);
}

/**
 * Validates a JSON body as it will leave: objects with `toJSON` as JSON writes them.
 * @param text the JSON text of the body
 * @returns the body, or a copy without the properties that are dropped
 */
function checkedBody(validator: Validator, at: string, body: unknown, text: string, check: AnswerCheck): unknown {
  const { operation, rules, request } = check;
  const { pruner, mode, undeclared } = rules;
  let sent = body;
  let value = body;
  if (pruner !== undefined && !pruner.fits(validator.schema, body)) {
    let pruned = pruner.prune(validator.schema, body);
    if (pruned.exotic) pruned = pruner.prune(validator.schema, (value = JSON.parse(text)));
    const leave = undeclared === "allow" || (undeclared === "yield" && validator.is(value));
    if (!leave && pruned.undeclared.length > 0) {
      // The schema says why a property must be absent.
      const withheld = pruned.withheld.size > 0 ? validator.explain(value) : [];
      const violations = pruned.undeclared.map((pointer): RequestViolation => {
        const { message, keyword } = withheld.find((each) => each.pointer === pointer) ?? UNDECLARED;
        return { in: "body", pointer, message, keyword, schemaPointer: at };
      });
      if (undeclared === "refuse") check.breach("with properties that the contract does not declare", violations);
      else {
        const what = "with properties that the contract does not declare; they were dropped";
        if (mode !== "off") rules.report(new AnswerError(operation, undefined, what, violations), operation, request);
        sent = value = pruned.value;
      }
    }
  }
  if (mode !== "off" && !validator.is(value)) {
    const violations = validator.explain(JSON.parse(sent === body ? text : stringify(sent)));
    if (violations.length > 0) check.breach("with an invalid body", inBody(violations, at));
  }
  return sent;
}

function stringify(value: unknown): string {
  const text: string | undefined = JSON.stringify(value);
  if (text === undefined) throw new TypeError(`A ${typeof value} is not JSON`);
  return text;
}

/**
 * The items of a sequence, each validated when it is its turn. The status has left by then. Where an item breaks the
 * contract in `enforce`, or the source fails, the stream is cut off, so that the caller does not take it for complete,
 * and the error is reported.
 */
function itemsOf({ item: validator, itemAt }: MediaPlan, body: unknown, check: AnswerCheck): unknown {
  if (typeof body !== "object" || body === null) return body;
  const { operation, rules, request } = check;
  const source = body as Partial<AsyncIterable<unknown> & Iterable<unknown>>;
  const iterator = source[Symbol.asyncIterator]?.() ?? source[Symbol.iterator]?.();
  if (iterator === undefined) return body; // the encoder reports that it is no sequence
  let count = 0;
  const checkItem = (item: unknown): unknown =>
    validator === undefined ? item : checkedBody(validator, itemAt, item, stringify(item), check.ofItem(count));
  const end = async (): Promise<void> => void (await iterator.return?.());
  const checked: AsyncIterator<unknown> = {
    async next() {
      let pulled = false;
      try {
        const next = await iterator.next();
        pulled = true;
        if (next.done === true) return next;
        const value = checkItem(next.value);
        count += 1;
        return { done: false, value };
      } catch (error) {
        rules.report(error, operation, request);
        // A source that failed by itself has ended.
        if (pulled) await end().catch(() => undefined);
        throw new CutOff(error);
      }
    },
    async return() {
      await end();
      return { done: true, value: undefined };
    },
  };
  return { [Symbol.asyncIterator]: () => checked };
}
