/** `handler.ts` in a bundle: it runs wherever web standards do, and it is small. */

import { gzipSync } from "node:zlib";
import { fileURLToPath } from "node:url";
import { rolldown, type OutputChunk } from "rolldown";
import { expect, test } from "vitest";
import { ADA, app, BEARER, handlers, security } from "./support.ts";
import type * as generated from "../emit/goldens/students/handler.ts";

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** A bundle for browsers. */
async function bundled(input: string, codeSplitting: boolean): Promise<readonly OutputChunk[]> {
  const warnings: string[] = [];
  const bundle = await rolldown({
    input,
    platform: "browser",
    resolve: { conditionNames: ["tenon-source", "browser", "import"] },
    treeshake: { moduleSideEffects: false },
    onwarn: ({ message }) => void warnings.push(message),
  });
  const { output } = await bundle.generate({ format: "esm", minify: true, codeSplitting });
  await bundle.close();
  expect(warnings).toEqual([]);
  return output.filter((file) => file.type === "chunk");
}

const size = (chunks: readonly OutputChunk[]): number =>
  chunks.reduce((sum, { code }) => sum + gzipSync(code).length, 0);

test("the runtime part of a handler starts with at most 30 kB, and has at most 37 kB in all", async () => {
  const chunks = await bundled(path("../../runtime/fetch/index.ts"), true);
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const initial = new Set(chunks.filter(({ isEntry }) => isEntry));
  for (const { imports } of initial) for (const name of imports) if (byName.has(name)) initial.add(byName.get(name)!); // just asked
  expect(size([...initial])).toBeLessThanOrEqual(30_000);
  expect(size(await bundled(path("../../runtime/fetch/index.ts"), false))).toBeLessThanOrEqual(37_000);
});

test("a handler needs nothing of Node and no package but the runtime, and answers", async () => {
  const [chunk, ...others] = await bundled(path("../emit/goldens/students/handler.ts"), false);
  const { code = "", imports = [], moduleIds = [] } = chunk ?? {};
  expect([...others, ...imports]).toEqual([]);
  const rooms = ["/runtime/core/", "/runtime/fetch/", "/goldens/students/", "rolldown/runtime"];
  expect(moduleIds.filter((id) => !rooms.some((room) => id.includes(room)))).toEqual([]);
  // Cast: the bundle of the module whose type it is.
  const { toFetchHandler } = (await import(
    `data:text/javascript;base64,${Buffer.from(code).toString("base64")}`
  )) as typeof generated;
  const handle = toFetchHandler({ handlers, security, context: app });
  const ask = async (url: string, init?: RequestInit): Promise<unknown> => {
    const response = await handle(new Request(`https://school.example${url}`, init));
    return [response.status, response.status === 204 ? "" : await response.json()];
  };
  expect(await ask(`/students/${ADA}`)).toEqual([200, { id: ADA, name: "Ada" }]);
  expect(await ask("/students?limit=0")).toMatchObject([400, { errors: [{ name: "limit", keyword: "minimum" }] }]);
  expect(await ask(`/students/${ADA}`, { method: "DELETE", headers: BEARER })).toEqual([204, ""]);
});
