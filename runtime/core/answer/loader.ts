/** The rules for answers, with the validators that they are held against. */

import type { AnswerRules, ResponseMode, UndeclaredMode } from "./rules.ts";
import { createPruner } from "./undeclared.ts";
import type { Validators } from "../validation.ts";

/** Validators of responses are loaded once; a load that fails is tried again with the next answer. */
export function rulesLoader(
  load: (() => Validators | Promise<Validators>) | undefined,
  mode: ResponseMode,
  undeclared: UndeclaredMode,
  report: AnswerRules["report"],
): () => AnswerRules | Promise<AnswerRules> {
  const bare: AnswerRules = {
    mode,
    undeclared,
    validators: undefined,
    pruner: undefined,
    plans: new WeakMap(),
    report,
  };
  if (load === undefined || (mode === "off" && undeclared === "allow")) return () => bare;
  const withValidators = (validators: Validators): AnswerRules => ({
    mode,
    undeclared,
    validators,
    pruner: createPruner(validators.schemas),
    plans: new WeakMap(),
    report,
  });
  let loaded: AnswerRules | Promise<AnswerRules> | undefined;
  return () => {
    if (loaded !== undefined) return loaded;
    const validators = load();
    if (!(validators instanceof Promise)) return (loaded = withValidators(validators));
    return (loaded = validators.then(
      (set) => (loaded = withValidators(set)),
      (error: unknown) => {
        loaded = undefined;
        throw error;
      },
    ));
  };
}
