/** Form bodies: `application/x-www-form-urlencoded` and `multipart/form-data`, fields coerced by shape (OAS 3.2 §4.15). */

import type { MediaType, Shape } from "../contract.ts";
import { coerce, Gathering, Misfit } from "../parameters/coerce.ts";
import { bracketed } from "../http/brackets.ts";
import { parseFields, type Fields } from "../http/fields.ts";
import type { Limits } from "../limits.ts";
import { isJson, parseMediaType } from "../http/media.ts";
import { pointerOf, type Part, type PartRules } from "./multipart.ts";
import type { LongNumbers } from "../conversions/types.ts";
import type { RequestViolation } from "../problem/index.ts";
import { propertyDefaults } from "../schema/resolve.ts";
import {
  decodeBranch,
  decodeContent,
  decodeField,
  emptyRecord,
  isMember,
  type Field,
  type Values,
} from "../parameters/style.ts";
import type { Schemas, Validator } from "../validation.ts";

export interface FormPlan {
  readonly fields: readonly Field[];
  /** Of fields that are not declared. */
  readonly rest: Shape;
  readonly defaults: ReadonlyMap<string, unknown>;
  /** Name → the media types that its parts may have (Encoding Object, OAS 3.2 §4.15.1.1), where the contract says so. */
  readonly types: ReadonlyMap<string, readonly string[]>;
  /** Name → the header fields that its parts must have. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  /** Reads parts that are JSON. Absent: integers that would lose digits are refused. */
  readonly parse: ((text: string) => unknown) | undefined;
}

/** @param numbers only where numbers are converted */
export function planForm(
  media: MediaType,
  validator: Validator | undefined,
  schemas: Schemas,
  numbers?: LongNumbers,
): FormPlan {
  const shape = formShape(numbers === undefined ? media.shape : numbers.shape(media.shape));
  const types = new Map<string, readonly string[]>();
  const headers = new Map<string, readonly string[]>();
  for (const [name, { contentType, headers: required }] of Object.entries(media.encoding ?? {})) {
    if (required !== undefined) headers.set(name, required);
    if (contentType !== undefined)
      types.set(
        name,
        contentType
          .toLowerCase()
          .split(",")
          .map((type) => type.trim()),
      );
  }
  const fields = Object.entries(shape.object).map(([name, declared]): Field => {
    const encoding =
      media.encoding !== undefined && Object.hasOwn(media.encoding, name) ? media.encoding[name] : undefined;
    // OAS 3.1 has bytes without a schema: the media type alone says what they are.
    const property = declared === "any" && types.get(name)?.some(textual) === false ? "binary" : declared;
    const styled =
      encoding?.style !== undefined || encoding?.explode !== undefined || encoding?.allowReserved !== undefined;
    const style = encoding?.style ?? "form";
    return {
      name,
      style: isMember(property, "object") && !styled ? "deepObject" : style,
      explode: encoding?.explode ?? style === "form",
      shape: property,
      // A style makes contentType be ignored (OAS 3.2 §4.15.1.2).
      mediaType:
        !styled && encoding?.contentType !== undefined && isJson(encoding.contentType)
          ? encoding.contentType
          : undefined,
      parse: numbers?.parse,
    };
  });
  const defaults = propertyDefaults(validator?.schema, schemas);
  return { fields, rest: shape.rest ?? "any", defaults, types, headers, parse: numbers?.parse };
}

/** Media types whose bytes are text. */
const textual = (type: string): boolean => /^text\/|[/+](?:json|xml|yaml)\b|^\*\/\*/.test(type);

function formShape(shape: Shape | undefined): Extract<Shape, { object: unknown }> {
  if (isMember(shape, "object")) return shape;
  if (typeof shape === "object" && "anyOf" in shape) {
    // Alternatives share one set of fields; what each of them demands is the schema's business.
    const object: Record<string, Shape> = emptyRecord() as Record<string, Shape>;
    for (const member of shape.anyOf) {
      for (const [name, property] of Object.entries(formShape(member).object)) {
        const known = object[name];
        object[name] = known === undefined || known === property ? property : { anyOf: [known, property] };
      }
    }
    return { object };
  }
  return { object: {} };
}

export interface DecodedForm {
  readonly value: Values;
  /** What the schema can be asked about: fields that did not fit are in it as they came, files are empty strings. */
  readonly checked: Values;
  /** Why it is no form at all. */
  readonly violations: readonly RequestViolation[];
  readonly misfits: readonly MisfitField[];
  /** JSON Pointers of the files that are not empty, though what stands for them is. */
  readonly files?: ReadonlySet<string>;
}

