/** Edits of a contract that break somebody. Each changes the document, or says that there is no place for it. */

import { isObject, type Json } from "./refactorings.ts";

interface Use {
  readonly operation: Json;
  readonly item: Json;
  readonly method: string;
}

const METHODS = ["get", "put", "post", "delete", "patch"];

class Document {
  readonly root: Json;
  constructor(root: Json) {
    this.root = root;
  }

  follow(value: unknown): Json | undefined {
    let node = value;
    for (let hops = 0; hops < 10 && isObject(node) && typeof node["$ref"] === "string"; hops++) {
      const path = node["$ref"].slice(2).split("/");
      node = path.reduce<unknown>(
        (at, key) =>
          isObject(at) ? at[decodeURIComponent(key).replaceAll("~1", "/").replaceAll("~0", "~")] : undefined,
        this.root,
      );
    }
    return isObject(node) ? node : undefined;
  }

  *uses(): Generator<Use> {
    const paths = this.root["paths"];
    if (!isObject(paths)) return;
    for (const item of Object.values(paths))
      if (isObject(item))
        for (const method of METHODS) if (isObject(item[method])) yield { operation: item[method], item, method };
  }

  *parameters(): Generator<Json> {
    for (const { operation } of this.uses())
      for (const one of Array.isArray(operation["parameters"]) ? operation["parameters"] : []) {
        const parameter = this.follow(one);
        if (parameter?.["in"] === "query" && isObject(parameter["schema"])) yield parameter;
      }
  }

  *media(where: "request" | "response"): Generator<{ content: Json; type: string; media: Json }> {
    for (const { operation } of this.uses()) {
      const holders =
        where === "request"
          ? [this.follow(operation["requestBody"])]
          : Object.entries(isObject(operation["responses"]) ? operation["responses"] : {})
              .filter(([status]) => /^2\d\d$/.test(status))
              .map(([, response]) => this.follow(response));
      for (const holder of holders) {
        const content = holder?.["content"];
        if (!isObject(content)) continue;
        for (const [type, media] of Object.entries(content))
          if (isObject(media) && /json/.test(type)) yield { content, type, media };
      }
    }
  }

  /** Plain objects that travel whole: no composition around them. */
  *objects(where: "request" | "response"): Generator<{ schema: Json; properties: Json }> {
    for (const { media } of this.media(where)) {
      const schema = this.follow(media["schema"]);
      if (
        schema === undefined ||
        schema["type"] !== "object" ||
        ["allOf", "anyOf", "oneOf", "not", "nullable"].some((key) => schema[key] !== undefined)
      )
        continue;
      if (isObject(schema["properties"])) yield { schema, properties: schema["properties"] };
    }
  }

  *members(where: "request" | "response", type?: string): Generator<{ schema: Json; name: string; member: Json }> {
    for (const { schema, properties } of this.objects(where))
      for (const [name, value] of Object.entries(properties)) {
        const member = this.follow(value);
        if (member === undefined || member["readOnly"] === true || member["writeOnly"] === true) continue;
        if (isObject(value) && (value["readOnly"] === true || value["writeOnly"] === true)) continue;
        if (type !== undefined && member["type"] !== type) continue;
        if (["allOf", "anyOf", "oneOf", "not"].some((key) => member[key] !== undefined)) continue;
        yield { schema, name, member };
      }
  }
}

function first<T>(all: Iterable<T>, fits: (one: T) => boolean = () => true): T | undefined {
  for (const one of all) if (fits(one)) return one;
  return undefined;
}

/** @returns whether there was a place for it */
type Break = (document: Document, modern: boolean) => boolean;

const on = <T>(found: T | undefined, edit: (one: T) => void): boolean => {
  if (found === undefined) return false;
  edit(found);
  return true;
};
const requires = (schema: Json, name: string): boolean =>
  Array.isArray(schema["required"]) && schema["required"].includes(name);
const free = (member: Json): boolean =>
  ["enum", "const", "format", "pattern", "minLength", "maxLength", "minimum", "maximum", "nullable"].every(
    (key) => member[key] === undefined,
  );

