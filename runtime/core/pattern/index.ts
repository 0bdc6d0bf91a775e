/**
 * `pattern` (JSON Schema 2020-12 §6.3.3): ECMA-262 with the `u` flag. The engine's own `RegExp` runs what it can run
 * safely; what could keep it backtracking runs in linear time.
 */

import { dangerOf, type Danger } from "./danger.ts";
import { parsePattern } from "./parse.ts";
import { programOf, run, type Program } from "./program.ts";

export { dangerOf, type Danger } from "./danger.ts";

export interface Pattern {
  test(text: string): boolean;
}

/** Up to so many code units a polynomial pattern is cheaper in the native engine. */
const SHORT = 256;

const ANYTHING: Pattern = { test: () => true };

/** A pattern that is invalid with the `u` flag is tried without; one that is no regular expression matches everything. */
export function nativePattern(source: string): RegExp | undefined {
  for (const flags of ["u", ""]) {
    try {
      return new RegExp(source, flags);
    } catch {
      // the next
    }
  }
  return undefined;
}

const patterns = new Map<string, Pattern>();

/** The pattern for a source, made once. */
export function patternOf(source: string): Pattern {
  let pattern = patterns.get(source);
  if (pattern === undefined) patterns.set(source, (pattern = make(source, dangerOf(source))));
  return pattern;
}

/** For a pattern that is known to be dangerous; made on first use. */
export function guardedPattern(source: string, danger: Danger): Pattern {
  let made: Pattern | undefined;
  return { test: (text) => (made ??= make(source, danger)).test(text) };
}

function make(source: string, danger: Danger): Pattern {
  const native = nativePattern(source);
  if (native === undefined) return ANYTHING;
  if (danger === "none") return native;
  const parsed = parsePattern(source);
  const program = parsed && programOf(parsed);
  if (program === undefined) return native; // back-references and look-behinds: generation says so
  return danger === "exponential" ? { test: (text) => run(program, text) } : switching(native, program);
}

const switching = (native: RegExp, program: Program): Pattern => ({
  test: (text) => (text.length <= SHORT ? native.test(text) : run(program, text)),
});
