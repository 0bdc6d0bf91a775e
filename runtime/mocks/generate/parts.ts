/** What contracts ask for that not every contract asks for: handed in, so that the others need not carry it. */

import type { SearchPart } from "./automaton.ts";
import type { Choice } from "./choices.ts";
import type { Maker } from "./make.ts";
import type { EMPTY, FoundValue, ValuePlace } from "./place.ts";
import type { SchemaPlan } from "./plan.ts";
import type { Atom } from "./schema.ts";

/** What of a value has been tried. */
export interface Excluding {
  readonly place: ValuePlace;
  readonly tries: { left: number };
  /** Whether what excludes most of the plan's values is tried before all else. */
  readonly usual: boolean;
  /** That was made and does not fit. */
  readonly value: unknown;
}

export interface Alternatives {
  /** The first one that is not settled yet. */
  choiceOf(atoms: readonly Atom[], settled: ReadonlySet<object>): Choice | undefined;
  /** In which branches are tried. */
  order(plan: SchemaPlan, given: unknown, place: ValuePlace): readonly number[];
  excluding(
    maker: Maker,
    plan: SchemaPlan,
    given: unknown,
    excluding: Excluding,
  ): FoundValue | typeof EMPTY | undefined;
}

export interface ValueParts {
  /** For `oneOf`, `anyOf`, `if`, `not`, `dependentRequired` and `dependentSchemas`. */
  readonly alternatives?: Alternatives;
  /** For patterns that are not met by drawing texts from one of them. */
  readonly search?: SearchPart;
}
