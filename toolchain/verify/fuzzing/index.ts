/** Fuzzes all operations until the time ends, those that show new behaviour more often. */

import type { Operation } from "tenon-runtime/core";
import type { Input } from "../cases/index.ts";
import type { Known } from "../known.ts";
import { Stopped, type Session } from "../session.ts";
import { Fuzzer } from "./fuzzer.ts";
import { addContract, Dictionary } from "./values/dictionary.ts";

/** Requests of one operation in a row. */
const ROUND = 12;
const MOST_ENERGY = 5;
/** Places of a request that one round is for. */
const FEW = 3;
/** What a round without new behaviour leaves of the energy. */
const DECAY = 0.6;

export async function fuzzingPhase(session: Session, known: Known): Promise<void> {
  try {
    await fuzz(session, known);
  } catch (error) {
    // Fuzzing has no other end than that of its time.
    if (!(error instanceof Stopped) || error.reason !== "time") throw error;
  }
}

async function fuzz(session: Session, known: Known): Promise<void> {
  const dictionary = new Dictionary();
  const { insight } = session.options.target;
  for (const { texts, numbers } of [await insight?.literals()].filter((each) => each !== undefined)) {
    for (const text of texts) dictionary.addText(text);
    for (const number of numbers) dictionary.addNumber(number);
  }
  addContract(dictionary, session.operations, session.source.requests);
  for (const text of session.source.descriptions) dictionary.addProse(text);
  for (const examples of Object.values(session.source.examples)) dictionary.addJson(examples);
  const isNewCode = async (): Promise<boolean> => (await insight?.newCode()) === true;
  let fuzzers: Fuzzer[] = [];
  for (const operation of session.operations)
    await session.attempt(operation.name, async () => {
      const fuzzer = new Fuzzer(session, known, operation, { adapt: await adapterOf(known, operation), dictionary });
      if (fuzzer.size > 0) fuzzers.push(fuzzer);
    });
  while (fuzzers.length > 0) {
    const failed = new Set<Fuzzer>();
    await session.each(fuzzers, async (fuzzer) => {
      session.progress(fuzzer.operation);
      const end = await session.attempt(fuzzer.operation.name, async () => {
        const count = Math.ceil(ROUND * Math.min(fuzzer.energy, MOST_ENERGY) * Math.min(fuzzer.size / FEW, 4));
        for (let step = 0; step < count; step += 1) await fuzzer.step(isNewCode);
        fuzzer.energy = Math.max(1, fuzzer.energy * DECAY);
      });
      if (end === "failed" || session.lifeline.isOff(fuzzer.operation)) failed.add(fuzzer);
      // The keys that it names are gone.
      if (end === "interrupted")
        await session.attempt(fuzzer.operation.name, async () => {
          fuzzer.adapt(await adapterOf(known, fuzzer.operation));
        });
    });
    fuzzers = fuzzers.filter((fuzzer) => !failed.has(fuzzer));
    // Inputs may be drawn without a request being sent.
    session.hold();
  }
}

/** Other requests need what a fuzzed DELETE would delete. */
async function adapterOf(known: Known, operation: Operation): Promise<(input: Input) => Input> {
  return known.actionOf(operation)?.action.does === "delete" ? (input) => input : known.adapter(operation);
}
