import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dangerOf } from "tenon-runtime/validators";
import { nativePattern, patternOf } from "../../runtime/core/pattern/index.ts";
import { MOST_STEPS, runBounded } from "../../runtime/core/pattern/bounded.ts";
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
    ["^(a|b)\\1$", "none"],
    ["(?<!x)y", "none"],
    ["^(?!.*(.)\\1{2}).+$", "polynomial"],
    ["^([\"'])(?:(?!\\1).)*\\1$", "polynomial"],
    ["^[a-z]+(?<!-)$", "polynomial"],
    ["^(a|a)*(?<!b)$", "exponential"],
    ["^(a)(?:\\1|a)*$", "exponential"],
    ["^(?:(a)|(?<=(a+)+b))$", "exponential"],
    ["^(a\\1)+$", "exponential"],
    [
      `()${Array.from({ length: 60 }, (_, index) => `(\\${String(index + 1)}\\${String(index + 1)})`).join("")}a*`,
      "exponential",
    ],
    ["^(?i:(a+)+)$", "exponential"],
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
/** Small patterns; `rare` are further forms, from one part to another. */
const patternsOf = (rare: readonly ((part: string) => string)[] = []): fc.Arbitrary<string> =>
  fc.letrec<{ pattern: string }>((tie) => ({
    pattern: fc.oneof(
      { maxDepth: 3, depthSize: "small" },
      atom,
      fc.tuple(tie("pattern"), tie("pattern")).map(([a, b]) => a + b),
      fc.tuple(tie("pattern"), tie("pattern")).map(([a, b]) => `(?:${a}|${b})`),
      fc
        .tuple(tie("pattern"), fc.constantFrom("*", "+", "?", "{2}", "{1,2}", "{0,}", "*?", "+?"))
        .map(([a, quantifier]) => `(${a})${quantifier}`),
      ...rare.map((form) => tie("pattern").map(form)),
    ),
  })).pattern;
const text = fc.string({ unit: fc.constantFrom("a", "b", "1", "_", " ", "é", "😀", "\n", "-"), maxLength: 8 });

