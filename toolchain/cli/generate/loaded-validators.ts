/** Validators of a contract that is loaded at run time: its emitted code, or the interpreter where code may not be made of text. */

import type { Schema, Schemas, Validators } from "tenon-runtime/core";
import * as helpers from "tenon-runtime/validators";

type Places<T> = Readonly<Record<string, Readonly<Record<string, T>>>>;
type Side = "requests" | "responses";
type Check = (value: unknown) => boolean;
/** What the code returns. */
type Checks = Readonly<Record<Side, Readonly<Record<string, () => Readonly<Record<string, Check>>>>>>;

/** What the emitter makes in memory. */
export interface LoadedContract {
  readonly schemas: Schemas;
  readonly requests: Places<Schema>;
  readonly responses: Places<Schema>;
  /** Written on first use. */
  readonly code: string;
}

/** The code is written and read when something is first validated. */
export function loadedValidators(loaded: LoadedContract): Readonly<Record<Side, Validators>> {
  let made: { readonly checks: Checks | undefined } | undefined;
  const checks = (): Checks | undefined => (made ??= { checks: evaluated(loaded) }).checks;
  const of = (side: Side): Validators => {
    const slow = helpers.interpretedValidators(loaded.schemas, loaded[side]);
    const entries = Object.entries(loaded[side]).map(([operation, places]) => {
      const entriesOf = (): Readonly<Record<string, helpers.EmittedPlace>> => {
        const fast = checks()?.[side][operation]?.();
        const check = (place: string): Check =>
          fast?.[place] ?? ((value) => slow.get(operation, place)?.is(value) ?? true);
        return Object.fromEntries(Object.entries(places).map(([place, schema]) => [place, [schema, check(place)]]));
      };
      return [operation, once(entriesOf)] as const;
    });
    return helpers.emittedValidators(loaded.schemas, Object.fromEntries(entries));
  };
  return { requests: of("requests"), responses: of("responses") };
}

/** `undefined` where `--disallow-code-generation-from-strings` or the like forbids it. */
function evaluated({ code, schemas }: LoadedContract): Checks | undefined {
  let make;
  try {
    // oxlint-disable-next-line no-implied-eval -- the emitter's own code, as it would stand in a file
    make = new Function("helpers", "schemas", code);
  } catch (error) {
    if (error instanceof EvalError) return undefined;
    throw error;
  }
  return make(helpers, schemas) as Checks; // what `ValidatorData.code` says
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