/** A field whose text is no value of its shape. */
export interface MisfitField {
  readonly violation: RequestViolation;
  /** The schema may say better what is wrong with it. */
  readonly explained: boolean;
}

const noForm = (keyword: string, message: string): DecodedForm => ({
  value: emptyRecord(),
  checked: emptyRecord(),
  violations: [{ in: "body", pointer: "", message, keyword, schemaPointer: "" }],
  misfits: [],
});

const misfitField = (name: string, misfit: Misfit, text: string | undefined): MisfitField => ({
  violation: {
    in: "body",
    pointer: `${pointerOf(name)}${misfit.pointer}`,
    message: misfit.message,
    keyword: misfit.keyword,
    schemaPointer: "",
  },
  explained: !misfit.final && (misfit.value ?? text) !== undefined,
});

const onlyOne = <T>(list: readonly T[] | undefined): T | undefined => (list?.length === 1 ? list[0] : undefined);

export function decodeForm(plan: FormPlan, text: string, limits: Limits): DecodedForm {
  const fields = tryFields(text, limits);
  if (fields instanceof Misfit) return noForm(fields.keyword, fields.message);
  const branches = bracketed(fields);
  const value = emptyRecord();
  const checked = emptyRecord();
  const misfits: MisfitField[] = [];
  const known = new Set<string>();
  const put = (name: string, item: unknown): void => {
    if (item instanceof Misfit) {
      const raw = onlyOne(fields.get(name));
      const given = raw === undefined ? undefined : decodeFormText(raw);
      misfits.push(misfitField(name, item, given));
      checked[name] = item.value ?? given ?? null;
    } else if (item !== undefined) checked[name] = value[name] = item;
    else if (plan.defaults.has(name)) checked[name] = value[name] = structuredClone(plan.defaults.get(name));
  };
  for (const field of plan.fields) {
    known.add(field.name);
    if (field.explode && isMember(field.shape, "object"))
      for (const key of Object.keys(field.shape.object)) known.add(key);
    // Common clients write arrays and objects with brackets whatever the style.
    const branch = fields.has(field.name) ? undefined : branches.get(field.name);
    put(
      field.name,
      branch === undefined ? decodeField(field, fields, branches) : decodeBranch(branch, field.shape, decodeFormText),
    );
  }
  for (const [name, values] of fields) {
    const bracket = name.indexOf("[");
    if (known.has(name) || (bracket > 0 && known.has(name.slice(0, bracket)))) continue;
    put(name, decodeBranch({ values, children: new Map() }, plan.rest, decodeFormText));
  }
  return { value, checked, violations: [], misfits };
}

