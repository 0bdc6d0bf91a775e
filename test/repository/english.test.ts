/** The texts that users read are in plain English: documentation, help, option errors, diagnostics and reasons. */

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { program } from "../../toolchain/cli/program.ts";
import { IDS, KIND_TEXTS } from "../../toolchain/diff/changes.ts";
import type { Shell } from "../../toolchain/cli/shell/shell.ts";
import { DOCS, page } from "./pages.ts";

/** Phrases that a reader whose second language is English has to read twice, each with a plain word for it. */
const ARCHAIC: readonly (readonly [phrase: RegExp, plain: string])[] = [
  [/\b(?:nobody|somebody|anybody|whoever|whatever|whichever)\b/i, "name the actor"],
  [/\bheld against\b|\bholds? .{1,40} against\b/i, "validate, compare"],
  [/\b(?:is|are|be|been|was|were) told\b|\bcannot be told\b/i, "report, receive, cannot tell"],
  [/\bmend(?:s|ed|ing)?\b/i, "fix"],
  [/\b(?:thereof|whereof|hereby|therein|as it were|at hand|by itself|all the same)\b/i, "leave it out"],
  [
    /\b(?:is|are) no (?:longer )?(?!longer\b)(?:\w+ ){0,2}(?:file|name|path|list|object|identifier|URL)\b/i,
    "is not a …",
  ],
  [/\btaken for\b|\bstands? for\b/i, "treated as, means"],
  [/\bthere is no (?:file|contract|configuration|revision)\b/i, "does not exist"],
];

/** Options of npm, npx and git in lines that name Tenon too, and those that every command has. */
const FOREIGN: ReadonlySet<string> = new Set([
  "--save-dev",
  "--no-install",
  "--help",
  "--version",
  "--omit",
  "--dry-run",
]);

function found(text: string): string[] {
  return text
    .split("\n")
    .flatMap((line) =>
      ARCHAIC.flatMap(([phrase, plain]) => (phrase.test(line) ? [`${line.trim()} (better: ${plain})`] : [])),
    );
}

/** The prose of a page: code belongs to a program, and generated tables are covered by their source. */
const prose = (markdown: string): string =>
  markdown.replace(/^```[\s\S]*?^```$/gm, "").replace(/<!-- ids -->[\s\S]*$/, "");

const PAGES = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "runtime/README.md", ...DOCS];

describe("plain English", () => {
  test.each(PAGES)("%s", (name) => {
    expect(found(prose(page(name)))).toEqual([]);
  });

  test("the help of each command", () => {
    let text = "";
    const shell: Shell = {
      cwd: ".",
      env: {},
      out: () => {},
      err: () => {},
      terminal: { out: false, err: false },
      untilStopped: () => new AbortController().signal,
    };
    const tenon = program(shell, () => {});
    for (const command of [tenon, ...tenon.commands]) text += command.helpInformation();
    expect(text).toContain("Print findings in this format");
    expect(found(text)).toEqual([]);
  });

  test("descriptions and options in the help begin with a verb", () => {
    const tenon = program({} as Shell, () => {}); // help needs no shell
    const texts = tenon.commands.flatMap((command) => [
      command.description(),
      ...command.options.filter(({ hidden }) => !hidden).map(({ description }) => description),
    ]);
    expect(texts.length).toBeGreaterThan(50);
    expect(texts.filter((text) => !/^(?:With --\w+: )?[A-Z]?[a-z]+(?:-[a-z]+)? /.test(text))).toEqual([]);
  });

  test("docs/verify.md lists the options of `tenon verify` with the texts of the help", () => {
    const verify = program({} as Shell, () => {}).commands.find((command) => command.name() === "verify")!;
    const listed = [...page("docs/verify.md").matchAll(/^\| `(-[^`]+)` +\| (.+?) +\|/gm)].map(
      ([, flags = "", text = ""]) => [flags, text.replaceAll("`", "").replace(/: pretty, json.*/, "")],
    );
    const known = verify.options.map(({ flags, description }) => [flags, description.replace(/ \(default.*\)$/, "")]);
    const sorted = (rows: readonly string[][]): string[] => rows.map((row) => row.join(": ")).toSorted();
    expect(sorted(listed)).toEqual(sorted(known));
  });

  test.each(PAGES)("every option of tenon that %s names exists", (name) => {
    const known = new Set(
      program({} as Shell, () => {}).commands.flatMap((command) => command.options.map(({ long }) => long)),
    );
    const lines = page(name)
      .split("\n")
      .filter((line) => /\btenon\b|^\| `-/.test(line));
    const named = lines.flatMap((line) => line.match(/(?<![\w-])--[a-z][a-z-]+/g) ?? []);
    expect(named.filter((option) => !known.has(option) && !FOREIGN.has(option))).toEqual([]);
  });

  test("the filters that the documentation names are those of the code", () => {
    for (const name of ["docs/verify.md", "docs/mocking-over-http.md", "toolchain/cli/config/config.ts"])
      expect(readFileSync(new URL(`../../${name}`, import.meta.url), "utf8")).not.toMatch(/`(?:path|operation):/);
  });

  test.each(["toolchain/diagnostics/table.ts", "toolchain/check/why.ts", "toolchain/cli/arguments.ts"])(
    "the texts of %s",
    (name) => {
      const source = readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");
      const texts = source.match(/"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`|'(?:[^'\\\n]|\\.)*'/g) ?? [];
      expect(texts.length).toBeGreaterThan(5);
      expect(found(texts.join("\n"))).toEqual([]);
    },
  );

  test("the descriptions of changes between contracts", () => {
    expect(
      found(
        Object.values(IDS)
          .map((each) => each.about)
          .join("\n"),
      ),
    ).toEqual([]);
    expect(found(Object.values(KIND_TEXTS).join("\n"))).toEqual([]);
  });

  test.each([
    "the body is held against its schema",
    "nobody listens",
    "whoever calls is told",
    "this is no file",
    "mend the syntax",
  ])("an archaic phrase is found: %s", (text) => {
    expect(found(text)).not.toEqual([]);
  });
});