const BREAKS: Readonly<Record<string, Break>> = {
  "an operation removed": (document) => on(first(document.uses()), ({ item, method }) => delete item[method]),
  "a success removed": (document) =>
    on(
      first(
        document.uses(),
        ({ operation }) =>
          isObject(operation["responses"]) &&
          Object.keys(operation["responses"]).some((status) => /^2\d\d$/.test(status)) &&
          !Object.keys(operation["responses"]).some((status) => /^2XX$|default/i.test(status)),
      ),
      ({ operation }) => {
        const responses = operation["responses"] as Json;
        delete responses[Object.keys(responses).find((status) => /^2\d\d$/.test(status))!];
      },
    ),
  "a required parameter added": (document) =>
    on(first(document.uses()), ({ operation }) => {
      operation["parameters"] = [
        ...((operation["parameters"] as unknown[] | undefined) ?? []),
        { name: "tenonNew", in: "query", required: true, schema: { type: "string" } },
      ];
    }),
  "a parameter made required": (document) =>
    on(
      first(document.parameters(), (one) => one["required"] !== true),
      (one) => (one["required"] = true),
    ),
  "values of a parameter taken away": (document) =>
    on(
      first(
        document.parameters(),
        (one) =>
          Array.isArray((one["schema"] as Json)["enum"]) && ((one["schema"] as Json)["enum"] as unknown[]).length > 1,
      ),
      (one) => {
        const schema = one["schema"] as Json;
        schema["enum"] = (schema["enum"] as unknown[]).slice(1);
      },
    ),
  "a parameter of another type": (document) =>
    on(
      first(
        document.parameters(),
        (one) => (one["schema"] as Json)["type"] === "string" && free(one["schema"] as Json),
      ),
      (one) => (one["schema"] = { type: "integer" }),
    ),
  "a parameter bounded": (document) =>
    on(
      first(
        document.parameters(),
        (one) => (one["schema"] as Json)["type"] === "integer" && free(one["schema"] as Json),
      ),
      (one) => ((one["schema"] as Json)["maximum"] = 7),
    ),
  "a media type of a request replaced": (document) =>
    on(first(document.media("request")), ({ content, type }) => {
      for (const key of Object.keys(content)) if (key !== type) delete content[key];
      content["application/x-tenon"] = content[type];
      delete content[type];
    }),
  "a media type of a response replaced": (document) =>
    on(
      first(document.media("response"), ({ content }) => Object.keys(content).length === 1),
      ({ content, type }) => {
        content["application/x-tenon"] = content[type];
        delete content[type];
      },
    ),
  "a body made required": (document) =>
    on(
      first(
        document.uses(),
        ({ operation }) =>
          isObject(document.follow(operation["requestBody"])?.["content"]) &&
          document.follow(operation["requestBody"])?.["required"] !== true,
      ),
      ({ operation }) => {
        document.follow(operation["requestBody"])!["required"] = true;
      },
    ),
  "a member of a request required": (document) =>
    on(
      first(document.members("request"), ({ schema, name }) => !requires(schema, name)),
      ({ schema, name }) => (schema["required"] = [...((schema["required"] as unknown[] | undefined) ?? []), name]),
    ),
  "a member of a response optional": (document) =>
    on(
      first(document.members("response"), ({ schema, name }) => requires(schema, name)),
      ({ schema, name }) => (schema["required"] = (schema["required"] as unknown[]).filter((one) => one !== name)),
    ),
  "a required member of a response removed": (document) =>
    on(
      first(document.members("response"), ({ schema, name }) => requires(schema, name)),
      ({ schema, name }) => {
        delete (schema["properties"] as Json)[name];
        schema["required"] = (schema["required"] as unknown[]).filter((one) => one !== name);
      },
    ),
  "values of a request taken away": (document) =>
    on(
      first(document.members("request"), ({ member }) => Array.isArray(member["enum"]) && member["enum"].length > 1),
      ({ member }) => (member["enum"] = (member["enum"] as unknown[]).slice(1)),
    ),
  "values of a response added": (document) =>
    on(
      first(document.members("response"), ({ member }) => Array.isArray(member["enum"]) && member["type"] === "string"),
      ({ member }) => (member["enum"] = [...(member["enum"] as unknown[]), "tenon-new"]),
    ),
  "a member of a request of another type": (document) =>
    on(
      first(document.members("request", "string"), ({ member }) => free(member)),
      ({ schema, name }) => ((schema["properties"] as Json)[name] = { type: "boolean" }),
    ),
  "a member of a response of another type": (document) =>
    on(
      first(document.members("response", "string"), ({ member }) => free(member)),
      ({ schema, name }) => ((schema["properties"] as Json)[name] = { type: "boolean" }),
    ),
  "a text of a request shortened": (document) =>
    on(
      first(document.members("request", "string"), ({ member }) => free(member)),
      ({ member }) => (member["maxLength"] = 3),
    ),
  "a pattern for a text of a request": (document) =>
    on(
      first(document.members("request", "string"), ({ member }) => free(member)),
      ({ member }) => (member["pattern"] = "^[a-f]+$"),
    ),
  "null in a response": (document, modern) =>
    on(
      first(document.members("response", "string"), ({ member }) => free(member)),
      ({ member }) => {
        if (modern) member["type"] = ["string", "null"];
        else member["nullable"] = true;
      },
    ),
  "items of a request of another type": (document) =>
    on(
      first(
        document.members("request", "array"),
        ({ member }) => document.follow(member["items"])?.["type"] === "string",
      ),
      ({ member }) => (member["items"] = { type: "object" }),
    ),
  "fewer items in a request": (document) =>
    on(
      first(
        document.members("request", "array"),
        ({ member }) => member["maxItems"] === undefined && member["items"] !== undefined,
      ),
      ({ member }) => (member["maxItems"] = 1),
    ),
};

export const BREAK_NAMES: readonly string[] = Object.keys(BREAKS);

/** @returns false where the document has no place for it, and is as it was */
export function breakContract(name: string, root: Json, modern: boolean): boolean {
  return BREAKS[name]!(new Document(root), modern);
}
