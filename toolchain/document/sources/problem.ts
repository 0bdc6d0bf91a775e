import { diagnostic, type Code, type Diagnostic, type Params, type Place } from "../../diagnostics/index.ts";

/** Why a text cannot be read. The caller adds the place of the reference. */
export class SourceProblem extends Error {
  readonly make: (place?: Place) => Diagnostic;
  readonly code: Code;
  constructor(code: Code, make: (place?: Place) => Diagnostic) {
    super(code);
    this.code = code;
    this.make = make;
  }
}

export function problem<C extends Code>(code: C, params: Params<C>): SourceProblem {
  return new SourceProblem(code, (place) => diagnostic(code, params, place));
}
