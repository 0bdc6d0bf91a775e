import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { blocks, commands, DOCS, headings, namedHeadings, namedPaths, page } from "./pages.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const PAGES = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "runtime/README.md", ...DOCS];
/** Those whose code and commands are held; of the rules, `test/check/rules.test.ts` holds each, and `docs/diff.md` and `docs/contracts.md` have no program. */
const GUIDES = [
  "README.md",
  ...DOCS.filter((name) => name !== "docs/rules.md" && name !== "docs/diff.md" && name !== "docs/contracts.md"),
];

describe("the pages speak of what is there", () => {
  test.each(PAGES)("every path that %s names exists", (name) => {
    const paths = namedPaths(page(name), dirname(name));
    if (!name.includes("/")) expect(paths.length).toBeGreaterThan(2);
    expect(paths.filter((path) => !existsSync(root + path))).toEqual([]);
  });

  test.each(PAGES)("every heading that %s links to is there", (name) => {
    const missing = namedHeadings(name).filter((link) => !headings(page(link.page)).includes(link.heading));
    expect(missing).toEqual([]);
  });

  test.each(PAGES)("every script that %s tells to run exists", (name) => {
    const { scripts } = JSON.parse(readFileSync(`${root}package.json`, "utf8")) as { scripts: Record<string, string> };
    const named = [...page(name).matchAll(/\bnpm run (?:-s )?([\w:-]+)/g)].map((match) => match[1] ?? "");
    expect(named.filter((script) => !Object.hasOwn(scripts, script))).toEqual([]);
  });

  test("every file that a script of package.json runs exists", () => {
    const { scripts } = JSON.parse(readFileSync(`${root}package.json`, "utf8")) as { scripts: Record<string, string> };
    const files = Object.values(scripts).flatMap((script) => script.match(/[\w./-]+\.ts\b/g) ?? []);
    expect(files.length).toBeGreaterThan(10);
    expect(files.filter((file) => !existsSync(root + file))).toEqual([]);
  });
});

describe.each(GUIDES)("every program in %s is a file that the type check covers", (name) => {
  const programs = blocks(page(name)).filter(({ info }) => /^(ts|tsx|typescript)\b/.test(info));

  test("there are some", () => {
    expect(programs.length).toBeGreaterThan(1);
  });

  test.each(programs)("$info", ({ info, text }) => {
    const file = info.split(" ")[1] ?? "a program of a page names its file";
    expect(text.trimEnd()).toBe(
      readFileSync(root + file, "utf8")
        .replaceAll(/\.\.\/\.\.\/generated\/|\.\.\/emit\/goldens\/(?:docs|queries|tickets)\//g, "./generated/")
        .trimEnd(),
    );
  });
});

test("every example in test/docs is in a page", () => {
  const shown = DOCS.flatMap((name) => blocks(page(name)).map(({ info }) => info.split(" ")[1]));
  const files = readdirSync(`${root}test/docs`).filter((file) => !file.endsWith(".test.ts"));
  expect(files.length).toBeGreaterThan(10);
  expect(files.filter((file) => !shown.includes(`test/docs/${file}`))).toEqual([]);
});

describe("every command of the README and the pages in docs that ends is run", () => {
  const runnable = GUIDES.flatMap((name) => commands(page(name))).filter(({ place }) => place === "repository");

  test("there are some", () => {
    expect(runnable.length).toBeGreaterThan(0);
  });

  test.each(runnable.map(({ command, line }) => [command, line] as const))("%s (line %i)", (command) => {
    const { status, stdout, stderr } = spawnSync("bash", ["-c", command], {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
    expect(status, stdout + stderr).toBe(0);
  });
});

describe("what is read out of a page", () => {
  const markdown = [
    "See [it](docs/it.md#part), [that](https://x.test) and `toolchain/cli/`, `x.ts`.",
    "```sh",
    "npm ci && npm test  # all",
    "ls",
    "```",
    "```sh endless",
    "npx tenon mock",
    "```",
  ].join("\n");

  test("links and code that lie in this repository are paths", () => {
    expect(namedPaths(markdown)).toEqual(["docs/it.md", "toolchain/cli/"]);
    expect(namedPaths("[up](../README.md), [beside](it.md)", "docs")).toEqual(["README.md", "docs/it.md"]);
  });

  test("headings have the names that links give them", () => {
    expect(headings("# A b\n## HEAD, OPTIONS, 405\n### 100-continue\n")).toEqual([
      "a-b",
      "head-options-405",
      "100-continue",
    ]);
  });

  test("each command knows where it is run", () => {
    expect(commands(markdown)).toEqual([
      { line: 3, command: "npm ci && npm test", kind: "sh", place: "clean clone" },
      { line: 4, command: "ls", kind: "sh", place: "repository" },
      { line: 7, command: "npx tenon mock", kind: "sh endless", place: "empty project" },
    ]);
  });

  test("a block that no test would run is refused", () => {
    expect(() => commands("```sh later\nls\n```")).toThrow('no test runs blocks marked "sh later"');
  });
});
