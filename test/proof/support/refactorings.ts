/** Edits of a contract that change nothing that travels. Each changes the document that it is given. */

export type Json = Record<string, unknown>;

export const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const LISTS = ["allOf", "anyOf", "oneOf"];
const MAPS = ["properties", "patternProperties"];
const SINGLE = ["items", "additionalProperties", "not"];

/** Replaces every schema below one, innermost first. */
function mapSchema(schema: unknown, edit: (schema: Json) => unknown, depth = 0): unknown {
  if (!isObject(schema) || depth > 40) return schema;
  for (const key of LISTS)
    if (Array.isArray(schema[key]))
      schema[key] = (schema[key] as unknown[]).map((one) => mapSchema(one, edit, depth + 1));
  for (const key of MAPS) {
    const map = schema[key];
    if (isObject(map)) for (const name of Object.keys(map)) map[name] = mapSchema(map[name], edit, depth + 1);
  }
  for (const key of SINGLE) if (isObject(schema[key])) schema[key] = mapSchema(schema[key], edit, depth + 1);
  return edit(schema);
}

/** Every schema of a document: those of components, and those in parameters, bodies and headers. */
export function mapSchemas(document: Json, edit: (schema: Json) => unknown): void {
  const visit = (node: unknown, depth: number): void => {
    if (depth > 30) return;
    if (Array.isArray(node)) {
      for (const one of node) visit(one, depth + 1);
      return;
    }
    if (!isObject(node)) return;
    for (const key of Object.keys(node)) {
      if (key === "example" || key === "examples" || key.startsWith("x-")) continue;
      if (key === "schema") node[key] = mapSchema(node[key], edit);
      else visit(node[key], depth + 1);
    }
  };
  visit(document["paths"], 0);
  const components = document["components"];
  if (!isObject(components)) return;
  const schemas = components["schemas"];
  if (isObject(schemas)) for (const key of Object.keys(schemas)) schemas[key] = mapSchema(schemas[key], edit);
  for (const key of Object.keys(components)) if (key !== "schemas") visit(components[key], 0);
}

const isReference = (schema: Json): boolean => typeof schema["$ref"] === "string";
const reversedObject = (value: Json): Json => Object.fromEntries(Object.entries(value).reverse());

function section(document: Json, name: string): Json {
  const components = (document["components"] ??= {}) as Json;
  return (components[name] ??= {}) as Json;
}

function replaceReferences(node: unknown, replace: (reference: string) => string): void {
  if (Array.isArray(node)) {
    for (const one of node) replaceReferences(one, replace);
    return;
  }
  if (!isObject(node)) return;
  for (const [key, value] of Object.entries(node)) {
    if (key === "$ref" && typeof value === "string") node[key] = replace(value);
    else if (key === "discriminator" && isObject(value) && isObject(value["mapping"])) {
      const mapping = value["mapping"];
      for (const name of Object.keys(mapping)) mapping[name] = replace(String(mapping[name]));
    } else replaceReferences(value, replace);
  }
}

function eachOperation(document: Json, edit: (operation: Json) => void): void {
  const paths = document["paths"];
  if (!isObject(paths)) return;
  for (const item of Object.values(paths)) {
    if (!isObject(item)) continue;
    for (const method of ["get", "put", "post", "delete", "patch"]) if (isObject(item[method])) edit(item[method]);
  }
}

const wrapped = (keyword: string) => (schema: Json) => {
  const { title, description, default: fallback, readOnly, writeOnly, discriminator, ...rest } = schema;
  if (isReference(schema) || discriminator !== undefined || Object.keys(rest).length === 0) return schema;
  const kept = { title, description, default: fallback, readOnly, writeOnly };
  const said = Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined));
  return { ...said, [keyword]: [rest] };
};

const scalar = (schema: Json): boolean =>
  ["string", "integer", "number", "boolean"].includes(String(schema["type"])) && schema["format"] === undefined;

