import { readFile, writeFile } from "node:fs/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { bearerToken } from "../../server/auth.ts";
import { type Database, openDatabase } from "../../server/database.ts";
import { page } from "../../server/pages.ts";
import { seed } from "../../server/seed.ts";
import { brokenConstraint } from "../../server/sqlite.ts";
import { databaseFile } from "./temporary.ts";

let db: Database;
beforeEach(async () => {
  db = await openDatabase(":memory:");
});
afterEach(() => db.destroy());

const time = "2026-09-01T08:00:00.000Z";
const ada = {
  id: "a",
  name: "Ada",
  email: "ada@school.example",
  status: "active" as const,
  dateOfBirth: null,
  createdAt: time,
  updatedAt: time,
};
const fault = (write: { execute(): Promise<unknown> }): Promise<unknown> =>
  write.execute().then(
    () => undefined,
    (reason: unknown) => reason,
  );

test("an e-mail address is unique, whatever its case, and the fault names the column", async () => {
  await db.insertInto("students").values(ada).execute();
  const second = await fault(db.insertInto("students").values({ ...ada, id: "b", email: "ADA@school.example" }));
  expect(brokenConstraint(second)).toEqual({ kind: "unique", columns: "students.email" });
});

test("an enrolment needs its student and its course", async () => {
  const enrolment = { id: "e", studentId: "a", courseId: "c", grade: null, enrolledAt: time };
  expect(brokenConstraint(await fault(db.insertInto("enrolments").values(enrolment)))).toEqual({ kind: "foreignKey" });
});

test("a fault that is no broken constraint is not taken for one", async () => {
  expect(
    brokenConstraint(await fault(db.insertInto("students").values({ ...ada, id: "b", name: null as never }))),
  ).toBeUndefined();
  expect(brokenConstraint(new Error("UNIQUE constraint failed: students.email"))).toBeUndefined();
});

test("what is written in a file is there when it is opened again, and migrations run once", async () => {
  const { file, remove } = await databaseFile();
  const first = await openDatabase(file);
  await first.insertInto("students").values(ada).execute();
  await first.destroy();
  const second = await openDatabase(file);
  expect(await second.selectFrom("students").selectAll().execute()).toEqual([ada]);
  await second.destroy();
  await remove();
});

test("a file that is no database is refused, and is left as it was", async () => {
  const { file, remove } = await databaseFile();
  await writeFile(file, "My notes, and no database.");
  await expect(openDatabase(file)).rejects.toThrow("not a database");
  expect(await readFile(file, "utf8")).toBe("My notes, and no database.");
  await remove();
});

test("pages together hold every row once, in order, also where the sorted values are alike", async () => {
  const names = ["b", "a", "b", "B", "a", "c", "b"];
  await db
    .insertInto("students")
    .values(names.map((name, index) => ({ ...ada, id: `id${index}`, name, email: `${index}@school.example` })))
    .execute();
  for (const sort of ["name", "-name"] as const) {
    const all = await page(db.selectFrom("students").selectAll(), sort, { limit: 100 });
    expect(all.nextCursor).toBeNull();
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const next = await page(db.selectFrom("students").selectAll(), sort, { limit: 2, cursor });
      seen.push(...next.items.map(({ id }) => id));
      cursor = next.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(all.items.map(({ id }) => id));
    expect(seen.toSorted()).toEqual(names.map((_, index) => `id${index}`));
  }
});

test("a page that begins after a row is the same when rows before it go", async () => {
  await db
    .insertInto("students")
    .values(["a", "b", "c", "d"].map((name) => ({ ...ada, id: name, name, email: `${name}@school.example` })))
    .execute();
  const first = await page(db.selectFrom("students").selectAll(), "name", { limit: 2 });
  await db.deleteFrom("students").where("id", "=", "a").execute();
  const second = await page(db.selectFrom("students").selectAll(), "name", {
    limit: 2,
    cursor: first.nextCursor ?? "",
  });
  expect(second.items.map(({ id }) => id)).toEqual(["c", "d"]);
});

test("a cursor of another order, or one that nobody has given, is a 400 that names it", async () => {
  await db
    .insertInto("students")
    .values([ada, { ...ada, id: "b", email: "b@school.example" }])
    .execute();
  const { nextCursor } = await page(db.selectFrom("students").selectAll(), "name", { limit: 1 });
  for (const cursor of [nextCursor ?? "", "nonsense", "W10"]) {
    await expect(page(db.selectFrom("students").selectAll(), "-name", { limit: 1, cursor })).rejects.toMatchObject({
      status: 400,
      document: { errors: [{ in: "query", name: "cursor" }] },
    });
  }
});

test("an empty database is seeded once", async () => {
  await seed(db);
  const count = async (): Promise<number> => (await db.selectFrom("students").select("id").execute()).length;
  const students = await count();
  expect(students).toBeGreaterThan(20);
  await seed(db);
  expect(await count()).toBe(students);
});

test("only the very token is let in", () => {
  const verify = bearerToken("right");
  expect(verify({ token: "right" })).toEqual({ mayWrite: true });
  for (const token of ["", "wrong", "righ", "right ", "Right"]) expect(verify({ token })).toBeNull();
});
