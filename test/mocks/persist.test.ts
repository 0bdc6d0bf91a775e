import { beforeEach, expect, it, vi } from "vitest";
import { persist, type PersistReport, type TextStorage } from "tenon-runtime/mocks/persist";
import { createMocks } from "../../generated/mocks.ts";

class Memory implements TextStorage {
  readonly kept = new Map<string, string>();
  getItem = (key: string): string | null => this.kept.get(key) ?? null;
  setItem = (key: string, value: string): void => void this.kept.set(key, value);
  removeItem = (key: string): void => void this.kept.delete(key);
}

let storage: Memory;
let reports: PersistReport[];
const onReport = (report: PersistReport): void => void reports.push(report);
beforeEach(() => {
  storage = new Memory();
  reports = [];
});

const create = (mocks: Pick<ReturnType<typeof createMocks>, "fetch">, email = "new@school.example") =>
  mocks.fetch("/students", {
    method: "POST",
    body: JSON.stringify({ name: "Ada", email, status: "active" }),
    headers: { "Content-Type": "application/json", Authorization: "Bearer x" },
  });
const emails = (mocks: ReturnType<typeof createMocks>) => mocks.db.students.list().map(({ email }) => email);

it("what requests change is there after a reload", async () => {
  const mocks = createMocks();
  expect(persist(mocks, { storage, onReport }).restored).toBe(false);
  expect((await create(mocks)).status).toBe(201);
  const later = createMocks();
  expect(persist(later, { storage, onReport }).restored).toBe(true);
  expect(later.db.students.list()).toEqual(mocks.db.students.list());
  expect(emails(later)).toContain("new@school.example");
  expect(reports).toEqual([]);
});

it("what is done by hand is stored, many changes at once; what is removed is not stored again", async () => {
  const mocks = createMocks();
  const setItem = vi.spyOn(storage, "setItem");
  const persisted = persist(mocks, { storage });
  expect(storage.kept.size).toBe(0);
  mocks.db.students.clear();
  for (let count = 0; count < 5; count += 1) mocks.db.students.add();
  await Promise.resolve();
  expect(setItem).toHaveBeenCalledTimes(1);
  mocks.db.students.clear();
  persisted.save();
  const later = createMocks();
  const again = persist(later, { storage });
  expect([again.restored, later.db.students.list()]).toEqual([true, []]);
  later.db.students.add();
  again.clear();
  await Promise.resolve();
  expect(persist(createMocks(), { storage }).restored).toBe(false);
});

it.each(["reset", "use"] as const)("what %s takes back does not come back", async (how) => {
  const mocks = createMocks();
  persist(mocks, { storage });
  expect((await create(mocks)).status).toBe(201);
  mocks[how]();
  await Promise.resolve();
  const later = createMocks();
  expect(persist(later, { storage }).restored).toBe(true);
  expect(emails(later)).not.toContain("new@school.example");
});

it("what a GET has changed by an override is stored, and what only callers with a scenario of their own see is not", async () => {
  const mocks = createMocks();
  mocks.scenario("empty", ({ db }) => db.students.clear());
  persist(mocks, { storage });
  mocks.on.listCourses((_, { usual }) => (mocks.db.students.clear(), usual()));
  await mocks.fetch("/students", { headers: { "Tenon-Scenario": "empty" } });
  expect(storage.kept.size).toBe(0);
  await mocks.fetch("/courses");
  const later = createMocks();
  persist(later, { storage });
  expect(emails(later)).toEqual([]);
});

it("is of the scenario in which it was stored", async () => {
  const school = () => {
    const mocks = createMocks();
    mocks.scenario("empty", (m) => m.db.students.clear());
    mocks.use("empty");
    return mocks;
  };
  const mocks = school();
  persist(mocks, { storage });
  await create(mocks);
  expect(persist(createMocks(), { storage }).restored).toBe(false);
  const later = school();
  expect(persist(later, { storage }).restored).toBe(true);
  expect(emails(later)).toEqual(["new@school.example"]);
});

it.each([
  ["no JSON", "{"],
  ["no object", "7"],
  ["no snapshot", (whole: string) => JSON.stringify({ ...(JSON.parse(whole) as object), data: { format: 1 } })],
])("what is corrupted is removed, and told: %s", async (_, damage) => {
  const mocks = createMocks();
  persist(mocks, { storage });
  await create(mocks);
  const [[key, whole] = ["", ""]] = storage.kept;
  storage.setItem(key, typeof damage === "string" ? damage : damage(whole));
  const later = createMocks();
  const usual = later.db.students.list();
  expect(persist(later, { storage, onReport }).restored).toBe(false);
  expect(reports).toMatchObject([{ code: "discarded" }]);
  expect(storage.kept.size).toBe(0);
  expect(later.db.students.list()).toEqual(usual);
});

it("what is of another contract is removed, and told", async () => {
  const mocks = createMocks();
  persist(mocks, { storage });
  await create(mocks);
  const other = Object.create(createMocks(), { fingerprint: { value: "other" } }) as ReturnType<typeof createMocks>;
  expect(persist(other, { storage, onReport }).restored).toBe(false);
  expect(reports).toMatchObject([{ code: "outdated" }]);
  expect(storage.kept.size).toBe(0);
});

it("a storage that is full is told of, and the answer does not go with it", async () => {
  const mocks = createMocks();
  vi.spyOn(storage, "setItem").mockImplementation(() => {
    throw new DOMException("full", "QuotaExceededError");
  });
  persist(mocks, { storage, onReport });
  expect((await create(mocks)).status).toBe(201);
  expect(reports).toEqual([{ code: "not-stored", message: expect.stringContaining("full") as string }]);
});

it("needs a storage", () => {
  expect(() => persist(createMocks())).toThrow(/another storage/);
});