const hoisted =
  (name: string, key: string) =>
  (document: Json): void => {
    let count = 0;
    const target = section(document, name);
    eachOperation(document, (operation) => {
      const holder = operation[key];
      if (name === "requestBodies") {
        if (!isObject(holder) || isReference(holder)) return;
        target[`Hoisted${++count}`] = holder;
        operation[key] = { $ref: `#/components/${name}/Hoisted${count}` };
      } else if (Array.isArray(holder)) {
        operation[key] = holder.map((one: unknown) => {
          if (!isObject(one) || isReference(one)) return one;
          target[`Hoisted${++count}`] = one;
          return { $ref: `#/components/${name}/Hoisted${count}` };
        });
      } else if (isObject(holder)) {
        for (const [status, one] of Object.entries(holder)) {
          if (!isObject(one) || isReference(one)) continue;
          target[`Hoisted${++count}`] = one;
          holder[status] = { $ref: `#/components/${name}/Hoisted${count}` };
        }
      }
    });
  };

/** Name → the edit. `modern`: OpenAPI 3.1 and later. */
export const REFACTORINGS: Readonly<Record<string, (document: Json, modern: boolean) => void>> = {
  "paths in another order": (document) => {
    if (isObject(document["paths"])) document["paths"] = reversedObject(document["paths"]);
  },
  "members in another order": (document) =>
    mapSchemas(document, (schema) => {
      if (isObject(schema["properties"])) schema["properties"] = reversedObject(schema["properties"]);
      return reversedObject(schema);
    }),
  "required in another order": (document) =>
    mapSchemas(document, (schema) => {
      if (Array.isArray(schema["required"])) schema["required"] = schema["required"].toReversed();
      return schema;
    }),
  "enum in another order": (document) =>
    mapSchemas(document, (schema) => {
      if (Array.isArray(schema["enum"])) schema["enum"] = schema["enum"].toReversed();
      return schema;
    }),
  "alternatives in another order": (document) =>
    mapSchemas(document, (schema) => {
      for (const key of LISTS) if (Array.isArray(schema[key])) schema[key] = (schema[key] as unknown[]).toReversed();
      return schema;
    }),
  "schemas renamed": (document) => {
    const schemas = section(document, "schemas");
    const prefix = "#/components/schemas/";
    (document["components"] as Json)["schemas"] = Object.fromEntries(
      Object.entries(schemas).map(([key, schema]) => [`${key}Renamed`, schema]),
    );
    replaceReferences(document, (reference) => {
      const [key, ...rest] = reference.slice(prefix.length).split("/");
      if (reference.startsWith(prefix)) return [`${prefix}${key}Renamed`, ...rest].join("/");
      return Object.hasOwn(schemas, reference) ? `${reference}Renamed` : reference;
    });
  },
  "references inlined": (document) => {
    const schemas = structuredClone(section(document, "schemas"));
    mapSchemas(document, (schema) => {
      if (!isReference(schema)) return schema;
      const reference = String(schema["$ref"]);
      const target =
        schemas[reference.slice("#/components/schemas/".length).replaceAll("~1", "/").replaceAll("~0", "~")];
      return isObject(target) && target["discriminator"] === undefined ? structuredClone(target) : schema;
    });
  },
  "schemas extracted": (document) => {
    const made: Json = {};
    let count = 0;
    mapSchemas(document, (schema) => {
      const properties = schema["properties"];
      if (!isObject(properties)) return schema;
      for (const [name, member] of Object.entries(properties)) {
        if (!isObject(member) || isReference(member) || count >= 300) continue;
        made[`Extracted${++count}`] = member;
        properties[name] = { $ref: `#/components/schemas/Extracted${count}` };
      }
      return schema;
    });
    Object.assign(section(document, "schemas"), made);
  },
  "objects split by allOf": (document) =>
    mapSchemas(document, (schema) => {
      const { properties, required, additionalProperties, patternProperties, allOf } = schema;
      if (!isObject(properties) || Object.keys(properties).length < 2) return schema;
      if (additionalProperties !== undefined || patternProperties !== undefined || allOf !== undefined) return schema;
      const entries = Object.entries(properties);
      const half = Math.ceil(entries.length / 2);
      const { properties: _, required: __, ...rest } = schema;
      const parts: Json[] = [entries.slice(0, half), entries.slice(half)].map((some) => ({
        type: "object",
        properties: Object.fromEntries(some),
      }));
      if (schema["type"] !== "object" || schema["nullable"] === true) return schema;
      return { ...rest, allOf: required === undefined ? parts : [...parts, { required }] };
    }),
  "wrapped in allOf": (document, modern) =>
    mapSchemas(document, (schema) => (schema["nullable"] === true && !modern ? schema : wrapped("allOf")(schema))),
  "wrapped in anyOf": (document, modern) =>
    mapSchemas(document, (schema) => (schema["nullable"] === true && !modern ? schema : wrapped("anyOf")(schema))),
  "wrapped in oneOf": (document, modern) =>
    mapSchemas(document, (schema) => (schema["nullable"] === true && !modern ? schema : wrapped("oneOf")(schema))),
  "enum split by anyOf": (document) =>
    mapSchemas(document, (schema) => {
      const values = schema["enum"];
      if (!Array.isArray(values) || values.length < 2 || schema["anyOf"] !== undefined || schema["nullable"] === true)
        return schema;
      const { enum: _, ...rest } = schema;
      return { ...rest, anyOf: [{ enum: values.slice(0, 1) }, { enum: values.slice(1) }] };
    }),
  "members of allOf twice": (document) =>
    mapSchemas(document, (schema) => {
      if (Array.isArray(schema["allOf"])) schema["allOf"] = [...schema["allOf"], ...structuredClone(schema["allOf"])];
      return schema;
    }),
  "bounds of integers excluded": (document, modern) =>
    mapSchemas(document, (schema) => {
      const { type, minimum, exclusiveMinimum } = schema;
      if (type !== "integer" || !Number.isInteger(minimum) || exclusiveMinimum !== undefined) return schema;
      const { minimum: _, ...rest } = schema;
      const before = (minimum as number) - 1;
      if (!Number.isSafeInteger(before)) return schema;
      return modern ? { ...rest, exclusiveMinimum: before } : { ...rest, minimum: before, exclusiveMinimum: true };
    }),
  "bounds that say nothing": (document) =>
    mapSchemas(document, (schema) => {
      if (isReference(schema)) return schema;
      if (schema["type"] === "string") return { minLength: 0, ...schema };
      if (schema["type"] === "array") return { minItems: 0, uniqueItems: false, ...schema };
      return schema["type"] === "object" ? { minProperties: 0, ...schema } : schema;
    }),
  "described in other words": (document) =>
    mapSchemas(document, (schema) =>
      isReference(schema) ? schema : { ...schema, title: "Other", description: "In other words." },
    ),
  "negated twice": (document) =>
    mapSchemas(document, (schema) => {
      if (
        !scalar(schema) ||
        schema["nullable"] === true ||
        schema["pattern"] !== undefined ||
        schema["not"] !== undefined
      )
        return schema;
      const { title, description, default: fallback, readOnly, writeOnly, ...rest } = schema;
      if (
        readOnly === true ||
        writeOnly === true ||
        fallback !== undefined ||
        title === undefined ||
        description === undefined
      )
        void 0;
      const said = { title, description, default: fallback, readOnly, writeOnly };
      const kept = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
      return { ...kept, not: { not: rest } };
    }),
  "parameters as components": hoisted("parameters", "parameters"),
  "bodies as components": hoisted("requestBodies", "requestBody"),
  "responses as components": hoisted("responses", "responses"),
  "a schema that nobody uses": (document) => {
    section(document, "schemas")["NobodyUsesThis"] = { type: "object", properties: { a: { type: "string" } } };
  },
};
