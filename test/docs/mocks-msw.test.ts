import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createMocks } from "../../generated/mocks.ts";

const mocks = createMocks({ baseUrl: "https://api.school.example" });
const server = setupServer(...mocks.handlers);
beforeAll(() => server.listen());
afterEach(() => mocks.reset());
afterAll(() => server.close());

test("the global fetch is answered", async () => {
  mocks.db.students.seed([{ name: "Ada" }]);
  const response = await fetch("https://api.school.example/students");
  expect(await response.json()).toMatchObject({ items: [{ name: "Ada" }] });
});
