/** Form bodies: `application/x-www-form-urlencoded` and `multipart/form-data`, fields coerced by shape (OAS 3.2 §4.15). */

import type { MediaType, Shape } from "./contract.ts";
import { coerce, Misfit } from "./coerce.ts";
import { bracketed, parseFields, type Fields } from "./fields.ts";
import type { Limits } from "./limits.ts";
import type { RequestViolation } from "./problem.ts";
import { propertyDefaults } from "./schema.ts";
import { decodeBranch, decodeField, emptyRecord, isMember, type Field, type Values } from "./style.ts";
import type { Schemas, Validator } from "./validation.ts";

export interface FormPlan {
  readonly fields: readonly Field[];
  /** Of fields that are not declared. */
  readonly rest: Shape;
  readonly defaults: ReadonlyMap<string, unknown>;
}

export function planForm(media: MediaType, validator: Validator | undefined, schemas: Schemas): FormPlan {
  const shape = formShape(media.shape);
  const fields = Object.entries(shape.object).map(([name, property]): Field => {
    const encoding =
      media.encoding !== undefined && Object.hasOwn(media.encoding, name) ? media.encoding[name] : undefined;
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
        !styled && encoding?.contentType !== undefined && /[/+]json\b/.test(encoding.contentType)
          ? encoding.contentType
          : undefined,
    };
  });
  return { fields, rest: shape.rest ?? "any", defaults: propertyDefaults(validator?.schema, schemas) };
}

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
  violations: [{ in: "body", pointer: "", keyword, message, schemaPointer: "" }],
  misfits: [],
});

const misfitField = (name: string, { keyword, message, final }: Misfit, text: string | undefined): MisfitField => ({
  violation: {
    in: "body",
    pointer: `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`,
    keyword,
    message,
    schemaPointer: "",
  },
  explained: !final && text !== undefined,
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
      checked[name] = given ?? null;
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

/** @param contentType with its boundary */
export async function decodeMultipart(
  plan: FormPlan,
  bytes: Uint8Array,
  contentType: string,
  limits: Limits,
): Promise<DecodedForm> {
  let data: FormData;
  try {
    data = await new globalThis.Response(bytes as Uint8Array<ArrayBuffer>, {
      headers: { "content-type": contentType },
    }).formData();
  } catch {
    return noForm("multipart", "is not valid multipart/form-data");
  }
  const given = new Map<string, FormDataEntryValue[]>();
  let count = 0;
  for (const [name, part] of data) {
    if (++count > limits.fields) return noForm("limit", `must not have more than ${limits.fields} fields`);
    const known = given.get(name);
    if (known === undefined) given.set(name, [part]);
    else known.push(part);
  }
  const value = emptyRecord();
  const checked = emptyRecord();
  const misfits: MisfitField[] = [];
  const shapes = new Map(plan.fields.map((field) => [field.name, field]));
  for (const [name, entries] of given) {
    const field = shapes.get(name);
    const parts = await partsOf(entries, field?.shape);
    const item = decodeParts(parts, field?.shape ?? plan.rest, field?.mediaType !== undefined);
    if (item instanceof Misfit) {
      const only = onlyOne(parts);
      const text = typeof only === "string" ? only : undefined;
      misfits.push(misfitField(name, item, text));
      checked[name] = text ?? null;
    } else {
      value[name] = item;
      checked[name] = Array.isArray(item) ? item.map(withoutFile) : withoutFile(item);
    }
  }
  for (const [name, fallback] of plan.defaults) {
    if (!(name in checked)) value[name] = checked[name] = structuredClone(fallback);
  }
  return { value, checked, violations: [], misfits };
}

const withoutFile = (item: unknown): unknown => (item instanceof Blob ? "" : item);

/** A part with a file name is text all the same where the contract has no file there: that is how JSON parts are sent. */
async function partsOf(
  entries: readonly FormDataEntryValue[],
  shape: Shape | undefined,
): Promise<readonly (string | Blob)[]> {
  const item = isMember(shape, "array") ? shape.array : shape;
  const binary = item === undefined || item === "any" || mayBeBinary(item);
  return Promise.all(
    entries.map(async (part) => {
      if (typeof part === "string") return item === "binary" ? new Blob([part]) : part;
      return binary ? part : part.text();
    }),
  );
}

function mayBeBinary(shape: Shape): boolean {
  return shape === "binary" || (typeof shape === "object" && "anyOf" in shape && shape.anyOf.some(mayBeBinary));
}

function decodeParts(parts: readonly (string | Blob)[], shape: Shape, json: boolean): unknown {
  if (isMember(shape, "array")) {
    // One part may hold the whole list as JSON.
    const [only] = parts;
    if (parts.length === 1 && typeof only === "string" && (json || only.startsWith("["))) {
      const list = decodePart(only, shape);
      if (!(list instanceof Misfit)) return list;
    }
    const items: unknown[] = [];
    for (const part of parts) {
      const item = decodePart(part, shape.array);
      if (item instanceof Misfit) return item;
      items.push(item);
    }
    return items;
  }
  if (parts.length > 1) return shape === "any" ? [...parts] : new Misfit("repeated", "is given more than once");
  return decodePart(parts[0] ?? "", shape);
}

function decodePart(part: string | Blob, shape: Shape): unknown {
  if (typeof part !== "string") return part;
  return coerce(part, shape);
}
