/** Puts a benchmark's table into `bench/README.md`: each benchmark has a section between markers of its own. */

import { readFile, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { measure } from "./measure.ts";

const readme: URL = new URL("./README.md", import.meta.url);

/** @param name as `npm run bench -- name` has it */
export async function report(name: string, rounds: number, table: string): Promise<void> {
  const [start, end] = [`<!-- ${name}: start -->`, `<!-- ${name}: end -->`];
  const { length, [0]: cpu } = cpus();
  const made =
    `${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}, ` +
    `${length} × ${cpu?.model.trim() ?? "unknown"}, rounds: ${rounds}`;
  const section = `${start}\n\n${made}.\n\n${table.trim()}\n\n${end}`;
  const text = await readFile(readme, "utf8");
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  const next =
    from < 0 || to < from
      ? `${text.trimEnd()}\n\n## ${name}\n\n${section}\n`
      : text.slice(0, from) + section + text.slice(to + end.length);
  await writeFile(readme, next);
  // the repository's formatter aligns tables
  const [root, path] = [new URL("..", import.meta.url), readme].map((url) => fileURLToPath(url)) as [string, string];
  await measure([`${root}node_modules/.bin/oxfmt`, path], root);
}
