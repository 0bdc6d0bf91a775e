/**
 * `pattern` (JSON Schema 2020-12 §6.3.3): ECMA-262 with the `u` flag. The engine's own `RegExp` runs what it can run
 * safely; what could keep it backtracking runs in linear time, or, with back-references and look-behinds, in a bounded
 * number of steps. Only what {@link parsePattern} cannot read stays with the native engine whatever it does there:
 * modifiers (`(?i:a)`), and names of groups that are written with escapes.
 */

import { runBounded } from "./bounded.ts";
import { dangerOf, type Danger } from "./danger.ts";
import { parsePattern } from "./parse.ts";
import { programOf, run } from "./program.ts";

export { dangerOf, type Danger } from "./danger.ts";

export interface Pattern {
  /** False also for a text that has not been decided after 1,000,000 steps. */
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
  if (parsed === undefined) return native;
  const program = parsed.rare ? undefined : programOf(parsed);
  const test = (text: string): boolean =>
    program === undefined ? (runBounded(parsed, text) ?? false) : run(program, text);
  if (danger === "exponential" || parsed.rare) return { test };
  return { test: (text) => (text.length <= SHORT ? native.test(text) : test(text)) };
}
