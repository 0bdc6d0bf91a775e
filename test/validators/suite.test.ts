/** The JSON Schema test suite, in both tiers. It stands beside the project; where it is not, nothing is tested and that is said. */

import { readdirSync, readFileSync, existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import type { Schema } from "tenon-runtime/core";
import { EXCEPTIONS } from "./exceptions.ts";
import { fastTier, slowTier, type TierOptions } from "./tiers.ts";

interface Group {
  readonly description: string;
  readonly schema: Schema;
  readonly tests: readonly { readonly description: string; readonly data: unknown; readonly valid: boolean }[];
}

const root = resolve(import.meta.dirname, "../../../shared/peers/json-schema");
const draft = join(root, "tests/draft2020-12");

const json = (file: string): unknown => JSON.parse(readFileSync(file, "utf8"));
const filesIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isFile() && entry.name.endsWith(".json") ? [join(folder, entry.name)] : [],
  );

function documents(): Record<string, Schema> {
  const found: Record<string, Schema> = {};
  const walk = (folder: string, path: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const here = `${path}/${entry.name}`;
      if (entry.isDirectory()) walk(join(folder, entry.name), here);
      else found[`http://localhost:1234${here}`] = json(join(folder, entry.name)) as Schema;
    }
  };
  walk(join(root, "remotes/draft2020-12"), "/draft2020-12");
  // The meta-schema and its vocabularies, as Ajv brings them.
  const meta = join(
    dirname(createRequire(import.meta.url).resolve("ajv/package.json")),
    "dist/refs/json-schema-2020-12",
  );
  for (const file of [...filesIn(meta), ...filesIn(join(meta, "meta"))]) {
    const schema = json(file) as { readonly $id: string };
    found[schema.$id] = schema;
  }
  return found;
}

/** A schema is a document of its own there: `#` is its root. */
const asDocument = (schema: Schema): Schema =>
  typeof schema === "object" && schema["$id"] === undefined ? { $id: "https://suite.invalid/", ...schema } : schema;

/** Whether references lead to places in the schema itself, by pointers alone, as they do in a contract. */
const standsAlone = (schema: Schema): boolean => {
  const text = JSON.stringify(schema);
  return !/"\$(?:id|anchor|dynamicRef|dynamicAnchor)":/.test(text) && !/"\$ref":"(?!#(?:\/|"))/.test(text);
};

/** The schema as a named one of a contract: references to its root become references by its name. */
function asNamed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asNamed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => {
      if (key === "$ref" && typeof each === "string") return [key, `#/components/schemas/Suite${each.slice(1)}`];
      return [key, key === "enum" || key === "const" ? each : asNamed(each)];
    }),
  );
}

type Check = (value: unknown) => boolean;
const TIERS: Readonly<Record<string, (schema: Schema, options: TierOptions) => Check>> = {
  interpreter(schema, options) {
    const { is, explain } = slowTier(asDocument(schema), {}, options);
    return (value) => {
      if (is(value) !== (explain(value).length === 0)) throw new Error("`is` and `explain` disagree");
      return is(value);
    };
  },
  "emitted code"(schema, options) {
    if (!standsAlone(schema)) return fastTier(asDocument(schema), {}, options).is;
    const { is, code } = fastTier(
      { $ref: "#/components/schemas/Suite" },
      { Suite: asNamed(schema) as Schema },
      options,
    );
    if (!code.includes("interpreted(")) emitted++;
    return is;
  },
};
/** Groups that were checked by emitted code alone. */
let emitted = 0;

describe.skipIf(!existsSync(draft))("the JSON Schema test suite", () => {
  const remotes = existsSync(draft) ? documents() : {};
  const unneeded = new Set(EXCEPTIONS.map(({ file, group, test: name }) => `${file} › ${group} › ${name ?? "*"}`));

  const run = (folder: string, prefix: string, formats: "strict" | "off"): void => {
    for (const [path, [tier, make]] of filesIn(folder).flatMap((each) =>
      Object.entries(TIERS).map((one) => [each, one] as const),
    )) {
      const file = prefix + path.slice(folder.length + 1, -".json".length);
      test(`${file}, ${tier}`, () => {
        const wrong: string[] = [];
        for (const group of json(path) as readonly Group[]) {
          const check = attempt(() => make(group.schema, { formats, documents: remotes }));
          for (const each of group.tests) {
            const verdict = typeof check === "string" ? check : attempt(() => check(each.data));
            if (verdict === each.valid) continue;
            const exception = EXCEPTIONS.find(
              (one) =>
                one.file === file &&
                one.group === group.description &&
                (one.test ?? each.description) === each.description,
            );
            if (exception) unneeded.delete(`${file} › ${exception.group} › ${exception.test ?? "*"}`);
            else wrong.push(`${group.description} › ${each.description}: ${String(verdict)}, expected ${each.valid}`);
          }
        }
        expect(wrong).toEqual([]);
      });
    }
  };

  run(draft, "", "off");
  run(join(draft, "optional"), "optional/", "off");
  run(join(draft, "optional/format"), "optional/format/", "strict");

  test("most groups need no interpreter in the fast tier", () => {
    expect(emitted).toBeGreaterThan(300);
  });

  test("every exception is still needed", () => {
    expect([...unneeded]).toEqual([]);
  });
});

function attempt<T>(run: () => T): T | string {
  try {
    return run();
  } catch (error) {
    return String(error);
  }
}
