import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { IDS } from "../../toolchain/diff/index.ts";
import { FIXTURES } from "./fixtures.ts";
import { diff } from "./support.ts";
import { PAGE, tables } from "./tables.ts";

describe("every id", () => {
  test("has a pair of contracts in which it is found, and no other pair is kept", () => {
    expect(Object.keys(FIXTURES).sort()).toEqual(Object.keys(IDS).sort());
  });

  test.each(Object.keys(IDS))("%s is found, rated as its line says", (id) => {
    const [base, revision] = FIXTURES[id]!;
    const found = diff(base, revision).filter((change) => change.id === id);
    expect(found, JSON.stringify(diff(base, revision))).not.toEqual([]);
    expect(found[0]).toMatchObject({ wire: IDS[id]!.wire, source: IDS[id]!.source });
  });

  test("says nothing of a contract that is compared with itself", () => {
    for (const pair of Object.values(FIXTURES)) for (const one of pair) expect(diff(one, one)).toEqual([]);
  });
});

test.each(Object.keys(tables()))(
  "the table of %s in docs/diff.md is what the code makes: node test/diff/update-tables.ts",
  (name) => {
    const page = readFileSync(PAGE, "utf8");
    const cells = (text: string): string[] =>
      text
        .split("\n")
        .map((line) => line.replaceAll(/\s+/g, " ").replaceAll(/-{3,}/g, "---").trim())
        .filter((line) => line !== "");
    const begin = page.indexOf(`<!-- ${name} -->`);
    const there = page
      .slice(begin, page.indexOf(`<!-- /${name} -->`))
      .split("\n")
      .slice(1)
      .join("\n");
    expect(cells(there)).toEqual(cells(tables()[name]!));
  },
);
