/** What few requests ask for, loaded when the first of them comes: answers that are generated, overridden or preferred. */

export { Answers } from "./answers.ts";
export { judged } from "./generate/judge.ts";
export { malformed } from "./malformed.ts";
export { preferenceOf, wishesOf } from "./prefer.ts";
export { Refusals } from "./refusals.ts";
export { made, respond, stored } from "./respond.ts";
