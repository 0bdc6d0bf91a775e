/** The body of a request: its media type is chosen first (415), then its bytes are read (413) and become a value (400). */

import type { Forms } from "../answer/rules.ts";
import type { MediaType, Operation } from "../contract.ts";
import { JsonError, ODD, type JsonLimits, quickJson } from "../json/quick.ts";
import type { Limits } from "../limits.ts";
import { isRange, matchMediaType, parseMediaType } from "../http/media.ts";
import type { FormPlan } from "./form.ts";
import type { MultipartParser } from "./multipart.ts";
import type { BodyRuleOptions, BodyRules } from "./rules.ts";
import type { BodySource } from "./source.ts";
import { HttpProblem, type RequestViolation } from "../problem/index.ts";
import { bodySchemaAt } from "../pointers.ts";
import { locatedViolation } from "../problem/located.ts";
import type { RequestInfo } from "../types.ts";
import type { Schemas, Validator, Validators } from "../validation.ts";

/** Reads bodies that are not JSON, or were compressed, and alters bodies by option: `others.ts`, which hosts load when they need it. */
export interface Others extends Forms {
  readOther(
    chosen: Chosen,
    source: BodySource,
    absent: ReadBody,
    header: string | undefined,
    options: BodyOptions,
  ): ReadBody | Promise<ReadBody>;
  decodedSource(source: BodySource, header: string): BodySource;
  parseJson(text: string, limits?: Limits, line?: number): unknown;
  createBodyRules(validators: Pick<Validators, "schemas" | "fits">, options: BodyRuleOptions): BodyRules;
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
  readonly limits: Limits & Pick<JsonLimits, "numbers">;
  /** What is done to valid bodies by option. */
  readonly rules: BodyRules | undefined;
  /** The status for items of a sequence that do not fit: they are read when the handler asks for them. */
  readonly invalidStatus: 400 | 422;
  /** Default: the platform's, which keeps everything in memory. */
  readonly multipart?: MultipartParser | undefined;
  /** What reads bodies that are no JSON; loaded where it is not at hand. */
  readonly others: () => Others | Promise<Others>;
}

