/**
 * The document as openapi-typescript can print it rightly. It prints schemas that are plain; those on which its output is
 * known to be broken or useless are printed by our own printer and put in their place. Each rule says why.
 */

import { isSchema, schemaKey, schemasIn, unescapeToken } from "tenon-runtime/core";
import type { Schema } from "../../contract/model.ts";
import { type Code, GLOBAL, Ref, code } from "../code.ts";
import type { Context } from "../context.ts";
import { commentText, stringLiteral } from "../doors.ts";
import { hasBinaryPart } from "../operations/body-types.ts";
import { Placeholders } from "./placeholders.ts";
import { recursiveAliases } from "./recursive-aliases.ts";
import { sentOperations } from "../webhooks/sent-operations.ts";
import {
  type ObjectSchema,
  declaresType,
  type TypePrinter,
  primaryTypeOf,
  record,
  strings,
  typesOf,
} from "./schema-types.ts";

/** The keyword under which a schema holds the name of a placeholder for its type. */
export const OWN_TYPE = "x-tenon-type";

type Json = Readonly<Record<string, unknown>>;

export interface Normalised {
  readonly document: Json;
  readonly placeholders: Placeholders;
  /** Declarations that the types of schemas which contain themselves refer to. */
  readonly aliases: readonly Code[];
}

