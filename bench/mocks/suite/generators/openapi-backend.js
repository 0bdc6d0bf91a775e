import { createRequire } from "node:module";

const { OpenAPIBackend } = createRequire(import.meta.url)("openapi-backend");

export async function prepare(document) {
  const api = new OpenAPIBackend({ definition: structuredClone(document), quick: true });
  await api.init();
  return () => api.mockResponseForOperation("getValue").mock;
}
