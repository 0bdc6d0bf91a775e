/** The schemas of one contract, held against Ajv: values that fit, what comes of changing them, and others. */

import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import type { Schema, Schemas, Validator } from "tenon-runtime/core";
import { interpretedValidators } from "tenon-runtime/validators";
import { generateValid } from "../../../runtime/mocks/generate/valid.ts";
import { loadedValidators, type LoadedContract } from "../../../toolchain/cli/generate/loaded-validators.ts";
import { draw } from "../proof.ts";
import { mutationsOf } from "./mutations.ts";

export interface Checked {
  readonly places: number;
  readonly values: number;
  readonly fitting: number;
  /** Places whose schema Ajv could not compile, or that send it off its own code. */
  readonly withoutOracle: number;
  /** Why Ajv's verdict does not count, once for each value. */
  readonly excused: readonly string[];
  readonly failures: readonly { readonly place: string; readonly reason: string }[];
}

/** Values that were meant for no schema in particular. */
const STRANGERS: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e21,
  "",
  "a",
  "😀",
  [],
  [1, "1", null],
  {},
  { id: 1, name: "a" },
];

export function checkContract(memory: LoadedContract, limit: number, seed: number): Checked {
  const fast = loadedValidators(memory);
  const oracle = oracleOf(memory.schemas, true);
  const bare = oracleOf(memory.schemas, false);
  const places = (["requests", "responses"] as const).flatMap((side) => {
    const slow = interpretedValidators(memory.schemas, memory[side]);
    return Object.entries(memory[side]).flatMap(([operation, schemas]) =>
      Object.entries(schemas).map(([place, schema]) => ({ side, operation, place, schema, slow })),
    );
  });
  const excused: string[] = [];
  const failures: { place: string; reason: string }[] = [];
  const counts = { places: 0, values: 0, fitting: 0, withoutOracle: 0 };
  for (const { side, operation, place, schema, slow } of draw(places, limit, seed)) {
    const [emitted, interpreted] = [fast[side].get(operation, place), slow.get(operation, place)];
    if (emitted === undefined || interpreted === undefined) continue;
    counts.places++;
    const check = attempt(() => oracle(schema));
    if (check === undefined) {
      counts.withoutOracle++;
      continue;
    }
    for (const value of valuesFor(interpreted, memory.schemas, seed)) {
      counts.values++;
      const verdict = interpreted.is(value);
      const verdicts = [emitted.is(value), verdict, interpreted.explain(value).length === 0];
      const expected = attempt(() => check(value));
      if (verdict) counts.fitting++;
      if (verdicts.some((each) => each !== verdict)) failures.push(failure("the tiers", verdicts));
      else if (expected !== undefined && expected !== verdict) {
        const reason = disagreement(interpreted, value, () => bare(schema)(value));
        if (reason === undefined) failures.push(failure("Ajv and Tenon", [expected, verdict]));
        else excused.push(reason);
      }
      function failure(who: string, found: readonly unknown[]): { place: string; reason: string } {
        const shown = JSON.stringify(value)?.slice(0, 300) ?? "undefined";
        return {
          place: `${side} ${operation} ${place}`,
          reason: `${who} disagree (${found.join(", ")}) on ${shown}: ${JSON.stringify(interpreted?.explain(value).slice(0, 3))}`,
        };
      }
    }
  }
  return { ...counts, excused, failures };
}

/** Why a disagreement is none of Tenon's faults: formats by their RFCs, multiples in decimals. */
function disagreement(validator: Validator, value: unknown, bare: () => boolean): string | undefined {
  const found = validator.explain(value);
  const keywords = new Set(found.map(({ keyword }) => keyword));
  if (
    found.length > 0 &&
    [...keywords].every((keyword) => keyword === "format" || keyword === "anyOf" || keyword === "oneOf")
  )
    return "a format is checked by its RFC: Ajv lets more pass";
  if (found.length === 0 && attempt(bare) === true) return "a format is checked by its RFC: Ajv lets less pass";
  return undefined;
}

function* valuesFor(validator: Validator, schemas: Schemas, seed: number): Generator<unknown> {
  for (let hash = seed; hash < seed + 3; hash++) {
    const made = generateValid(validator, { schemas, hash, given: undefined } as never);
    if (!("value" in made)) continue;
    yield made.value;
    yield* mutationsOf(made.value, hash, 12);
  }
  yield* STRANGERS;
}

// A CommonJS module with a default export: Node and Vitest disagree on where the function is.
const addFormats = ("default" in formats ? formats.default : formats) as unknown as (ajv: Ajv2020) => void;

/** Compiles a schema with Ajv. @throws where Ajv cannot */
export type Oracle = (schema: Schema) => (value: unknown) => boolean;

/** Ajv 2020, for schemas that refer to these. */
export function oracleOf(schemas: Schemas, withFormats: boolean): Oracle {
  const ajv = new Ajv2020({
    strict: false,
    validateSchema: false,
    inlineRefs: false,
    ownProperties: true,
    logger: false,
    multipleOfPrecision: 9,
    validateFormats: withFormats,
  });
  if (withFormats) addFormats(ajv);
  ajv.addSchema(absolute({ $id: "tenon:contract", components: { schemas } }) as object);
  return (schema) => {
    const check = ajv.compile(absolute(schema) as Schema);
    return (value) => check(value) === true;
  };
}

/** References to the contract's root, from wherever they stand. */
const absolute = (schema: unknown): unknown =>
  JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"tenon:contract#/')) as unknown;

function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined; // Ajv does not know what to do with it: no verdict
  }
}