export function normalise(context: Context): Normalised {
  const placeholders = new Placeholders();
  const recursive = recursiveAliases(context);
  const components = record(context.contract.document["components"]);

  /** Prints references as openapi-typescript does. */
  const printer: TypePrinter = {
    named: (key) =>
      recursive.names.get(key) ??
      (context.schemas.has(key) ? code`components["schemas"][${stringLiteral(key)}]` : undefined),
    schema: (key) => context.schemas.get(key),
  };
  const binaryPrinter: TypePrinter = {
    ...printer,
    binary: code`${new Ref(GLOBAL, "File", true)} | ${new Ref(GLOBAL, "Blob", true)}`,
  };
  const own = (schema: Schema, binary: boolean): Json => ({
    type: "object",
    [OWN_TYPE]: placeholders.type(primaryTypeOf(schema, binary ? binaryPrinter : printer)),
    ...annotations(schema),
  });

  function schemaOf(value: unknown, binary = false): unknown {
    if (typeof value !== "object" || !isSchema(value)) return value !== false;
    const schema = record(value);
    if (schema["$ref"] !== undefined && !typeBearing(schema)) {
      const key = schemaKey(schema["$ref"]);
      // a reference to nothing is any value; the model has said so
      return key === undefined || !context.schemas.has(key)
        ? true
        : { $ref: `#/components/schemas/${placeholders.key(key)}`, ...annotations(schema) };
    }
    if (needsOwnPrinter(schema) || (binary && hasBinaryPart(schema, context))) return own(schema, binary);
    return plain(schema);
  }

  function plain(schema: ObjectSchema): Json {
    const types = typesOf(schema);
    const out = annotations(schema);
    // a type that only follows from other keywords is not seen
    if (types !== undefined && types.length > 0) out["type"] = types.length === 1 ? types[0] : types;
    for (const keyword of ["const", "required"]) if (schema[keyword] !== undefined) out[keyword] = schema[keyword];
    if (Array.isArray(schema["enum"])) out["enum"] = [...new Set(schema["enum"])];
    if (isSchema(schema["properties"]))
      out["properties"] = mapKeys(schema["properties"], (property) => schemaOf(property));
    for (const keyword of ["items", "additionalProperties"])
      if (schema[keyword] !== undefined) out[keyword] = schemaOf(schema[keyword]);
    for (const keyword of ["allOf", "oneOf", "anyOf"]) {
      // true says nothing, and a boolean in allOf is not expected
      const members = schemasIn(schema[keyword]).filter((member) => keyword !== "allOf" || member !== true);
      if (members.length > 0) out[keyword] = members.map((member) => schemaOf(member));
    }
    return out;
  }

  const mapKeys = (map: unknown, f: (value: unknown, key: string) => unknown): Json => {
    const out: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(record(map))) {
      const mapped = f(value, key);
      // `__proto__` has a placeholder
      if (mapped !== undefined) out[placeholders.key(key)] = mapped;
    }
    return out;
  };

  /** A `$ref` to another kind of component: dropped where it leads to nothing. */
  function component<T>(value: unknown, kind: string, f: (value: Json) => T): T | Json | undefined {
    const at = record(value);
    if (typeof at["$ref"] !== "string") return f(at);
    const prefix = `#/components/${kind}/`;
    const key = at["$ref"].startsWith(prefix) ? unescapeToken(at["$ref"].slice(prefix.length)) : "";
    return Object.hasOwn(record(components[kind]), key) ? { $ref: prefix + placeholders.key(key) } : undefined;
  }

  const content = (map: unknown): Json =>
    mapKeys(map, (media, type) => {
      const at = record(media);
      return at["schema"] === undefined ? {} : { schema: schemaOf(at["schema"], type.startsWith("multipart/")) };
    });

  const parameter = (at: Json): Json => {
    const inContent = Object.values(record(at["content"]))[0];
    // a parameter in `content` is taken for a string
    const schema = at["schema"] ?? record(inContent)["schema"] ?? true;
    return {
      ...annotations(at),
      name: placeholders.key(String(at["name"])),
      in: at["in"],
      required: at["required"] === true,
      schema: schemaOf(schema),
    };
  };
  const parameters = (list: unknown): unknown[] =>
    Array.isArray(list) ? list.flatMap((item) => component(item, "parameters", parameter) ?? []) : [];
  const header = (at: Json): Json => ({
    ...annotations(at),
    required: at["required"] === true,
    schema: schemaOf(at["schema"] ?? record(Object.values(record(at["content"]))[0])["schema"] ?? true),
  });
  const requestBody = (at: Json): Json => ({
    ...annotations(at),
    required: at["required"] === true,
    content: content(at["content"]),
  });
  const response = (at: Json): Json => ({
    ...annotations(at),
    headers: mapKeys(at["headers"], (value) => component(value, "headers", header)),
    content: content(at["content"]),
  });

  const operationIds = new Set<string>();
  const operation = (value: unknown): Json | undefined => {
    if (!isSchema(value)) return undefined;
    const at = record(value);
    const id = typeof at["operationId"] === "string" ? placeholders.key(at["operationId"]) : undefined;
    // of two operations with one id, the second is printed in its place: its key would be declared twice
    const named = id !== undefined && !operationIds.has(id);
    if (named) operationIds.add(id);
    const body = component(at["requestBody"], "requestBodies", requestBody);
    return {
      ...annotations(at),
      ...(named && { operationId: id }),
      parameters: parameters(at["parameters"]),
      ...(at["requestBody"] !== undefined && body && { requestBody: body }),
      responses: mapKeys(at["responses"], (each) => component(each, "responses", response) ?? {}),
    };
  };

  const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
  const pathItem = (at: Json): Json => ({
    parameters: parameters(at["parameters"]),
    ...Object.fromEntries(
      METHODS.flatMap((method) => {
        const each = operation(at[method]);
        return each ? [[method, each]] : [];
      }),
    ),
  });
  const pathItems = (map: unknown): Json => mapKeys(map, (value) => component(value, "pathItems", pathItem));

  /** A component of schemas, members of discriminated unions narrowed: its own type where it contains itself. */
  const namedSchema = (schema: unknown, key: string): unknown => {
    const alias = recursive.names.get(key);
    if (alias) return { type: "object", [OWN_TYPE]: placeholders.type(alias), ...annotations(schema) };
    return schemaOf(context.schemas.get(key) ?? schema, inMultipart.has(key));
  };

  const inMultipart = multipartSchemas(context);
  const document = {
    paths: pathItems(context.contract.document["paths"]),
    webhooks: pathItems(context.contract.document["webhooks"]),
    components: {
      schemas: mapKeys(components["schemas"], namedSchema),
      responses: mapKeys(components["responses"], (value) => component(value, "responses", response)),
      parameters: mapKeys(components["parameters"], (value) => component(value, "parameters", parameter)),
      requestBodies: mapKeys(components["requestBodies"], (value) => component(value, "requestBodies", requestBody)),
      headers: mapKeys(components["headers"], (value) => component(value, "headers", header)),
      pathItems: pathItems(components["pathItems"]),
    },
  };
  return { document, placeholders, aliases: recursive.declarations(printer) };
}

