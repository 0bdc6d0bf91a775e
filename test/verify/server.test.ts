/** Every case of these contracts, against the server that is generated from them. */

import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "../../scripts/run.ts";
import { casesOf } from "../../toolchain/verify/cases/index.ts";
import { BODY_LIMIT, disagreements, recorder, sidesOf } from "./support.ts";

test.each([
  ["the reference product", "openapi.yaml", 1000],
  ["styles and content of parameters", "test/emit/goldens/parameters/openapi.yaml", 80],
  ["forms, files and several media types", "test/emit/goldens/bodies/openapi.yaml", 100],
  ["a small school", "test/emit/goldens/students/openapi.yaml", 150],
])(
  "the server of %s takes what is valid as it was meant, and refuses the rest with what is wrong",
  async (_, file, least) => {
    const sides = await sidesOf(join(ROOT, file));
    for (const seed of [1, 2]) {
      const { cases, disputes } = await casesOf(sides, { seed, bodyLimit: BODY_LIMIT });
      expect(disputes).toEqual([]);
      expect(cases.length).toBeGreaterThan(least);
      expect(await disagreements(recorder(sides), cases)).toEqual([]);
    }
  },
);
