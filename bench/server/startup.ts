/** From the start of the process to the first validated answer, with GitHub's contract of 1,223 operations. */

import { median } from "../measure.ts";
import { bin, type Prepared } from "./prepare.ts";
import { start } from "./process.ts";

interface Starter {
  readonly name: string;
  /** Script and its arguments. */
  readonly script: readonly string[];
  readonly validates: boolean;
  /** One try is enough for what takes this long. */
  readonly slow?: true;
}

const BASE = "express with one route, openapi-backend imported";

const starters: readonly Starter[] = [
  { name: BASE, script: ["github-express.js"], validates: false },
  { name: "tenon, 1,223 handlers, requests and responses", script: ["github-tenon.js"], validates: true },
  peerOn("express-openapi-validator", "as published", "github.json"),
  peerOn("express-openapi-validator", "contract repaired", "github-repaired.json"),
  peerOn("express-openapi-validator", "contract repaired, requests alone", "github-repaired.json", "requests"),
  peerOn("openapi-backend", "as published", "github.json"),
  peerOn("openapi-backend", "contract repaired", "github-repaired.json"),
];

function peerOn(peer: string, what: string, ...args: readonly string[]): Starter {
  return { name: `express + ${peer}, ${what}`, script: [`github-${peer}.js`, ...args], validates: true, slow: true };
}

const PATH = "/repos/octocat/hello-world/topics?per_page=30";
const ANSWER = JSON.stringify({ names: ["octocat", "atom"] });

interface Start {
  /** Milliseconds. */
  readonly wall: number;
  readonly cpu: number;
  /** Bytes. */
  readonly memory: number;
}

/**
 * @param seconds how long one may take
 * @returns Markdown
 */
export async function startup({ folder }: Prepared, rounds: number, seconds: number): Promise<string> {
  const results = new Map<Starter, Start[] | string>();
  await fetch("http://127.0.0.1:9/").catch(() => undefined); // so that the first of them does not pay for loading it
  for (let round = 0; round < rounds; round++) {
    for (const starter of starters) {
      const known = results.get(starter) ?? [];
      if (typeof known === "string" || (round > 0 && starter.slow === true)) continue;
      try {
        results.set(starter, [...known, await startOnce(folder, starter, seconds)]);
      } catch (error) {
        results.set(starter, reasonOf(error as Error)); // nothing else is thrown
      }
    }
  }
  const base = results.get(starters[0]!);
  if (typeof base === "string" || base === undefined) throw new Error(`${BASE}: ${base ?? "did not run"}`);
  const lines = [
    "From process start to the first validated answer, GitHub's contract; medians, ratios to the first row with the lowest and the highest round.",
    "",
    "| | wall ms | CPU ms | wall ratio | CPU ratio | RSS MB |",
    "|---|---:|---:|---:|---:|---:|",
  ];
  for (const [{ name }, starts] of results) {
    if (typeof starts === "string") {
      lines.push(`| ${name} | did not start: ${starts} | | | | |`);
      continue;
    }
    const [wall, cpu, memory] = (["wall", "cpu", "memory"] as const).map((key) =>
      median(starts.map((each) => each[key])),
    ) as [number, number, number]; // as many as there are keys
    const cells = [
      wall.toFixed(0),
      cpu.toFixed(0),
      ratioOf(starts, base, "wall"),
      ratioOf(starts, base, "cpu"),
      (memory / 1e6).toFixed(0),
    ];
    lines.push(`| ${name} | ${cells.join(" | ")} |`);
  }
  return `${lines.join("\n")}\n`;
}

function ratioOf(starts: readonly Start[], base: readonly Start[], key: keyof Start): string {
  const ratios = starts.map((each, round) => each[key] / (base[round]?.[key] ?? NaN));
  const [middle, least, most] = [median(ratios), Math.min(...ratios), Math.max(...ratios)].map((each) =>
    each.toFixed(2),
  );
  return starts.length === 1 ? `${middle}` : `${middle} (${least}–${most})`;
}

async function startOnce(folder: string, { script, validates }: Starter, seconds: number): Promise<Start> {
  const server = await start([bin("node"), ...script], folder, seconds);
  try {
    const response = await fetch(server.origin + PATH);
    const text = await response.text();
    const measured = { wall: performance.now() - server.started, cpu: server.cpu() / 1000, memory: server.memory() };
    if (response.status !== 200 || text !== ANSWER) throw new Error(`answered ${response.status} ${text}`);
    if (validates) {
      const invalid = await fetch(server.origin + PATH.replace("30", "many"));
      if (invalid.status !== 400) throw new Error(`answered ${invalid.status} to a number that is none`);
    }
    return measured;
  } finally {
    await server.stop();
  }
}

/** What went wrong, without where: an excerpt of somebody's source helps nobody. */
function reasonOf({ message }: Error): string {
  const error = /\bError: ([^\n]{1,160}?)(?: +at |$)/.exec(message);
  return (error?.[1] ?? message.slice(0, 160)).replaceAll("|", "\\|");
}
