import { expect, test } from "vitest";
import { createClient } from "../src/index.ts";
import { createMocks } from "../src/mocks.ts";

test("the client calls the API", async () => {
  const mocks = createMocks({ baseUrl: "/api" });
  mocks.db.tasks.seed([{ title: "Publish the package" }]);
  const api = createClient({ baseUrl: "/api", fetch: mocks.fetch });
  const { items } = await api.listTasks().orThrow();
  expect(items.map(({ title }) => title)).toEqual(["Publish the package"]);
});
