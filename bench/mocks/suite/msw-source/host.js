import { readFile } from "node:fs/promises";
import { fromOpenApi } from "@msw/source/open-api";
import { getResponse } from "msw";

export async function host(size) {
  const document = JSON.parse(await readFile(new URL(`../things-${size}.json`, import.meta.url), "utf8"));
  const handlers = await fromOpenApi(document);
  return (request) => getResponse(handlers, request);
}
