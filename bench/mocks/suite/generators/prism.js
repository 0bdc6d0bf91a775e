/** What `prism mock --dynamic` answers with. */

import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { getHttpOperationsFromSpec } = require("@stoplight/prism-http/dist/utils/operations.js");
const { generate } = require("@stoplight/prism-http/dist/mocker/generator/JSONSchema.js");

export async function prepare(document) {
  const [operation] = await getHttpOperationsFromSpec(structuredClone(document));
  const { schema } = operation.responses[0].contents[0];
  return (turn) => {
    const made = generate(operation, operation.__bundled__, schema, `seed ${turn}`);
    if (made._tag === "Left") throw made.left;
    return made.right;
  };
}
