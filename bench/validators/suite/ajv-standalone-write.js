/** Writes what Ajv's standalone generator makes of the rows: `ajv-checks.js` and `ajv-reports.js`. */

import { writeFileSync } from "node:fs";
import standalone from "ajv/dist/standalone/index.js";
import { names } from "./schemas.js";
import { instance, refOf } from "./ajv-instance.js";

for (const [file, allErrors] of [
  ["ajv-checks.js", false],
  ["ajv-reports.js", true],
]) {
  const ajv = instance({ allErrors, code: { source: true, esm: true } });
  const code = standalone.default(ajv, Object.fromEntries(names.map((name) => [name, refOf(name)])));
  writeFileSync(
    new URL(file, import.meta.url),
    // its code asks for packages as CommonJS has them, in an ES module too
    `import { createRequire } from "node:module";\nconst require = createRequire(import.meta.url);\n${code}`,
  );
}
