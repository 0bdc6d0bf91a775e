/** What holds for every answer, whatever was asked. */

import {
  answerSchemaAt,
  headerAt,
  headerSchemaAt,
  matchMediaType,
  operationAt,
  PROBLEM_MEDIA_TYPE,
  readHeader,
  responseAt,
  responseFor,
  locatedViolation,
  type MediaType,
  type Operation,
  type Response as ResponseData,
  type Validators,
  valueAt,
} from "tenon-runtime/core";
import type { CaseRequest } from "../cases/index.ts";
import { headerOf, type Reply } from "../target.ts";
import { cacheFaults } from "./caching.ts";
import { detailFaults } from "./details.ts";
import type { Fault } from "./fault.ts";
import { events, jsonLines, type Items } from "./stream.ts";

/** What is wrong with the answer itself. */
export function answerFaults(
  operation: Operation,
  request: CaseRequest,
  reply: Reply,
  responses: Validators,
): readonly Fault[] {
  const { status } = reply;
  const faults: Fault[] = [...problemFaults(operation, request, reply), ...detailFaults(operation, reply)];
  const declared = responseFor(operation, status);
  if (status >= 500 && status !== 501 && status !== 503)
    return [
      ...detailFaults(operation, reply),
      {
        check: "server-error",
        message: `answered ${status}${excerpt(reply)}`,
        expected: "an answer that is no failure of the server",
        at: declared === undefined ? operationAt(operation) : responseAt(operation, declared),
      },
    ];
  if (declared === undefined) {
    const all = operation.responses.map((each) => each.status).join(", ");
    return [
      ...faults,
      {
        check: "declared-status",
        message: `answered ${status}, which is not declared${excerpt(reply)}`,
        expected: all === "" ? "no response is declared" : `one of ${all}`,
        at: `${operationAt(operation)}/responses`,
        about: String(status),
      },
    ];
  }
  faults.push(...headerFaults(operation, declared, reply, responses), ...cacheFaults(operation, request, reply));
  // RFC 9110 §6.4.1
  if (request.method === "HEAD" || status === 204 || status === 205 || status === 304) return faults;
  return [...faults, ...bodyFaults(operation, declared, reply, responses)];
}

function headerFaults(
  operation: Operation,
  declared: ResponseData,
  reply: Reply,
  responses: Validators,
): readonly Fault[] {
  return (declared.headers ?? []).flatMap((header): Fault[] => {
    // OAS 3.2 §4.17.1: the content type is said by `content`.
    if (header.name.toLowerCase() === "content-type") return [];
    const text = headerOf(reply, header.name);
    const fault = (message: string, expected: string, at: string): Fault[] => [
      { check: "response-headers", message, expected, at },
    ];
    if (text === undefined) {
      if (header.required !== true) return [];
      return fault(
        `the header ${header.name} of ${reply.status} is missing`,
        `the header ${header.name}, which is required`,
        headerAt(operation, declared, header),
      );
    }
    const at = headerSchemaAt(operation, declared.status, header);
    const read = readHeader(header, text);
    if ("message" in read)
      return fault(`the header ${header.name} of ${reply.status} ${read.message}: ${text}`, "a valid header", at);
    const validator = responses.get(operation.name, `${declared.status} header ${header.name}`);
    const [violation] = validator === undefined || validator.is(read.value) ? [] : validator.explain(read.value);
    if (violation === undefined) return [];
    const { message, schemaPointer } = locatedViolation(violation, at);
    return fault(`the header ${header.name} of ${reply.status} ${message}: ${text}`, message, schemaPointer);
  });
}

function bodyFaults(
  operation: Operation,
  declared: ResponseData,
  reply: Reply,
  responses: Validators,
): readonly Fault[] {
  const { status, body } = reply;
  const content = declared.content ?? [];
  const at = responseAt(operation, declared);
  const type = headerOf(reply, "content-type");
  // What is declared without content says nothing of what may come.
  if (content.length === 0) return [];
  const types = content.map((each) => each.type).join(", ");
  if (body.length === 0 && !content.some(({ kind }) => MAY_BE_EMPTY.has(kind)))
    return [{ check: "response-body", message: `the body of ${status} is empty`, expected: `${types}`, at }];
  const media = type === undefined ? undefined : matchMediaType(type, content);
  // `json` is no media type (RFC 9110 §8.3.1), so that no answer can have it; `generate` warns.
  if (media === undefined && content.some((each) => !each.type.includes("/"))) return [];
  if (media === undefined)
    return [
      {
        check: "declared-content-type",
        message: type === undefined ? `${status} has no Content-Type` : `${status} is ${type}`,
        expected: types,
        at: `${at}/content`,
      },
    ];
  if (media.kind !== "json" && media.kind !== "lines" && media.kind !== "events") return [];
  // Of a document that is too large only the beginning was read.
  if (media.kind === "json" && reply.cut === true) return [];
  return jsonFaults(operation, declared, media, reply, responses);
}

