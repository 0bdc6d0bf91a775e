import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { interpretedValidators } from "tenon-runtime/validators";
import type { BinaryOutput, Contract, MediaType, Operation, RequestInfo, Schema } from "tenon-runtime/core";
import { createServer } from "tenon-runtime/server";
import { listen, type Running } from "./support.ts";

const json: MediaType = { type: "application/json", kind: "json", schema: true };

const operation = (name: string, content: readonly MediaType[], rest: Partial<Operation> = {}): Operation => ({
  name,
  method: "POST",
  path: `/${name}`,
  pointer: `/paths/~1${name}/post`,
  body: { required: true, content },
  responses: [{ status: "200", content: [{ type: "application/json", kind: "json" }] }],
  ...rest,
});

export const upload: MediaType = {
  type: "multipart/form-data",
  kind: "multipart",
  schema: true,
  shape: {
    object: {
      file: "binary",
      more: { array: "binary" },
      anything: "any",
      picture: "any",
      n: "integer",
      yes: "boolean",
      checked: "boolean",
      tags: { array: "string" },
      meta: { object: { a: "integer" } },
    },
  },
  encoding: {
    picture: { contentType: "image/png, image/jpeg" },
    meta: { contentType: "application/json" },
    checked: { headers: ["X-Checked"] },
  },
};
const uploadSchema: Schema = {
  type: "object",
  required: ["file"],
  properties: {
    file: { type: "string", format: "binary", minLength: 1 },
    n: { type: "integer", minimum: 1 },
    tags: { type: "array", items: { type: "string" }, minItems: 1 },
    meta: { type: "object", required: ["a"] },
  },
};

export const contractWith = (operations: readonly Operation[]): Contract => ({
  format: 1,
  title: "t",
  version: "1",
  servers: ["/"],
  securitySchemes: { key: { type: "apiKey", in: "header", name: "X-Key" } },
  operations,
});

export const contract = contractWith([
  operation("json", [json, { type: "application/*+json", kind: "json" }, { type: "text/plain", kind: "text" }]),
  operation("optional", [json], { body: { content: [json] } }),
  operation("bytes", [{ type: "application/octet-stream", kind: "binary" }]),
  operation("unread", [{ type: "application/octet-stream", kind: "binary" }]),
  operation("upload", [upload]),
  operation("secret", [json, { type: "application/octet-stream", kind: "binary" }], { security: [{ key: [] }] }),
]);
const requests = interpretedValidators(
  {},
  {
    json: { "body application/json": { type: ["object", "string", "integer"], maxProperties: 3 } },
    upload: { "body multipart/form-data": uploadSchema },
  },
);

/** What became of a part, as JSON. */
const described = async (value: unknown): Promise<unknown> => {
  if (value instanceof File) {
    let size = 0;
    for await (const chunk of value.stream()) size += chunk.length;
    const text = size < 100 ? await value.text() : undefined;
    return { name: value.name, type: value.type, size, text };
  }
  return Array.isArray(value) ? Promise.all(value.map(described)) : value;
};

interface Given {
  readonly body: unknown;
  readonly contentType?: string;
}

export interface BodyServer extends Running {
  /** What `onError` was told. */
  readonly errors: unknown[];
  /** How often a handler was called. */
  readonly calls: () => number;
}

export async function bodyServer(options: Partial<Parameters<typeof createServer>[2]> = {}): Promise<BodyServer> {
  const errors: unknown[] = [];
  let count = 0;
  const echo = ({ body, contentType }: Given) => {
    count += 1;
    return { status: 200, body: { body, contentType } };
  };
  const app = createServer(
    contract,
    { requests },
    {
      security: { key: ({ value }: { value: string }) => value === "k" },
      onError: (error: unknown) => errors.push(error),
      ...options,
      handlers: {
        json: echo,
        optional: ({ body }: Given) => ((count += 1), { status: 200, body: { given: body !== undefined } }),
        secret: echo,
        unread: () => ((count += 1), { status: 200, body: { read: 0 } }),
        bytes: async ({ body }: Given, { request }: { request: RequestInfo }) => {
          count += 1;
          let read = 0;
          for await (const chunk of (body as BinaryOutput).stream) read += chunk.length;
          return { status: 200, body: { read, method: request.method } };
        },
        upload: async ({ body }: Given) => {
          count += 1;
          const entries = Object.entries(body as object).map(async ([name, value]) => [name, await described(value)]);
          return { status: 200, body: Object.fromEntries(await Promise.all(entries)) as object };
        },
      },
    },
  );
  return Object.assign(await listen(app), { errors, calls: () => count });
}

/** Gives the tests of a file a folder of temporary files of their own: other tests upload at the same time. */
export function useOwnTemporaryFolder(): void {
  const before = process.env["TMPDIR"];
  const temporary = mkdtempSync(join(tmpdir(), "tenon-bodies-"));
  beforeAll(() => void (process.env["TMPDIR"] = temporary));
  afterAll(() => {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
    rmSync(temporary, { recursive: true, force: true });
  });
}

/** Temporary folders of uploads that are there. */
export const folders = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith("tenon-upload-"));

export const until = async (met: () => boolean, milliseconds = 3000): Promise<boolean> => {
  const end = Date.now() + milliseconds;
  while (!met()) {
    if (Date.now() > end) return false;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return true;
};

/** A connection by hand, and all that came back by it. */
export interface Wire {
  readonly socket: Socket;
  text(): string;
  readonly closed: Promise<void>;
}

export function wire(url: string, ...lines: readonly string[]): Wire {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  let text = "";
  socket.on("data", (chunk) => (text += chunk.toString("latin1")));
  socket.on("error", () => undefined);
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  if (lines.length > 0) socket.write(lines.join("\r\n"));
  return { socket, text: () => text, closed };
}

export const head = (path: string, ...headers: readonly string[]): string =>
  [`POST ${path} HTTP/1.1`, "Host: h", ...headers, "", ""].join("\r\n");
