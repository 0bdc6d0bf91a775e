import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const sources = globSync(["toolchain/**/*.ts", "runtime/**/*.ts"], {
  exclude: (name) => name === "node_modules" || name === "dist",
}).map((path) => ({ path, text: readFileSync(path, "utf8") }));

/** What is known in one file alone: who needs it imports it from there. */
const OWNED: readonly [knowledge: string, sign: RegExp, owner: string][] = [
  ["how the tokens of a JSON Pointer are escaped", /"~1"|"~0"/, "runtime/core/json-pointer.ts"],
  ["what a JSON object is", /!== null && !Array\.isArray\(\w+\)/, "runtime/core/json-object.ts"],
  [
    "where a reference to a named schema leads",
    /"#\/components\/schemas\/"\s*[;+]|"#\/components\/schemas\/"\)/,
    "runtime/core/schema/resolve.ts",
  ],
];

test.each(OWNED)("one file knows %s", (_, sign, owner) => {
  expect(sources.filter(({ text }) => sign.test(text)).map(({ path }) => path)).toEqual([owner]);
});
