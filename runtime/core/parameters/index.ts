/** All parameters of a request → the handler's `params`, `query`, `headers` and `cookies`, and every violation in them. */

import type { Operation, Parameter } from "../contract.ts";
import { Misfit } from "./coerce.ts";
import { bracketed, decodePercent, decodeText, parseCookies, parseFields, type Fields } from "../http/fields.ts";
import type { RequestViolation, ViolationPlace } from "../problem/index.ts";
import {
  decodeContent,
  decodeField,
  decodeHeaderValue,
  decodePathValue,
  emptyRecord,
  isMember,
  type Field,
  type Values,
} from "./style.ts";
import { parameterSchemaAt } from "../pointers.ts";
import { told } from "../problem/told.ts";
import type { RequestInfo } from "../types.ts";
import type { Validator, Validators } from "../validation.ts";

/** A parameter with all that is needed to read and check it, worked out once. */
interface Reader {
  readonly parameter: Parameter;
  readonly field: Field;
  readonly place: ViolationPlace;
  readonly validator: Validator | undefined;
  /** JSON Pointer of its schema in the contract. */
  readonly at: string;
}

export interface ParameterPlan {
  readonly path: ReadonlyMap<string, Reader> | undefined;
  readonly query: readonly Reader[] | undefined;
  readonly header: readonly Reader[] | undefined;
  readonly cookie: readonly Reader[] | undefined;
  readonly deep: boolean;
  /** Query names that are no violation; undefined: any is allowed. */
  readonly known: ReadonlySet<string> | undefined;
}

export interface DecodedParameters {
  params?: Values;
  query?: Values;
  headers?: Values;
  cookies?: Values;
}

/** OAS 3.2 §4.12.2.1: these are described elsewhere, a parameter of that name is ignored. */
const IGNORED_HEADERS: ReadonlySet<string> = new Set(["accept", "content-type", "authorization"]);

/** @param alsoKnown query names that other parts of the contract use: API keys */
export function planParameters(
  operation: Operation,
  validators: Validators,
  alsoKnown: readonly string[],
): ParameterPlan {
  const parameters = operation.parameters ?? [];
  const others = new Set(parameters.filter((p) => p.in === "query").map((p) => p.name));
  const readers = (...places: readonly Parameter["in"][]): readonly Reader[] | undefined => {
    const list = parameters
      .filter((p) => places.includes(p.in) && !(p.in === "header" && IGNORED_HEADERS.has(p.name.toLowerCase())))
      .map((p) => reader(operation, p, validators, others));
    return list.length === 0 ? undefined : list;
  };
  const path = readers("path");
  const query = readers("query", "querystring");
  return {
    path: path && new Map(path.map((r) => [r.parameter.name, r])),
    query,
    header: readers("header"),
    cookie: readers("cookie"),
    deep: query?.some((r) => r.field.style === "deepObject") ?? false,
    known: knownNames(query ?? [], alsoKnown),
  };
}

function reader(
  operation: Operation,
  parameter: Parameter,
  validators: Validators,
  others: ReadonlySet<string>,
): Reader {
  const style = parameter.style ?? (parameter.in === "path" || parameter.in === "header" ? "simple" : "form");
  return {
    parameter,
    place: parameter.in === "querystring" ? "query" : parameter.in,
    validator: validators.get(operation.name, `${parameter.in} ${parameter.name}`),
    at: parameterSchemaAt(operation, parameter),
    field: {
      name: parameter.name,
      style,
      explode: parameter.explode ?? (style === "form" || style === "cookie"),
      shape: parameter.shape,
      mediaType: parameter.mediaType,
      others,
    },
  };
}

function knownNames(query: readonly Reader[], alsoKnown: readonly string[]): ReadonlySet<string> | undefined {
  const known = new Set(alsoKnown);
  for (const { parameter, field } of query) {
    if (parameter.in === "querystring") return undefined;
    known.add(parameter.name);
    if (!field.explode || field.style !== "form" || field.mediaType !== undefined) continue;
    const shapes = typeof field.shape === "object" && "anyOf" in field.shape ? field.shape.anyOf : [field.shape];
    for (const shape of shapes) {
      if (!isMember(shape, "object")) continue;
      if (shape.rest !== undefined) return undefined;
      for (const name of Object.keys(shape.object)) known.add(name);
    }
  }
  return known;
}

export interface ParameterOptions {
  readonly unknownQuery: "refuse" | "ignore";
  /** How many fields a query may have. */
  readonly limit: number;
}

