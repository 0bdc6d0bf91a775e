/**
 * Reads a contract, then writes validators as `tenon generate` does and says what that cost: `node emit-tenon.js DIST
 * CONTRACT OUTPUT`, DIST being the generator's built code. Ajv's part of the work, the schemas as data, goes to
 * OUTPUT/schemas.json.
 */

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

const [dist, contractFile, output] = process.argv.slice(2);
const built = (path) => import(pathToFileURL(join(dist, path)).href);
const { loadContract } = await built("contract/index.js");
const { makeContext } = await built("emit/context.js");
const { emitValidators, validatorData } = await built("emit/validators/index.js");

const { contract } = await loadContract(contractFile);
const options = { source: "contract", importExtension: ".ts" };
const context = makeContext(contract, options);
const before = process.cpuUsage();
const texts = emitValidators(context).files.map((file) => [file.path, file.render()]);
const { user, system } = process.cpuUsage(before);
for (const [path, text] of texts) {
  mkdirSync(dirname(join(output, path)), { recursive: true });
  writeFileSync(join(output, path), text);
}
const { schemas, requests, responses } = validatorData(context);
writeFileSync(join(output, "schemas.json"), JSON.stringify({ schemas, requests, responses }));
const [[operation, places]] = Object.entries(requests);
const entry = [operation, Object.keys(places)[0]];
process.stdout.write(`\n${JSON.stringify({ cpu: (user + system) / 1e6, entry })}\n`);
