/** The way around express is taken only where express is as expected. */

import type { Express, RequestHandler } from "express";
import { describe, expect, test } from "vitest";
import { mountDirectly } from "../../runtime/server/bypass.ts";
import type { HttpRequest } from "../../runtime/node/index.ts";

interface StubExpress {
  readonly used: RequestHandler[];
  readonly passed: string[];
  handle?: (request: unknown, response: unknown, callback?: () => void) => void;
}

/** As much of an application as is looked at. */
function stub(members: (used: RequestHandler[]) => object): StubExpress & Express {
  const used: RequestHandler[] = [];
  const passed: string[] = [];
  const app = {
    used,
    passed,
    use: (handler: RequestHandler) => void used.push(handler),
    disabled: () => true,
    handle: (request: { url: string }) => void passed.push(request.url),
  };
  Object.defineProperties(app, Object.getOwnPropertyDescriptors(members(used)));
  return app as never; // a stub
}

/** The requests that went past express, and those that express was asked about. */
function ask(app: StubExpress & Express, callback?: () => void): { direct: string[]; passed: string[] } {
  const direct: string[] = [];
  mountDirectly(
    app,
    () => undefined,
    (request: HttpRequest) => request.url !== "/other" && direct.push(request.url) > 0,
  );
  for (const url of ["/x", "/other"]) app.handle?.({ url }, {}, callback);
  return { direct, passed: app.passed };
}
const stackOf = (used: RequestHandler[]) => ({ stack: used.map((handle) => ({ handle })) });

describe("requests of the contract", () => {
  test("go past an express that is as expected, and others do not", () => {
    const app = stub((used) => ({
      get router() {
        return stackOf(used);
      },
    }));
    expect(ask(app)).toEqual({ direct: ["/x"], passed: ["/other"] });
  });

  test.each<[what: string, members: (used: RequestHandler[]) => object]>([
    ["has no router", () => ({})],
    ["has a router without a stack", () => ({ router: {} })],
    ["has an empty stack", () => ({ router: { stack: [] } })],
    [
      "throws where its router is read, as express 4 does",
      () => ({
        get router(): never {
          throw new Error("'app.router' is deprecated!");
        },
      }),
    ],
    [
      "has something else first",
      (used) => ({ router: { stack: [{ handle: () => undefined }, ...stackOf(used).stack] } }),
    ],
  ])("go through an express that %s", (_, members) => {
    expect(ask(stub(members))).toEqual({ direct: [], passed: ["/x", "/other"] });
  });

  test("go through express where the application is mounted in another one", () => {
    const app = stub((used) => ({
      get router() {
        return stackOf(used);
      },
    }));
    expect(ask(app, () => undefined)).toEqual({ direct: [], passed: ["/x", "/other"] });
  });

  test("are not touched where the application has no `handle`", () => {
    const app = stub(() => ({ handle: undefined }));
    expect(ask(app)).toEqual({ direct: [], passed: [] });
    expect(app.used).toHaveLength(1);
  });
});
