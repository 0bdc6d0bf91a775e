import fc from "fast-check";
import { expect, test } from "vitest";
import { goesRound, schema, schemas, value } from "./arbitrary.ts";
import { ajvCheck, isAjvWrong } from "./oracle.ts";
import { fastTier, slowTier } from "./tiers.ts";

test("emitted code, the interpreter and Ajv agree on random schemas and values", { timeout: 60_000 }, () => {
  let checked = 0;
  let fitting = 0;
  fc.assert(
    fc.property(schemas, schema, fc.array(value, { minLength: 8, maxLength: 8 }), (named, root, values) => {
      fc.pre(!goesRound(named) && !isAjvWrong([root, ...Object.values(named)]));
      const oracle = ajvCheck(root, named);
      fc.pre(oracle !== undefined);
      const { is: fast, code } = fastTier(root, named);
      const slow = slowTier(root, named);
      for (const each of values) {
        const expected = oracle?.(each);
        if (expected === undefined) continue;
        const verdicts = { fast: fast(each), slow: slow.is(each), explained: slow.explain(each).length === 0 };
        if (!verdicts.fast === expected || !verdicts.slow === expected || !verdicts.explained === expected)
          throw new Error(`${JSON.stringify(each)}: ${JSON.stringify(verdicts)}, Ajv says ${expected}\n${code}`);
        checked++;
        if (expected) fitting++;
      }
    }),
    { numRuns: Number(process.env["TENON_RUNS"] ?? 400) },
  );
  expect(fitting / checked).toBeGreaterThan(0.1);
  expect(fitting / checked).toBeLessThan(0.9);
});
