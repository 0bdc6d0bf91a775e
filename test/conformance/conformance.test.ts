/** Every row of the table, through `toFetchHandler` and, where HTTP can carry it, over a socket with express. */

import { describe, expect, test } from "vitest";
import { KNOWN_GAPS } from "./known-gaps.ts";
import type { Row } from "./row.ts";
import { hostsOf, run } from "./run.ts";
import { TABLE } from "./table.ts";

const nameOf = ({ at, says }: Row): string => `${at}: ${says}`;
const gaps = new Map(KNOWN_GAPS.map(({ row, reason }) => [row, reason]));
const casesOf = (rows: readonly Row[], known: boolean) =>
  rows
    .filter((row) => gaps.has(nameOf(row)) === known)
    .flatMap((row) => hostsOf(row).map((host) => ({ name: nameOf(row), reason: gaps.get(nameOf(row)), host, row })));

describe.each(Object.entries(TABLE))("%s", (_, rows) => {
  // oxlint-disable-next-line vitest/expect-expect -- `run` holds the answer against the row
  test.each(casesOf(rows, false))("$name ($host)", ({ row, host }) => run(row, host));
  // A gap that is closed fails here, so that the list stays true.
  // oxlint-disable-next-line vitest/expect-expect -- as above
  test.fails.each(casesOf(rows, true))("$name ($host; not yet: $reason)", ({ row, host }) => run(row, host));
});

describe("the table", () => {
  const names = Object.values(TABLE).flat().map(nameOf);
  test("has each row once", () => {
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
  test("lists no gap that is not one of its rows", () => {
    expect([...gaps.keys()].filter((name) => !names.includes(name))).toEqual([]);
  });
});
