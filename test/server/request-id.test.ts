import express from "express";
import { describe, expect, test } from "vitest";
import { HttpProblem, type ErrorInfo } from "tenon-runtime/core";
import type { Hooks, ServerRequest } from "tenon-runtime/server";
import { createMocks } from "../emit/goldens/students/mocks.ts";
import { createRouter, createServer, type Handlers, toFetchHandler } from "../emit/goldens/students/server.ts";
import { ADA, app, handlers, listen, type Options, problemOf, security } from "./support.ts";

const GIVEN = { "x-request-id": "caller-1" };
const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const OWN = /^[\da-z]{8,13}-[\da-z]+$/;

/** A server that notes the id that `context`, the handler and `onError` see. */
function noting(settings: object = {}) {
  const seen: string[] = [];
  const context = app();
  const noted: Handlers<Options> = {
    ...handlers,
    getStudent: (request, given) => {
      seen.push(given.request.id);
      return handlers.getStudent(request, given);
    },
    listStudents: () => {
      throw new Error("broken");
    },
    deleteStudent: () => {
      throw new HttpProblem(404);
    },
  };
  const options = {
    handlers: noted,
    security,
    context: (request: ServerRequest) => (seen.push(request.id), context),
    onError: (_error: unknown, { request }: ErrorInfo) => void seen.push(request.id),
    validateResponses: "report" as const,
    ...settings,
  };
  return { seen, options, handle: toFetchHandler(options) };
}

describe.each(["express", "fetch"])("a request's id (%s)", (host) => {
  const asked = async (settings: object, headers: Record<string, string>, path = `/students/${ADA}`) => {
    const { seen, options, handle } = noting(settings);
    if (host === "fetch") return { response: await handle(new Request(`http://host${path}`, { headers })), seen };
    await using server = await listen(createServer(options));
    const response = await fetch(server.url + path, { headers });
    return { response: new Response(await response.text(), response), seen };
  };

  test("is the same for context, handler and onError, and another one for each request", async () => {
    const hooked: string[] = [];
    const hooks: Hooks = { preRoutingHandler: ({ request }) => void hooked.push(request.id) };
    const first = await asked({ hooks }, GIVEN);
    expect(hooked).toEqual(first.seen.slice(0, 1));
    expect(first.seen).toHaveLength(2);
    expect(first.seen[0]).toMatch(OWN);
    expect(first.seen[1]).toBe(first.seen[0]);
    const second = await asked({}, {}, "/students");
    expect(second.response.status).toBe(500);
    expect(second.seen).toHaveLength(2);
    expect(second.seen[1]).toBe(second.seen[0]);
    expect(second.seen[0]).not.toBe(first.seen[0]);
  });

  test.for<[string, Record<string, string>, string | RegExp]>([
    ["X-Request-Id", GIVEN, "caller-1"],
    ["traceparent", { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` }, TRACE],
    ["X-Request-Id before traceparent", { ...GIVEN, traceparent: `00-${TRACE}-00f067aa0ba902b7-01` }, "caller-1"],
    [
      "traceparent where X-Request-Id is malformed",
      { "x-request-id": "a b", traceparent: `cc-${TRACE}-00f067aa0ba902b7-01-more` },
      TRACE,
    ],
    ["no trace of zeros", { traceparent: `00-${"0".repeat(32)}-00f067aa0ba902b7-01` }, OWN],
    ["no traceparent of the forbidden version", { traceparent: `ff-${TRACE}-00f067aa0ba902b7-01` }, OWN],
    ["nothing that is too long", { "x-request-id": "a".repeat(129) }, OWN],
    ["nothing with other characters", { "x-request-id": 'a","level":"error' }, OWN],
    ["nothing that is empty", { "x-request-id": "" }, OWN],
  ])("is the caller's where it is trusted: %s", async ([, headers, expected]) => {
    const { seen } = await asked({ requestId: { trust: true } }, headers);
    expect(seen[0]).toMatch(expected);
    expect(seen[1]).toBe(seen[0]);
  });

  test("is sent back in a header where that is asked for, with refusals too", async () => {
    const requestId = { trust: true, header: "X-Request-Id" };
    for (const path of [`/students/${ADA}`, "/students/nobody", "/students", "/nowhere"])
      expect((await asked({ requestId }, GIVEN, path)).response.headers.get("x-request-id"), path).toBe("caller-1");
    expect((await asked({}, GIVEN)).response.headers.get("x-request-id")).toBeNull();
  });

  test("is the instance of problems where that is asked for", async () => {
    const settings = { requestId: { trust: true, instance: true } };
    const headers = { "x-request-id": "a/b", "x-key": "key" };
    for (const path of ["/students/nobody", "/students", "/nowhere"])
      expect(await problemOf((await asked(settings, headers, path)).response), path).toMatchObject({
        instance: "urn:request:a%2Fb",
      });
    expect(await problemOf((await asked({}, headers, "/nowhere")).response)).not.toHaveProperty("instance");
  });
});

test("problems that a handler throws are of this request too, unless they say otherwise", async () => {
  const thrown = (problem: HttpProblem) => {
    const options = noting({ requestId: { trust: true, instance: true } }).options;
    const throwing: Handlers<Options> = {
      ...handlers,
      getStudent: () => {
        throw problem;
      },
    };
    const shaped = {
      problem: (document: { instance?: string }) => ({ status: 404, body: { title: document.instance } }),
    };
    const at = (more: object) =>
      toFetchHandler({ ...options, ...more, handlers: throwing, validateResponses: "off" })(
        new Request(`http://host/students/${ADA}`, { headers: GIVEN }),
      ).then((response) => response.json() as Promise<unknown>);
    return Promise.all([at({}), at(shaped)]);
  };
  expect(await thrown(new HttpProblem(404))).toMatchObject([
    { instance: "urn:request:caller-1" },
    { title: "urn:request:caller-1" },
  ]);
  expect(await thrown(new HttpProblem(404, { instance: "/own" }))).toMatchObject([
    { instance: "/own" },
    { title: "/own" },
  ]);
});

test("the id that the application's own middleware has given is taken, whatever is trusted", async () => {
  const { seen, options } = noting();
  const outer = express();
  outer.use((request, _response, next) => {
    Object.assign(request, { id: 7 });
    next();
  });
  outer.use(createRouter(options));
  await using server = await listen(outer);
  await fetch(`${server.url}/students/${ADA}`, { headers: GIVEN });
  expect(seen).toEqual(["7", "7"]);
});

test("handlers that serve as overrides of mocks have one too", async () => {
  const mocks = createMocks();
  let id = "";
  mocks.on.deleteStudent((_request, { request }) => {
    id = request.id;
    return { status: 204 };
  });
  await mocks.fetch(`http://host/students/${ADA}`, { method: "DELETE", headers: { "x-key": "any" } });
  expect(id).toMatch(OWN);
});

test("an option of it that nobody knows keeps the server from starting", () => {
  expect(() => noting({ requestId: { trusted: true } })).toThrow(
    'There is no option "requestId.trusted"; did you mean "trust"?',
  );
});
