/** What does not need a socket: the lookup of a route, and openapi-backend's part with and without what core replaces. */

import { measure } from "../measure.ts";
import { bin, type Prepared } from "./prepare.ts";
import { pinned } from "./process.ts";

interface Cost {
  readonly name: string;
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** @returns Markdown */
export async function calls({ folder }: Prepared, rounds: number): Promise<string> {
  const { exitCode, output } = await measure(pinned(0, [bin("node"), "micro.js", String(rounds)]), folder);
  if (exitCode !== 0) throw new Error(`micro.js failed:\n${output}`);
  // micro.js prints nothing else
  const { routing, handleRequest } = JSON.parse(output) as {
    readonly routing: readonly Cost[];
    readonly handleRequest: readonly Cost[];
  };
  const sizes = routing.flatMap(({ name }) => (name.startsWith("tenon ") ? [name.slice("tenon ".length)] : []));
  const cell = (cost: Cost | undefined): string =>
    cost === undefined ? "" : `${digits(cost.median)} (${digits(cost.least)}–${digits(cost.most)})`;
  const row = (who: string): string =>
    `| ${who} | ${sizes.map((size) => cell(routing.find(({ name }) => name === `${who} ${size}`))).join(" | ")} |`;
  return [
    "Route lookup by number of operations (GitHub's, and copies of them), µs of CPU time, median (lowest–highest):",
    "",
    `| | ${sizes.map((size) => Number(size).toLocaleString("en")).join(" | ")} |`,
    `|---|${"---:|".repeat(sizes.length)}`,
    row("tenon"),
    row("openapi-backend"),
    "",
    "openapi-backend's `handleRequest`, GET one, requests validated, µs of CPU time:",
    "",
    "| as published | router and validator replaced by core's |",
    "|---:|---:|",
    `| ${handleRequest.map(cell).join(" | ")} |`,
    "",
  ].join("\n");
}

const digits = (micros: number): string => micros.toFixed(micros < 10 ? 2 : micros < 100 ? 1 : 0);
