import { fromOpenApi } from "@msw/source/open-api";
import { getResponse } from "msw";

export async function prepare(document) {
  const handlers = await fromOpenApi(structuredClone({ ...document, servers: [{ url: "http://host" }] }));
  return async () => {
    const response = await getResponse(handlers, new Request("http://host/value"));
    return response.json();
  };
}
