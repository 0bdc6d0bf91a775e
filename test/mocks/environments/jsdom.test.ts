// @vitest-environment jsdom

import { setupServer } from "msw/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createApis, EXPECTED, useApis } from "./app.ts";

describe("an application in jsdom", () => {
  it("works with `fetch: mocks.fetch`", async () => {
    expect(await useApis(createApis("http://api.test"), "mocks")).toEqual(EXPECTED);
  });

  describe.each(["http://localhost:3000", "https://api.test"])("with MSW's setupServer at %s", (origin) => {
    const apis = createApis(origin);
    const server = setupServer(...apis.school.handlers, ...apis.bodies.handlers);
    beforeAll(() => server.listen({ onUnhandledFrame: "error" }));
    afterAll(() => server.close());

    it("works with the global fetch", async () => {
      expect(await useApis(apis, "global")).toEqual(EXPECTED);
    });
  });
});
