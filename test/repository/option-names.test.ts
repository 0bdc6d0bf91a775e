import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { CONFIG_OPTIONS } from "../../toolchain/cli/config/fields.ts";
import { program } from "../../toolchain/cli/program.ts";
import { createFilter } from "../../toolchain/contract/filter.ts";
import { table } from "../../toolchain/diagnostics/index.ts";
import { shell } from "../cli/support.ts";
import { DOCS, page } from "./pages.ts";

const PAGES = ["README.md", ...DOCS];
const commands = program(shell("."), () => undefined).commands;
const flagsOf = (name: string): readonly string[] =>
  (commands.find((command) => command.name() === name)?.options ?? []).flatMap(({ long, short }) =>
    [long, short].filter((flag) => flag != null),
  );
const every = new Set(commands.flatMap((command) => flagsOf(command.name())));

describe("the pages name options that exist", () => {
  test.each(PAGES)("every option of a command line in %s is one of its command", (name) => {
    const lines = page(name).matchAll(/\btenon (?:-- )?(\w+)((?: [^\n`|&>]*)?)/g);
    const unknown = [...lines].flatMap(([line, command = "", rest = ""]) =>
      commands.some((one) => one.name() === command)
        ? [...rest.matchAll(/(?<=\s)--?[a-zA-Z][\w-]*/g)]
            .map(([flag]) => flag)
            .filter((flag) => !flagsOf(command).includes(flag))
            .map((flag) => `${flag} in "${line}"`)
        : [],
    );
    expect(unknown).toEqual([]);
  });

  test.each(PAGES)("%s says of no other word that it is an option of the configuration", (name) => {
    const named = page(name).matchAll(/`([a-z][\w.]*)(?:: [^`]*)?` (?:in|of) the configuration/g);
    const unknown = [...named].map(([, option = ""]) => option).filter((option) => !CONFIG_OPTIONS.includes(option));
    expect(unknown).toEqual([]);
  });

  test("hints of diagnostics name options that exist", () => {
    const source = readFileSync(
      fileURLToPath(new URL("../../toolchain/diagnostics/table.ts", import.meta.url)),
      "utf8",
    );
    const ours = source.replaceAll(/git [^`]*`/g, "");
    const named = [...ours.matchAll(/(?<=[\s`])--[a-z][\w-]+/g)].map(([flag]) => flag);
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((flag) => !every.has(flag) && !FOREIGN.includes(flag))).toEqual([]);
  });
});

/** Options of npm. */
const FOREIGN = ["--save-dev"];

/** Fits every filter that a text gives as an example, if there are such filters. */
const STUDENT = {
  path: "/students/{id}",
  key: "get",
  additional: false,
  method: "GET",
  pointer: "",
  operationId: "getStudent",
  tags: ["students"],
};

describe("filters are documented as they are read", () => {
  const config = readFileSync(fileURLToPath(new URL("../../toolchain/cli/config/config.ts", import.meta.url)), "utf8");
  const include = commands.find((one) => one.name() === "generate")?.options.find(({ long }) => long === "--include");
  const texts: readonly (readonly [where: string, text: string])[] = [
    ["the configuration", /\/\*\*((?:(?!\*\/)[^])*)\*\/\s+readonly include/.exec(config)?.[1] ?? ""],
    ["--include", include?.description ?? ""],
    ["filter-without-match", String(table["filter-without-match"].hint)],
    ["no-such-operation", String(table["no-such-operation"].hint)],
  ];
  test.each(texts)("%s", (_, text) => {
    const filters = [...text.matchAll(/\b[A-Za-z]+:[\w/*]+/g)].map(([filter]) => filter);
    expect(filters.length).toBeGreaterThan(2);
    expect(filters.filter((filter) => createFilter([filter])?.(STUDENT) !== true)).toEqual([]);
  });
});
