import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addFormat, date, dateTime, email, idnEmail, uuid } from "tenon-runtime/validators";
import { fastTier, slowTier } from "./tiers.ts";

const both = (schema: object, value: unknown, formats: "strict" | "loose" | "off" = "strict"): boolean[] => [
  fastTier(schema as never, {}, { formats }).is(value),
  slowTier(schema as never, {}, { formats }).is(value),
];

describe("how strictly formats are checked", () => {
  test.each([
    ["date-time", "2026-11-22T13:17:00", [false, true, true]],
    ["date-time", "2026-11-22 13:17:00Z", [false, true, true]],
    ["date-time", "2026-02-30T13:17:00Z", [false, false, true]],
    ["time", "13:17:00", [false, true, true]],
    ["email", "a..b@example", [false, true, true]],
    ["email", "nobody", [false, false, true]],
    ["hostname", "_sip._tcp.example.edu.", [false, true, true]],
    ["uri", "https://example.edu/{id}", [false, true, true]],
    ["uri", "nothing", [false, false, true]],
    ["uuid", "no", [false, false, true]],
    ["int32", 2 ** 31, [false, false, true]],
  ] as const)("%s %j", (format, value, verdicts) => {
    const found = (["strict", "loose", "off"] as const).map((formats) => both({ format }, value, formats));
    expect(found).toEqual(verdicts.map((verdict) => [verdict, verdict]));
  });

  test("a format says nothing of values of another type", () => {
    for (const format of ["uuid", "date-time", "byte"]) expect(both({ format }, 5)).toEqual([true, true]);
    for (const format of ["int32", "int64", "float", "double"]) expect(both({ format }, "x")).toEqual([true, true]);
  });

  test("those that nothing can be said of are known and let everything pass", () => {
    for (const format of ["binary", "password"]) expect(both({ format }, "x")).toEqual([true, true]);
  });
});

describe("numbers", () => {
  test.each([
    ["int32", 2147483647, true],
    ["int32", 2147483648, false],
    ["int32", 1.5, false],
    ["int64", -9223372036854775808, true],
    ["int64", 9223372036854775808, false],
    ["float", 3.4e38, true],
    ["float", 3.5e38, false],
    ["double", 1e308, true],
  ])("%s %d: %s", (format, value, fits) => {
    expect(both({ format }, value)).toEqual([fits, fits]);
  });
});

test("an application adds formats of its own, and cannot replace those that there are", () => {
  const schema = { type: "string", format: "x-even-length" };
  expect(both(schema, "abc")).toEqual([true, true]);
  addFormat("x-even-length", { type: "string", check: (text) => text.length % 2 === 0 });
  expect([both(schema, "abc"), both(schema, "ab")]).toEqual([
    [false, false],
    [true, true],
  ]);
  expect(() => addFormat("uuid", { type: "string", check: () => true })).toThrow(/has a format/);
});

test("a violation names the format, or the noun that describes it", () => {
  const message = (format: string): string | undefined =>
    slowTier({ type: "string", format }).explain("a b")[0]?.message;
  addFormat("x-iban", { type: "string", check: () => false, noun: "an IBAN" });
  addFormat("x-never", { type: "string", check: () => false });
  expect(["uuid", "uri", "x-iban", "x-never"].map(message)).toEqual([
    "must be a UUID",
    "must be a URI",
    "must be an IBAN",
    'must have the format "x-never"',
  ]);
});

describe("the format functions that lists are full of", () => {
  test("date knows every day of the calendar, and no other", () => {
    for (const year of [1900, 1999, 2000, 2024, 2025, 2100])
      for (let month = 0; month <= 13; month++)
        for (let day = 0; day <= 32; day++) {
          const text = `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
          const real = new Date(`${text}T00:00:00Z`);
          const exists = !Number.isNaN(real.getTime()) && real.toISOString().startsWith(text);
          expect([text, date(text)]).toEqual([text, exists]);
        }
  });

  test("an address or an instant is judged alike by its one expression and by reading it", () => {
    const address = fc.string({ unit: fc.constantFrom(..."aZ9.-_@+'\"\\ []:".split("")), maxLength: 70 });
    const usual = fc
      .tuple(
        fc.array(fc.stringMatching(/^[a-z.+-]{0,30}$/), { minLength: 1, maxLength: 3 }),
        fc.stringMatching(/^[a-z0-9.-]{0,66}$/),
      )
      .map(([locals, host]) => `${locals.join(".")}@${host}`);
    fc.assert(
      fc.property(fc.oneof(address, usual), (text) => {
        expect(email(text)).toBe(idnEmail(text)); // which has no shorter way
      }),
      { numRuns: 3000 },
    );
    const digits = (most: number, width = 2) =>
      fc.integer({ min: 0, max: most }).map((n) => String(n).padStart(width, "0"));
    const instant = fc
      .tuple(
        digits(9999, 4),
        digits(14),
        digits(33),
        digits(25),
        digits(61),
        digits(61),
        fc.constantFrom("", ".5", ".123", "."),
      )
      .map(([y, mo, d, h, mi, s, fraction]) => `${y}-${mo}-${d}T${h}:${mi}:${s}${fraction}`);
    fc.assert(
      fc.property(instant, (text) => {
        expect(dateTime(`${text}Z`)).toBe(dateTime(`${text}+00:00`)); // which has no shorter way
      }),
      { numRuns: 3000 },
    );
  });

  test("each character matters", () => {
    for (const [check, good] of [
      [uuid, "0b7c2ad4-5b3c-4f7c-9d5e-2f3c1a7e8b90"],
      [dateTime, "2026-11-22T13:17:00.123+01:00"],
      [email, "ada@example.edu"],
    ] as const) {
      expect(check(good)).toBe(true);
      for (let at = 0; at < good.length; at++)
        for (const wrong of ["\u0000", " ", "\u0130", "\uff11", "\ud83d"])
          expect([at, wrong, check(good.slice(0, at) + wrong + good.slice(at + 1))]).toEqual([at, wrong, false]);
      for (const text of [`${good}\n`, `\n${good}`, ` ${good}`, good.slice(1, -1).slice(0, 3), ""])
        expect(check(text)).toBe(false);
    }
  });
});
