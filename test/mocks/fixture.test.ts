import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { http, HttpResponse } from "msw";
import { describe, expect } from "vitest";
import { mockTest } from "tenon-runtime/mocks/vitest";
import { createClient } from "../../generated/client.ts";
import { createMocks, type Mocks } from "../../generated/mocks.ts";

const test = mockTest(() => createMocks({ baseUrl: "http://school.test" }));
const apiOf = (mocks: Mocks) =>
  createClient({ baseUrl: "http://school.test", fetch: mocks.fetch, auth: { bearerAuth: "x" } });

test("gives mocks and a recorder of them", async ({ mocks, recorder }) => {
  mocks.db.students.clear();
  expect((await apiOf(mocks).listStudents().orThrow()).items).toEqual([]);
  expect(recorder.operations).toEqual(["listStudents"]);
});

test("knows nothing of the test before", async ({ mocks, recorder }) => {
  expect((await apiOf(mocks).listStudents().orThrow()).items).not.toEqual([]);
  expect(recorder.operations).toEqual(["listStudents"]);
});

describe("mocks that are shared by tests", () => {
  const mocks = createMocks();
  mocks.scenario("nobody", (m) => m.db.students.clear());
  mocks.use("nobody");
  mocks.db.courses.clear();
  const shared = mockTest(() => mocks);
  for (const round of [1, 2])
    shared(`are as they were before each of them (${round})`, async ({ mocks: given }) => {
      expect(given).toBe(mocks);
      expect(given.active).toEqual(["nobody"]);
      expect([given.db.students.list(), given.db.courses.list()]).toEqual([[], []]);
      given.db.students.add();
      given.db.courses.add();
      given.on.listStudents({ fault: "network" });
      await expect(given.fetch("/students")).rejects.toThrow(TypeError);
    });
});

describe("where invalid requests are allowed", () => {
  test.override({ invalidRequests: "allow" });
  test("they fail nothing", async ({ mocks }) => {
    expect((await mocks.fetch("/students?limit=0")).status).toBe(400);
  });
});

describe("mocks of several APIs, with handlers of MSW for others", () => {
  const several = mockTest(
    {
      school: () => createMocks({ baseUrl: "http://school.test" }),
      branch: () => createMocks({ baseUrl: "http://branch.test/api", seed: 2 }),
    },
    { msw: { handlers: [http.get("http://bank.test/rate", () => HttpResponse.json({ rate: 2 }))] } },
  );
  several("have their data and their recorders by name", async ({ mocks, recorder }) => {
    mocks.branch.db.students.seed([{ name: "Ada" }]);
    mocks.school.db.students.clear();
    expect(await (await fetch("http://branch.test/api/students")).json()).toMatchObject({ items: [{ name: "Ada" }] });
    expect(await (await fetch("http://school.test/students")).json()).toMatchObject({ items: [] });
    expect(await (await fetch("http://bank.test/rate")).json()).toEqual({ rate: 2 });
    expect(recorder.branch.call("listStudents").status).toBe(200);
    expect(recorder.school.operations).toEqual(["listStudents"]);
  });
});

describe("with MSW", () => {
  const intercepted = mockTest(() => createMocks({ baseUrl: "http://school.test" }), { msw: true });
  intercepted("the global fetch is answered, also where no test asks for the mocks", async () => {
    expect((await fetch("http://school.test/students")).status).toBe(200);
  });
  intercepted("what is not for the mocks fails", async () => {
    await expect(fetch("http://elsewhere.test/")).rejects.toThrow(TypeError);
  });
});

