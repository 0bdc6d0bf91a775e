/** Findings that are accepted or known, in projects of several files and several contracts. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { folder, tenon, write } from "../cli/support.ts";

const contract = (name: string, more = ""): string => `openapi: 3.1.0
info: { title: ${name}, version: "1", license: { name: MIT, url: https://example.com } }
servers: [{ url: https://api.example.org }]
security: []
paths:
  /${name}:
    get:
      operationId: list_${name}
      summary: ${name}
      parameters: [{ $ref: "./shared.yaml#/Limit" }]
      responses: { "200": { description: ok } }
${more}`;
const limit = (maximum: number): string =>
  `Limit: { name: limit, in: query, schema: { type: integer, maximum: ${maximum} } }\n`;

interface Report {
  readonly exitCode: number;
  readonly diagnostics: readonly { readonly code: string; readonly fingerprint: string; readonly message: string }[];
}

async function check(cwd: string, ...argv: string[]): Promise<Report> {
  const { out } = await tenon(["check", "--format", "json", ...argv], { cwd });
  return JSON.parse(out) as Report;
}

describe("several contracts that share a file", () => {
  const names = ["orders", "products"];
  function project(): string {
    const cwd = folder({
      "shared.yaml": limit(50),
      "base/shared.yaml": limit(100),
      "accept.yaml": "[]\n",
      "tenon.config.mjs": `export default ${JSON.stringify(
        names.map((name) => ({
          contract: `${name}.yaml`,
          output: `generated/${name}`,
          check: { base: `base/${name}.yaml`, accept: "accept.yaml" },
        })),
      )};\n`,
    });
    for (const name of names) write(cwd, { [`${name}.yaml`]: contract(name), [`base/${name}.yaml`]: contract(name) });
    return cwd;
  }

  test("have a finding each, whose fingerprint accepts that one", async () => {
    const cwd = project();
    const { diagnostics } = await check(cwd, "--only", "diff");
    expect(diagnostics.map(({ code }) => code)).toEqual(Array(2).fill("parameter-range-narrowed"));
    expect(new Set(diagnostics.map(({ fingerprint }) => fingerprint)).size).toBe(2);
    for (const [index, name] of names.entries()) {
      write(cwd, { "accept.yaml": `- { fingerprint: ${diagnostics[index]!.fingerprint}, reason: agreed }\n` });
      const left = await check(cwd, "--only", "diff");
      expect(left.diagnostics.map(({ message }) => message)).toEqual([expect.not.stringContaining(`/${name}`)]);
    }
  });

  test("share an accept file: an entry is unused only when it fits none of them", async () => {
    const cwd = project();
    await tenon(["generate"], { cwd });
    const rules = ["operation-4xx-response", "parameter-range-narrowed"].map(
      (rule) => `- { rule: ${rule}, reason: agreed }\n`,
    );
    write(cwd, { "accept.yaml": `${rules.join("")}- { path: /orders, rule: nothing, reason: x }\n` });
    const { diagnostics } = await check(cwd);
    expect(diagnostics.filter(({ code }) => code.startsWith("exception"))).toEqual([
      expect.objectContaining({ code: "exception-unused", message: expect.stringContaining("nothing") }),
    ]);
  });
});

test("a finding in the file of a path item is accepted by its path", async () => {
  const item = (id: string): string =>
    `get:\n  operationId: ${id}\n  summary: ${id}\n  responses: { "200": { description: ok } }\n`;
  const cwd = folder({
    "openapi.yaml": contract(
      "root",
      `  /own: { $ref: "./paths/own.yaml" }\n  /other: { $ref: "./paths/other.yaml" }\n`,
    ),
    "shared.yaml": limit(9),
    "paths/own.yaml": item("own"),
    "paths/other.yaml": item("other"),
    "accept.yaml": ["/own", "/root"]
      .map((path) => `- { path: ${path}, rule: operation-4xx-response, reason: x }\n`)
      .join(""),
    "tenon.config.mjs": `export default { check: { accept: "accept.yaml" } };\n`,
  });
  const { diagnostics } = await check(cwd, "--only", "lint");
  expect(diagnostics.map((one) => [one.code, (one as { position?: { file: string } }).position?.file])).toEqual([
    ["operation-4xx-response", "paths/other.yaml"],
  ]);
});

describe("a baseline", () => {
  const files = { "openapi.yaml": contract("a"), "shared.yaml": limit(9) };

  test("holds what was found when it was written: only new findings count", async () => {
    const cwd = folder(files);
    expect(await check(cwd, "--only", "lint", "--strict")).toMatchObject({ exitCode: 1 });
    const written = await tenon(["check", "--only", "lint", "--strict", "--write-baseline"], { cwd });
    expect(written).toMatchObject({
      code: 0,
      err: expect.stringMatching(/1 finding written to contract-baseline\.json/),
    });
    expect(await check(cwd, "--only", "lint", "--strict")).toMatchObject({ exitCode: 0, diagnostics: [] });
    write(cwd, { "openapi.yaml": contract("a").replace("      summary: a\n", "") });
    const { exitCode, diagnostics } = await check(cwd, "--only", "lint", "--strict");
    expect([exitCode, diagnostics.map(({ code }) => code)]).toEqual([1, ["operation-summary"]]);
  });

  test("shrinks when a finding is gone and all parts have run", async () => {
    const cwd = folder(files);
    await tenon(["generate"], { cwd });
    await tenon(["check", "--write-baseline"], { cwd });
    const stored = (): unknown => JSON.parse(readFileSync(join(cwd, "contract-baseline.json"), "utf8"));
    const before = stored();
    write(cwd, { "openapi.yaml": contract("a").replace("responses: {", 'responses: { "400": { description: bad },') });
    await tenon(["generate"], { cwd });
    await tenon(["check", "--only", "lint"], { cwd });
    expect(stored()).toEqual(before);
    const { err } = await tenon(["check"], { cwd });
    expect(err).toContain("removed from contract-baseline.json");
    expect(stored()).toEqual({ version: 1, findings: {} });
  });

  test("that is named and missing, or is none, is exit 2", async () => {
    const cwd = folder({ ...files, "broken.json": "{" });
    for (const file of ["missing.json", "broken.json"])
      expect(await check(cwd, "--only", "lint", "--baseline", file)).toMatchObject({
        exitCode: 2,
        diagnostics: [expect.objectContaining({ code: "baseline-invalid" })],
      });
    expect(existsSync(join(cwd, "missing.json"))).toBe(false);
  });
});
