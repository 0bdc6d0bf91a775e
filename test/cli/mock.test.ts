import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { folder, HELLO, start, tenon, until, write, type Running } from "./support.ts";

/** Starts `tenon mock` on a free port, hands over its address, and ends it. */
async function mocking(
  contract: string,
  argv: readonly string[],
  use: (address: string, running: Running, cwd: string) => Promise<void>,
): Promise<Running> {
  const cwd = folder({ "openapi.yaml": contract });
  const running = start(["mock", "--port", "0", ...argv], { cwd });
  const address = (): string | undefined => /on (http:\S+)/.exec(running.printed.err)?.[1];
  try {
    await until("an address", () => address() !== undefined);
    await use(address() ?? "", running, cwd);
  } finally {
    running.stop();
    expect(await running.code).toBe(0);
  }
  return running;
}

describe("tenon mock", () => {
  test("answers the contract's operations and logs method, path, operation and status", async () => {
    await mocking(HELLO, [], async (address, { printed }) => {
      expect(printed.err).toMatch(/^mock of openapi\.yaml, 2 operations, on http:\/\/127\.0\.0\.1:\d+\n$/);
      const hello = await fetch(`${address}/hello`);
      expect([hello.status, await hello.json()]).toEqual([200, { text: expect.any(String) }]);
      expect((await fetch(`${address}/nowhere`)).status).toBe(404);
      expect((await fetch(`${address}/bye`, { method: "POST" })).status).toBe(405);
      await until("three lines", () => printed.out.split("\n").length > 3);
      expect(printed.out).toMatch(
        /^200 generated {2} +[\d.]+ ms {2}GET {4}\/hello {2}sayHello\n404 refused {4} +[\d.]+ ms {2}GET {4}\/nowhere {2}- {2}No operation matches GET \/nowhere\n405 refused {4} +[\d.]+ ms {2}POST {3}\/bye {2}- {2}POST is not allowed for this path; allowed methods: GET, HEAD, OPTIONS\n$/,
      );
    });
  });

  test("logs JSON lines with --format json", async () => {
    await mocking(HELLO, ["--format", "json"], async (address, { printed }) => {
      await fetch(`${address}/hello`);
      await until("a line", () => printed.out.includes("\n"));
      expect(JSON.parse(printed.out)).toEqual({
        method: "GET",
        url: "/hello",
        operation: "sayHello",
        status: 200,
        outcome: "generated",
        milliseconds: expect.any(Number),
      });
    });
  });

  test("the same seed gives the same responses, another seed gives others", async () => {
    const answers: string[] = [];
    for (const seed of ["7", "7", "8"]) {
      await mocking(
        HELLO,
        ["--seed", seed],
        async (address) => void answers.push(await (await fetch(`${address}/hello`)).text()),
      );
    }
    expect(answers[0]).toBe(answers[1]);
    expect(answers[0]).not.toBe(answers[2]);
  });

  test("a contract whose server has a path is served below it, and nowhere else", async () => {
    await mocking(
      HELLO.replace("paths:", "servers: [{ url: https://api.example.test/v1 }]\npaths:"),
      [],
      async (address, { printed }) => {
        expect(address).toMatch(/:\d+\/v1$/);
        expect((await fetch(`${address}/hello`)).status).toBe(200);
        expect((await fetch(`${address.replace(/\/v1$/, "")}/hello`)).status).toBe(404);
        await until("two lines", () => printed.out.split("\n").length > 2);
        expect(printed.out).toMatch(/200 generated .*GET {4}\/v1\/hello {2}sayHello/);
        expect(printed.out).toMatch(/404 refused .*GET {4}\/hello {2}-/);
      },
    );
  });

  test("a request body reaches the mock", async () => {
    const contract = `openapi: 3.1.0
info: { title: T, version: "1" }
servers: [{ url: /v1 }]
paths:
  /echo:
    post:
      operationId: echo
      requestBody: { required: true, content: { application/json: { schema: { type: object, required: [a] } } } }
      responses: { "204": { description: "" } }
`;
    await mocking(contract, [], async (address) => {
      const send = (body: string): Promise<number> =>
        fetch(`${address}/echo`, { method: "POST", headers: { "Content-Type": "application/json" }, body }).then(
          ({ status }) => status,
        );
      expect(await send(`{"a":1}`)).toBe(204);
      expect(await send(`{"b":1}`)).toBe(400);
    });
  });

  test.each([
    [[], "https://page.example.test"],
    [["--cors"], "https://page.example.test"],
    [["--no-cors"], null],
  ])("with %j the origin that is let in is %s", async (argv, allowed) => {
    const headers = { Origin: "https://page.example.test" };
    await mocking(HELLO, argv, async (address) =>
      expect((await fetch(`${address}/hello`, { headers })).headers.get("access-control-allow-origin")).toBe(allowed),
    );
  });

  test("the help says that other origins are let in, and how not to", async () => {
    const { out } = await tenon(["mock", "--help"], { cwd: folder() });
    expect(out).toMatch(/--no-cors +Reject cross-origin requests/);
    expect(out).not.toMatch(/ --cors/);
  });

  test("--watch takes up a saved contract, and goes on with the old one while it is broken", async () => {
    await mocking(HELLO, ["--watch"], async (address, { printed }, cwd) => {
      write(cwd, { "openapi.yaml": HELLO.replaceAll("/hello", "/hi") });
      await until("the new contract", () => printed.err.includes("openapi.yaml changed: 2 operations"));
      expect(printed.err).toMatch(/^\d\d:\d\d:\d\d openapi\.yaml changed/m);
      expect((await fetch(`${address}/hi`)).status).toBe(200);
      expect((await fetch(`${address}/hello`)).status).toBe(404);
      write(cwd, { "openapi.yaml": "openapi: [" });
      await until("the broken contract", () =>
        printed.err.includes("the new version has errors, so the mock keeps serving the previous one"),
      );
      expect((await fetch(`${address}/hi`)).status).toBe(200);
    });
  });

  test("a port that is taken is a diagnostic", async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    const { port } = taken.address() as AddressInfo;
    const { code, out, err } = await tenon(["mock", "--port", String(port)], {
      cwd: folder({ "openapi.yaml": HELLO }),
    });
    await new Promise((resolve) => taken.close(resolve));
    expect(code).toBe(2);
    expect(out).toContain(`port-unavailable  cannot listen on port ${port}`);
    expect(out).toContain("hint: choose another port, as in `--port");
    expect(out + err).not.toMatch(/\n\s+at /);
  });

  test("a contract that is none exits with 2", async () => {
    const { code, out } = await tenon(["mock"], { cwd: folder({ "openapi.yaml": "- no\n" }) });
    expect(code).toBe(2);
    expect(out).toContain("not-a-contract");
  });
});
