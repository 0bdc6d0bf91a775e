/** The contract as a server shows it: with this server in place of the contract's servers. */

import { isObject } from "../core/json-object.ts";
import { basePathOf } from "../core/index.ts";
import type { ServerSource } from "./types.ts";

export interface ServedDocument {
  readonly text: string;
  /** Where its security schemes get their tokens. */
  readonly origins: readonly string[];
}

/** @throws Error when the generated files do not have it */
export function documentOf(source: ServerSource): NonNullable<ServerSource["document"]> {
  if (source.document !== undefined) return source.document;
  throw new Error("openapi, docs: the generated files have no document: run `npx tenon generate` again");
}

type Json = { [key: string]: unknown };
const isJson = (value: unknown): value is Json => isObject(value);
const members = (value: unknown): Json[] => (isJson(value) ? Object.values(value).filter(isJson) : []);

/**
 * @param reference from the document to a path of this server
 * @throws Error when it cannot be loaded, or is no JSON object
 */
export async function readDocument(
  read: NonNullable<ServerSource["document"]>,
  reference: (path: string) => string,
): Promise<ServedDocument> {
  const document: unknown = JSON.parse(await read());
  if (!isJson(document)) throw new Error("The generated document is no OpenAPI document");
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
