import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { whyOf } from "../../toolchain/check/why.ts";
import { loadContract } from "../../toolchain/contract/index.ts";
import { table } from "../../toolchain/diagnostics/index.ts";
import { ownRules } from "../../toolchain/lint/own.ts";
import { folder, write } from "../cli/support.ts";

const page = readFileSync(fileURLToPath(new URL("../../docs/rules.md", import.meta.url)), "utf8");
const rules = [
  ...page.matchAll(/^## (\S+)\n\nWhy: (.*)\.\n\n```yaml before\n([^]*?)```\n\n```yaml after\n([^]*?)```\n/gm),
].map(([, rule = "", why = "", before = "", after = ""]) => ({ rule, why, before, after }));

/** Codes with a reason that are no matter of the contract's text alone. */
const ELSEWHERE = [
  "stale-output",
  "missing-handler",
  "type-error",
  "exception-unused",
  "exception-expired",
  "invalid-example",
  "invalid-default",
];

async function found(part: string): Promise<{ readonly codes: readonly string[]; readonly errors: readonly string[] }> {
  const head = part.startsWith("openapi:") ? "" : 'openapi: 3.1.0\ninfo: { title: T, version: "1" }\n';
  const cwd = folder();
  write(cwd, { "openapi.yaml": `${head}${part}${/^paths:/m.test(part) ? "" : "paths: {}\n"}` });
  const loaded = await loadContract(join(cwd, "openapi.yaml"), { cwd });
  const own = loaded.contract ? ownRules(loaded.contract, loaded.locate) : [];
  for (const { position } of own) expect(position).toBeDefined();
  const diagnostics = [...loaded.diagnostics, ...own];
  const errors = diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message);
  return { codes: diagnostics.map(({ code }) => code), errors };
}

describe("docs/rules.md", () => {
  test("has a section for each rule that says why it matters", () => {
    const known = Object.keys(table).filter((code) => whyOf(code) !== undefined && !ELSEWHERE.includes(code));
    expect(rules.map(({ rule }) => rule)).toEqual(known.toSorted());
    expect([...page.matchAll(/^## /gm)].length).toBe(rules.length);
  });

  test.each(rules)(
    "$rule: the one before breaks it, the one after does not, and why is as findings say it",
    async (one) => {
      expect(one.why).toBe(whyOf(one.rule));
      expect((await found(one.before)).codes).toContain(one.rule);
      const { codes, errors } = await found(one.after);
      expect(codes).not.toContain(one.rule);
      expect(errors).toEqual([]);
    },
  );
});
