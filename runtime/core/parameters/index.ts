/** All parameters of a request → the handler's `params`, `query`, `headers` and `cookies`, and every violation in them. */

import type { Operation, Parameter } from "../contract.ts";
import type { LongNumbers } from "../conversions/types.ts";
import { decodePercent, decodeText, parseCookies, parseFields, type Fields } from "../http/fields.ts";
import type { RequestViolation, ViolationPlace } from "../problem/index.ts";
import { decodePlain, emptyRecord, isMember, isPlain, type Field, type Values } from "./plain.ts";
import { Misfit } from "./scalar.ts";
import type * as styles from "./style.ts";
import { parameterSchemaAt } from "../pointers.ts";
import { locatedViolation } from "../problem/located.ts";
import type { RequestInfo } from "../types.ts";
import type { Validator, Validators } from "../validation.ts";

/** What reads parameters that are no scalars. */
export type Styles = typeof styles;

/** A parameter with all that is needed to read and check it, worked out once. */
interface Reader {
  readonly parameter: Parameter;
  readonly field: Field;
  /** {@link Styles} are not needed for it. */
  readonly plain: boolean;
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
  /** {@link Styles} are needed. */
  readonly styled: boolean;
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
/** RFC 9110 §5.1: what is none is the name of no field, and nobody can send it. */
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;
const isIgnored = ({ in: place, name }: Parameter): boolean =>
  place === "header" && (IGNORED_HEADERS.has(name.toLowerCase()) || !TOKEN.test(name));

/** @param alsoKnown query names that other parts of the contract use: API keys */
export function planParameters(
  operation: Operation,
  validators: Validators,
  alsoKnown: readonly string[],
  numbers?: LongNumbers,
): ParameterPlan {
  const parameters = operation.parameters ?? [];
  const others = new Set(parameters.filter((p) => p.in === "query").map((p) => p.name));
  const readers = (...places: readonly Parameter["in"][]): readonly Reader[] | undefined => {
    const list = parameters
      .filter((p) => places.includes(p.in) && !isIgnored(p))
      .map((p) => reader(operation, p, validators, others, numbers));
    return list.length === 0 ? undefined : list;
  };
  const path = readers("path");
  const query = readers("query", "querystring");
  const header = readers("header");
  const cookie = readers("cookie");
  return {
    path: path && new Map(path.map((r) => [r.parameter.name, r])),
    query,
    header,
    cookie,
    styled: [path, query, header, cookie].some((list) => list?.some(({ plain }) => !plain)),
    deep: query?.some((r) => r.field.style === "deepObject") ?? false,
    known: knownNames(query ?? [], alsoKnown),
  };
}

function reader(
  operation: Operation,
  parameter: Parameter,
  validators: Validators,
  others: ReadonlySet<string>,
  numbers: LongNumbers | undefined,
): Reader {
  const style = parameter.style ?? (parameter.in === "path" || parameter.in === "header" ? "simple" : "form");
  const field: Field = {
    name: parameter.name,
    style,
    explode: parameter.explode ?? (style === "form" || style === "cookie"),
    shape: numbers === undefined ? parameter.shape : numbers.shape(parameter.shape),
    mediaType: parameter.mediaType,
    parse: numbers?.parse,
    others,
  };
  return {
    parameter,
    field,
    plain: parameter.in !== "querystring" && isPlain(field),
    place: parameter.in === "querystring" ? "query" : parameter.in,
    validator: validators.get(operation.name, `${parameter.in} ${parameter.name}`),
    at: parameterSchemaAt(operation, parameter),
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

/** How a reader that is not plain reads. */
const whole = (styled: Styles | undefined): Styles => {
  if (styled === undefined) throw new Error("unreachable: no styles");
  return styled;
};

/** Violations go to `violations`; the values are for use only when there are none. */
export function decodeParameters(
  plan: ParameterPlan,
  request: RequestInfo,
  names: readonly string[],
  values: readonly string[],
  options: ParameterOptions,
  styled: Styles | undefined,
  violations: RequestViolation[],
): DecodedParameters {
  const decoded: DecodedParameters = {};
  if (plan.path !== undefined) {
    decoded.params = emptyRecord();
    for (let i = 0; i < names.length; i++) {
      const reader = plan.path.get(names[i] ?? "");
      const raw = values[i] ?? "";
      if (reader === undefined) continue;
      const value = reader.plain
        ? decodePlain(reader.field, [raw], decodePercent)
        : whole(styled).decodePathValue(reader.field, raw);
      settle(reader, value, raw, decoded.params, violations);
    }
  }
  // What the contract does not describe has to be text all the same (RFC 3986 §2.1).
  else if (values.some((value) => decodePercent(value) === undefined)) violations.push(malformed("path"));
  const question = request.url.indexOf("?");
  if (plan.query !== undefined || (question !== -1 && plan.known !== undefined)) {
    decodeQuery(plan, question === -1 ? "" : request.url.slice(question + 1), options, styled, decoded, violations);
  }
  if (plan.header !== undefined) {
    decoded.headers = emptyRecord();
    for (const reader of plan.header) {
      const text = request.header(reader.parameter.name);
      const value =
        text === undefined
          ? undefined
          : reader.plain
            ? decodePlain(reader.field, [text], asIs)
            : whole(styled).decodeHeaderValue(reader.field, text);
      settle(reader, value, text, decoded.headers, violations);
    }
  }
  if (plan.cookie !== undefined) {
    decoded.cookies = emptyRecord();
    const fields = parseCookies(request.header("cookie"));
    for (const reader of plan.cookie) {
      // Style `cookie` is not percent-encoded (OAS 3.2 §4.12.2.2); in `form` a plus is itself (RFC 6570 §3.2.8).
      const decode = reader.field.style === "cookie" ? asIs : decodePercent;
      const values = fields.get(reader.parameter.name);
      const value = reader.plain
        ? decodePlain(reader.field, values, decode)
        : whole(styled).decodeField(reader.field, fields, undefined, decode);
      settle(reader, value, values?.[0], decoded.cookies, violations);
    }
  }
  return decoded;
}

function decodeQuery(
  plan: ParameterPlan,
  query: string,
  options: ParameterOptions,
  styled: Styles | undefined,
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
      message: `must not have more than ${options.limit} parameters`,
      keyword: "limit",
      schemaPointer: "",
    });
    return;
  }
  if (fields === undefined) {
    violations.push(malformed("query"));
    return;
  }
  const branches = plan.deep ? whole(styled).bracketed(fields) : undefined;
  if (plan.query !== undefined) {
    const record = (decoded.query = emptyRecord());
    for (const reader of plan.query) {
      if (reader.parameter.in === "querystring") {
        settle(reader, whole(styled).decodeQuerystring(reader.field, query, fields), undefined, record, violations);
        // Cast: what the schema says it is, an object as a rule.
        decoded.query = record[reader.parameter.name] as Values;
        continue;
      }
      const values = fields.get(reader.parameter.name);
      const value = reader.plain
        ? decodePlain(reader.field, values, decodeText)
        : whole(styled).decodeField(reader.field, fields, branches);
      const raw = values?.[0];
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
      message: "is not a parameter of this operation",
      keyword: "unknown",
      schemaPointer: "",
    });
  }
}

function isDeep(plan: ParameterPlan, name: string): boolean {
  const root = name.slice(0, Math.max(0, name.indexOf("[")));
  return plan.query?.some((r) => r.field.style === "deepObject" && r.field.name === root) ?? false;
}

const asIs = (raw: string): string => raw;

const malformed = (place: ViolationPlace): RequestViolation => ({
  in: place,
  pointer: "",
  message: "is not percent-encoded correctly",
  keyword: "encoding",
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
  const isEmpty = raw === "" && parameter.allowEmptyValue === true && value instanceof Misfit;
  if (value === undefined || isEmpty) {
    if (parameter.required === true)
      violations.push({ in: place, name, pointer: "", message: "is required", keyword: "required", schemaPointer: "" });
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
        message: value.message,
        keyword: value.keyword,
        schemaPointer: "",
      });
    for (const violation of explained) violations.push({ in: place, name, ...locatedViolation(violation, reader.at) });
    return;
  }
  if (validator === undefined || validator.is(value)) record[name] = value;
  else
    for (const violation of validator.explain(value))
      violations.push({ in: place, name, ...locatedViolation(violation, reader.at) });
}
