import { generate } from "json-schema-faker";

export function prepare(document) {
  const { schema } = document.paths["/value"].get.responses[200].content["application/json"];
  // references lead to the root, which is the schema
  const whole = { ...schema, components: document.components };
  return (seed) => generate(whole, { alwaysFakeOptionals: true, optionalsProbability: 1, seed });
}
