/** What requests are sent to, and what becomes of them when nothing right comes back. */

import { createServer, type RequestListener } from "node:http";
import { createServer as createSocket, type AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { fetchTarget, httpTarget, NoReply, type Target } from "../../toolchain/verify/index.ts";

async function target(listener: RequestListener, timeout?: number): Promise<Target> {
  const server = createServer(listener);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo; // it listens on a port
  const made = httpTarget(
    new URL(`http://127.0.0.1:${port}/api`),
    timeout === undefined ? {} : { timeout, headers: { "X-Own": "1" } },
  );
  onTestFinished(async () => {
    await made.close();
    server.closeAllConnections();
    server.close();
  });
  return made;
}

const GET = { method: "GET", url: "/x?a=%ZZ", headers: [] };

test("a request arrives as it is meant, byte by byte", async () => {
  const { send } = await target((message, response) => {
    const chunks: Buffer[] = [];
    message.on("data", (chunk: Buffer) => chunks.push(chunk));
    message.on("end", () => {
      const { method, url, rawHeaders } = message;
      response.end(JSON.stringify({ method, url, rawHeaders, body: Buffer.concat(chunks).toString("hex") }));
    });
  }, 5000);
  const reply = await send({
    method: "QUERY",
    url: "/a/../b?a=%ZZ",
    headers: [["X-a", "1"]],
    body: new Uint8Array([0, 255]),
  });
  expect(JSON.parse(new TextDecoder().decode(reply.body))).toMatchObject({
    method: "QUERY",
    url: "/api/a/../b?a=%ZZ",
    rawHeaders: expect.arrayContaining(["X-Own", "1", "X-a", "1", "Content-Length", "2"]),
    body: "00ff",
  });
});

test("a connection that was closed while it was kept open is no failure: the request is sent once more", async () => {
  let requests = 0;
  const { send } = await target((message, response) => {
    requests += 1;
    // The second request comes on the connection of the first, which goes away under it.
    if (requests === 2) message.socket.resetAndDestroy();
    else response.end("ok");
  });
  await send(GET);
  const reply = await send(GET);
  expect({ requests, status: reply.status }).toEqual({ requests: 3, status: 200 });
});

test("a server that says nothing has not answered", async () => {
  const { send } = await target(() => undefined, 50);
  await expect(send(GET)).rejects.toThrow("no answer within 50 ms");
});

test("a server that stops in the middle has not answered", async () => {
  const { send } = await target((_, response) => {
    response.writeHead(200, { "Content-Length": "10" });
    response.write("half");
    setTimeout(() => response.destroy(), 10);
  });
  await expect(send(GET)).rejects.toThrow(/the answer broke off/);
});

test("what speaks another protocol has not answered", async () => {
  const server = createSocket((socket) => socket.end("220 mail.example ESMTP\r\n"));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo; // it listens on a port
  onTestFinished(() => void server.close());
  const { send } = httpTarget(new URL(`http://127.0.0.1:${port}`));
  await expect(send(GET)).rejects.toThrow(NoReply);
});

test("where nobody listens the connection is refused", async () => {
  const server = createSocket();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo; // it listens on a port
  await new Promise((done) => server.close(done));
  const failed = await httpTarget(new URL(`http://127.0.0.1:${port}`))
    .send(GET)
    .catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(NoReply);
  expect(failed).toMatchObject({ kind: "refused" });
});

test("a handler that throws has not answered", async () => {
  const { send } = fetchTarget(() => Promise.reject(new Error("it broke")));
  await expect(send(GET)).rejects.toThrow("it broke");
});
