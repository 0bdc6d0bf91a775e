/** The contract's examples, as far as they are valid: parsed and checked when one of their place is first wanted. */

import type { Operation } from "../core/contract.ts";
import { createPrune } from "../core/answer/prune.ts";
import type { Violation } from "../core/validation.ts";
import type { MediaPlan } from "./answer-plan.ts";
import type { NamedExamples } from "./example-values.ts";
import type { MockReport, MockSource } from "./types.ts";

export interface Example {
  readonly name: string;
  /** Without properties that the contract does not declare. */
  readonly value: unknown;
  /** Why it is not used. */
  readonly violations?: readonly Violation[];
}

/** A body or a header of a response. */
type ExamplePlace = Pick<MediaPlan, "place" | "validator">;

export class ExampleTable {
  readonly #source: MockSource;
  readonly #report: (report: MockReport) => void;
  readonly #prune;
  readonly #known = new Map<ExamplePlace, readonly Example[]>();

  constructor(source: MockSource, report: (report: MockReport) => void) {
    this.#source = source;
    this.#report = report;
    this.#prune = createPrune(source.responses.schemas);
  }

  /** All of a place, the invalid ones too; in the order of the contract. */
  all(operation: Operation, plan: ExamplePlace): readonly Example[] {
    let examples = this.#known.get(plan);
    if (examples === undefined) this.#known.set(plan, (examples = this.#read(operation, plan)));
    return examples;
  }

  #read({ name: operation }: Operation, { place, validator }: ExamplePlace): readonly Example[] {
    const all = this.#source.examples;
    const places = all !== undefined && Object.hasOwn(all, operation) ? all[operation] : undefined;
    const found = places !== undefined && Object.hasOwn(places, place) ? places[place] : undefined;
    const named = typeof found === "string" ? (JSON.parse(found) as NamedExamples) : (found ?? {}); // as generated
    return Object.entries(named).map(([name, given]) => {
      if (validator === undefined) return { name, value: given };
      const { value } = this.#prune(validator.schema, given);
      if (validator.is(value)) return { name, value };
      const violations = validator.explain(value);
      this.#report({ code: "invalid-example", operation, place, example: name, violations });
      return { name, value, violations };
    });
  }
}
