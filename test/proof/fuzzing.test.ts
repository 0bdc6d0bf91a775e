/** That the fuzzer would see what it looks for. */

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { randomness } from "./proof.ts";
import { minimise } from "./support/minimise.ts";
import { type Material, mutant } from "./support/mutate.ts";
import { Wire } from "./support/wire.ts";

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A server that fails where a body has an `x`, and never answers where the path has one. */
async function faulty(): Promise<number> {
  const listening = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      if (request.url?.includes("x") === true) return;
      response.statusCode = body.includes("x") ? 500 : 200;
      response.end(request.method === "HEAD" ? undefined : "answer");
    });
  }).listen(0, "127.0.0.1");
  server = listening;
  await new Promise((resolve) => listening.once("listening", resolve));
  return (listening.address() as AddressInfo).port; // it listens on TCP
}

const post = (path: string, body: string, ...headers: string[]): Buffer =>
  Buffer.from(
    [`POST ${path} HTTP/1.1`, "Host: a", ...headers, `Content-Length: ${body.length}`, "", body].join("\r\n"),
  );

test("answers are counted, with those of several requests in a row and of HEAD", async () => {
  const wire = new Wire(await faulty(), 2000);
  const head = Buffer.from("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
  expect(await wire.send([post("/", "a")], 1)).toEqual({ statuses: [200], end: "answered", last: false });
  const row = Buffer.concat([post("/", "a"), head, post("/", "x")]);
  expect(await wire.send([row], 3, [false, true, false])).toMatchObject({ statuses: [200, 200, 500] });
  wire.close();
});

test("what is never answered, and what is no request at all, is told apart", async () => {
  const wire = new Wire(await faulty(), 300);
  expect(await wire.send([post("/x", "")], 1)).toMatchObject({ statuses: [], end: "hung" });
  expect(await wire.send([Buffer.from("nonsense\r\n\r\n")], undefined)).toMatchObject({
    statuses: [400],
    end: "closed",
  });
  wire.close();
});

test("a request that fails is made as small as it can be", async () => {
  const port = await faulty();
  const least = await minimise(post("/a?b=1&c=2", "aaaaaaaaxbbbbbbb", "X-A: 1", "X-B: 2"), async (bytes) => {
    const wire = new Wire(port, 500);
    const { statuses } = await wire.send([bytes], 1);
    wire.close();
    return statuses.includes(500);
  });
  const text = least.toString();
  expect(text).toContain("\r\nContent-Length: 1\r\n\r\nx");
  expect(text).not.toMatch(/X-A|X-B|c=2/);
});

test("the same seed makes the same requests, and most of them are as HTTP has it", () => {
  const material: Material = {
    valid: [
      {
        method: "PUT",
        url: "/a?b=1",
        headers: [["Content-Type", "application/json"]],
        body: new TextEncoder().encode("{}"),
      },
    ],
    invalid: [{ method: "GET", url: "/%ZZ", headers: [] }],
    ids: ["00000000-0000-4000-8000-000000000000"],
  };
  const draw = (seed: number): string[] => {
    const random = randomness(seed);
    return Array.from({ length: 200 }, () => mutant(random, material).bytes.toString("latin1"));
  };
  expect(draw(1)).toEqual(draw(1));
  expect(draw(2)).not.toEqual(draw(1));
  expect(new Set(draw(1)).size).toBeGreaterThan(100);
  expect(draw(1).filter((text) => /^[A-Z]+ \S+ HTTP\/1\.1\r\n/.test(text)).length).toBeGreaterThan(150);
});
