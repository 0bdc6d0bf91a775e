import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const ROOT = new URL("../../", import.meta.url).href;

/** Every module that importing an entry loads, by its path in the repository. */
async function loadedBy(entry: string): Promise<string> {
  const script = `
    import { registerHooks } from "node:module";
    const urls = [];
    registerHooks({ load(url, context, next) { urls.push(url); return next(url, context); } });
    await import(${JSON.stringify(entry)});
    console.log(urls.join("\\n").replaceAll(${JSON.stringify(ROOT)}, ""));
  `;
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--conditions=tenon-source",
    "--input-type=module",
    "--eval",
    script,
  ]);
  return stdout;
}

describe("importing", () => {
  it.each([
    [
      "tenon-runtime/client",
      /node_modules\/(?!openapi-fetch)|runtime\/(?:server|mocks)\/|core\/(?:engine|router|fetch)|^node:/m,
    ],
    ["tenon-runtime/mocks", /node_modules\/|runtime\/(?:server|client)\/|^node:/m],
    [
      "tenon-runtime/mocks/recorder",
      /node_modules\/|runtime\/(?:server|client|mocks\/(?!recorder))|core\/(?!names)|^node:/m,
    ],
    [
      "tenon-runtime/mocks/persist",
      /node_modules\/|runtime\/(?:server|client|core)\/|mocks\/(?:mocks|answers|store)|^node:/m,
    ],
    ["tenon-runtime/mocks/panel", /node_modules\/|runtime\/(?:server|client|core)\/|mocks\/(?!panel)|^node:/m],
    ["tenon-runtime/mocks/msw", /node_modules\/(?:express|openapi-backend|openapi-fetch)|runtime\/(?:server|client)\//],
    ["tenon-runtime/mocks/http", /node_modules\/|runtime\/(?:server|client)\//],
  ])("%s loads nothing that it has no use for", async (entry, foreign) => {
    const loaded = await loadedBy(entry);
    expect(loaded).toContain("runtime/");
    expect(loaded.match(foreign)?.[0]).toBeUndefined();
  });
});
