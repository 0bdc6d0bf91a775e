/** CPU time of one validation, in rounds in which every contestant takes its turn on each row. */

import { median } from "../measure.ts";
import { start, type Child } from "./child.ts";
import { AJV, contestants, NOTES, TENON, type Contestant } from "./contestants.ts";

export interface TimeOptions {
  readonly rounds: number;
  /** CPU time for each contestant, row and round. */
  readonly milliseconds: number;
  /** Part of the names of those that run beside Ajv; all when it is absent. */
  readonly only: string | undefined;
}

/** Nanoseconds by row and round. */
type Costs = ReadonlyMap<Contestant, readonly number[][]>;

/** @returns Markdown */
export async function times(folder: string, options: TimeOptions): Promise<string> {
  const running = new Map<Contestant, Child>();
  const notes = [...NOTES];
  try {
    for (const contestant of contestants) {
      if (contestant !== AJV && !contestant.name.includes(options.only ?? "")) continue;
      const child = await start(contestant, folder);
      running.set(contestant, child);
      const wrong = await child.verify();
      if (wrong.length > 0) throw new Error(`${contestant.name} does not agree:\n${wrong.slice(0, 20).join("\n")}`);
    }
    const rows = running.get(AJV)?.rows ?? [];
    const costs = await measureAll(running, rows.length, options);
    return [table(costs, rows), reach(costs, rows), ...notes.map((note) => `${note}\n`)].join("\n");
  } finally {
    for (const child of running.values()) child.stop();
  }
}

async function measureAll(
  running: ReadonlyMap<Contestant, Child>,
  rows: number,
  { rounds, milliseconds }: TimeOptions,
): Promise<Costs> {
  const order = [...running];
  const costs = new Map(order.map(([each]) => [each, Array.from({ length: rows }, (): number[] => [])]));
  for (let round = 0; round <= rounds; round++) {
    for (let row = 0; row < rows; row++) {
      for (const [contestant, child] of order) {
        // the first round warms up, long enough for every tier of the engine
        const cost = await child.measure(row, round === 0 ? 4 * milliseconds : milliseconds);
        if (round > 0) costs.get(contestant)?.[row]?.push(cost);
      }
      order.push(...order.splice(0, 1)); // nobody is always first
    }
    process.stderr.write(`round ${round} of ${rounds}\n`);
  }
  return costs;
}

/** Ajv's time over that of another, by round: what else the machine did fell on both. */
function ratiosTo(costs: Costs, base: Contestant, contestant: Contestant, row: number): number[] {
  const own = costs.get(contestant)?.[row] ?? [];
  return own.map((cost, round) => (costs.get(base)?.[row]?.[round] ?? NaN) / cost);
}

function table(costs: Costs, rows: readonly string[]): string {
  const lines = [
    "CPU time of one validation: median of the rounds, and how many times as fast as Ajv's compiled code (lowest–highest round).",
    "",
    `| | ${rows.join(" | ")} |`,
    `|---|${"---:|".repeat(rows.length)}`,
  ];
  for (const [contestant, byRow] of costs) {
    const cells = byRow.map((own, row) => {
      const ratios = ratiosTo(costs, AJV, contestant, row);
      const [middle, least, most] = [median(ratios), Math.min(...ratios), Math.max(...ratios)].map((ratio) =>
        ratio.toFixed(2),
      );
      return contestant === AJV ? nanos(median(own)) : `${nanos(median(own))}, ${middle} (${least}–${most})`;
    });
    lines.push(`| ${contestant.name} | ${cells.join(" | ")} |`);
  }
  return `${lines.join("\n")}\n`;
}

const nanos = (value: number): string => (value < 1000 ? `${value.toFixed(0)} ns` : `${(value / 1000).toFixed(2)} µs`);

const LIST = "list of 20 with formats";
const REPORT = "invalid small, full report";

/** What is aimed at beside what was measured. */
function reach(costs: Costs, rows: readonly string[]): string {
  const lines = ["| to reach | measured | reached |", "|---|---:|---|"];
  const add = (what: string, measured: string, reached: boolean): void =>
    void lines.push(`| ${what} | ${measured} | ${reached ? "yes" : "no"} |`);
  rows.forEach((row, i) => {
    const ratio = median(ratiosTo(costs, AJV, TENON, i));
    const least = row === LIST ? 2 : 1;
    const what = row === LIST ? "at least twice as fast as Ajv's compiled code" : "faster than Ajv's compiled code";
    add(`${row}: ${what}`, `${ratio.toFixed(2)} times`, row === LIST ? ratio >= least : ratio > least);
  });
  const report = median(costs.get(TENON)?.[rows.indexOf(REPORT)] ?? []);
  add(`${REPORT}: at most 3 µs`, nanos(report), report <= 3000);
  return `${lines.join("\n")}\n`;
}