/** A multipart body that is no form is read with its boundary (RFC 2046 §5.1.1). */
function typeOf({ type, kind }: MediaType, given: string): string {
  if (kind === "binary" && type.startsWith("multipart/")) return given;
  return isRange(type) ? parseMediaType(given).essence : type;
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
export interface Chosen {
  readonly media: MediaType;
  readonly contentType: string;
  readonly validator: Validator | undefined;
  /** How a form's fields are read: of each media type once, when one comes. */
  readonly forms: Map<MediaType, FormPlan>;
  readonly schemas: Schemas;
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
  const choose = (given: string): Chosen | undefined => {
    const media = matchMediaType(given, content);
    if (media === undefined) return undefined;
    const validator = validators.get(operation.name, `body ${media.type}`);
    const pointer = bodySchemaAt(operation, media.type);
    return {
      media,
      contentType: typeOf(media, given),
      validator,
      forms,
      schemas: validators.schemas,
      decoder: decoderOf(given, content),
      pointer,
      item: media.item === undefined ? undefined : validators.get(operation.name, `body ${media.type} item`),
      itemPointer:
        media.item === "items"
          ? `${pointer}/items`
          : media.item === "schema"
            ? pointer
            : pointer.replace(/schema$/, "itemSchema"),
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
    throw unsupported(`The charset "${charset}" is not supported; send UTF-8`, content);
  }
}

function unsupported(detail: string, content: readonly MediaType[]): HttpProblem {
  // RFC 9110 §15.5.16: an Accept field says what would have been taken.
  return new HttpProblem(415, { detail }, { headers: { Accept: content.map((media) => media.type).join(", ") } });
}

const ABSENT: ReadBody = { present: false, violations: [] };
export const violation = (keyword: string, message: string, pointer: string = ""): RequestViolation => ({
  in: "body",
  pointer,
  message,
  keyword,
  schemaPointer: "",
});
export const refused = (keyword: string, message: string, pointer?: string): ReadBody => ({
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
      throw unsupported(`The media type ${JSON.stringify(header)} is not supported; ${expected(plan)}`, plan.content);
    }
    // A request that announces no type and then has no bytes has no body.
    return whenRead(source.bytes(options.limits.body, options.limits.bodyTimeout), (bytes) => {
      if (bytes.length === 0) return absent;
      throw unsupported(`The request has no Content-Type header; ${expected(plan)}`, plan.content);
    });
  }
  const coded = coding !== undefined && source.plain !== true;
  if (chosen.media.kind === "json" && !coded)
    return whenRead(source.bytes(options.limits.body, options.limits.bodyTimeout), (bytes) =>
      readJson(chosen, bytes, absent, options),
    );
  const others = options.others();
  const read = (by: Others): ReadBody | Promise<ReadBody> =>
    by.readOther(chosen, coded ? by.decodedSource(source, coding) : source, absent, header, options);
  return others instanceof Promise ? others.then(read) : read(others);
}

const expected = (plan: BodyPlan): string => `expected ${plan.content.map((media) => media.type).join(", ")}`;

export const whenRead = <T>(
  bytes: Uint8Array | Promise<Uint8Array>,
  then: (bytes: Uint8Array) => T | Promise<T>,
): T | Promise<T> => (bytes instanceof Promise ? bytes.then(then) : then(bytes));

/** In the charset that was chosen; or why not. */
export function textOf({ decoder }: Chosen, bytes: Uint8Array): string | ReadBody {
  try {
    return decoder.decode(bytes);
  } catch {
    return refused("charset", `is not valid ${decoder.encoding} text`);
  }
}

/** @param parse slower, where a text was found odd */
export function readJson(
  chosen: Chosen,
  bytes: Uint8Array,
  absent: ReadBody,
  options: BodyOptions,
  parse: (text: string, limits: Limits) => unknown = quickJson,
): ReadBody | Promise<ReadBody> {
  if (bytes.length === 0) return absent;
  const text = textOf(chosen, bytes);
  if (typeof text !== "string") return text;
  let value: unknown;
  try {
    value = parse(text, options.limits);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    return refused("json", error.message);
  }
  if (value !== ODD) return finish(chosen, options.rules, value, value, chosen.validator);
  const others = options.others();
  const again = ({ parseJson }: Others): ReadBody | Promise<ReadBody> =>
    readJson(chosen, bytes, absent, options, parseJson);
  return others instanceof Promise ? others.then(again) : again(others);
}

/**
 * @param checked what the schema is asked about: the value, files being empty strings
 * @param files JSON Pointers of those that are not empty: they have no length that the schema could see
 */
export function finish(
  { contentType, pointer }: Chosen,
  rules: BodyRules | undefined,
  value: unknown,
  checked: unknown,
  validator: Validator | undefined,
  files?: ReadonlySet<string>,
): ReadBody {
  const valid = validator === undefined || validator.is(checked);
  if (valid && (rules === undefined || validator === undefined))
    return { present: true, value, contentType, violations: [] };
  const violations = valid ? [] : explained(validator, checked, pointer, files);
  const known = new Set(violations.map((each) => each.pointer));
  for (const each of rules?.refused(validator.schema, checked) ?? [])
    if (!known.has(each.pointer)) violations.push(each);
  if (violations.length > 0) return { present: false, violations };
  const altered = rules === undefined ? value : rules.altered(validator.schema, value, checked);
  return { present: true, value: altered, contentType, violations: [] };
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
  if (found.length === 0) return [violation("schema", "does not match its schema")];
  return found
    .filter(({ keyword, pointer }) => keyword !== "minLength" || files?.has(pointer) !== true)
    .map((each): RequestViolation => ({ in: "body", ...locatedViolation(each, schemaPointer) }));
}