function decodeFormText(raw: string): string | undefined {
  try {
    return decodeURIComponent(raw.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}

function tryFields(text: string, limits: Limits): Fields | Misfit {
  try {
    return parseFields(text, limits.fields) ?? new Misfit("encoding", "is not percent-encoded correctly");
  } catch (error) {
    if (error instanceof RangeError) return new Misfit("limit", `must not have more than ${limits.fields} fields`);
    throw error;
  }
}

/** Whether a part is to be a file: where the contract has bytes, and where it has anything and the part looks like them. */
export const filesOf = (plan: FormPlan): PartRules["isFile"] => {
  const shapes = new Map(plan.fields.map((field) => [field.name, itemShape(field.shape)]));
  const rest = itemShape(plan.rest);
  return ({ name, fileName, type }) => {
    const shape = shapes.get(name) ?? rest;
    if (shape === "binary") return true;
    const binary = fileName !== undefined || (type !== undefined && !textual(type));
    // A part with a file name is text all the same where the contract has no file: that is how JSON parts are sent.
    return binary && (shape === "any" || mayBeBinary(shape));
  };
};

const itemShape = (shape: Shape | undefined): Shape => (isMember(shape, "array") ? shape.array : shape) ?? "any";

export function decodeMultipart(plan: FormPlan, parts: readonly Part[]): DecodedForm {
  const given = new Map<string, Part[]>();
  for (const part of parts) {
    const known = given.get(part.name);
    if (known === undefined) given.set(part.name, [part]);
    else known.push(part);
  }
  const value = emptyRecord();
  const checked = emptyRecord();
  const misfits: MisfitField[] = [];
  const files = new Set<string>();
  const stand = (item: unknown, pointer: string): unknown => {
    if (!(item instanceof Blob)) return item;
    if (item.size > 0) files.add(pointer);
    return "";
  };
  const shapes = new Map(plan.fields.map((field) => [field.name, field]));
  for (const [name, entries] of given) {
    const field = shapes.get(name);
    const values = entries.map((part) => part.value);
    const item =
      wrongType(entries, plan.types.get(name)) ??
      lackingHeader(entries, plan.headers.get(name)) ??
      decodeParts(values, field?.shape ?? plan.rest, {
        json: field?.mediaType !== undefined || entries.every(saysJson),
        parse: plan.parse,
      });
    if (item instanceof Misfit) {
      const only = onlyOne(values);
      const text = typeof only === "string" ? only : undefined;
      misfits.push(misfitField(name, item, text));
      const shown = item.value ?? text ?? null;
      const at = pointerOf(name);
      checked[name] = Array.isArray(shown) ? shown.map((each, index) => stand(each, `${at}/${index}`)) : shown;
    } else {
      value[name] = item;
      const at = pointerOf(name);
      checked[name] = Array.isArray(item) ? item.map((each, index) => stand(each, `${at}/${index}`)) : stand(item, at);
    }
  }
  for (const [name, fallback] of plan.defaults) {
    if (!(name in checked)) value[name] = checked[name] = structuredClone(fallback);
  }
  return { value, checked, violations: [], misfits, files };
}

function lackingHeader(parts: readonly Part[], headers: readonly string[] | undefined): Misfit | undefined {
  const lacking = headers?.find((name) => parts.some(({ has }) => has?.(name.toLowerCase()) === false));
  return lacking === undefined ? undefined : new Misfit("required", `lacks the header ${lacking}`, true);
}

/** A part that says of itself what it is, and is not what the contract has. */
function wrongType(parts: readonly Part[], types: readonly string[] | undefined): Misfit | undefined {
  if (types === undefined) return undefined;
  for (const { type } of parts) {
    if (type === undefined) continue;
    const { essence } = parseMediaType(type);
    const fits = types.some((declared) => {
      const range = parseMediaType(declared).essence;
      return range === essence || range === "*/*" || (range.endsWith("/*") && essence.startsWith(range.slice(0, -1)));
    });
    if (!fits)
      return new Misfit(
        "contentType",
        `has the media type ${JSON.stringify(essence)}; expected ${types.join(", ")}`,
        true,
      );
  }
  return undefined;
}

function mayBeBinary(shape: Shape): boolean {
  return shape === "binary" || (typeof shape === "object" && "anyOf" in shape && shape.anyOf.some(mayBeBinary));
}

const saysJson = ({ type }: Part): boolean => type !== undefined && isJson(type);

interface PartRead {
  /** Whether the contract, or whoever sent it, says that it is JSON. */
  readonly json: boolean;
  readonly parse: FormPlan["parse"];
}

function decodeParts(parts: readonly (string | Blob)[], shape: Shape, read: PartRead): unknown {
  if (isMember(shape, "array")) {
    // One part may hold the whole list as JSON.
    const [only] = parts;
    if (parts.length === 1 && typeof only === "string" && (read.json || only.startsWith("["))) {
      const list = decodePart(only, shape, read);
      if (!(list instanceof Misfit) && nesting(list) >= nestingOf(shape)) return list;
    }
    const items = new Gathering<unknown[]>([]);
    for (const [i, part] of parts.entries()) items.add(i, decodePart(part, shape.array, read));
    return items.value;
  }
  if (parts.length > 1) return shape === "any" ? [...parts] : new Misfit("repeated", "is given more than once");
  return decodePart(parts[0] ?? "", shape, read);
}

/** How many lists are in one another: one that holds lists may be an entry, or the list of them. */
const nesting = (value: unknown): number => (Array.isArray(value) ? 1 + nesting(value[0]) : 0);
const nestingOf = (shape: Shape): number => (isMember(shape, "array") ? 1 + nestingOf(shape.array) : 0);

function decodePart(part: string | Blob, shape: Shape, { json, parse }: PartRead): unknown {
  if (typeof part !== "string") return part;
  if (json && (isMember(shape, "object") || isMember(shape, "array")))
    return decodeContent(part, "application/json", (text) => text, parse);
  if (json && shape === "string") {
    const text = decodeContent(part, "application/json", (raw) => raw);
    // programs without a library send a text as it is
    return typeof text === "string" ? text : part;
  }
  const value = coerce(part, shape);
  return value instanceof Misfit ? value.of(part) : value;
}
