/**
 * Writes what Ajv's standalone generator makes of the same schemas, for all places of requests and responses in one
 * module: `node emit-ajv.js SCHEMAS OUTPUT`.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import standalone from "ajv/dist/standalone/index.js";

const [file, output] = process.argv.slice(2);
const { schemas, requests, responses } = JSON.parse(
  readFileSync(file, "utf8").replaceAll('"$ref":"#/components/', '"$ref":"contract#/components/'),
  // annotations of OpenAPI's that Ajv would take for its own
  (key, value) => (key === "discriminator" && typeof value?.propertyName === "string" ? undefined : value),
);
const before = process.cpuUsage();
const ajv = new Ajv2020({ strict: false, logger: false, validateSchema: false, code: { source: true, esm: true } });
addFormats.default(ajv, { mode: "full" });
ajv.addSchema({ $id: "contract", components: { schemas } });
const names = {};
const left = [];
let count = 0;
for (const [side, operations] of Object.entries({ requests, responses }))
  for (const [operation, places] of Object.entries(operations))
    for (const [place, schema] of Object.entries(places)) {
      const id = `place${count++}`;
      ajv.addSchema(typeof schema === "object" ? { ...schema, $id: id } : schema, id);
      try {
        ajv.getSchema(id);
        names[id] = id;
      } catch (error) {
        left.push(`${side} ${operation} ${place}: ${error.message}`);
      }
    }
const code = standalone.default(ajv, names);
const { user, system } = process.cpuUsage(before);
writeFileSync(
  output,
  `import { createRequire } from "node:module";\nconst require = createRequire(import.meta.url);\n${code}`,
);
process.stdout.write(`\n${JSON.stringify({ cpu: (user + system) / 1e6, count, left })}\n`);
