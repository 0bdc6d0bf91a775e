/**
 * Proof `fuzz`: requests that are changed at random from what the contract describes reach the reference server over
 * sockets, whole, in chunks, in a row, oversized, slowly and broken. Each is answered in time, none with a 5xx, and the
 * memory of the server does not grow.
 */

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { contract } from "../../generated/contract.ts";
import { requests } from "../../generated/validators/requests.ts";
import { type Case, type CaseRequest, casesOf } from "../../toolchain/verify/cases/index.ts";
import { type Finding, type Outcome, type Proof, type ProofOptions, randomness } from "./proof.ts";
import { minimise } from "./support/minimise.ts";
import { mutant, type Sent } from "./support/mutate.ts";
import { type Memory, type Question, type Reply, TOKEN } from "./support/reference-server.ts";
import { Wire } from "./support/wire.ts";

const REQUESTS = 100_000;
const SLICE = 600;
/** Connections at a time. */
const WIRES = 8;
/** Milliseconds that an answer may take. */
const PATIENCE = 10_000;
/** After so many requests the server goes back to the data it started with. */
const RESET = 2500;
/**
 * Bytes that the heap after a collection may have grown by since the first look, and the whole process since the second:
 * until then the engine warms up.
 */
const GROWTH = { heap: 8 << 20, rss: 64 << 20 };
/** It ends early after so many failures: they repeat one another. */
const ENOUGH = 20;

export const proof: Proof = {
  claim:
    "100,000 requests mutated from the contract reach the reference server: within ten seconds each is answered or, where " +
    "it is no HTTP, cut off; none with a 5xx, nothing is reported as an error of the server, and its memory does not grow.",
  seeded: true,
  async run({ seed, slice, log }: ProofOptions): Promise<Outcome> {
    log(`seed ${seed}`);
    const cases: Case[] = [];
    // Several times, so that not all of what is created is there already.
    for (let round = 0; round < (slice ? 1 : 6); round += 1) {
      const options = { seed: seed + round, credentials: { bearerAuth: TOKEN }, bodyLimit: 1 << 20 };
      cases.push(...(await casesOf({ contract, requests }, options)).cases);
    }
    const server = await start();
    try {
      return await fuzz(server, cases, slice ? SLICE : REQUESTS, seed, log);
    } finally {
      server.process.kill();
    }
  },
};

interface Server {
  readonly port: number;
  readonly process: ChildProcess;
  /** The beginning of what it wrote to standard error: whatever a caller does is no error of the server. */
  reported(): string;
  ask(question: "memory"): Promise<Memory>;
  ask(question: "reset"): Promise<void>;
}

async function start(): Promise<Server> {
  const child = fork(join(import.meta.dirname, "support/reference-server.ts"), {
    execArgv: [...process.execArgv, "--expose-gc", "--conditions=tenon-source"],
    stdio: ["ignore", "inherit", "pipe", "ipc"],
  });
  let reported = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    reported = (reported + chunk.toString()).slice(0, 4000);
  });
  const reply = async (): Promise<Reply> => {
    const ended = new AbortController();
    const gone = (): void => ended.abort(new Error("the server is gone"));
    child.once("exit", gone);
    try {
      const [message] = (await once(child, "message", { signal: ended.signal })) as [Reply]; // what it tells
      return message;
    } finally {
      child.off("exit", gone);
    }
  };
  const first = await reply();
  if (!("port" in first)) throw new Error("the server told something else than its port");
  const ask = async (question: Question): Promise<unknown> => {
    const answer = reply();
    child.send(question);
    const told = await answer;
    return "memory" in told ? told.memory : undefined;
  };
  return { port: first.port, process: child, reported: () => reported, ask: ask as Server["ask"] }; // the answer to each question is its own
}

