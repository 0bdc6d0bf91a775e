/**
 * The document as openapi-typescript prints paths and operations of it. Types of schemas are printed by our own printer
 * and put in their place: so a named schema has one declaration with a name, and every place says the same.
 */

import { isSchema, schemaKey, schemaReference, unescapeToken } from "tenon-runtime/core";
import type { Schema } from "../../contract/model.ts";
import { type Code, code, globalType } from "../code.ts";
import type { Context } from "../context.ts";
import { commentText, identifier } from "../doors.ts";
import { hasBinaryPart } from "../operations/body-types.ts";
import { sentOperations } from "../webhooks/sent-operations.ts";
import { Placeholders } from "./placeholders.ts";
import { declarationOf, type TypePrinter, primaryTypeOf } from "./schema-types.ts";
import { record } from "./schemas.ts";

/** The keyword under which a schema holds the name of a placeholder for its type. */
export const OWN_TYPE = "x-tenon-type";

type Json = Readonly<Record<string, unknown>>;

export interface Normalised {
  readonly document: Json;
  readonly placeholders: Placeholders;
  /** Interfaces and aliases of the named schemas. */
  readonly declarations: readonly Code[];
}

export function normalise(context: Context): Normalised {
  const placeholders = new Placeholders();
  const components = record(context.contract.document["components"]);
  const printer: TypePrinter = {
    named(key) {
      const name = context.names.schemas.get(key);
      return name === undefined ? undefined : code`${identifier(name)}`;
    },
    schema: (key) => context.schemas.get(key),
    values: context.options,
  };
  const binaryPrinter: TypePrinter = {
    ...printer,
    binary: code`${globalType("File")} | ${globalType("Blob")}`,
  };
  const printerFor = (schema: Schema, inMultipart: boolean): TypePrinter =>
    inMultipart && hasBinaryPart(schema, context) ? binaryPrinter : printer;

  function schemaOf(value: unknown, inMultipart = false): Json {
    const schema = isSchema(value) ? value : true;
    const type = primaryTypeOf(schema, printerFor(schema, inMultipart));
    return { type: "object", [OWN_TYPE]: placeholders.type(type), ...annotations(schema) };
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

  const inMultipart = multipartSchemas(context);
  const document = {
    paths: pathItems(context.contract.document["paths"]),
    webhooks: pathItems(context.contract.document["webhooks"]),
    components: {
      schemas: mapKeys(components["schemas"], (_, key) => schemaOf({ $ref: schemaReference(key) })),
      responses: mapKeys(components["responses"], (value) => component(value, "responses", response)),
      parameters: mapKeys(components["parameters"], (value) => component(value, "parameters", parameter)),
      requestBodies: mapKeys(components["requestBodies"], (value) => component(value, "requestBodies", requestBody)),
      headers: mapKeys(components["headers"], (value) => component(value, "headers", header)),
      pathItems: pathItems(components["pathItems"]),
    },
  };
  const declarations = [...context.schemas].map(([key, schema]) =>
    declarationOf(identifier(context.names.schemas.get(key) ?? ""), schema, printerFor(schema, inMultipart.has(key))),
  );
  return { document, placeholders, declarations };
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
