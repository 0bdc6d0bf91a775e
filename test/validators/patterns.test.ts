import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dangerOf } from "tenon-runtime/validators";
import { nativePattern, patternOf } from "../../runtime/core/pattern/index.ts";
import { parsePattern } from "../../runtime/core/pattern/parse.ts";
import { programOf, run } from "../../runtime/core/pattern/program.ts";
import { fastTier, slowTier } from "./tiers.ts";

describe("a pattern is judged by how a backtracking engine fares with it", () => {
  test.each([
    ["^[a-z]+$", "none"],
    ["^[0-9a-f]{8}-[0-9a-f]{4}$", "none"],
    ["^([0-9]{1,3}\\.){3}[0-9]{1,3}$", "none"],
    ["^/([^/]+/)*$", "none"],
    ["^(?=.*[a-z])(?=.*\\d).{8,}$", "none"],
    ["^[a-zA-Z0-9](?:[a-zA-Z0-9]|-(?=[a-zA-Z0-9])){0,38}$", "none"],
    ["abc", "none"],
    ["\\s+$", "polynomial"],
    ["^\\d+[0-9a-f]+$", "polynomial"],
    ["^(a+)+$", "exponential"],
    ["^(a*)*$", "exponential"],
    ["^(a|a)*$", "exponential"],
    ["^(a|aa)+$", "exponential"],
    ["^([a-z]+\\s?)+$", "exponential"],
    ["^(\\w{1,30}\\s?){1,20}$", "exponential"],
    ["(?=(a+)+$)", "exponential"],
    ["^(?:\\p{L}|\u00e4)*$", "exponential"],
  ])("%s: %s", (source, danger) => {
    expect(dangerOf(source)).toBe(danger);
  });
});

describe("a dangerous pattern", () => {
  const attack = `${"a".repeat(50_000)}!`;

  test.each(["^(a+)+$", "^(a|aa)+$", "^(a*)*$", "^([a-z]+\\s?)+$", "\\s+$|^(a|a)+$"])(
    "%s is decided in linear time, in both tiers",
    { timeout: 5000 },
    (pattern) => {
      const [fast, slow] = [fastTier({ pattern }), slowTier({ pattern })];
      expect([fast.is(attack), slow.is(attack), fast.is("aaaa"), slow.is("aaaa")]).toEqual([false, false, true, true]);
    },
  );

  test("that is polynomial is, where the text is long", { timeout: 5000 }, () => {
    expect(patternOf("^\\w*\\d*x\\w*$").test("0".repeat(100_000))).toBe(false);
  });
});

describe("the engine in linear time matches what the native one matches", () => {
  const atom = fc.constantFrom(
    "a",
    "b",
    ".",
    "\\d",
    "\\w",
    "[ab]",
    "[^a]",
    "\\p{L}",
    "\\u{1F600}",
    "^",
    "$",
    "\\b",
    "(?=a)",
    "(?!b)",
    "é",
    "\\-",
  );
  const { pattern } = fc.letrec<{ pattern: string }>((tie) => ({
    pattern: fc.oneof(
      { maxDepth: 3, depthSize: "small" },
      atom,
      fc.tuple(tie("pattern"), tie("pattern")).map(([a, b]) => a + b),
      fc.tuple(tie("pattern"), tie("pattern")).map(([a, b]) => `(?:${a}|${b})`),
      fc
        .tuple(tie("pattern"), fc.constantFrom("*", "+", "?", "{2}", "{1,2}", "{0,}", "*?", "+?"))
        .map(([a, quantifier]) => `(${a})${quantifier}`),
    ),
  }));
  const text = fc.string({ unit: fc.constantFrom("a", "b", "1", "_", " ", "é", "😀", "\n", "-"), maxLength: 8 });

  test("for what is no boundary of a word: V8 looks for that within code points too, which ECMA-262 does not have", () => {
    const parsed = parsePattern("a\\B.");
    const program = parsed && programOf(parsed);
    if (program === undefined) throw new Error("no program");
    for (const text of ["ab", "a ", "a", "xab"]) expect([text, run(program, text)]).toEqual([text, /a\B./u.test(text)]);
  });

  test("for any pattern without back-references and look-behinds", () => {
    fc.assert(
      fc.property(pattern, fc.array(text, { minLength: 5, maxLength: 5 }), (source, texts) => {
        const native = nativePattern(source);
        const parsed = parsePattern(source);
        const program = parsed && programOf(parsed);
        fc.pre(native !== undefined && program !== undefined);
        for (const each of texts) expect([each, run(program, each)]).toEqual([each, native.test(each)]);
      }),
      { numRuns: 2000 },
    );
  });
});