async function fuzz(
  server: Server,
  cases: readonly Case[],
  count: number,
  seed: number,
  log: (line: string) => void,
): Promise<Outcome> {
  const begin = performance.now();
  const failures: Finding[] = [];
  const statuses: Record<string, number> = {};
  const memory: Record<string, Memory> = {};
  let answers = 0;
  let closed = 0;
  let slowest = 0;
  const small = cases.filter(({ request }) => (request.body?.length ?? 0) < 10_000);
  const requestsOf = (kind: Case["expected"]["kind"]): CaseRequest[] =>
    small.flatMap(({ request, expected }) => (expected.kind === kind ? [request] : []));
  const material = { valid: requestsOf("valid"), invalid: requestsOf("invalid") };

  const judge = async (sent: Sent, slices: readonly Buffer[], wire: Wire): Promise<void> => {
    const start = performance.now();
    const reply = await wire.send(slices, sent.answers, sent.heads);
    slowest = Math.max(slowest, performance.now() - start);
    for (const status of reply.statuses) statuses[status] = (statuses[status] ?? 0) + 1;
    answers += reply.statuses.length;
    if (reply.end === "closed") closed += 1;
    const wrong = fault(reply, sent.answers);
    if (wrong === undefined) return;
    const least =
      sent.answers === 1 ? await minimise(sent.bytes, (bytes) => failsAlone(server.port, bytes)) : sent.bytes;
    failures.push({ case: `seed ${seed}: ${sent.kind}: ${shown(least)}`, reason: `${wrong}; ${replay(least)}` });
    log(`${wrong}: ${shown(least)}`);
  };

  let made = 0;
  const batch = async (upTo: number): Promise<void> => {
    while (made < upTo && failures.length < ENOUGH) {
      const first = made;
      made = Math.min(upTo, made + RESET);
      await server.ask("reset");
      const ids = await existing(server.port);
      await Promise.all(
        Array.from({ length: WIRES }, async (_, index) => {
          const wire = new Wire(server.port, PATIENCE);
          const random = randomness(seed * 1_000_003 + first * WIRES + index);
          for (let number = first + index; number < made && failures.length < ENOUGH; number += WIRES) {
            const sent = mutant(random, { ...material, ids });
            await judge(sent, [sent.bytes], wire);
          }
          wire.close();
        }),
      );
    }
  };
  for (const share of [0.1, 0.5, 1]) {
    await batch(Math.round(count * share));
    if (share === 1)
      await odd(
        cases.map(({ request }) => request),
        server.port,
        judge,
      );
    await server.ask("reset");
    memory[`after ${made}`] = await server.ask("memory");
    log(`${made} requests, ${failures.length} failures, ${JSON.stringify(memory[`after ${made}`])}`);
  }
  if (server.reported() !== "") failures.push({ case: "standard error", reason: server.reported() });
  failures.push(...growth(Object.values(memory)));
  const seconds = Math.round((performance.now() - begin) / 100) / 10;
  return {
    holds: failures.length === 0,
    numbers: {
      requests: made,
      cases: cases.length,
      answers,
      closed,
      statuses,
      slowest: Math.round(slowest),
      memory,
      seconds,
    },
    failures,
  };
}

/** What must not be: a 5xx, an answer that does not come, a connection that ends without one. */
function fault(
  { statuses, end, last }: Awaited<ReturnType<Wire["send"]>>,
  answers: number | undefined,
): string | undefined {
  const error = statuses.find((status) => status >= 500 || status === 0);
  if (error !== undefined) return `answered ${error}`;
  if (end === "hung") return `no answer within ${PATIENCE} ms`;
  if (answers === undefined || end === "answered" || statuses.length >= answers) return undefined;
  // Of several requests in a row the rest may go unanswered, but only where the server says so.
  return last && statuses.length > 0 ? undefined : "closed without an answer";
}

async function failsAlone(port: number, bytes: Buffer): Promise<boolean> {
  const wire = new Wire(port, 2000);
  const reply = await wire.send([bytes], 1);
  wire.close();
  return fault(reply, 1) !== undefined;
}

