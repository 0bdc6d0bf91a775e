/**
 * Proof `verify`: `tenon verify` finds every bug of the library in `test/verify/demo`, each at its place and in 30 seconds,
 * and nothing where there is none: not in the library without a bug, the reference server or the contract's own mocks.
 */

import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { ROOT } from "../../scripts/run.ts";
import { createApp } from "../../server/app.ts";
import { openDatabase } from "../../server/database.ts";
import { mocksTarget, verifySource } from "../../toolchain/cli/verify/source.ts";
import { loadContract } from "../../toolchain/contract/index.ts";
import { httpTarget, verify, type Verification } from "../../toolchain/verify/index.ts";
import { BUGS } from "../verify/demo/bugs/index.ts";
import { inMemory, librarySource, missed, verifyLibrary } from "../verify/demo/index.ts";
import { overHttp } from "../verify/demo/socket.ts";
import { library } from "../verify/demo/server.ts";
import { draw, type Finding, type Outcome, type Proof, type ProofOptions } from "./proof.ts";

const SEEDS = { bugs: 3, clean: 20, server: 3 };
/** Milliseconds for one bug. */
const TIME = 30_000;
/** Milliseconds for the library without a bug, and for the reference server; in a slice less. */
const CLEAN = { whole: 12_000, slice: 4000 };
const SLICE = 5;

export const proof: Proof = {
  claim:
    "Each bug of the library is found at its place within 30 s at three seeds, over HTTP and in memory; nothing is found in " +
    "the library without a bug at 20 seeds, nor in the reference server and the mocks of its contract.",
  seeded: true,
  async run({ seed, slice, log }: ProofOptions): Promise<Outcome> {
    const source = await librarySource();
    const time = slice ? CLEAN.slice : CLEAN.whole;
    const failures: Finding[] = [];
    const names = Object.keys(BUGS);
    const chosen = slice ? draw(names, SLICE, seed) : names;
    const seeds = (count: number): number[] => Array.from({ length: slice ? 1 : count }, (_, index) => seed + index);
    let slowest = { bug: "", milliseconds: 0 };
    let requests = 0;
    for (const each of seeds(SEEDS.bugs))
      for (const name of chosen) {
        const bug = BUGS[name];
        if (bug === undefined) continue;
        // Over a socket at the first seed.
        const target = each === seed ? await listening(library(bug.parts)) : inMemory(bug.parts);
        const result = await verifyLibrary(source, target, { seed: each, time: TIME, until: bug });
        await target.close();
        requests += result.requests;
        if (result.milliseconds > slowest.milliseconds)
          slowest = { bug: name, milliseconds: Math.round(result.milliseconds) };
        const wrong = missed(bug, result);
        if (wrong !== undefined) failures.push({ case: `${name}, seed ${each}`, reason: wrong });
      }
    log(`${chosen.length} bugs, ${failures.length} failures, ${requests} requests`);
    const clean = async (what: string, verified: Promise<Verification>): Promise<number> => {
      const { findings, coverage, requests: sent } = await verified;
      for (const { check, operation, message } of findings)
        failures.push({ case: what, reason: `${check} at ${operation}: ${message}` });
      requests += sent;
      return coverage.percent;
    };
    for (const each of seeds(SEEDS.clean))
      await clean(`the library, seed ${each}`, verifyLibrary(source, inMemory(), { seed: each, time }));
    log(`the library without a bug, ${failures.length} failures`);
    const covered: Record<string, number> = {};
    for (const each of seeds(SEEDS.server)) {
      covered["reference server"] = await clean(
        `the reference server, seed ${each}`,
        verifyReference(each, "server", time),
      );
      covered["mocks"] = await clean(`the mocks of its contract, seed ${each}`, verifyReference(each, "mocks", time));
    }
    return {
      holds: failures.length === 0,
      numbers: { bugs: chosen.length, seeds: seeds(SEEDS.bugs).length, slowest, requests, covered },
      failures,
    };
  },
};

async function listening(handle: (request: Request) => Promise<Response>) {
  const server = overHttp(handle);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo; // it listens on a port
  const target = httpTarget(new URL(`http://127.0.0.1:${port}/api`));
  return {
    ...target,
    async close() {
      await target.close();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

async function verifyReference(seed: number, which: "server" | "mocks", time: number): Promise<Verification> {
  const { contract } = await loadContract(join(ROOT, "openapi.yaml"));
  if (contract === undefined) throw new Error("the reference contract cannot be read");
  const { source, memory } = verifySource(contract);
  if (which === "mocks") return verify(source, { target: mocksTarget(source, memory), seed, mocks: true, time });
  const db = await openDatabase(":memory:");
  const app = createApp({ db, token: "t", log: () => undefined });
  const server = app.listen(0, "127.0.0.1");
  await new Promise((done) => server.once("listening", done));
  const { port } = server.address() as AddressInfo; // it listens on a port
  const base = new URL(source.contract.servers[0] ?? "/", `http://127.0.0.1:${port}`);
  const target = httpTarget(base);
  try {
    return await verify(source, { target, seed, credentials: { bearerAuth: "t" }, time });
  } finally {
    await target.close();
    server.closeAllConnections();
    server.close();
    await db.destroy();
  }
}
