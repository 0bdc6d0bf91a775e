/**
 * The input of openapi-typescript, which prints paths and operations. Tenon prints the types of schemas itself and puts them
 * in the places of placeholders. So each named schema has one declaration, which all places name.
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

/** The keyword for the placeholder of a schema's type. */
export const OWN_TYPE = "x-tenon-type";

type Json = Readonly<Record<string, unknown>>;

export interface OpenapiTypescriptInput {
  readonly document: Json;
  readonly placeholders: Placeholders;
  /** Interfaces and aliases of the named schemas. */
  readonly declarations: readonly Code[];
}

export function openapiTypescriptInput(context: Context): OpenapiTypescriptInput {
  const printers = new SchemaPrinters(context);
  const builder = new InputDocument(context, printers);
  const inMultipart = multipartSchemas(context);
  const declarations = [...context.schemas].map(([key, schema]) =>
    declarationOf(
      identifier(context.names.schemas.get(key) ?? ""),
      schema,
      printers.for(schema, inMultipart.has(key) ? "multipart" : "other"),
    ),
  );
  return { document: builder.document(), placeholders: builder.placeholders, declarations };
}

type BodyKind = "multipart" | "other";

/** Printers that refer to named schemas by the names of their declarations. */
class SchemaPrinters {
  readonly #context: Context;
  readonly #plain: TypePrinter;
  /** Prints bytes as they are in multipart bodies. */
  readonly #binary: TypePrinter;

  constructor(context: Context) {
    this.#context = context;
    this.#plain = {
      named(key) {
        const name = context.names.schemas.get(key);
        return name === undefined ? undefined : code`${identifier(name)}`;
      },
      schema: (key) => context.schemas.get(key),
      values: context.options,
    };
    this.#binary = { ...this.#plain, binary: code`${globalType("File")} | ${globalType("Blob")}` };
  }

  for(schema: Schema, body: BodyKind): TypePrinter {
    return body === "multipart" && hasBinaryPart(schema, this.#context) ? this.#binary : this.#plain;
  }
}

/** The methods that openapi-typescript knows. */
const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

class InputDocument {
  readonly placeholders = new Placeholders();
  readonly #contractDocument: Json;
  readonly #components: Json;
  readonly #printers: SchemaPrinters;
  readonly #operationIds = new Set<string>();

  constructor({ contract }: Context, printers: SchemaPrinters) {
    this.#contractDocument = contract.document;
    this.#components = record(contract.document["components"]);
    this.#printers = printers;
  }

  document(): Json {
    const { schemas, responses, parameters, requestBodies, headers, pathItems } = this.#components;
    return {
      paths: this.#pathItems(this.#contractDocument["paths"]),
      webhooks: this.#pathItems(this.#contractDocument["webhooks"]),
      components: {
        schemas: this.#mapKeys(schemas, (_, key) => this.#schema({ $ref: schemaReference(key) })),
        responses: this.#mapKeys(responses, (value) => this.#responseOrReference(value)),
        parameters: this.#mapKeys(parameters, (value) => this.#parameterOrReference(value)),
        requestBodies: this.#mapKeys(requestBodies, (value) => this.#requestBodyOrReference(value)),
        headers: this.#mapKeys(headers, (value) => this.#headerOrReference(value)),
        pathItems: this.#pathItems(pathItems),
      },
    };
  }

  #mapKeys(map: unknown, f: (value: unknown, key: string) => unknown): Json {
    const out: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(record(map))) {
      const mapped = f(value, key);
      // `__proto__` has a placeholder
      if (mapped !== undefined) out[this.placeholders.key(key)] = mapped;
    }
    return out;
  }

  /** A `$ref` to another kind of component is removed if nothing is there. */
  #component(value: unknown, kind: string, f: (value: Json) => Json): Json | undefined {
    const at = record(value);
    if (typeof at["$ref"] !== "string") return f(at);
    const prefix = `#/components/${kind}/`;
    const key = at["$ref"].startsWith(prefix) ? unescapeToken(at["$ref"].slice(prefix.length)) : "";
    return Object.hasOwn(record(this.#components[kind]), key)
      ? { $ref: prefix + this.placeholders.key(key) }
      : undefined;
  }

  #schema(value: unknown, body: BodyKind = "other"): Json {
    const schema = isSchema(value) ? value : true;
    const type = primaryTypeOf(schema, this.#printers.for(schema, body));
    return { type: "object", [OWN_TYPE]: this.placeholders.type(type), ...annotations(schema) };
  }

  #content(map: unknown): Json {
    return this.#mapKeys(map, (media, type) => {
      const at = record(media);
      if (at["schema"] === undefined) return {};
      return { schema: this.#schema(at["schema"], type.startsWith("multipart/") ? "multipart" : "other") };
    });
  }

  #parameterOrReference(value: unknown): Json | undefined {
    return this.#component(value, "parameters", (at) => ({
      ...annotations(at),
      name: this.placeholders.key(String(at["name"])),
      in: at["in"],
      required: at["required"] === true,
      schema: this.#schema(schemaOrContent(at)),
    }));
  }

  #parameters(list: unknown): unknown[] {
    return Array.isArray(list) ? list.flatMap((item) => this.#parameterOrReference(item) ?? []) : [];
  }

  #headerOrReference(value: unknown): Json | undefined {
    return this.#component(value, "headers", (at) => ({
      ...annotations(at),
      required: at["required"] === true,
      schema: this.#schema(schemaOrContent(at)),
    }));
  }

  #requestBodyOrReference(value: unknown): Json | undefined {
    return this.#component(value, "requestBodies", (at) => ({
      ...annotations(at),
      required: at["required"] === true,
      content: this.#content(at["content"]),
    }));
  }

  #responseOrReference(value: unknown): Json | undefined {
    return this.#component(value, "responses", (at) => ({
      ...annotations(at),
      headers: this.#mapKeys(at["headers"], (header) => this.#headerOrReference(header)),
      content: this.#content(at["content"]),
    }));
  }

  #operation(value: unknown): Json | undefined {
    if (!isSchema(value)) return undefined;
    const at = record(value);
    const id = typeof at["operationId"] === "string" ? this.placeholders.key(at["operationId"]) : undefined;
    // The second operation with an id is printed without it: its key would be declared twice.
    const hasOwnId = id !== undefined && !this.#operationIds.has(id);
    if (hasOwnId) this.#operationIds.add(id);
    const body = this.#requestBodyOrReference(at["requestBody"]);
    return {
      ...annotations(at),
      ...(hasOwnId && { operationId: id }),
      parameters: this.#parameters(at["parameters"]),
      ...(at["requestBody"] !== undefined && body && { requestBody: body }),
      responses: this.#mapKeys(at["responses"], (each) => this.#responseOrReference(each) ?? {}),
    };
  }

  #pathItems(map: unknown): Json {
    return this.#mapKeys(map, (value) =>
      this.#component(value, "pathItems", (at) => ({
        parameters: this.#parameters(at["parameters"]),
        ...Object.fromEntries(
          METHODS.flatMap((method) => {
            const operation = this.#operation(at[method]);
            return operation ? [[method, operation]] : [];
          }),
        ),
      })),
    );
  }
}

/** The schema of a parameter or header. openapi-typescript would print `content` as a string. */
const schemaOrContent = (at: Json): unknown =>
  at["schema"] ?? record(Object.values(record(at["content"]))[0])["schema"] ?? true;

/** The source of comments. openapi-typescript fails for values that are no texts, and prints `readonly` for `readOnly`. */
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

/** Schemas of multipart bodies, in which bytes are a `Blob`. */
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