/** Runs Vitest on a file of its own. @returns its exit code and all that it has printed */
async function run(source: string): Promise<{ readonly code: number; readonly output: string }> {
  const folder = await mkdtemp(join(import.meta.dirname, "tmp-"));
  try {
    const file = join(folder, "inner.test.ts");
    await writeFile(file, source);
    const vitest = join(import.meta.dirname, "../../node_modules/vitest/vitest.mjs");
    const options = { env: { ...process.env, NO_COLOR: "1" } };
    const args = [vitest, "run", "--project", "unit", "--reporter=verbose", file];
    const { code, stdout, stderr } = (await promisify(execFile)(process.execPath, args, options).then(
      (done) => ({ code: 0, ...done }),
      (error: unknown) => error,
    )) as { code: number; stdout: string; stderr: string }; // what execFile rejects with
    return { code, output: stdout + stderr };
  } finally {
    await rm(folder, { recursive: true });
  }
}

test.each([
  [
    "has sent an invalid request",
    'await mocks.fetch("/students?limit=0");',
    ["A request was refused, of 1.", "query limit must be"],
  ],
  [
    "has an override that the contract does not allow",
    'mocks.on.listCourses({ status: 200, patch: { items: 7 } } as never); expect((await mocks.fetch("/courses")).ok).toBe(false);',
    ["The contract does not allow what was answered.", "listCourses answered 200", "/items: must be"],
  ],
])(
  "a test that %s fails, and says which",
  async (_, body, texts) => {
    const { code, output } = await run(`
      import { mockTest } from "tenon-runtime/mocks/vitest";
      import { createMocks } from "../../../generated/mocks.ts";
      mockTest(() => createMocks())("does wrong", async ({ mocks, expect }) => { ${body} });
    `);
    expect(code).toBe(1);
    for (const text of texts) expect(output).toContain(text);
  },
  60_000,
);

test("a refused request fails its own test alone: the teardown runs whole, and MSW is closed", async () => {
  const { code, output } = await run(`
    import { expect, test as plain } from "vitest";
    import { mockTest } from "tenon-runtime/mocks/vitest";
    import { createMocks } from "../../../generated/mocks.ts";
    const shared = createMocks({ baseUrl: "http://school.test" });
    const test = mockTest(() => shared, { msw: true });
    const post = () => fetch("http://school.test/students", { method: "POST", headers: { authorization: "Bearer x", "content-type": "application/json" }, body: "{}" });
    test("sends an invalid body", async ({ mocks }) => { mocks.db.students.clear(); expect((await post()).status).toBe(400); });
    test("comes after it", async ({ mocks }) => {
      expect(mocks.db.students.list().length).toBe(12);
      expect((await fetch("http://school.test/students")).status).toBe(200);
    });
    plain("MSW is closed", async () => { await expect(fetch("http://school.test/students")).rejects.toThrow(); });
  `);
  expect(code).toBe(1);
  expect(output).toMatch(/1 failed \| 2 passed/);
  expect(output).toContain("A request was refused, of 1.");
}, 60_000);

test.each([
  ["with baseUrls of their own they pass", '"http://school" + (next += 1) + ".test"', /3 passed/, "3 passed"],
  [
    "with the same one the second fails, and says why",
    '"http://school.test"',
    /2 failed \| 1 passed/,
    'Another test that runs at the same time has mocks at "http://school.test"',
  ],
])(
  "concurrent tests share one MSW server: %s",
  async (_, baseUrl, summary, text) => {
    const { output } = await run(`
      import { describe, expect } from "vitest";
      import { mockTest } from "tenon-runtime/mocks/vitest";
      import { createMocks } from "../../../generated/mocks.ts";
      let next = 0;
      const test = mockTest(() => createMocks({ baseUrl: ${baseUrl} }), { msw: true });
      describe.concurrent("at the same time", () => {
        for (const name of ["a", "b", "c"])
          test(name, async ({ mocks }) => {
            mocks.db.students.seed([{ name }]);
            for (let round = 0; round < 5; round += 1)
              expect(await (await fetch(mocks.baseUrl + "/students")).json()).toMatchObject({ items: [{ name }] });
          });
      });
    `);
    expect(output).toMatch(summary);
    expect(output).toContain(text);
  },
  60_000,
);
