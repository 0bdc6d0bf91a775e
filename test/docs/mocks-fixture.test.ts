import { expect } from "vitest";
import { mockTest } from "tenon-runtime/mocks/vitest";
import { createClient } from "../../generated/client.ts";
import { createMocks } from "../../generated/mocks.ts";

const test = mockTest(() => createMocks({ seed: 7 }));

test("a student who is deleted is gone", async ({ mocks, recorder }) => {
  const api = createClient({ fetch: mocks.fetch, auth: { bearerAuth: () => "any" } });
  const { id: studentId } = mocks.db.students.add({ name: "Ada" });
  expect((await api.getStudent({ params: { studentId } }).orThrow()).name).toBe("Ada");
  await api.deleteStudent({ params: { studentId } }).orThrow();
  expect((await api.getStudent({ params: { studentId } })).status).toBe(404);
  recorder.expectOrder("getStudent", "deleteStudent", "getStudent");
  expect(recorder.call("deleteStudent").decoded.params).toEqual({ studentId });
});
