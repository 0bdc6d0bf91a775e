import express from "express";
import { expect, test, vi } from "vitest";
import { interpretedValidators } from "tenon-runtime/validators";
import type { Contract, ErrorInfo, MediaType, RequestInfo, Shape } from "tenon-runtime/core";
import { createRouter } from "tenon-runtime/server";
import { listen, type Running } from "./support.ts";

const shape: Shape = { object: { id: "string", tags: { array: "string" }, at: { object: { x: "integer" } } } };
const content: MediaType[] = [
  { type: "application/x-www-form-urlencoded", kind: "form", shape },
  { type: "multipart/form-data", kind: "multipart", shape },
  { type: "text/plain", kind: "text" },
  { type: "application/octet-stream", kind: "binary" },
];
const contract: Contract = {
  format: 1,
  title: "t",
  version: "1",
  servers: ["/"],
  securitySchemes: {},
  operations: [
    {
      name: "echo",
      method: "POST",
      path: "/echo",
      pointer: "",
      body: { content },
      responses: [{ status: "200", content: [{ type: "application/json", kind: "json" }] }],
    },
    {
      name: "header",
      method: "GET",
      path: "/header",
      pointer: "",
      responses: [{ status: "200", content: [{ type: "application/json", kind: "json" }] }],
    },
  ],
};
const sets = { requests: interpretedValidators({}, {}) };
const FORM = "application/x-www-form-urlencoded";

/** A server behind middleware that reads bodies. */
async function behind(...middleware: express.RequestHandler[]) {
  const onError = vi.fn<(error: unknown, info: ErrorInfo) => void>();
  const outer = express();
  outer.use(...middleware);
  const handlers = {
    echo: ({ body }: { body: unknown }) => ({ status: 200, body: { body } }),
    header: (_request: unknown, { request }: { request: RequestInfo }) => ({
      status: 200,
      body: ["constructor", "__proto__", "X-Own"].map((name) => request.header(name) ?? null),
    }),
  };
  outer.use(createRouter(contract, sets, { handlers, onError }));
  return { server: await listen(outer), onError };
}

async function post(server: Running, body: BodyInit, type?: string) {
  const response = await fetch(`${server.url}/echo`, {
    method: "POST",
    body,
    signal: AbortSignal.timeout(2000),
    ...(type === undefined ? {} : { headers: { "content-type": type } }),
  });
  return [response.status, await response.json()] as const;
}

const drain: express.RequestHandler = (request, _response, next) => {
  request.resume().once("end", () => next());
};

test.for<[string, boolean]>([
  ["flat", false],
  ["extended", true],
])("a form that express.urlencoded has parsed (%s) is the same form", async ([, extended]) => {
  const { server: parsing } = await behind(express.urlencoded({ extended }));
  const { server: plain } = await behind((_request, _response, next) => next());
  await using _parsing = parsing;
  await using _plain = plain;
  for (const form of ["id=a%26b+c&tags=1&tags=2%3D", "id=%C3%A9&at[x]=5", "tags=one", "id="]) {
    const answer = await post(parsing, form, `${FORM}; charset=utf-8`);
    expect(answer).toEqual(await post(plain, form, FORM));
    expect(answer[0]).toBe(200);
  }
});

test("a form that was left as text or bytes is taken as it is", async () => {
  for (const reader of [express.text({ type: FORM }), express.raw({ type: FORM })]) {
    const { server } = await behind(reader);
    await using _server = server;
    expect(await post(server, "id=1&tags=2", FORM)).toEqual([200, { body: expect.objectContaining({ id: "1" }) }]);
  }
});

test("a multipart body that middleware has parsed is refused and reported", async () => {
  const { server, onError } = await behind(drain, (request, _response, next) => {
    request.body = { id: "1" };
    next();
  });
  await using _server = server;
  const form = new FormData();
  form.set("id", "1");
  expect((await post(server, form))[0]).toBe(500);
  expect(onError.mock.calls[0]?.[0]).toMatchObject({
    message: expect.stringMatching(/parsed the multipart body.*mount.*before/i) as unknown,
  });
});

test.for(["text/plain", FORM, "application/octet-stream"])(
  "a body (%s) that middleware has read and not kept is an error that says so, not a wait",
  async (type) => {
    const { server, onError } = await behind(drain);
    await using _server = server;
    expect((await post(server, "id=1", type))[0]).toBe(500);
    expect(onError).toHaveBeenCalledOnce();
    expect(onError.mock.calls[0]?.[0]).toMatchObject({
      message: expect.stringMatching(/has read the body.*request\.body/) as unknown,
    });
  },
);

test("an empty body that middleware has read is an empty body", async () => {
  const { server } = await behind(drain);
  await using _server = server;
  expect((await post(server, "", "text/plain"))[0]).toBe(200);
});

test("a request has no headers by inheritance", async () => {
  const { server } = await behind((_request, _response, next) => next());
  await using _server = server;
  const response = await fetch(`${server.url}/header`, { headers: { "x-own": "1" } });
  expect(await response.json()).toEqual([null, null, "1"]);
});
