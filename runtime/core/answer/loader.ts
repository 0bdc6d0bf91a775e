/** The rules for answers, with the code that they need. */

import type { AnswerRules, Forms, ResponseMode, UndeclaredMode } from "./rules.ts";
import { createPruner } from "./undeclared.ts";
import type { Validators } from "../validation.ts";
import type { MaybePromise } from "../values.ts";

/** What the rules of one host have in common. */
export interface RulesOptions {
  readonly mode: ResponseMode;
  readonly undeclared: UndeclaredMode;
  readonly report: AnswerRules["report"];
  /** Absent: answers are not validated. */
  readonly validators: (() => MaybePromise<Validators>) | undefined;
  /** Absent: no answer is a form. */
  readonly forms: (() => MaybePromise<Forms>) | undefined;
}

/** Code is loaded once, with the first answer; a load that fails is tried again with the next answer. */
export function rulesLoader({ mode, undeclared, report, ...load }: RulesOptions): () => MaybePromise<AnswerRules> {
  const rulesOf = (validators: Validators | undefined, forms: Forms | undefined): AnswerRules => ({
    mode,
    undeclared,
    validators,
    pruner: validators && createPruner(validators.schemas),
    forms,
    plans: new WeakMap(),
    report,
  });
  let loaded: MaybePromise<AnswerRules> | undefined;
  return () => {
    if (loaded !== undefined) return loaded;
    const validators = load.validators?.();
    const forms = load.forms?.();
    if (!(validators instanceof Promise || forms instanceof Promise)) return (loaded = rulesOf(validators, forms));
    return (loaded = Promise.all([validators, forms]).then(
      (parts) => (loaded = rulesOf(...parts)),
      (error: unknown) => {
        loaded = undefined;
        throw error;
      },
    ));
  };
}
