/**
 * Proof `writing`: a process that writes generated files is killed at moments drawn by chance, and two processes write
 * to one folder at once. The next run finds its way; then the folder holds one version, whole, and nothing else.
 */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ROOT } from "../../scripts/run.ts";
import { WRITING } from "../../toolchain/emit/write/lock.ts";
import { planOutput, writeOutput } from "../../toolchain/emit/write/writer.ts";
import { type Finding, type Outcome, type Proof, type ProofOptions, randomness } from "./proof.ts";
import { digestOf, filesOf } from "./support/output-versions.ts";

const KILLS = { whole: 200, slice: 4 };
const COMMAND_KILLS = { whole: 40, slice: 1 };
const PAIRS = { whole: 40, slice: 2 };
/** The process is killed within so many milliseconds: a version is written in about 20. */
const WITHIN = 120;
/** A whole run of the command, in milliseconds. */
const COMMAND = 3000;

const WRITER = join(ROOT, "test/proof/support/write-alternately.ts");

export const proof: Proof = {
  claim:
    "Whenever a process that writes generated files is killed, the next run makes the folder whole and leaves no " +
    "temporary file; of two that write to one folder at once, one wins, whole.",
  seeded: true,
  async run({ seed, slice, log }: ProofOptions): Promise<Outcome> {
    const size = slice ? "slice" : "whole";
    const root = await mkdtemp(join(tmpdir(), "tenon-writing-"));
    try {
      const random = randomness(seed);
      const whole = await digestsOfVersions(root);
      const killed = await killWriters(root, KILLS[size], random, whole, log);
      const commands = await killCommands(root, COMMAND_KILLS[size], random, log);
      const pairs = await writeAtOnce(root, PAIRS[size], whole, log);
      const failures = [...killed.failures, ...commands.failures, ...pairs.failures];
      return {
        holds: failures.length === 0,
        numbers: { killed: killed.numbers, commands: commands.numbers, pairs: pairs.numbers },
        failures,
      };
    } finally {
      await rm(root, { recursive: true });
    }
  },
};

interface Part {
  readonly numbers: Readonly<Record<string, number>>;
  readonly failures: readonly Finding[];
}

/** The digests of a folder that holds version 0 or 1 and nothing else. */
async function digestsOfVersions(root: string): Promise<readonly string[]> {
  const digests: string[] = [];
  for (const version of [0, 1]) {
    const folder = join(root, `version-${version}`);
    await write(folder, version);
    digests.push(await digestOf(folder));
  }
  return digests;
}

async function write(folder: string, version: number): Promise<void> {
  const diagnostics = await writeOutput(await planOutput(folder, filesOf(version)));
  if (diagnostics.length > 0) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
}

async function killWriters(
  root: string,
  count: number,
  random: () => number,
  whole: readonly string[],
  log: ProofOptions["log"],
): Promise<Part> {
  const failures: Finding[] = [];
  const numbers = { kills: 0, foundWhole: 0, foundUnfinished: 0, foundMixed: 0 };
  const folder = join(root, "killed");
  await write(folder, 0);
  for (let kill = 0; kill < count; kill++) {
    const child = spawn(process.execPath, [WRITER, folder, "1", "1000000"], { stdio: ["ignore", "pipe", "inherit"] });
    await once(child.stdout, "data");
    await sleep(random() * WITHIN);
    await end(child);
    numbers.kills++;
    const names = await readdir(folder);
    if (names.includes(WRITING)) numbers.foundUnfinished++;
    const copy = join(root, "copy");
    await cp(folder, copy, { recursive: true });
    await rm(join(copy, WRITING), { recursive: true, force: true });
    if (whole.includes(await digestOf(copy))) numbers.foundWhole++;
    else numbers.foundMixed++;
    await rm(copy, { recursive: true });
    await write(folder, kill);
    if ((await digestOf(folder)) !== whole[kill % 2])
      failures.push({ case: `kill ${kill}`, reason: `the next run left ${(await readdir(folder)).join(", ")}` });
    if ((kill + 1) % 20 === 0) log(`${kill + 1} of ${count} processes killed`);
  }
  return { numbers, failures };
}

async function killCommands(
  root: string,
  count: number,
  random: () => number,
  log: ProofOptions["log"],
): Promise<Part> {
  const failures: Finding[] = [];
  const wanted = join(root, "command-wanted");
  const folder = join(root, "command");
  const first = generate(wanted);
  if ((await first.ended) !== 0) throw new Error("tenon generate failed");
  const digest = await digestOf(wanted);
  for (let kill = 0; kill < count; kill++) {
    const { child, ended } = generate(folder);
    await sleep(random() * COMMAND);
    child.kill("SIGKILL");
    await ended;
    const code = await generate(folder).ended;
    if (code !== 0 || (await digestOf(folder)) !== digest)
      failures.push({ case: `command ${kill}`, reason: `the next run ended with ${code}, the folder differs` });
    await rm(folder, { recursive: true });
    if ((kill + 1) % 10 === 0) log(`${kill + 1} of ${count} commands killed`);
  }
  return { numbers: { kills: count }, failures };
}

function generate(folder: string): { readonly child: ChildProcess; readonly ended: Promise<number | null> } {
  const args = [join(ROOT, "toolchain/cli/main.ts"), "generate", join(ROOT, "openapi.yaml"), "-o", folder];
  const child = spawn(process.execPath, ["--conditions=tenon-source", ...args], { stdio: "ignore", cwd: tmpdir() });
  return { child, ended: once(child, "exit").then(([code]: (number | null)[]) => code ?? null) };
}

async function writeAtOnce(
  root: string,
  count: number,
  whole: readonly string[],
  log: ProofOptions["log"],
): Promise<Part> {
  const failures: Finding[] = [];
  const folder = join(root, "pairs");
  for (let pair = 0; pair < count; pair++) {
    await mkdir(folder, { recursive: true });
    const children = [0, 1].map((version) =>
      spawn(process.execPath, [WRITER, folder, String(version), "9"], { stdio: ["ignore", "ignore", "inherit"] }),
    );
    const codes = await Promise.all(children.map(async (child) => (await once(child, "exit"))[0] as number | null));
    if (codes.some((code) => code !== 0)) failures.push({ case: `pair ${pair}`, reason: `exit codes ${codes.join()}` });
    if (!whole.includes(await digestOf(folder)))
      failures.push({
        case: `pair ${pair}`,
        reason: `the folder holds neither version: ${(await readdir(folder)).join(", ")}`,
      });
    if (pair % 2 === 1) await rm(folder, { recursive: true }); // a pair begins with no folder, the next with one
    if ((pair + 1) % 10 === 0) log(`${pair + 1} of ${count} pairs`);
  }
  return { numbers: { pairs: count, versionsWritten: count * 18 }, failures };
}

async function end(child: ChildProcess): Promise<void> {
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}
