import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
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

describe("with MSW", () => {
  const intercepted = mockTest(() => createMocks({ baseUrl: "http://school.test" }), { msw: true });
  intercepted("the global fetch is answered, also where no test asks for the mocks", async () => {
    expect((await fetch("http://school.test/students")).status).toBe(200);
  });
  intercepted("what is not for the mocks fails", async () => {
    await expect(fetch("http://elsewhere.test/")).rejects.toThrow(TypeError);
  });
});

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
    const folder = await mkdtemp(join(import.meta.dirname, "tmp-"));
    try {
      const file = join(folder, "invalid.test.ts");
      await writeFile(
        file,
        `import { mockTest } from "tenon-runtime/mocks/vitest";
import { createMocks } from "../../../generated/mocks.ts";
mockTest(() => createMocks())("does wrong", async ({ mocks, expect }) => { ${body} });
`,
      );
      const vitest = join(import.meta.dirname, "../../node_modules/vitest/vitest.mjs");
      const failed = (await promisify(execFile)(process.execPath, [vitest, "run", "--project", "unit", file], {
        env: { ...process.env, NO_COLOR: "1" },
      }).catch((error: unknown) => error)) as { code?: number; stderr: string }; // what execFile rejects with
      expect(failed.code).toBe(1);
      for (const text of texts) expect(failed.stderr).toContain(text);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
  60_000,
);
