/** What one mocked request costs, by the number of operations that the contract has. */

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { median } from "../measure.ts";
import { Child, HUNG } from "./child.ts";
import { SIZES } from "./prepare.ts";
import { CONSTANT, NEW_THING } from "./things.ts";

export interface SpeedOptions {
  readonly rounds: number;
  /** CPU time for each contestant, size, row and round. */
  readonly milliseconds: number;
  /** Part of the names of those that run beside the constant; all when it is absent. */
  readonly only: string | undefined;
}

interface Host {
  readonly name: string;
  /** For `suite/requests.js`. */
  readonly module: string;
  readonly rows: readonly Row[];
}

/** What `suite/requests.js` sends. */
interface Row {
  readonly name: string;
  readonly method: string;
  /** Below the path of an item that is there. */
  readonly one: boolean;
  readonly stateful: boolean;
  readonly body?: object;
}

const LIST: Row = { name: "GET list", method: "GET", one: false, stateful: true };
const ROWS: readonly Row[] = [
  { name: "GET one", method: "GET", one: true, stateful: true },
  { name: "GET one, stateless", method: "GET", one: true, stateful: false },
  LIST,
  { name: "POST", method: "POST", one: false, stateful: true, body: NEW_THING },
];
const STATEFUL = ROWS.filter(({ stateful }) => stateful);

const BASE: Host = {
  name: "msw 3, one predicate handler, a constant",
  module: "./hosts/constant.js",
  rows: STATEFUL,
};
const TENON: Host = { name: "tenon's mocks behind msw 3", module: "./hosts/tenon-msw.js", rows: ROWS };
const HOSTS: readonly Host[] = [
  BASE,
  TENON,
  { name: "tenon's `mocks.fetch`", module: "./hosts/tenon-fetch.js", rows: ROWS },
  { name: "msw 3, a handler for each operation", module: "./hosts/handlers.js", rows: STATEFUL },
  { name: "@msw/source on msw 2", module: "./msw-source/host.js", rows: STATEFUL },
];
/** µs above the base. */
const MOST = 30;

/** µs by round, or what went wrong. */
interface Cell {
  readonly costs: number[];
  error?: string;
  bytes?: number;
}
type Cells = ReadonlyMap<Host, readonly (readonly Cell[])[]>;

/** @returns Markdown */
export async function speed(folder: string, options: SpeedOptions): Promise<string> {
  await writeFile(join(folder, "rows.json"), JSON.stringify(ROWS));
  await writeFile(join(folder, "constant.json"), JSON.stringify(CONSTANT));
  const hosts = HOSTS.filter((host) => host === BASE || host.name.includes(options.only ?? ""));
  const running = new Map(hosts.map((host) => [host, new Child(folder, "requests.js", [host.module])]));
  try {
    return tables(await measureAll(running, options));
  } finally {
    for (const child of running.values()) child.stop();
  }
}

async function measureAll(running: ReadonlyMap<Host, Child>, { rounds, milliseconds }: SpeedOptions): Promise<Cells> {
  const order = [...running];
  const cells = new Map(order.map(([host]) => [host, SIZES.map(() => ROWS.map((): Cell => ({ costs: [] })))]));
  for (let round = 0; round <= rounds; round++) {
    for (const [index, size] of SIZES.entries())
      for (const [row, which] of ROWS.entries()) {
        for (const [host, child] of order) {
          const cell = cells.get(host)?.[index]?.[row];
          if (cell === undefined || cell.error !== undefined || !host.rows.includes(which)) continue;
          // the first round warms up
          const asked = { size, row, milliseconds: round === 0 ? 4 * milliseconds : milliseconds };
          const told = (await child.ask(asked, 120_000)) as
            | { readonly cost: number; readonly bytes: number }
            | { readonly error: string }
            | typeof HUNG; // what the script of the suite sends
          if (told === HUNG) cell.error = "no answer";
          else if ("error" in told) cell.error = told.error;
          else if (round > 0) {
            cell.costs.push(told.cost);
            cell.bytes = told.bytes;
          }
        }
        order.push(...order.splice(0, 1)); // nobody is always first
      }
    process.stderr.write(`round ${round} of ${rounds}\n`);
  }
  return cells;
}

function tables(cells: Cells): string {
  const lines = [
    "CPU time of one request in µs, its body read, by the number of operations: median (lowest–highest round). A body has ten properties; a list has as many entries as the mock likes (bytes in brackets).",
    "",
    `| | operations | ${ROWS.map(({ name }) => name).join(" | ")} |`,
    `|---|---:|${"---:|".repeat(ROWS.length)}`,
  ];
  for (const [host, bySize] of cells)
    for (const [index, byRow] of bySize.entries())
      lines.push(
        `| ${host.name} | ${SIZES[index]} | ${byRow.map((cell, row) => shown(cell, ROWS[row])).join(" | ")} |`,
      );
  lines.push("", "| to reach | measured | reached |", "|---|---:|---|");
  // a list is more than the one body that is meant
  for (const [row, { name }] of [...ROWS.entries()].filter(([, each]) => each !== LIST))
    for (const [index, size] of SIZES.entries()) {
      const above = aboveBase(cells, index, row);
      if (above.length === 0) continue;
      const middle = median(above);
      lines.push(
        `| ${name}, ${size} operations: at most ${MOST} µs above the constant | ${middle.toFixed(1)} µs (${Math.min(...above).toFixed(1)}–${Math.max(...above).toFixed(1)}) | ${middle <= MOST ? "yes" : "no"} |`,
      );
    }
  return `${lines.join("\n")}\n`;
}

/** By round: what else the machine did fell on both. The constant does not know of states. */
function aboveBase(cells: Cells, size: number, row: number): number[] {
  const base = cells.get(BASE)?.[size]?.[ROWS[row]?.stateful === false ? 0 : row]?.costs ?? [];
  return (cells.get(TENON)?.[size]?.[row]?.costs ?? []).map((cost, round) => cost - (base[round] ?? NaN));
}

function shown({ costs, error, bytes }: Cell, row: Row | undefined): string {
  if (error !== undefined) return error.replaceAll("|", "\\|").replaceAll("\n", " ").slice(0, 80);
  if (costs.length === 0) return "";
  const [middle, least, most] = [median(costs), Math.min(...costs), Math.max(...costs)].map((cost) =>
    cost.toFixed(cost < 100 ? 1 : 0),
  );
  return `${middle} (${least}–${most})${row === LIST ? ` [${bytes}]` : ""}`;
}