describe("the engine in linear time matches what the native one matches", () => {
  test("for what is no boundary of a word: V8 looks for that within code points too, which ECMA-262 does not have", () => {
    const parsed = parsePattern("a\\B.");
    const program = parsed && programOf(parsed);
    if (program === undefined) throw new Error("no program");
    for (const text of ["ab", "a ", "a", "xab"]) expect([text, run(program, text)]).toEqual([text, /a\B./u.test(text)]);
  });

  test("for any pattern without back-references and look-behinds", () => {
    fc.assert(
      fc.property(patternsOf(), fc.array(text, { minLength: 5, maxLength: 5 }), (source, texts) => {
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

describe("the engine with back-references and look-behinds matches what the native one matches", () => {
  const bounded = (source: string, text: string): boolean | undefined => {
    const parsed = parsePattern(source);
    if (parsed === undefined) throw new Error(`${source} cannot be read`);
    return runBounded(parsed, text);
  };

  test.each([
    ["^(a|b)\\1$", ["aa", "bb", "ab", "a", ""]],
    ["^(?<q>[\"']).*\\k<q>$", ["'a'", '"a"', "'a\"", "'"]],
    ["^(?:(?<y>a)|(?<y>b))\\k<y>$", ["aa", "bb", "ab"]],
    ["^(?!.*(.)\\1{2}).+$", ["aabb", "aabbb", ""]],
    ["^\\1(a)$", ["a", "aa"]],
    ["^(?:(a)|b)*\\1$", ["ab", "aba", "aa", "baa"]],
    ["^(?:(a)|(b)|(c))*\\2c$", ["abc", "abbc", "bac", "abcc"]],
    ["^(?=(a*?))\\1b", ["b", "ab", "aab"]],
    ["^(?=(a*))\\1ab", ["ab", "aab"]],
    ["^(a)*?\\1$", ["", "a", "aa", "aaa"]],
    ["^(a{1,2}?)b??\\1$", ["aa", "aba", "aabaa", "abaa"]],
    ["^(a*)*\\1b$", ["aab", "b", "ab"]],
    ["^(a?){2,3}\\1$", ["a", "aa", "aaa", "aaaa", "aaaaa"]],
    ["^(?!(a)b)\\1a", ["a", "aa", "ab"]],
    ["(?<=a)b", ["ab", "b", "cb", "xxab"]],
    ["(?<!a)b", ["ab", "b", "cb"]],
    ["(?<=^|,)(\\d+)(?=,|$)", ["1,2", "a1", ",3"]],
    ["(?<=(\\d+)(\\d+))x\\1y", ["123x1y", "123x12y", "12x1y"]],
    ["(?<=\\1(a))b", ["aab", "ab", "xab"]],
    ["(?<=(a)\\1)b", ["aab", "ab"]],
    ["(?<=\u{1F600})a", ["\u{1F600}a", "\ude00a", "a"]],
    ["(?<=\\ude00)a", ["\u{1F600}a", "\ude00a"]],
    ["^(\\ud83d)\\1", ["\ud83d\ud83d", "\ud83d\u{1F600}"]],
    ["^(.)\\1$", ["\u{1F600}\u{1F600}", "aa", "\u{1F600}a"]],
    ["^[\\w-\\.]\\2(.)(.)$", ["aab", "-ab"]],
    ["^[\\w-\\.](.)\\2$", ["aa\u0002", "aaa"]],
    ["^[\\w-\\.]\\k<a>$", ["ak<a>", "a"]],
    ["(?<=a(?<=[^b]a(?!c)))d?", ["bad", "aad", "aac"]],
  ])("%s", (source, texts) => {
    const native = nativePattern(source);
    expect(texts.map((each) => [each, bounded(source, each)])).toEqual(texts.map((each) => [each, native?.test(each)]));
  });

  const rare = patternsOf([
    (part) => `(${part})\\1`,
    (part) => `(?<=${part})`,
    (part) => `(?<!${part})`,
    (part) => `(?=(${part}))`,
    (part) => `(?!${part}\\2)`,
    (part) => `\\1${part}`,
    (part) => `(?:${part}|\\2)`,
  ]).map((source) => `(?:${source})|()()!`);

  // V8 searches within code points too, see above: such texts are matched from their start alone
  test.each([
    ["from the start", (source: string) => `^(?:${source})`, (each: string) => each],
    ["anywhere", (source: string) => source, (each: string) => each.replaceAll("😀", "é")],
  ])("for any pattern, %s", (_, sourceOf, textOf) => {
    fc.assert(
      fc.property(rare, fc.array(text.map(textOf), { minLength: 5, maxLength: 5 }), (part, texts) => {
        const source = sourceOf(part);
        const native = nativePattern(source);
        fc.pre(native !== undefined);
        for (const each of texts) expect([each, bounded(source, each)]).toEqual([each, native.test(each)]);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("a dangerous pattern with back-references or look-behinds", () => {
  const attack = `${"a".repeat(40)}!`;

  test.each([
    "^(a|a)*(?<!b)$",
    "^(a+)+\\1$",
    "^(?:(a)|\\1|a)*$",
    "(?<=^(a+)+)b",
    "^(?=(a+)+\\1$)",
    "^(?<x>a*)*\\k<x>$",
  ])("%s gives up after so many steps, and refuses the text in both tiers", (pattern) => {
    const parsed = parsePattern(pattern);
    if (parsed === undefined) throw new Error("it cannot be read");
    const budget = { left: MOST_STEPS };
    const outcome = runBounded(parsed, pattern.endsWith("b") ? attack.replace("!", "c") : attack, budget);
    expect(outcome).not.toBe(true);
    expect(budget.left > -attack.length).toBe(true);
    const [fast, slow] = [fastTier({ pattern }), slowTier({ pattern })];
    expect([fast.is(attack), slow.is(attack)]).toEqual([false, false]);
  });

  test("decides a text for which the steps suffice, and none for which they do not", () => {
    const parsed = parsePattern("^(a+)+\\1$");
    if (parsed === undefined) throw new Error("it cannot be read");
    expect([runBounded(parsed, "aaaa"), runBounded(parsed, "aab"), runBounded(parsed, attack)]).toEqual([
      true,
      false,
      undefined,
    ]);
    const budget = { left: 1000 };
    expect([runBounded(parsed, attack, budget), budget.left]).toEqual([undefined, -1]);
  });

  test("decides long texts where there is one way to read them", () => {
    const pattern = patternOf("^(?<!x)(\\w)[a-z]*(?<!-)$");
    expect([pattern.test("a".repeat(50_000)), pattern.test(`${"a".repeat(50_000)}-`)]).toEqual([true, false]);
  });
});

test("a pattern with modifiers, or groups named by escapes, is left to the native engine", () => {
  for (const source of ["^(?i:a)$", "^(?<\\u0061>a)\\k<a>$"]) expect(parsePattern(source)).toBeUndefined();
  expect(patternOf("^(?i:(a+)+)$").test("AaA")).toBe(true);
});

describe("a pattern that is invalid with the flag `u` is read without it", () => {
  test.each([
    ["\\u{zz}\\-", ["u{zz}-", "\u{7a}"]],
    ["^\\u{2}\\-$", ["uu-", "u-", "\u0002-"]],
    ["^\\p{L}\\-$", ["p{L}-", "a-"]],
    ["^[\\ud83d\\ude00]\\-$", ["\ud83d-", "\u{1f600}-"]],
    ["^\\ud83d\\ude00+\\-$", ["\u{1f600}-", "\ud83d\ude00\ude00-", "\u{1f600}\u{1f600}-"]],
    ["^\\\u{1f600}+\\-$", ["\u{1f600}-", "\u{1f600}\ude00-", "\u{1f600}\u{1f600}-"]],
    ["^\\c\\-$", ["\\c-", "c-"]],
    ["^\\c+\\-$", ["\\cc-", "\\c\\c-"]],
  ])("%s", (source, texts) => {
    const parsed = parsePattern(source)!;
    const native = texts.map((text) => nativePattern(source)!.test(text));
    expect(new Set(native).size).toBe(texts.length > 1 ? 2 : 1);
    expect(texts.map((text) => run(programOf(parsed)!, text))).toEqual(native);
  });
});
