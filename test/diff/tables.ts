/** The tables of docs/diff.md, generated from the code. `node test/diff/update-tables.ts` writes them; a test compares. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../scripts/run.ts";
import { IDS, KINDS, KIND_TEXTS, PLACES, schemaId } from "../../toolchain/diff/index.ts";
import { shownIds } from "./rules.ts";

export const PAGE = join(ROOT, "docs/diff.md");

/** Table name → its text, between `<!-- name -->` and `<!-- /name -->`. */
export function tables(): Record<string, string> {
  return { ids: ids(), oasdiff: rules() };
}

function ids(): string {
  const ofSchemas = new Set(
    PLACES.flatMap((place) =>
      KINDS.flatMap((kind) => [schemaId(place, kind, "narrowed"), schemaId(place, kind, "widened")]),
    ),
  );
  const row = (id: string): string => `| \`${id}\` | ${IDS[id]!.wire} | ${IDS[id]!.source} | ${IDS[id]!.about} |`;
  const head = ["| id | wire | source | what |", "| --- | --- | --- | --- |"];
  const others = Object.keys(IDS).filter((id) => !ofSchemas.has(id));
  const kinds = KINDS.map((kind) => `| \`${kind}\` | ${KIND_TEXTS[kind]} |`);
  return [
    ...head,
    ...others.map(row),
    "",
    "Changes of schemas have these kinds:",
    "",
    "| kind | what differs |",
    "| --- | --- |",
    ...kinds,
    "",
    "and these IDs:",
    "",
    ...head,
    ...[...ofSchemas].filter((id) => IDS[id] !== undefined).map(row),
  ].join("\n");
}

/** Id and level of each rule of oasdiff that the page lists. The proof `peers` compares them with oasdiff's own. */
export function rulesOnPage(): [id: string, level: string][] {
  const table = /<!-- oasdiff -->([^]*)<!-- \/oasdiff -->/.exec(readFileSync(PAGE, "utf8"))?.[1] ?? "";
  return [...table.matchAll(/^\| `([\w-]+)` +\| (\w+) +\|/gm)].map(([, id = "", level = ""]) => [id, level]);
}

function rules(): string {
  return [
    "| rule | level | id |",
    "| --- | --- | --- |",
    ...rulesOnPage().map(([id, level]) => `| \`${id}\` | ${level} | ${shownIds(id)} |`),
  ].join("\n");
}

export function withTables(page: string): string {
  return Object.entries(tables()).reduce(
    (text, [name, table]) =>
      text.replace(
        new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- /${name} -->)`),
        (_, begin: string, end: string) => `${begin}\n${table}\n\n${end}`,
      ),
    page,
  );
}
