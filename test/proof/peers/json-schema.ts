/** The JSON Schema test suite (2020-12), in both tiers of the validators. */

import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Schema } from "tenon-runtime/core";
import { fastTier, slowTier, type TierOptions } from "../../validators/tiers.ts";
import type { Finding, Outcome } from "../proof.ts";
import { EXCEPTIONS } from "./json-schema-exceptions.ts";

interface Group {
  readonly description: string;
  readonly schema: Schema;
  readonly tests: readonly { readonly description: string; readonly data: unknown; readonly valid: boolean }[];
}

/** At least this many groups must be checked by emitted code alone, without the interpreter. */
const EMITTED_GROUPS = 300;

export function jsonSchemaSuite(root: string): Omit<Outcome, "holds"> {
  const draft = join(root, "tests/draft2020-12");
  const documents = documentsOf(root);
  const unneeded = new Set(EXCEPTIONS.map(({ file, group, test }) => `${file} › ${group} › ${test ?? "*"}`));
  const failures: Finding[] = [];
  const numbers = { files: 0, cases: 0, groupsInEmittedCode: 0 };

  const run = (folder: string, prefix: string, formats: "strict" | "off"): void => {
    for (const path of filesIn(folder)) {
      numbers.files++;
      const file = prefix + path.slice(folder.length + 1, -".json".length);
      // Cast: the format of the suite.
      for (const group of json(path) as readonly Group[]) {
        const options = { formats, documents };
        if (emittedAlone(group.schema, options)) numbers.groupsInEmittedCode++;
        for (const [tier, make] of Object.entries(TIERS)) {
          const check = attempt(() => make(group.schema, options));
          for (const each of group.tests) {
            numbers.cases++;
            const verdict = typeof check === "string" ? check : attempt(() => check(each.data));
            if (verdict === each.valid) continue;
            const exception = EXCEPTIONS.find(
              (one) =>
                one.file === file &&
                one.group === group.description &&
                (one.test ?? each.description) === each.description,
            );
            if (exception) unneeded.delete(`${file} › ${exception.group} › ${exception.test ?? "*"}`);
            else
              failures.push({
                case: `${file} › ${group.description} › ${each.description}`,
                reason: `${tier}: ${String(verdict)}, expected ${each.valid}`,
              });
          }
        }
      }
    }
  };
  run(draft, "", "off");
  run(join(draft, "optional"), "optional/", "off");
  run(join(draft, "optional/format"), "optional/format/", "strict");

  if (numbers.groupsInEmittedCode <= EMITTED_GROUPS)
    failures.push({
      case: "emitted code",
      reason: `only ${numbers.groupsInEmittedCode} groups need no interpreter; expected more than ${EMITTED_GROUPS}`,
    });
  for (const each of unneeded)
    failures.push({ case: each, reason: "this exception is no longer needed; remove it from the list" });
  const exceptions = EXCEPTIONS.map(({ file, group, reason }) => ({ case: `${file} › ${group}`, reason }));
  return { numbers, exceptions, failures };
}

const json = (file: string): unknown => JSON.parse(readFileSync(file, "utf8"));
const filesIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isFile() && entry.name.endsWith(".json") ? [join(folder, entry.name)] : [],
  );

/** The documents that the suite's schemas refer to, by URL. */
function documentsOf(root: string): Record<string, Schema> {
  const found: Record<string, Schema> = {};
  const walk = (folder: string, path: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const here = `${path}/${entry.name}`;
      if (entry.isDirectory()) walk(join(folder, entry.name), here);
      else found[`http://localhost:1234${here}`] = json(join(folder, entry.name)) as Schema; // the suite's format
    }
  };
  walk(join(root, "remotes/draft2020-12"), "/draft2020-12");
  // Ajv's package contains the meta-schema and its vocabularies.
  const meta = join(
    dirname(createRequire(import.meta.url).resolve("ajv/package.json")),
    "dist/refs/json-schema-2020-12",
  );
  for (const file of [...filesIn(meta), ...filesIn(join(meta, "meta"))]) {
    const schema = json(file) as { readonly $id: string }; // each meta-schema has one
    found[schema.$id] = schema;
  }
  return found;
}

/** Each schema of the suite is a document: `#` is its root. */
const asDocument = (schema: Schema): Schema =>
  typeof schema === "object" && schema["$id"] === undefined ? { $id: "https://suite.invalid/", ...schema } : schema;

/** Whether all references are pointers into the schema itself, as in a contract. */
const standsAlone = (schema: Schema): boolean => {
  const text = JSON.stringify(schema);
  return !/"\$(?:id|anchor|dynamicRef|dynamicAnchor)":/.test(text) && !/"\$ref":"(?!#(?:\/|"))/.test(text);
};

/** The schema as a named schema of a contract: references to its root become references by its name. */
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

const emittedTier = (schema: Schema, options: TierOptions): ReturnType<typeof fastTier> =>
  standsAlone(schema)
    ? // Cast: a schema stays one when its references are renamed.
      fastTier({ $ref: "#/components/schemas/Suite" }, { Suite: asNamed(schema) as Schema }, options)
    : fastTier(asDocument(schema), {}, options);

function emittedAlone(schema: Schema, options: TierOptions): boolean {
  if (!standsAlone(schema)) return false;
  const tier = attempt(() => emittedTier(schema, options));
  return typeof tier !== "string" && !tier.code.includes("interpreted(");
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
  "emitted code": (schema, options) => emittedTier(schema, options).is,
};

/** @returns what `run` returns, or its error as text */
function attempt<T>(run: () => T): T | string {
  try {
    return run();
  } catch (error) {
    return String(error);
  }
}