/** What comments are made of. Texts that are none would stop it; `readOnly` would print `readonly`, which is no matter of types here. */
function annotations(value: unknown): Record<string, unknown> {
  const at = record(value);
  const out: Record<string, unknown> = {};
  for (const key of ["title", "summary", "description", "format"] as const)
    if (typeof at[key] === "string") out[key] = commentText(at[key]);
  if (at["deprecated"] === true) out["deprecated"] = true;
  if (at["default"] !== undefined)
    out["default"] = typeof at["default"] === "string" ? commentText(at["default"]) : at["default"];
  return out;
}

/** Whether keywords beside a `$ref` bear on the type: openapi-typescript does not look at them. */
const typeBearing = (schema: ObjectSchema): boolean =>
  declaresType(schema) || schema["required"] !== undefined || strings(schema["type"]).length > 1;

/** Keywords that none of the rules looks at, and `type`, which alone breaks none. */
const HARMLESS: ReadonlySet<string> = new Set(
  (
    "type format title description default example examples deprecated readOnly writeOnly pattern minLength maxLength " +
    "minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minItems maxItems uniqueItems"
  ).split(" "),
);

function isHarmless(schema: ObjectSchema): boolean {
  for (const keyword in schema) if (!HARMLESS.has(keyword)) return false;
  return true;
}

function needsOwnPrinter(schema: ObjectSchema): boolean {
  if (isHarmless(schema)) return false;
  const has = (keyword: string): boolean => schema[keyword] !== undefined;
  const types = typesOf(schema) ?? [];
  const compositions = ["allOf", "oneOf", "anyOf"].filter((keyword) => schemasIn(schema[keyword]).length > 0);
  return (
    // it prints the target of the reference alone
    (has("$ref") && typeBearing(schema)) ||
    // `null` is not printed at all, and other values are beside it
    schema["const"] === null ||
    // no literals of these
    (has("const") && !["string", "boolean"].includes(typeof schema["const"])) ||
    // `null` joins an enum that does not list it, values of other types stay
    (has("enum") &&
      (types.length > 1 ||
        has("const") ||
        !strings(schema["enum"]).length ||
        strings(schema["enum"]).length !== (schema["enum"] as unknown[]).length ||
        types[0] !== "string")) ||
    // an intersection with an index signature, of which no value can be written
    ((has("additionalProperties") || has("patternProperties")) &&
      has("properties") &&
      !(schema["additionalProperties"] === false && !has("patternProperties"))) ||
    has("patternProperties") ||
    // `Record<string, never>`, or any properties
    (schema["additionalProperties"] === false && Object.keys(record(schema["properties"])).length === 0) ||
    // tuples: no rest, nothing optional, and an array of tuples is printed as a tuple
    has("prefixItems") ||
    // the same for items that turn out to be an array
    (isSchema(schema["items"]) &&
      typeof schema["items"] === "object" &&
      ["allOf", "oneOf", "anyOf"].some((k) => has("items") && (schema["items"] as ObjectSchema)[k] !== undefined)) ||
    // a union of all parts where it should be an intersection with the union
    (compositions.some((keyword) => keyword !== "allOf") &&
      (compositions.length > 1 || types.length > 0 || has("required"))) ||
    // members of a union that only narrow it make it `unknown`
    ["oneOf", "anyOf"].some((keyword) =>
      schemasIn(schema[keyword]).some(
        (member) => typeof member === "object" && member["$ref"] === undefined && typesOf(member) === undefined,
      ),
    ) ||
    // a helper that does not compile for properties which are not there, and looks one level deep only
    (compositions.includes("allOf") && (has("required") || types.length > 1)) ||
    schemasIn(schema["allOf"]).includes(false) ||
    // properties that are required and declared nowhere are left out
    strings(schema["required"]).some((key) => !Object.hasOwn(record(schema["properties"]), key))
  );
}

/** Schemas that stand for a multipart body: bytes in them are a `Blob`. */
function multipartSchemas({ contract }: Context): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const { body, responses } of [...contract.operations, ...sentOperations(contract)]) {
    for (const media of [...(body?.content ?? []), ...responses.flatMap(({ content }) => content)]) {
      const key =
        media.body === "multipart" && typeof media.schema === "object" ? schemaKey(media.schema["$ref"]) : undefined;
      if (key !== undefined) keys.add(key);
    }
  }
  return keys;
}
