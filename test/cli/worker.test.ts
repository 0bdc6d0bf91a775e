import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { folder, tenon, write } from "./support.ts";

const msw = resolve(import.meta.dirname, "../../node_modules/msw");
const { version } = JSON.parse(readFileSync(join(msw, "package.json"), "utf8")) as { version: string };
const script = readFileSync(join(msw, "lib/mockServiceWorker.js"), "utf8");

/** A project that has the msw of this one. */
function project(packageJson: object = {}): string {
  const cwd = folder({ "package.json": JSON.stringify(packageJson) });
  mkdirSync(join(cwd, "node_modules"));
  symlinkSync(msw, join(cwd, "node_modules/msw"), "dir");
  return cwd;
}

describe("tenon worker", () => {
  test("writes the script of the installed msw, says which that is, and leaves package.json alone", async () => {
    const cwd = project({ name: "page" });
    const { code, err } = await tenon(["worker", "static"], { cwd });
    expect([code, err]).toEqual([0, `static/mockServiceWorker.js written for msw ${version}\n`]);
    expect(readFileSync(join(cwd, "static/mockServiceWorker.js"), "utf8")).toBe(script);
    expect(readFileSync(join(cwd, "package.json"), "utf8")).toBe('{"name":"page"}');
    const again = await tenon(["worker", "static"], { cwd });
    expect(again.err).toBe(`static/mockServiceWorker.js already matches msw ${version}\n`);
  });

  test("without a folder it is public, or those that msw's own command remembers", async () => {
    expect((await tenon(["worker"], { cwd: project() })).err).toContain("public/mockServiceWorker.js written");
    const cwd = project({ msw: { workerDirectory: ["web", "docs/public"] } });
    const { out } = await tenon(["worker", "--format", "json"], { cwd });
    expect(JSON.parse(out)).toMatchObject({
      command: "worker",
      exitCode: 0,
      version,
      files: ["web/mockServiceWorker.js", "docs/public/mockServiceWorker.js"],
    });
  });

  test("--check fails where the script is another one's, changed or not there, and writes nothing", async () => {
    const cwd = project();
    const check = () => tenon(["worker", "--check"], { cwd });
    expect(await check()).toMatchObject({
      code: 1,
      out: expect.stringContaining("public/mockServiceWorker.js is missing"),
    });
    write(cwd, { "public/mockServiceWorker.js": script.replace(`'${version}'`, "'2.0.0'") });
    const { code, out } = await check();
    expect(code).toBe(1);
    expect(out).toContain(
      `worker-outdated  public/mockServiceWorker.js is the script of msw 2.0.0, but the installed msw is ${version}`,
    );
    expect(out).toContain("hint: run `tenon worker public`");
    write(cwd, { "public/mockServiceWorker.js": `${script}//` });
    expect((await check()).out).toContain(`a modified script of msw ${version}`);
    await tenon(["worker"], { cwd });
    expect((await check()).code).toBe(0);
  });

  test("says so where there is no msw, and where the folder cannot be", async () => {
    // A real one may stand in some folder above: this one hides it.
    const cwd = folder({ "package.json": "{}", "node_modules/msw/package.json": '{"name":"msw","exports":{}}' });
    const { code, out } = await tenon(["worker"], { cwd });
    expect(code).toBe(2);
    expect(out).toContain("msw-missing");
    const blocked = project();
    write(blocked, { public: "a file" });
    expect(await tenon(["worker"], { cwd: blocked })).toMatchObject({
      code: 2,
      out: expect.stringContaining("worker-unwritable"),
    });
  });
});
