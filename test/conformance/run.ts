/** A row, run: contract → model → what is generated, in memory → the server → its answer. */

import { createServer as createHttp, METHODS, request as httpRequest, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { interpretedValidators } from "tenon-runtime/validators";
import type { DecodedRequest, ProblemDocument } from "tenon-runtime/core";
import { createServer, toFetchHandler, type ServerSource } from "tenon-runtime/server";
import { expect } from "vitest";
import { inMemory } from "../../toolchain/emit/contract/in-memory.ts";
import { build } from "../contract/helpers.ts";
import type { AnyServerOptions } from "../../runtime/server/types.ts";
import type { Row } from "./row.ts";

type Host = "fetch" | "express";
interface Seen {
  operation: string;
  request: DecodedRequest;
  auth: unknown;
}

export const hostsOf = ({ only, send = "GET /x" }: Row): readonly Host[] => {
  if (only !== undefined) return [only.host];
  return METHODS.includes(methodOf(send)) ? ["fetch", "express"] : ["fetch"];
};

const methodOf = (send: string): string => send.slice(0, send.indexOf(" "));

/** @throws what the assertions of the row find */
export async function run(row: Row, host: Host): Promise<void> {
  const loaded = await build({ openapi: "3.2.0", info: { title: "T", version: "1" }, ...row.contract });
  expect(
    loaded.diagnostics.map(({ code }) => code),
    "diagnostics of the contract",
  ).toEqual(row.diagnostics ?? []);
  if (loaded.contract === undefined) return;
  const { contract, schemas, requests, responses } = inMemory(loaded.contract);
  const sets: ServerSource = {
    requests: interpretedValidators(schemas, requests),
    responses: () => interpretedValidators(schemas, responses),
  };
  let seen: Seen | undefined;
  const handlerOf = (operation: string) => async (request: unknown, context: object) => {
    const decoded = request as DecodedRequest; // as the server hands it to every handler
    seen = { operation, request: await settled(decoded), auth: (context as { auth: unknown }).auth };
    const { answer = { status: 204 } } = row;
    return (typeof answer === "function" ? answer(request, context) : answer) as never;
  };
  const errors: unknown[] = [];
  const options: AnyServerOptions = {
    onError: (error) => errors.push(error),
    ...row.options,
    handlers: Object.fromEntries(contract.operations.map(({ name }) => [name, handlerOf(name)])),
  };
  const start = (): ((request: Row) => Promise<Response>) => {
    if (host === "express") return overSocket(createServer(contract, sets, options as never)); // its type parameters are those of generated code
    const fetch = toFetchHandler(contract, sets, options as never);
    return (request) => fetch(webRequest(request));
  };
  if (row.refusesToStart !== undefined) {
    expect(start).toThrow(row.refusesToStart);
    return;
  }
  const send = start();
  if (row.send === undefined) return;
  const response = await send(row);
  await compare(row, response, seen, errors);
}

async function compare(
  { got, gives = {}, ran, tells = [] }: Row,
  response: Response,
  seen: Seen | undefined,
  told: readonly unknown[],
): Promise<void> {
  const bytes = await response.text();
  const { status = gives.errors === undefined ? 204 : 400, headers = {} } = gives;
  expect(response.status, [bytes, ...told].join("\n")).toBe(status);
  for (const [name, expected] of Object.entries(headers)) {
    const value = response.headers.get(name);
    if (expected instanceof RegExp) expect(value, name).toMatch(expected);
    else expect(value, name).toBe(expected);
  }
  const value = (): unknown => JSON.parse(bytes);
  if (typeof gives.body === "string") expect(bytes).toBe(gives.body);
  else if (gives.body !== undefined) expect(value()).toEqual(gives.body);
  if (gives.has !== undefined) expect(value()).toMatchObject(gives.has);
  if (gives.errors !== undefined) {
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(violationsOf(value() as ProblemDocument)).toEqual(gives.errors);
  }
  expect(told, "what `onError` was told").toHaveLength(tells.length);
  for (const [index, expected] of tells.entries()) expect(String(told[index])).toMatch(expected);
  if (status >= 400 && ran === undefined) expect(seen, "the handler ran").toBeUndefined();
  else if (ran) expect(seen, "the handler did not run").toBeDefined();
  if (got === undefined) return;
  expect(seen, "the handler did not run").toBeDefined();
  const { operation, auth, ...parts } = got;
  if (operation !== undefined) expect(seen?.operation).toBe(operation);
  if (auth !== undefined) expect(seen?.auth).toEqual(auth);
  for (const part of Object.keys(parts) as (keyof DecodedRequest)[])
    expect(plain(seen?.request[part]), part).toEqual(got[part]);
}

const violationsOf = ({ errors = [] }: ProblemDocument): string[] =>
  errors.map((each) => `${each.in} ${each.name ?? ""}${each.pointer} ${each.keyword}`.replace(/ {2,}/, " "));

/** Decoded objects have no prototype, which is not what rows are about. */
const plain = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(plain)
    : typeof value === "object" && value !== null
      ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]))
      : value;