/** Too large, slowly, or not to the end. */
async function odd(
  cases: readonly CaseRequest[],
  port: number,
  judge: (sent: Sent, slices: readonly Buffer[], wire: Wire) => Promise<void>,
): Promise<void> {
  const head = (line: string, ...headers: string[]): Buffer =>
    Buffer.from([line, "Host: a", `Authorization: Bearer ${TOKEN}`, ...headers, "", ""].join("\r\n"));
  const json = "Content-Type: application/json";
  const big = Buffer.alloc((1 << 20) + 1, " ");
  const post = "POST /students HTTP/1.1";
  const whole = Buffer.concat([
    head(post, json, "Content-Length: 60"),
    Buffer.from('{"name":"Ada","email":"a@b.example","status":"active"}      '),
  ]);
  const dribble = Array.from({ length: 20 }, (_, index) =>
    whole.subarray(index * 10, index === 19 ? undefined : index * 10 + 10),
  );
  const chunk = Buffer.concat([Buffer.from("10000\r\n"), Buffer.alloc(65536, " "), Buffer.from("\r\n")]);
  const kinds: readonly (readonly [kind: string, slices: readonly Buffer[], answers?: 1])[] = [
    ["a body that is too large", [head(post, json, `Content-Length: ${big.length}`), big]],
    [
      "chunks without end",
      [head(post, json, "Transfer-Encoding: chunked"), ...Array.from({ length: 20 }, () => chunk)],
    ],
    ["a length that is a lie", [head(post, json, "Content-Length: 99999999999")], 1],
    ["a path that is too long", [head(`GET /${"a".repeat(40_000)} HTTP/1.1`)], 1],
    ["a header that is too long", [head("GET /students HTTP/1.1", `X-A: ${"a".repeat(70_000)}`)], 1],
    [
      "too many headers",
      [head("GET /students HTTP/1.1", ...Array.from({ length: 3000 }, (_, index) => `X-${index}: 1`))],
    ],
    ["bytes that come slowly", dribble, 1],
    ["a body that never ends", [head(post, json, "Content-Length: 60"), Buffer.from('{"name"')]],
    ["a head that never ends", [Buffer.from("GET /students HTTP/1.1\r\nHost:")]],
  ];
  for (const [kind, slices, answers] of kinds) {
    const wire = new Wire(port, PATIENCE);
    await judge({ kind, bytes: Buffer.concat(slices), ...(answers === undefined ? {} : { answers }) }, slices, wire);
    wire.close();
  }
  for (const { method, url, headers, body } of cases
    .filter((each) => (each.body?.length ?? 0) >= 10_000)
    .slice(0, 20)) {
    const wire = new Wire(port, PATIENCE);
    const lines = headers.map(([name, value]) => `${name}: ${value}`);
    const bytes = Buffer.concat([
      head(`${method} ${url} HTTP/1.1`, ...lines, `Content-Length: ${body?.length ?? 0}`),
      body ?? Buffer.alloc(0),
    ]);
    await judge({ kind: "a large case", bytes, answers: 1 }, [bytes], wire);
    wire.close();
  }
}

/** The ids of what is there. */
async function existing(port: number): Promise<string[]> {
  const ids: string[] = [];
  for (const path of ["students", "courses", "enrolments"]) {
    const response = await fetch(`http://127.0.0.1:${port}/${path}?limit=100`);
    const { items } = (await response.json()) as { items: { id: string }[] }; // a page of the contract
    ids.push(...items.map(({ id }) => id));
  }
  return ids;
}

function growth(looks: readonly Memory[]): Finding[] {
  const last = looks.at(-1);
  return (["heap", "rss"] as const).flatMap((what) => {
    const first = looks[what === "heap" ? 0 : 1];
    if (first === undefined || last === undefined || last[what] - first[what] <= GROWTH[what]) return [];
    return [{ case: what, reason: `grew from ${first[what]} to ${last[what]} bytes` }];
  });
}

const shown = (bytes: Buffer): string => JSON.stringify(bytes.toString("latin1")).slice(0, 1500);
/** For a server that is started with `PORT=3000 API_TOKEN=token-of-the-proof npm run api`. */
const replay = (bytes: Buffer): string =>
  `echo ${bytes.toString("base64").slice(0, 20_000)} | base64 -d | nc 127.0.0.1 3000`;
