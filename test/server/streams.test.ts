import express from "express";
import { expect, test, vi } from "vitest";
import { interpretedValidators } from "tenon-runtime/validators";
import type { Contract, ErrorInfo, Operation, RequestInfo } from "tenon-runtime/core";
import { createRouter, createServer, toFetchHandler } from "tenon-runtime/server";
import { listen, problemOf } from "./support.ts";

const operation = (name: string, rest: Partial<Operation> = {}): Operation => ({
  name,
  method: "GET",
  path: `/${name}`,
  pointer: "",
  responses: [{ status: "200", content: [{ type: "application/octet-stream", kind: "binary" }] }],
  ...rest,
});
const contract: Contract = {
  format: 1,
  title: "t",
  version: "1",
  servers: ["/"],
  securitySchemes: {},
  operations: [
    operation("stream"),
    operation("bytes"),
    operation("broken"),
    operation("refused"),
    operation("endless"),
    operation("echo", { method: "POST", body: { required: true, content: [{ type: "*/*", kind: "binary" }] } }),
    operation("where", { responses: [{ status: "200", content: [{ type: "text/plain", kind: "text" }] }] }),
  ],
};

const bytes = new TextEncoder().encode("hello");
/** Fails after so many chunks. */
const failing = (chunks: number): ReadableStream =>
  new ReadableStream(
    {
      pull(controller) {
        if (chunks-- > 0) controller.enqueue(bytes);
        else controller.error(new Error("disk"));
      },
    },
    { highWaterMark: 0 },
  );

const started = (
  cancel = vi.fn<(reason: unknown) => void>(),
  onError = vi.fn<(error: unknown, info: ErrorInfo) => void>(),
) => {
  const handlers = {
    stream: () => ({ status: 200, body: new Blob([bytes]).stream() }),
    bytes: () => ({ status: 200, body: bytes }),
    broken: () => ({ status: 200, body: failing(1) }),
    refused: () => ({ status: 200, body: failing(0) }),
    endless: () => ({
      status: 200,
      body: new ReadableStream({ pull: (controller) => controller.enqueue(bytes), cancel }),
    }),
    echo: ({ body }: { body: { stream: ReadableStream } }) => ({ status: 200, body: body.stream }),
    where: (_request: unknown, { request }: { request: RequestInfo }) => ({
      status: 200,
      body: `${request.method} ${request.url}`,
    }),
  };
  return { options: { handlers, onError, limits: { upload: 100 } }, cancel, onError };
};
const sets = { requests: interpretedValidators({}, {}) };

test("streams and bytes leave, with a length where there is one", async () => {
  await using server = await listen(createServer(contract, sets, started().options));
  const of = async (path: string, init?: RequestInit) => {
    const response = await fetch(server.url + path, init);
    return [response.status, response.headers.get("content-length"), await response.text()];
  };
  expect(await of("/stream")).toEqual([200, null, "hello"]);
  expect(await of("/bytes")).toEqual([200, "5", "hello"]);
  expect(await of("/bytes", { method: "HEAD" })).toEqual([200, "5", ""]);
  expect(await of("/stream", { method: "HEAD" })).toEqual([200, null, ""]);
});

test("a binary body is a stream, up to its limit", async () => {
  await using server = await listen(createServer(contract, sets, started().options));
  const post = (body: BodyInit) =>
    fetch(`${server.url}/echo`, { method: "POST", body, headers: { "content-type": "image/png" } });
  expect(await (await post("hello")).text()).toBe("hello");
  expect((await post("x".repeat(101))).status).toBe(413);
});

test("a stream that fails is cut off, so that nobody takes it for whole, and is reported", async () => {
  const { options, onError } = started();
  await using server = await listen(createServer(contract, sets, options));
  await expect(fetch(`${server.url}/broken`).then((response) => response.text())).rejects.toThrow(
    /terminated|fetch failed/,
  );
  expect(onError).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({ message: "disk" }),
    expect.objectContaining({ during: "response" }),
  );
});

test("a stream that fails before its first byte is a 500 problem, and is reported once", async () => {
  const { options, onError } = started();
  await using server = await listen(createServer(contract, sets, options));
  const handle = toFetchHandler(contract, sets, options);
  for (const ask of [() => fetch(`${server.url}/refused`), () => handle(new Request("http://host/refused"))]) {
    onError.mockClear();
    expect(await problemOf(await ask())).toMatchObject({ status: 500, title: "Internal Server Error" });
    expect(onError).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ message: "disk" }),
      expect.objectContaining({ during: "response", operation: "refused" }),
    );
  }
});

test("a stream is cancelled when the caller goes away", async () => {
  const { options, cancel, onError } = started();
  await using server = await listen(createServer(contract, sets, options));
  const abort = new AbortController();
  const response = await fetch(`${server.url}/endless`, { signal: abort.signal });
  abort.abort();
  await expect(response.text()).rejects.toThrow("aborted");
  await vi.waitFor(() => expect(cancel).toHaveBeenCalledOnce());
  expect(onError).not.toHaveBeenCalled();
});

test("a handler sees the whole path, wherever the router is mounted", async () => {
  const outer = express();
  outer.use("/deep/down", createRouter(contract, sets, { ...started().options, unknownQuery: "ignore" }));
  await using server = await listen(outer);
  expect(await (await fetch(`${server.url}/deep/down/where?a=1`)).text()).toBe("GET /deep/down/where?a=1");
});
