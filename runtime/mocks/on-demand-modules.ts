/** One chunk for bundlers: the modules that `on-demand.ts` loads together. */

export { Answers } from "./answers.ts";
export { chaosAnswer } from "./chaos-answer.ts";
export { Files, rereadable } from "./files.ts";
export { judged } from "./generate/judge.ts";
export { malformedAnswer } from "./malformed-answer.ts";
export { overridden } from "./overriding.ts";
export { preferenceOf, wishesOf } from "./preference.ts";
export { RefusalForms } from "./refusal-forms.ts";
