import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ROOT } from "../../scripts/run.ts";
import { outsidePaths } from "./outside.ts";
import { parse } from "./structure/source.ts";

/** The proof of other projects' cases, which reads them, and the check itself, which invents a folder above. */
const ALLOWED = /^test\/(?:proof\/peers(?:\.ts$|\/)|repository\/outside\.)/;

test("no test, script or benchmark reads a path outside of the repository", () => {
  const paths = globSync(["test/**/*.ts", "scripts/**/*.ts", "bench/**/*.ts", "*.config.ts"], { cwd: ROOT });
  const files = paths
    .filter((path) => !path.includes("/goldens/") && !ALLOWED.test(path))
    .map((path) => parse(path, readFileSync(join(ROOT, path), "utf8")));
  expect(files.length).toBeGreaterThan(200);
  expect(outsidePaths(files).map(({ shown }) => shown)).toEqual([]);
});

const SCRIPTS = parse("scripts/run.ts", `export const ROOT = fileURLToPath(new URL("..", import.meta.url));`);
const found = (text: string): number => outsidePaths([SCRIPTS, parse("test/a/b.test.ts", text)]).length;

describe("a path outside of the repository is found", () => {
  test.each([
    ["from the folder of the file", `join(import.meta.dirname, "../../../shared/x.json");`],
    ["through a constant", `const root = join(import.meta.dirname, "../.."); const data = join(root, "../shared");`],
    [
      "from the root that scripts export",
      `import { ROOT } from "../../scripts/run.ts"; join(ROOT, "..", "shared", name);\njoin(ROOT, "..", "shared");`,
    ],
    ["as a URL", `new URL("../../../shared/x", import.meta.url);`],
    ["as the path of a URL", `const path = new URL("../../../shared/x", import.meta.url).pathname;`],
    [
      "in a template",
      "const root = new URL('../..', import.meta.url).pathname; readFileSync(`$ROOT/../shared/x`);".replace(
        "$ROOT",
        "$" + "{root}",
      ),
    ],
    ["relative to the folder in which tests run", `existsSync("../shared");`],
    ["by resolve", `resolve("../shared/peers");`],
    ["with a concatenation", `readFileSync(import.meta.dirname + "/../../../x");`],
  ])("%s", (_, text) => {
    expect(found(text)).toBeGreaterThan(0);
  });

  test.each([
    [
      "in the repository",
      `join(import.meta.dirname, "../../generated"); new URL("../../openapi.yaml", import.meta.url);`,
    ],
    ["in a temporary folder", `join(tmpdir(), "x"); mkdtempSync(join(tmpdir(), "../x-"));`],
    ["in a contract", `const contract = { $ref: "../outside.yaml" }; write("../x");`],
    ["of a module", `import { x } from "../../toolchain/x.ts";`],
    ["absolute", `existsSync("/usr/bin/chromium");`],
  ])("and not one %s", (_, text) => {
    expect(found(text)).toBe(0);
  });
});
