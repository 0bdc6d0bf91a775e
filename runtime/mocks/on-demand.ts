/** The parts of the mocks that few requests need: loaded when the first of them comes. */

import type { Contract } from "../core/contract.ts";
import type { Answers } from "./answers.ts";
import type { ValueMaking } from "./generate/making.ts";
import type * as modules from "./on-demand-modules.ts";
import type { RefusalForms } from "./refusal-forms.ts";
import type { MockReport, MockSource } from "./types.ts";

type Modules = Pick<
  typeof modules,
  "chaosAnswer" | "Files" | "rereadable" | "malformedAnswer" | "overridden" | "preferenceOf" | "wishesOf"
>;

export interface OnDemandParts extends Modules {
  readonly answers: Answers;
  readonly refusalForms: RefusalForms;
}

export interface OnDemandOptions {
  readonly source: MockSource;
  readonly values: ValueMaking;
  readonly seed: number | string;
  readonly onReport: (report: MockReport) => void;
  readonly contract: Contract;
}

export class OnDemand {
  readonly #options: OnDemandOptions;
  #loaded: OnDemandParts | undefined;

  constructor(options: OnDemandOptions) {
    this.#options = options;
  }

  /** Absent before the first {@link load} is done. */
  get loaded(): OnDemandParts | undefined {
    return this.#loaded;
  }

  async load(): Promise<OnDemandParts> {
    if (this.#loaded !== undefined) return this.#loaded;
    const loaded = await import("./on-demand-modules.ts");
    const { source, seed, onReport, contract } = this.#options;
    const values = loaded.judged(this.#options.values);
    return (this.#loaded ??= {
      chaosAnswer: loaded.chaosAnswer,
      Files: loaded.Files,
      rereadable: loaded.rereadable,
      malformedAnswer: loaded.malformedAnswer,
      overridden: loaded.overridden,
      preferenceOf: loaded.preferenceOf,
      wishesOf: loaded.wishesOf,
      answers: new loaded.Answers(source, values, seed, onReport, contract),
      refusalForms: new loaded.RefusalForms(source, values, onReport),
    });
  }
}
