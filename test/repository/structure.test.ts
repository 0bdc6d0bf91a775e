import { describe, expect, test } from "vitest";
import { EXCEPTIONS, judge, known, ownPackages, type Rule, RULES, sourceFiles, violations } from "./structure.ts";
import { parse } from "./structure/source.ts";

describe("the code of the repository", () => {
  const files = sourceFiles();
  const found = violations(files, ownPackages());
  const listed = known();

  test.each(Object.entries(RULES) as [Rule, string][])("%s: %s", (rule) => {
    expect(files.length).toBeGreaterThan(300);
    const { added, unneeded } = judge(found[rule], EXCEPTIONS[rule], listed[rule]);
    expect(added, "node test/repository/structure.ts lists them").toEqual([]);
    expect(unneeded, "exceptions without a violation").toEqual([]);
  });
});

const broken = (files: Readonly<Record<string, string>>): string[] => {
  const packages = new Map([["tenon-runtime/core", "runtime/core/index.ts"]]);
  const all = violations(
    Object.entries(files).map(([path, text]) => parse(path, text)),
    packages,
  );
  return Object.entries(all).flatMap(([rule, each]) => each.map(({ key }) => `${rule} ${key}`));
};
const lines = (count: number): string => "x();\n".repeat(count);

describe("a violation is found", () => {
  test.each<[what: string, files: Readonly<Record<string, string>>, found: readonly string[]]>([
    [
      "a cycle",
      { "a.ts": `import { b } from "./b.ts";`, "b.ts": `export * from "./c.ts";`, "c.ts": `import "./a.ts";` },
      ["cycles a.ts", "cycles b.ts", "cycles c.ts"],
    ],
    [
      "a cycle of types",
      { "x/a.ts": `import type { B } from "../b.ts";`, "b.ts": `export type A = import("./x/a.ts").A;` },
      ["cycles b.ts", "cycles x/a.ts"],
    ],
    [
      "a cycle through a package of the repository",
      { "runtime/core/index.ts": `import "./a.ts";`, "runtime/core/a.ts": `import "tenon-runtime/core";` },
      ["cycles runtime/core/a.ts", "cycles runtime/core/index.ts"],
    ],
    ["a long file", { "a.ts": lines(401) }, ["files a.ts"]],
    [
      "long functions of all kinds",
      {
        "a.ts": [
          `function f() {\n${lines(80)}}`,
          `const g = () => {\n${lines(80)}};`,
          `class C { m() {\n${lines(80)}} constructor() {\n${lines(80)}} }`,
          `export const o = { p: function () {\n${lines(70)}} };`,
        ].join("\n"),
      },
      ["functions a.ts: f", "functions a.ts: g", "functions a.ts: m", "functions a.ts: C.constructor"],
    ],
    ["a variable of a module", { "a.ts": `export let a = 1;\nvar b;` }, ["state a.ts: a", "state a.ts: b"]],
    [
      "a collection that a function changes",
      { "a.ts": `const m = new Map(); const l: string[] = [];\nfunction f() { m.set(1, 2); l.push("x"); }` },
      ["state a.ts: m", "state a.ts: l"],
    ],
    ...["o.n.v++", "o.n.v = 1", 'o["x"] ??= 1', "delete o.n", "Object.assign(o, {})"].map(
      (statement): [string, Record<string, string>, string[]] => [
        `an object that a function changes by ${statement}`,
        { "a.ts": `const o = { n: { v: 1 } };\nconst f = () => { ${statement}; };` },
        ["state a.ts: o"],
      ],
    ),
    [
      "another module's collection that a function changes",
      { "a.ts": `import { m } from "./b.ts";\nexport const f = () => m.clear();` },
      ["state a.ts: m"],
    ],
    [
      "a cache without a reason",
      { "a.ts": `const w = new WeakMap();\nfunction f(o) { w.set(o, 1); }` },
      ["state a.ts: w"],
    ],
    ["a static field", { "a.ts": `class C { static n = 0; static readonly m = 1; }` }, ["state a.ts: n"]],
    [
      "a regular expression that remembers",
      { "a.ts": `const r = /x/g;\nconst f = (t) => r.test(t);` },
      ["state a.ts: r"],
    ],
    [
      "boolean literals",
      {
        "a.ts": `export function f(a: string, b: boolean, c = false) {}\nf("", true); f("", x, false);`,
        "b.ts": `class C { constructor(loud?: boolean | undefined) {} m(this: C, b: true | "x") {} }\nnew C(true).m(false);`,
      },
      ["booleans a.ts: f()", "booleans a.ts: f()", "booleans b.ts: m()", "booleans b.ts: C()"],
    ],
  ])("%s", (_, files, expected) => {
    expect(broken(files).sort()).toEqual([...expected].sort());
  });

  test("nothing is found in code that keeps the rules", () => {
    const text = `
      import { other } from "./b.ts";
      const table = new Map<string, number>();
      for (const name of ["a"]) table.set(name, 1);
      /** A plan for each schema, as long as the schema lives. */
      const plans = new WeakMap<object, string>();
      const pattern = /x/g;
      export function f(key: object, table: string[]): void {
        table.push("shadowed");
        plans.set(key, "x".replaceAll(pattern, ""));
        const list: boolean[] = [];
        list.push(true);
        other(Promise.resolve(true), { loud: true }, ${lines(70).replaceAll("x();", "1,")} 0);
      }`;
    expect(broken({ "a.ts": text, "b.ts": "export const other = (...all: unknown[]) => all;" })).toEqual([]);
  });
});

describe("the lists", () => {
  const found = ["toolchain/a/x.ts: f", "toolchain/a/x.ts: g"].map((key) => ({ key, shown: key }));
  test("an exception allows a violation, and must be needed", () => {
    expect(judge(found, { "toolchain/a/x.ts: f": "why", "toolchain/a/x.ts: h": "why" }, {})).toEqual({
      rooms: { "toolchain/a": 1 },
      added: ["toolchain/a/x.ts: g"],
      unneeded: ["toolchain/a/x.ts: h"],
    });
  });
  test("a room has at most the number of violations that the list says", () => {
    expect(judge(found, {}, { "toolchain/a": 2 }).added).toEqual([]);
    expect(judge(found, {}, { "toolchain/a": 1 }).added).toHaveLength(2);
  });
});
