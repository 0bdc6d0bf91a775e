import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Every module that is loaded when a module is imported or a command is run, as paths from the repository's root. */
function loadedBy(code: string): string[] {
  const script = `
    import { registerHooks } from "node:module";
    import { writeSync } from "node:fs";
    const urls = new Set();
    registerHooks({ load(url, context, next) { urls.add(url); return next(url, context); } });
    process.on("exit", () => writeSync(2, "\\u0000" + [...urls].join("\\n")));
    ${code}`;
  const run = spawnSync(process.execPath, ["--conditions=tenon-source", "--input-type=module", "--eval", script], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, NODE_OPTIONS: "", NODE_COMPILE_CACHE: "" },
  });
  expect(run.status, run.stderr).toBe(0);
  const urls = run.stderr.split("\u0000").at(-1)?.split("\n") ?? [];
  return urls.filter((url) => url.startsWith("file:")).map((url) => fileURLToPath(url).slice(root.length));
}

const packages = (files: readonly string[]): string[] => {
  const names = files
    .map((file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1])
    .filter((name) => name !== undefined);
  return [...new Set(names)].sort();
};
const rooms = (files: readonly string[]): string[] => {
  const names = files
    .filter((file) => !file.includes("node_modules/"))
    .map((file) => file.split("/").slice(0, 2).join("/"));
  return [...new Set(names)].sort();
};

describe("importing a subpath of the runtime loads only what it may", () => {
  test("core loads itself and nothing else", () => {
    const files = loadedBy(`await import("tenon-runtime/core");`);
    expect(rooms(files)).toEqual(["runtime/core"]);
    expect(packages(files)).toEqual([]);
  });

  test("client loads core and nothing else: openapi-fetch comes with the first use of $fetch", () => {
    const files = loadedBy(`await import("tenon-runtime/client");`);
    expect(rooms(files)).toEqual(["runtime/client", "runtime/core"]);
    expect(packages(files)).toEqual([]);
  });

  test("validators load their part of core and nothing else", () => {
    const files = loadedBy(`await import("tenon-runtime/validators");`);
    expect(
      files.filter(
        (file) =>
          !/^runtime\/core\/(?:(?:schema|formats|pattern)\/|(?:json-\w+|pointers|answer\/(?:undeclared|prune))\.ts$)/.test(
            file,
          ),
      ),
    ).toEqual([]);
  });

  test("server leaves what fetch is made of alone, which takes longer to load than all of the runtime", () => {
    const loaded = `process.moduleLoadList.filter((name) => name.includes("undici"))`;
    const files = loadedBy(`
      await import("tenon-runtime/server");
      const early = ${loaded};
      if (early.length > 0) throw new Error("loaded: " + early);
      void globalThis.Headers;
      if (${loaded}.length === 0) throw new Error("This test would not see it");`);
    expect(rooms(files)).toContain("runtime/server");
  });

  test("mocks load core, and neither MSW nor anything of the server or the client", () => {
    const files = loadedBy(`await import("tenon-runtime/mocks");`);
    expect(rooms(files)).toEqual(["runtime/core", "runtime/mocks"]);
    for (const name of ["msw", "express", "openapi-backend", "openapi-fetch"])
      expect(packages(files)).not.toContain(name);
  });

  test("mocks over HTTP load neither MSW nor express", () => {
    const files = loadedBy(`await import("tenon-runtime/mocks/http");`);
    for (const name of ["msw", "express", "openapi-backend", "openapi-fetch"])
      expect(packages(files)).not.toContain(name);
  });

  test("server loads core, and neither MSW, TypeScript, Redocly nor anything of the mocks or the client", () => {
    const files = loadedBy(`await import("tenon-runtime/server");`);
    expect(rooms(files)).toEqual(["runtime/core", "runtime/fetch", "runtime/node", "runtime/server"]);
    for (const name of ["msw", "typescript", "openapi-fetch", "openapi-typescript"])
      expect(packages(files)).not.toContain(name);
    expect(packages(files).filter((name) => name.startsWith("@redocly/"))).toEqual([]);
  });
});

describe("a command loads only what it needs", () => {
  const command = (...args: readonly string[]): string =>
    `process.argv = [process.execPath, "tenon", ...${JSON.stringify(args)}]; await import(${JSON.stringify(`${root}toolchain/cli/main.ts`)});`;

  test("help loads no more than commander", () => {
    expect(packages(loadedBy(command("generate", "--help")))).toEqual(["commander"]);
  });

  test("lint loads no TypeScript", () => {
    const loaded = packages(loadedBy(command("lint", "--no-cache", "test/fixtures/cli/clean.yaml")));
    expect(loaded).toContain("@redocly/openapi-core");
    expect(loaded).not.toContain("typescript");
  });

  test("the configuration's entry loads nothing but itself", () => {
    const files = loadedBy(`await import("tenon");`);
    expect(packages(files)).toEqual([]);
    expect(files).toEqual(["toolchain/index.ts", "toolchain/cli/config/config.ts"]);
  });
});
