/** The generated `openapi.json` as a server shows it: with itself in place of the contract's servers. */

import { isObject } from "../core/json-object.ts";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { basePathOf } from "../core/index.ts";
import type { ServerSource } from "./types.ts";

export interface ServedDocument {
  readonly text: string;
  /** Where its security schemes get their tokens. */
  readonly origins: readonly string[];
}

/** @throws Error when it is not there, with what to do */
export function documentFile(source: ServerSource, given: URL | undefined): URL {
  const file = given ?? source.document?.();
  if (file === undefined)
    throw new Error(
      "openapi, docs: the generated files do not say where openapi.json is: run `npx tenon generate` again",
    );
  if (existsSync(file)) return file;
  throw new Error(
    `openapi, docs: there is no ${fileURLToPath(file)}. TypeScript does not copy it: let the build do so, or give where it is, document: new URL("…/openapi.json", import.meta.url)`,
  );
}

type Json = { [key: string]: unknown };
const isJson = (value: unknown): value is Json => isObject(value);
const members = (value: unknown): Json[] => (isJson(value) ? Object.values(value).filter(isJson) : []);

/**
 * @param reference from the document to a path of this server
 * @throws Error when it cannot be read, or is no JSON object
 */
export async function readDocument(file: URL, reference: (path: string) => string): Promise<ServedDocument> {
  const document: unknown = JSON.parse(await readFile(file, "utf8"));
  if (!isJson(document)) throw new Error(`${fileURLToPath(file)} is no OpenAPI document`);
  const serve = (place: Json, servers: unknown): void => {
    const urls = Array.isArray(servers)
      ? servers.filter(isJson).map((server) => reference(basePathOf(urlOf(server))))
      : [];
    place["servers"] = [...new Set(urls.length > 0 ? urls : [reference("/")])].map((url) => ({ url }));
  };
  serve(document, document["servers"]);
  for (const item of members(document["paths"])) {
    for (const place of [item, ...members(item), ...members(item["additionalOperations"])])
      if (place["servers"] !== undefined) serve(place, place["servers"]);
  }
  return { text: JSON.stringify(document), origins: tokenOrigins(document) };
}

/** With its variables' defaults filled in (OAS 3.2 §4.5). */
function urlOf({ url, variables }: Json): string {
  if (typeof url !== "string") return "/";
  return url.replace(/\{([^{}]*)\}/g, (_, name: string) => {
    const variable = isJson(variables) && Object.hasOwn(variables, name) ? variables[name] : undefined;
    return isJson(variable) ? String(variable["default"]) : "";
  });
}

function tokenOrigins({ components }: Json): string[] {
  const schemes = members(isJson(components) ? components["securitySchemes"] : undefined);
  const urls = schemes.flatMap((scheme) => [
    scheme["openIdConnectUrl"],
    ...members(scheme["flows"]).flatMap((flow) => [flow["tokenUrl"], flow["refreshUrl"]]),
  ]);
  const absolute = urls.filter((url) => typeof url === "string" && /^https?:/i.test(url) && URL.canParse(url));
  return [...new Set(absolute.map((url) => new URL(url as string).origin))]; // the filter left texts
}
