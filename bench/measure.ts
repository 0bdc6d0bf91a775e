/** Runs a command and tells what it cost: CPU seconds of it and its children, and the peak memory of its Node processes. */

import { spawn } from "node:child_process";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Cost {
  /** User and system time of the process and all its children, in seconds. */
  readonly cpu: number;
  /** Elapsed time, in seconds. */
  readonly wall: number;
  /** The largest resident set of any Node process in it, in bytes; 0 where none ran. */
  readonly memory: number;
  readonly exitCode: number;
  readonly output: string;
}

const peakMemoryHook: string = new URL("./peak-memory.ts", import.meta.url).href;

/**
 * @param seconds the longest it may take; then it is ended and counts as exit code 124
 */
export async function measure(command: readonly string[], cwd: string, seconds = 300): Promise<Cost> {
  const peaks = await mkdtemp(join(tmpdir(), "tenon-bench-"));
  // bash's `time` counts the CPU of children too, which Node's own resourceUsage cannot see
  const script = `TIMEFORMAT='%U %S %R'; { time timeout ${seconds} "$@" >&3 2>&3; } 2>&1`;
  const child = spawn("bash", ["-c", script, "bash", ...command], {
    cwd,
    stdio: ["ignore", "pipe", "inherit", "pipe"],
    env: {
      ...process.env,
      // not the source condition: what is measured is what is published
      NODE_OPTIONS: `--import ${peakMemoryHook}`,
      TENON_BENCH_PEAKS: peaks,
    },
  });
  const times: Buffer[] = [];
  const output: Buffer[] = [];
  child.stdout!.on("data", (chunk: Buffer) => times.push(chunk));
  (child.stdio[3] as NodeJS.ReadableStream).on("data", (chunk: Buffer) => output.push(chunk));
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? 1));
  });
  const [user = NaN, system = NaN, wall = NaN] = Buffer.concat(times)
    .toString()
    .trim()
    .split("\n")
    .at(-1)!
    .split(" ")
    .map(Number);
  const memory = Math.max(
    0,
    ...(await Promise.all(
      (await readdir(peaks)).map(async (file) => Number(await readFile(join(peaks, file), "utf8"))),
    )),
  );
  await rm(peaks, { recursive: true });
  return { cpu: user + system, wall, memory, exitCode, output: Buffer.concat(output).toString() };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
