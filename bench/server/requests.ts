/** CPU time per request of every server, in rounds in which each takes its turn on each row. */

import { median } from "../measure.ts";
import { absent, contestants, RAW, type Contestant } from "./contestants.ts";
import { generator, load } from "./load.ts";
import type { Prepared } from "./prepare.ts";
import { canPin, start, type Running } from "./process.ts";
import { rowsOf, verify, type Row } from "./rows.ts";

export interface RequestOptions {
  readonly rounds: number;
  /** How long each server is asked in each row of each round. */
  readonly seconds: number;
  /** Parts of the names of those that run beside raw; all when it is absent. */
  readonly only: readonly string[] | undefined;
}

/** Microseconds of CPU time per request, by round. */
type Costs = Map<Contestant, Map<Row, number[]>>;

/** @returns Markdown */
export async function requests(prepared: Prepared, options: RequestOptions): Promise<string> {
  const { folder, shared } = prepared;
  const rows = rowsOf(shared);
  const running = new Map<Contestant, Running>();
  const notes = [...absent];
  const { only = [""] } = options;
  const chosen = contestants.filter(({ name }) => name === RAW || only.some((part) => name.includes(part)));
  try {
    for (const contestant of chosen) {
      try {
        const server = await start(contestant.command, folder);
        running.set(contestant, server);
        await verify(server.origin, contestant, shared);
      } catch (error) {
        if (contestant.name === RAW) throw error;
        await running.get(contestant)?.stop();
        running.delete(contestant);
        notes.push(`Not counted: ${contestant.name}: ${(error as Error).message}.`); // both throw errors only
      }
    }
    const costs = await measureAll(running, rows, options, folder);
    return [table(costs, rows), ...notes.map((note) => `${note}\n`)].join("\n");
  } finally {
    await Promise.all([...running.values()].map((server) => server.stop()));
  }
}

async function measureAll(
  running: ReadonlyMap<Contestant, Running>,
  rows: readonly Row[],
  { rounds, seconds }: RequestOptions,
  folder: string,
): Promise<Costs> {
  const order = [...running];
  const costs: Costs = new Map(order.map(([each]) => [each, new Map(rows.map((row) => [row, []]))]));
  for (let round = 0; round <= rounds; round++) {
    for (const row of rows) {
      for (const [contestant, server] of order) {
        const before = server.cpu();
        const answered = await load(server.origin, row, seconds, folder);
        // the first round warms up
        if (round > 0)
          costs
            .get(contestant)
            ?.get(row)
            ?.push((server.cpu() - before) / answered);
      }
      order.push(...order.splice(0, 1)); // nobody is always first
    }
    process.stderr.write(`round ${round} of ${rounds}\n`);
  }
  return costs;
}

function table(costs: Costs, rows: readonly Row[]): string {
  const raw = [...costs].find(([{ name }]) => name === RAW)?.[1];
  const lines = [
    `CPU time of one request of \`node:http\` over that of the server, median of the rounds (lowest–highest), and in µs; by ${generator}, ${canPin ? "server and load each on a core of its own" : "server and load on the same cores"}.`,
    "",
    `| | ${rows.map(({ name }) => name).join(" | ")} |`,
    `|---|${"---:|".repeat(rows.length)}`,
  ];
  for (const [{ name }, byRow] of costs) {
    const cells = rows.map((row) => {
      const own = byRow.get(row) ?? [];
      // of the same round: what else the machine did fell on both
      const ratios = own.map((cost, round) => (raw?.get(row)?.[round] ?? NaN) / cost);
      const [middle, least, most] = [median(ratios), Math.min(...ratios), Math.max(...ratios)].map((ratio) =>
        ratio.toFixed(2),
      );
      const micros = `${median(own).toFixed(own.length > 0 && median(own) < 100 ? 1 : 0)} µs`;
      return name === RAW ? `1.00, ${micros}` : `${middle} (${least}–${most}), ${micros}`;
    });
    lines.push(`| ${name} | ${cells.join(" | ")} |`);
  }
  return `${lines.join("\n")}\n`;
}
