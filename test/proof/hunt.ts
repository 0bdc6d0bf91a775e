/**
 * Proof `hunt`: requests as no client should send them reach a server over sockets, many of them at a time. None of them
 * ends the process, none waits for ever, none gets a 5xx, none reaches an operation by the back door, and afterwards the
 * server holds no more descriptors, temporary files and memory than before.
 */

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import type { Finding, Outcome, Proof, ProofOptions } from "./proof.ts";
import { SLOW, type Holdings } from "./support/hunted-server.ts";
import { ABORTED_UPLOADS, KINDS, type Malformed } from "./support/malformed.ts";
import { Wire } from "./support/wire.ts";

const ROUNDS = 60;
/** Connections at a time. */
const WIRES = 12;
/** Milliseconds that anything may take: the slowest is a head that never ends. */
const PATIENCE = 10_000 + 4 * SLOW;
/**
 * What the server may hold more than at the first look, and the whole process (`rss`) more than at the second: until then the
 * engine warms up.
 */
const GROWTH = { heap: 8 << 20, rss: 64 << 20, descriptors: 4 };
/** It ends early after so many failures: they repeat one another. */
const ENOUGH = 20;

export const proof: Proof = {
  claim:
    `${KINDS.length} kinds of malformed requests and ${ABORTED_UPLOADS.length} aborted uploads, ${ROUNDS} rounds of them: no crash, ` +
    "no hang, no 5xx, no smuggled request, and descriptors, temporary files and memory stay flat.",
  seeded: false,
  async run({ slice, log }: ProofOptions): Promise<Outcome> {
    const temporary = mkdtempSync(join(tmpdir(), "tenon-hunt-"));
    const child = fork(join(import.meta.dirname, "support/hunted-server.ts"), {
      execArgv: ["--expose-gc", "--conditions=tenon-source"],
      env: { ...process.env, TMPDIR: temporary },
      stdio: ["ignore", "inherit", "pipe", "ipc"],
    });
    try {
      return await hunt(child, slice ? 1 : ROUNDS, log);
    } finally {
      child.kill();
      rmSync(temporary, { recursive: true, force: true });
    }
  },
};

async function hunt(child: ChildProcess, rounds: number, log: (line: string) => void): Promise<Outcome> {
  const begin = performance.now();
  let printed = "";
  child.stderr?.on("data", (chunk: Buffer) => (printed = (printed + chunk.toString()).slice(0, 4000)));
  const [port] = (await once(child, "message")) as [number]; // what it sends first
  const look = async (): Promise<Holdings> => {
    child.send("look");
    const [holdings] = (await once(child, "message")) as [Holdings]; // its only other message
    return holdings;
  };
  const failures: Finding[] = [];
  const statuses: Record<string, number> = {};
  const looks: Holdings[] = [];
  let sent = 0;
  for (let round = 0; round <= rounds && failures.length < ENOUGH && child.exitCode === null; round += 1) {
    const waiting = [...KINDS, ...ABORTED_UPLOADS];
    const work = async (): Promise<void> => {
      for (let each = waiting.pop(); each !== undefined && child.exitCode === null; each = waiting.pop()) {
        sent += 1;
        const wrong = await meet(port, each, statuses);
        if (wrong !== undefined) failures.push({ case: each.name, reason: wrong });
      }
    };
    await Promise.all(Array.from({ length: WIRES }, work));
    if (child.exitCode !== null) break;
    const answer = await fetch(`http://127.0.0.1:${port}/list`, { headers: { connection: "close" } });
    if (answer.status !== 200)
      failures.push({ case: `round ${round}`, reason: `an ordinary request got ${answer.status}` });
    if (round === 0 || round === rounds || round % 10 === 0) looks.push(await look());
    log(`round ${round}: ${sent} requests, ${failures.length} failures`);
  }
  if (child.exitCode !== null)
    failures.push({ case: "the process", reason: `it ended with ${child.exitCode}: ${printed}` });
  else if (printed !== "") failures.push({ case: "standard error", reason: printed });
  failures.push(...held(looks));
  const seconds = Math.round((performance.now() - begin) / 100) / 10;
  const holdings = looks.map(({ heap, rss, descriptors }) => ({ heap, rss, descriptors }));
  return {
    holds: failures.length === 0,
    numbers: { kinds: KINDS.length, aborted: ABORTED_UPLOADS.length, rounds, sent, statuses, holdings, seconds },
    failures: failures.slice(0, ENOUGH),
  };
}

/** @returns what went wrong */
async function meet(port: number, each: Malformed, statuses: Record<string, number>): Promise<string | undefined> {
  if (each.ending === "destroy") {
    await reset(port, each.slices);
    return undefined;
  }
  const reply = await new Wire(port, PATIENCE).send(each.slices, undefined);
  for (const status of reply.statuses) statuses[status] = (statuses[status] ?? 0) + 1;
  if (reply.statuses.length === 0) statuses["closed"] = (statuses["closed"] ?? 0) + 1;
  if (reply.end === "hung") return `no end within ${PATIENCE} ms`;
  const error = reply.statuses.find((status) => status >= 500 && status !== 501);
  return error === undefined ? undefined : `answered ${error}`;
}

/** Sends, waits a moment and resets the connection. */
function reset(port: number, slices: readonly Buffer[]): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.write(Buffer.concat(slices), () => setTimeout(() => socket.resetAndDestroy(), 5));
    });
    socket.on("error", () => undefined).on("close", () => resolve());
  });
}

/** What the server must not hold. */
function held(looks: readonly Holdings[]): Finding[] {
  const [first, ...rest] = looks;
  const last = rest.at(-1);
  if (first === undefined || last === undefined) return [{ case: "the looks", reason: "there are none" }];
  const grown = (["heap", "rss", "descriptors"] as const).flatMap((what) => {
    const before = (what === "rss" ? (rest[0] ?? first) : first)[what];
    return last[what] - before > GROWTH[what] ? [{ case: what, reason: `grew from ${before} to ${last[what]}` }] : [];
  });
  const reported = looks.flatMap((each) => each.reported).map((reason) => ({ case: "onError", reason }));
  const smuggled = looks.some(({ paths }) => paths.some((path) => path.startsWith("/smuggled")));
  return [
    ...grown,
    ...reported,
    ...(smuggled ? [{ case: "smuggling", reason: "a request reached an operation inside of another one" }] : []),
    ...(last.folders > 0 ? [{ case: "temporary files", reason: `${last.folders} folders are left` }] : []),
  ];
}