const MAY_BE_EMPTY: ReadonlySet<string> = new Set<MediaType["kind"]>(["text", "binary", "lines", "events"]);

function jsonFaults(
  operation: Operation,
  declared: ResponseData,
  media: MediaType,
  { status, body, cut }: Reply,
  responses: Validators,
): readonly Fault[] {
  const at = answerSchemaAt(operation, declared.status, media.type);
  const place = `${declared.status} ${media.type}`;
  const fault = (message: string, expected: string, pointer: string): Fault => ({
    check: "response-body",
    message,
    expected,
    at: pointer,
  });
  // The end of a stream may be in the middle of a character.
  const text = utf8(body) ?? (cut === true ? new TextDecoder().decode(body) : undefined);
  if (text === undefined) return [fault(`the body of ${status} is not UTF-8`, "UTF-8 (RFC 8259 §8.1)", at)];
  const read = itemsOf(media, text, cut === true);
  if ("problem" in read) return [fault(`the body of ${status}: ${shortened(read.problem)}`, media.type, at)];
  const validator = responses.get(operation.name, media.kind === "json" ? place : `${place} item`);
  for (const value of read.items) {
    if (validator === undefined || validator.is(value)) continue;
    const [violation] = validator.explain(value);
    if (violation === undefined) continue;
    const { message, pointer, schemaPointer } = locatedViolation(violation, at);
    const where = pointer === "" ? "" : ` at ${pointer}`;
    return [
      fault(
        `the body of ${status}${where} ${message}, and is ${shortened(valueAt(value, pointer))}`,
        message,
        schemaPointer,
      ),
    ];
  }
  return [];
}

function utf8(body: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    return undefined;
  }
}

/** The values of a body: one of a document, several of a stream. */
function itemsOf({ kind, data }: MediaType, text: string, cut: boolean): Items {
  if (kind === "lines") return jsonLines(text, cut);
  if (kind === "events") return events(text, cut, data);
  try {
    return { items: [JSON.parse(text)] };
  } catch {
    return { problem: `it is not JSON: ${text}` };
  }
}

/** RFC 9457 §3: members of the wrong type are ignored by readers, so that only what misleads them is told. */
function problemFaults(operation: Operation, request: CaseRequest, reply: Reply): Fault[] {
  const type = headerOf(reply, "content-type");
  if (type === undefined || !type.toLowerCase().startsWith(PROBLEM_MEDIA_TYPE) || request.method === "HEAD") return [];
  const fault = (message: string, expected: string): Fault[] => [
    { check: "problem-document", message, expected, at: operationAt(operation) },
  ];
  let document: unknown;
  try {
    document = JSON.parse(new TextDecoder().decode(reply.body));
  } catch {
    return fault(`the problem document of ${reply.status} is not JSON`, "a JSON object (RFC 9457 §3)");
  }
  if (typeof document !== "object" || document === null || Array.isArray(document))
    return fault(`the problem document of ${reply.status} is no object`, "a JSON object (RFC 9457 §3)");
  const { status, title, detail, type: about, instance } = document as Record<string, unknown>;
  if (status !== undefined && status !== reply.status)
    return fault(
      `the problem document of ${reply.status} says the status is ${shortened(status)}`,
      `${reply.status} (RFC 9457 §3.1.2)`,
    );
  for (const [name, value] of Object.entries({ type: about, title, detail, instance }))
    if (value !== undefined && typeof value !== "string")
      return fault(
        `"${name}" of the problem document of ${reply.status} is ${shortened(value)}`,
        "a string (RFC 9457 §3.1)",
      );
  return [];
}

/** At most so many characters of a value are shown. */
const SHOWN = 120;

export function shortened(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "absent");
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

function excerpt({ body }: Reply): string {
  const text = new TextDecoder().decode(body.subarray(0, 500)).trim();
  return text === "" ? "" : `: ${shortened(text)}`;
}
