import { createRequire } from "node:module";

const { sample } = createRequire(import.meta.url)("openapi-sampler");

export function prepare(document) {
  const { schema } = document.paths["/value"].get.responses[200].content["application/json"];
  return () => sample(schema, { skipWriteOnly: true, quiet: true }, document);
}