/** What can be read but once is read, so that it can be compared. */
async function settled(request: DecodedRequest): Promise<DecodedRequest> {
  return "body" in request ? { ...request, body: await readable(request.body) } : request;
}

async function readable(value: unknown): Promise<unknown> {
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof File) return { file: value.name, type: value.type, text: await value.text() };
  if (value instanceof Blob) return { type: value.type, text: await value.text() };
  if ("stream" in value && "text" in value) return (value.text as () => Promise<string>)();
  if (Symbol.asyncIterator in value) {
    const items: unknown[] = [];
    for await (const item of value as AsyncIterable<unknown>) items.push(item);
    return items;
  }
  if (Array.isArray(value)) return Promise.all(value.map(readable));
  const entries = Object.entries(value).map(async ([key, item]) => [key, await readable(item)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

export function webRequest({ send = "", headers = [], body }: Row): Request {
  const method = methodOf(send);
  return new Request(`http://host${send.slice(method.length + 1)}`, {
    method,
    headers: headers as [string, string][], // `Headers` takes a list of pairs
    ...(body !== undefined && { body: body as BodyInit }), // bytes of a row are in a plain buffer
  });
}

/** The request as it is written: no client that puts its path in order. */
function overSocket(listener: RequestListener): (row: Row) => Promise<Response> {
  return async (row) => {
    const encoded = row.body === undefined ? undefined : new Response(row.body as BodyInit); // as above
    const bytes = encoded && new Uint8Array(await encoded.arrayBuffer());
    const type = row.body instanceof FormData ? encoded?.headers.get("content-type") : undefined;
    const http = createHttp(listener);
    await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
    const { port } = http.address() as AddressInfo; // it listens on a port
    try {
      return await sendOver(port, row, bytes, type ?? undefined);
    } finally {
      http.closeAllConnections();
      http.close();
    }
  };
}

function sendOver(port: number, row: Row, bytes: Uint8Array | undefined, type: string | undefined): Promise<Response> {
  const { send = "", headers = [] } = row;
  const method = methodOf(send);
  const fields: Record<string, string[] | string> = {};
  for (const [name, value] of headers) (fields[name] = [fields[name] ?? []].flat()).push(value);
  if (type !== undefined) fields["content-type"] = type;
  if (bytes !== undefined) fields["content-length"] = String(bytes.length);
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: "127.0.0.1", port, method, path: send.slice(method.length + 1), headers: fields, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const status = response.statusCode ?? 0;
          const answer = new Headers();
          for (let i = 0; i + 1 < response.rawHeaders.length; i += 2)
            answer.append(response.rawHeaders[i] ?? "", response.rawHeaders[i + 1] ?? "");
          const empty = status === 204 || status === 304 || method === "HEAD";
          resolve(new Response(empty ? null : Buffer.concat(chunks), { status, headers: answer }));
        });
      },
    );
    request.on("error", reject);
    request.end(bytes);
  });
}
