/** A server as a process of its own: started, measured from outside, stopped. */

import { spawn, spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { availableParallelism } from "node:os";

export interface Running {
  readonly origin: string;
  /** Milliseconds from the start of the process until it listened. */
  readonly listening: number;
  /** `performance.now()` when the process was started. */
  readonly started: number;
  /** User and system time of the process so far, all its threads, in microseconds. */
  cpu(): number;
  /** Its resident set, in bytes. */
  memory(): number;
  stop(): Promise<void>;
}

/** `taskset` in front of a command, where there is one and a second core. */
export function pinned(core: 0 | 1, command: readonly string[]): readonly string[] {
  return canPin ? ["taskset", "-c", String(core), ...command] : command;
}
export const canPin: boolean = availableParallelism() > 1 && spawnSync("taskset", ["-V"]).status === 0;

/**
 * @param seconds how long it may take to print `listening PORT`
 * @throws Error with what it has printed when it does not
 */
export async function start(command: readonly string[], cwd: string, seconds = 30): Promise<Running> {
  const [file = "", ...args] = pinned(0, command);
  const started = performance.now();
  const child = spawn(file, args, {
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NODE_ENV: "production", NODE_OPTIONS: "" },
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill("SIGKILL");
    await ended;
  };
  try {
    const port = await new Promise<string>((resolve, reject) => {
      let output = "";
      const read = (chunk: Buffer): void => {
        if (output.length < 4000) output += chunk.toString();
        const [, found] = /^listening (\d+)$/m.exec(output) ?? [];
        if (found !== undefined) resolve(found);
      };
      child.stdout.on("data", read);
      child.stderr.on("data", read);
      child.once("error", reject);
      void ended.then(() => reject(new Error(`ended: ${output.trim().split("\n").slice(0, 6).join(" ")}`)));
      setTimeout(() => reject(new Error(`not within ${seconds} s`)), seconds * 1000).unref();
    });
    const pid = child.pid ?? 0; // it has printed something, so it has one
    return {
      origin: `http://127.0.0.1:${port}`,
      listening: performance.now() - started,
      started,
      cpu: () => cpuOf(pid),
      memory: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) * 1024,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** In nanoseconds where the kernel counts them, else in ticks of 10 ms. */
function cpuOf(pid: number): number {
  let sum = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    try {
      sum += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]) / 1000;
    } catch {
      return ticksOf(pid);
    }
  }
  return sum > 0 ? sum : ticksOf(pid);
}

function ticksOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" "); // a name may have spaces
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}
