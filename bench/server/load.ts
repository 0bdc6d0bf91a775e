/** Many requests at once: by wrk, or by autocannon where there is no wrk. */

import { spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { measure } from "../measure.ts";
import { bin } from "./prepare.ts";
import { pinned } from "./process.ts";
import type { Row } from "./rows.ts";

const CONNECTIONS = "16";
const hasWrk: boolean = spawnSync("wrk", ["-v"]).error === undefined;

export const generator: string = hasWrk ? "wrk" : "autocannon";

/** @returns how many requests were answered @throws Error when one of them was not answered as it should be */
export async function load(origin: string, row: Row, seconds: number, folder: string): Promise<number> {
  const { answered, refused, failed } = await (hasWrk ? byWrk : byAutocannon)(origin + row.path, row, seconds, folder);
  const expected = row.status < 400 ? 0 : answered;
  if (failed > 0 || refused !== expected)
    throw new Error(`of ${answered} requests ${refused} were refused and ${failed} failed, in ${row.name}`);
  return answered;
}

interface Outcome {
  readonly answered: number;
  /** Answered with 4xx or 5xx. */
  readonly refused: number;
  readonly failed: number;
}

async function byWrk(url: string, { body }: Row, seconds: number, folder: string): Promise<Outcome> {
  const script = join(folder, "request.lua");
  // a string of Lua in the long form has no escapes
  if (body !== undefined)
    await writeFile(
      script,
      `wrk.method = "POST"\nwrk.body = [[${JSON.stringify(body)}]]\nwrk.headers["Content-Type"] = "application/json"\n`,
    );
  const options = body === undefined ? [] : ["-s", script];
  const command = ["wrk", "-t1", "-c", CONNECTIONS, "-d", `${seconds}s`, ...options, url];
  const { output } = await measure(pinned(1, command), folder);
  const count = (pattern: RegExp): number => Number(pattern.exec(output)?.[1] ?? 0);
  const failures = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(output)?.slice(1) ?? [];
  return {
    answered: count(/(\d+) requests in/),
    refused: count(/Non-2xx or 3xx responses: (\d+)/),
    failed: failures.reduce((sum, each) => sum + Number(each), 0),
  };
}

async function byAutocannon(url: string, { body }: Row, seconds: number, folder: string): Promise<Outcome> {
  const options =
    body === undefined ? [] : ["-m", "POST", "-H", "Content-Type=application/json", "-b", JSON.stringify(body)];
  const script = join(folder, "node_modules/autocannon/autocannon.js");
  const command = [bin("node"), script, "-j", "-n", "-c", CONNECTIONS, "-d", String(seconds), ...options, url];
  const { output } = await measure(pinned(1, command), folder);
  const line = output.split("\n").find((each) => each.startsWith("{")) ?? "{}";
  const result = JSON.parse(line) as { readonly [key: string]: unknown }; // autocannon's own format
  const number = (key: string): number => Number(result[key] ?? 0);
  return {
    answered: number("2xx") + number("non2xx"),
    refused: number("non2xx"),
    failed: number("errors") + number("timeouts"),
  };
}