/** Violations go to `violations`; the values are for use only when there are none. */
export function decodeParameters(
  plan: ParameterPlan,
  request: RequestInfo,
  names: readonly string[],
  values: readonly string[],
  options: ParameterOptions,
  violations: RequestViolation[],
): DecodedParameters {
  const decoded: DecodedParameters = {};
  if (plan.path !== undefined) {
    decoded.params = emptyRecord();
    for (let i = 0; i < names.length; i++) {
      const reader = plan.path.get(names[i] ?? "");
      const raw = values[i] ?? "";
      if (reader !== undefined) settle(reader, decodePathValue(reader.field, raw), raw, decoded.params, violations);
    }
  }
  // What the contract does not describe has to be text all the same (RFC 3986 §2.1).
  else if (values.some((value) => decodePercent(value) === undefined)) violations.push(malformed("path"));
  const question = request.url.indexOf("?");
  if (plan.query !== undefined || (question !== -1 && plan.known !== undefined)) {
    decodeQuery(plan, question === -1 ? "" : request.url.slice(question + 1), options, decoded, violations);
  }
  if (plan.header !== undefined) {
    decoded.headers = emptyRecord();
    for (const reader of plan.header) {
      const text = request.header(reader.parameter.name);
      settle(
        reader,
        text === undefined ? undefined : decodeHeaderValue(reader.field, text),
        text,
        decoded.headers,
        violations,
      );
    }
  }
  if (plan.cookie !== undefined) {
    decoded.cookies = emptyRecord();
    const fields = parseCookies(request.header("cookie"));
    for (const reader of plan.cookie) {
      // Style `cookie` is not percent-encoded (OAS 3.2 §4.12.2.2); in `form` a plus is itself (RFC 6570 §3.2.8).
      const decode = reader.field.style === "cookie" ? asIs : decodePercent;
      const value = decodeField(reader.field, fields, undefined, decode);
      settle(reader, value, fields.get(reader.parameter.name)?.[0], decoded.cookies, violations);
    }
  }
  return decoded;
}

function decodeQuery(
  plan: ParameterPlan,
  query: string,
  options: ParameterOptions,
  decoded: DecodedParameters,
  violations: RequestViolation[],
): void {
  let fields: Fields | undefined;
  try {
    fields = parseFields(query, options.limit);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    violations.push({
      in: "query",
      pointer: "",
      keyword: "limit",
      message: `must not have more than ${options.limit} parameters`,
      schemaPointer: "",
    });
    return;
  }
  if (fields === undefined) {
    violations.push(malformed("query"));
    return;
  }
  const branches = plan.deep ? bracketed(fields) : undefined;
  if (plan.query !== undefined) {
    const record = (decoded.query = emptyRecord());
    for (const reader of plan.query) {
      if (reader.parameter.in === "querystring") {
        settle(reader, decodeQuerystring(reader, query, fields), undefined, record, violations);
        // Cast: what the schema says it is, an object as a rule.
        decoded.query = record[reader.parameter.name] as Values;
        continue;
      }
      const value = decodeField(reader.field, fields, branches);
      const raw = fields.get(reader.parameter.name)?.[0];
      settle(reader, value, raw === undefined ? raw : decodeText(raw), record, violations);
    }
  }
  if (plan.known === undefined || options.unknownQuery === "ignore") return;
  for (const name of fields.keys()) {
    if (plan.known.has(name)) continue;
    if (branches !== undefined && isDeep(plan, name)) continue;
    violations.push({
      in: "query",
      name,
      pointer: "",
      keyword: "unknown",
      message: "is not a parameter of this operation",
      schemaPointer: "",
    });
  }
}

function isDeep(plan: ParameterPlan, name: string): boolean {
  const root = name.slice(0, Math.max(0, name.indexOf("[")));
  return plan.query?.some((r) => r.field.style === "deepObject" && r.field.name === root) ?? false;
}

/** OAS 3.2 §4.12.1: the whole query is one value, and is the handler's `query`. */
function decodeQuerystring(reader: Reader, query: string, fields: Fields): unknown {
  if (query === "") return undefined;
  const { mediaType, shape } = reader.field;
  if (mediaType !== undefined && !mediaType.startsWith("application/x-www-form-urlencoded"))
    return decodeContent(query, mediaType, decodePercent);
  const object = isMember(shape, "object") ? shape : { object: {}, rest: "any" as const };
  const value = decodeField(
    {
      ...reader.field,
      style: "form",
      explode: true,
      mediaType: undefined,
      shape: { ...object, rest: object.rest ?? "any" },
    },
    fields,
    undefined,
  );
  return value ?? emptyRecord();
}

const asIs = (raw: string): string => raw;

const malformed = (place: ViolationPlace): RequestViolation => ({
  in: place,
  pointer: "",
  keyword: "encoding",
  message: "is not percent-encoded correctly",
  schemaPointer: "",
});

/** Puts a value in its place: the default where it is absent, or what is wrong with it. */
function settle(
  reader: Reader,
  value: unknown,
  raw: string | undefined,
  record: Values,
  violations: RequestViolation[],
): void {
  const { parameter, place, validator } = reader;
  const { name } = parameter;
  if (value === undefined) {
    if (parameter.required === true)
      violations.push({ in: place, name, pointer: "", keyword: "required", message: "is required", schemaPointer: "" });
    else if (parameter.default !== undefined)
      record[name] = typeof parameter.default === "object" ? structuredClone(parameter.default) : parameter.default;
    return;
  }
  if (value instanceof Misfit) {
    // The schema explains better than the decoder why "ten" is no page size, and knows where it says so.
    const shown = value.value ?? raw;
    const explained = value.final || shown === undefined ? [] : (validator?.explain(shown) ?? []);
    if (explained.length === 0)
      violations.push({
        in: place,
        name,
        pointer: value.pointer,
        keyword: value.keyword,
        message: value.message,
        schemaPointer: "",
      });
    for (const violation of explained) violations.push({ in: place, name, ...told(violation, "request", reader.at) });
    return;
  }
  if (validator === undefined || validator.is(value)) record[name] = value;
  else
    for (const violation of validator.explain(value))
      violations.push({ in: place, name, ...told(violation, "request", reader.at) });
}
