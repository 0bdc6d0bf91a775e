/** What `tenon mock` does beside answering: state over a reload, a real server behind it, scenarios, callbacks, its screen. */

import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { describe, expect, onTestFinished, test } from "vitest";
import { folder, HELLO, start, tenon, tenonProcess, until, write, type Running } from "./support.ts";

async function mocking(
  files: Readonly<Record<string, string>>,
  argv: readonly string[],
  use: (address: string, running: Running, cwd: string) => Promise<void>,
  terminal = false,
): Promise<void> {
  const cwd = folder(files);
  const running = start(["mock", "--port", "0", ...argv], { cwd, terminal });
  const address = (): string | undefined => /(http:\/\/127\.0\.0\.1:\d+[^\s\u001b]*)/.exec(running.printed.err)?.[1];
  try {
    await until("an address", () => address() !== undefined);
    await use(address() ?? "", running, cwd);
  } finally {
    running.stop();
    expect(await running.code).toBe(0);
  }
}

async function listening(handler: (request: IncomingMessage, body: unknown) => number): Promise<string> {
  const server = createServer((request, response) => {
    void json(request)
      .catch(() => undefined)
      .then((body) => response.writeHead(handler(request, body), { "Content-Type": "application/json" }).end("[]"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const post = (body: unknown): RequestInit => ({
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(body),
});

const things = (more = "", kind = "string"): string => `openapi: 3.1.0
info: { title: Things, version: "2.1" }
paths:
  /things:
    get:
      operationId: listThings
      tags: [things]
      responses: { "200": { description: "", content: { application/json: { schema: { type: array, items: { $ref: "#/components/schemas/Thing" } } } } } }
    post:
      operationId: addThing
      requestBody: { required: true, content: { application/json: { schema: { $ref: "#/components/schemas/Thing" } } } }
      responses: { "201": { description: "", content: { application/json: { schema: { $ref: "#/components/schemas/Thing" } } } } }
  /things/{id}:
    get:
      operationId: getThing
      tags: [things]
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses:
        "200": { description: "", content: { application/json: { schema: { $ref: "#/components/schemas/Thing" } } } }
        "404": { description: "" }
${more}
components:
  schemas:
    Thing:
      type: object
      required: [id, name]
      properties: { id: { type: string, readOnly: true }, name: { type: string }, size: { type: ${kind} } }
`;

describe("--watch", () => {
  test("takes what is stored over into the new contract, and says what does not fit any more", async () => {
    await mocking({ "openapi.yaml": things() }, ["--watch"], async (address, { printed }, cwd) => {
      const add = async (thing: object): Promise<string> =>
        ((await (await fetch(`${address}/things`, post(thing))).json()) as { id: string }).id;
      const kept = await add({ name: "Kept" });
      write(cwd, {
        "openapi.yaml": things("  /new: { get: { operationId: isNew, responses: { '204': { description: '' } } } }"),
      });
      await until("the new contract", () => printed.err.includes("changed: 4 operations"));
      expect((await fetch(`${address}/new`)).status).toBe(204);
      expect(await (await fetch(`${address}/things/${kept}`)).json()).toMatchObject({ id: kept, name: "Kept" });
      const numbered = things().replace("name: { type: string }", "name: { type: string, maxLength: 3 }");
      write(cwd, { "openapi.yaml": numbered });
      await until("the third contract", () => printed.err.includes("changed: 3 operations"));
      expect(printed.out).toMatch(
        /state-changed .*: things: 1\d of 13 no longer valid \(\/name [^)]*at most 3 characters[^)]*\), changed to fit\n/,
      );
      const again = (await (await fetch(`${address}/things/${kept}`)).json()) as { id: string; name: string };
      expect([again.id, again.name.length <= 3]).toEqual([kept, true]);
      expect(await (await fetch(`${address}/things`)).json()).toHaveLength(13);
    });
  });

  test("keeps the scenario, and reads a changed module of scenarios again", async () => {
    const module = (status: number): string =>
      `export default (mocks) => { mocks.scenario("odd", (m) => m.on.sayBye({ status: ${status} })); };`;
    const contract = HELLO.replace(
      '"204": { description: Gone }',
      '"204": { description: Gone }\n        "205": { description: X }\n        "404": { description: X }',
    );
    const files = { "openapi.yaml": contract, "scenarios.mjs": module(404) };
    await mocking(
      files,
      ["--watch", "--scenarios", "scenarios.mjs", "--scenario", "odd"],
      async (address, { printed }, cwd) => {
        expect((await fetch(`${address}/bye`)).status).toBe(404);
        write(cwd, { "openapi.yaml": contract.replaceAll("/hello", "/hi") });
        await until("the new contract", () => printed.err.includes("changed: 2 operations"));
        expect((await fetch(`${address}/bye`)).status).toBe(404);
        write(cwd, { "scenarios.mjs": `${module(205)}\n` });
        await until("the new scenarios", () => printed.err.split("changed: 2 operations").length === 3);
        expect((await fetch(`${address}/bye`)).status).toBe(205);
      },
    );
  });
});

describe("--scenarios", () => {
  test("are read from TypeScript in a package that says commonjs, as `npm init` does, and so is the configuration", () => {
    const cwd = folder({
      "openapi.yaml": HELLO,
      "package.json": '{ "type": "commonjs" }',
      "tenon.config.ts": 'export default { contract: "openapi.yaml" };',
      "names.ts": "export const name: string = 'gone';",
      "s.ts": `import { name } from "./names.ts";\nexport const scenarios = (mocks: any): void => mocks.scenario(name, () => {});`,
    });
    const { code, out, err } = tenonProcess(["mock", "--port", "0", "--scenarios", "s.ts", "--scenario", "gonee"], cwd);
    expect(out).toContain('There is no scenario "gonee"; did you mean "gone"?');
    expect(err).not.toContain("Warning");
    expect(code).toBe(2);
  });

  const module = `export function scenarios(mocks) { mocks.scenario("gone", (m) => m.on.sayHello({ fault: "network" })); }`;

  test("are there by the header, which others do not notice", async () => {
    await mocking({ "openapi.yaml": HELLO, "s.mjs": module }, ["--scenarios", "s.mjs"], async (address) => {
      await expect(fetch(`${address}/hello`, { headers: { "Tenon-Scenario": "gone" } })).rejects.toThrow(
        "fetch failed",
      );
      expect((await fetch(`${address}/hello`)).status).toBe(200);
      expect((await fetch(`${address}/hello`, { headers: { "Tenon-Scenario": "nope" } })).status).toBe(400);
    });
  });

  test.each([
    [{}, ["--scenarios", "s.mjs"], "cannot use the scenarios of s.mjs: the file does not exist"],
    [{ "s.mjs": "export default 1;" }, ["--scenarios", "s.mjs"], "it does not export a function `scenarios`"],
    [{ "s.mjs": 'throw new Error("broken");' }, ["--scenarios", "s.mjs"], "cannot use the scenarios of s.mjs: broken"],
    [{ "s.mjs": module }, ["--scenarios", "s.mjs", "--scenario", "gonee"], 'There is no scenario "gonee"'],
    [{}, ["--proxy", "localhost:3000"], "proxy-unusable"],
    [
      {},
      ["--proxy", "http://localhost:3000", "--mock-only", "tag:nothing"],
      '--mock-only: no operation matches "tag:nothing"',
    ],
    [{}, ["--mock-only", "sayHello"], "--mock-only needs --proxy"],
    [{}, ["--errors"], "--errors needs --proxy"],
  ] as const)("%j with %j ends before it begins", async (files, argv, text) => {
    const cwd = folder({ "openapi.yaml": HELLO, ...files });
    const { code, out } = await tenon(["mock", "--port", "0", ...argv], { cwd });
    expect(code).toBe(2);
    expect(out).toContain(text);
  });
});

describe("--proxy", () => {
  test("asks the real server first, and the log says who answered", async () => {
    const target = await listening(({ url }) => (url === "/things" ? 200 : 501));
    await mocking({ "openapi.yaml": things() }, ["--proxy", target], async (address, { printed }) => {
      expect(printed.err).toContain(`forwarding to ${target} (the mock answers what it does not implement)`);
      expect(await (await fetch(`${address}/things`)).json()).toEqual([]);
      expect((await fetch(`${address}/things/1`)).status).toBe(404);
      await until("two lines", () => printed.out.split("\n").length > 2);
      expect(printed.out).toMatch(/^200 proxied .*listThings\n404 (?!proxied).*getThing/);
    });
  });

  test("by operation: a tag is the real server's, and one of it is not", async () => {
    const asked: string[] = [];
    const target = await listening(({ url = "" }) => asked.push(url) && 404);
    const argv = ["--proxy", target, "--proxy-only", "tag:things", "--mock-only", "getThing"];
    await mocking({ "openapi.yaml": things() }, argv, async (address) => {
      expect((await fetch(`${address}/things`)).status).toBe(404);
      await fetch(`${address}/things/1`);
      await fetch(`${address}/things`, post({ name: "Ada" }));
      expect(asked).toEqual(["/things"]);
    });
  });

  test("says that no server is there", async () => {
    await mocking({ "openapi.yaml": HELLO }, ["--proxy", "http://127.0.0.1:9"], async (address, { printed }) => {
      expect((await fetch(`${address}/hello`)).status).toBe(200);
      expect(printed.err).toContain(
        "http://127.0.0.1:9 is unreachable, so the mock answers all requests until it is back",
      );
    });
  });
});

describe("callbacks", () => {
  const SUBSCRIBE = `openapi: 3.1.0
info: { title: Callbacks, version: "1" }
paths:
  /subscriptions:
    post:
      operationId: subscribe
      requestBody: { required: true, content: { application/json: { schema: { type: object, required: [to], properties: { to: { type: string } } } } } }
      responses: { "202": { description: "" } }
      callbacks:
        news:
          "{$request.body#/to}?from={$request.header.host}":
            post:
              operationId: onNews
              requestBody: { required: true, content: { application/json: { schema: { type: object, required: [count, title], properties: { count: { type: integer, minimum: 3 }, title: { type: string, minLength: 1 } }, additionalProperties: false } } } }
              responses: { "200": { description: "" }, "204": { description: "" } }
`.replace("?from={$request.header.host}", "");

  test("are sent after the answer, with a body that is valid, and logged", async () => {
    const received: unknown[] = [];
    const target = await listening(({ method, url }, body) => received.push([method, url, body]) && 204);
    await mocking({ "openapi.yaml": SUBSCRIBE }, [], async (address, { printed }) => {
      expect((await fetch(`${address}/subscriptions`, post({ to: `${target}/hook` }))).status).toBe(202);
      expect(received).toEqual([]);
      await until("the callback", () => printed.out.includes("callback"));
      expect(received).toEqual([["POST", "/hook", { count: expect.any(Number), title: expect.stringMatching(/./) }]]);
      expect((received as [string, string, { count: number }][])[0]?.[2].count).toBeGreaterThanOrEqual(3);
      expect(printed.out).toContain(`POST   ${target}/hook  onNews`);
      expect(printed.out).toMatch(/^204 callback/m);
    });
  });

  test("may go where the answer says", async () => {
    const target = await listening(() => 204);
    const contract = SUBSCRIBE.replace(
      '"202": { description: "" }',
      `"202": { description: "", headers: { X-To: { required: true, schema: { const: "${target}/later" } } } }`,
    ).replace("{$request.body#/to}", "{$response.header.X-To}?of={$statusCode}");
    await mocking({ "openapi.yaml": contract }, [], async (address, { printed }) => {
      await fetch(`${address}/subscriptions`, post({ to: "x" }));
      await until("the callback", () => printed.out.includes("callback"));
      expect(printed.out).toMatch(/^204 callback/m);
      expect(printed.out).toContain(`${target}/later?of=202  onNews`);
    });
  });

  test("go to this machine alone, unless other hosts are named", async () => {
    await mocking({ "openapi.yaml": SUBSCRIBE }, ["--format", "json"], async (address, { printed }) => {
      await fetch(`${address}/subscriptions`, post({ to: "http://192.0.2.1/hook" }));
      await until("the callback", () => printed.out.includes("callback"));
      const line = printed.out.split("\n").find((each) => each.includes("callback")) ?? "";
      expect(JSON.parse(line)).toMatchObject({
        outcome: "callback",
        status: 0,
        error: expect.stringContaining("refuses the URL"),
      });
    });
    const target = await listening(() => 204);
    const argv = ["--callbacks", "example.test"];
    await mocking({ "openapi.yaml": SUBSCRIBE }, argv, async (address, { printed }) => {
      await fetch(`${address}/subscriptions`, post({ to: target }));
      await until("the callback", () => printed.out.includes("refuses the URL"));
    });
  });

  test("are not sent for a request that was refused, and not at all with --no-callbacks", async () => {
    const received: unknown[] = [];
    const target = await listening((_, body) => received.push(body) && 204);
    await mocking({ "openapi.yaml": SUBSCRIBE }, [], async (address) => {
      expect((await fetch(`${address}/subscriptions`, post({ to: 1 }))).status).toBe(400);
      await new Promise((resolve) => setTimeout(resolve, 200));
    });
    await mocking({ "openapi.yaml": SUBSCRIBE }, ["--no-callbacks"], async (address) => {
      await fetch(`${address}/subscriptions`, post({ to: target }));
      await new Promise((resolve) => setTimeout(resolve, 200));
    });
    expect(received).toEqual([]);
  });
});

describe("what a person sees", () => {
  test("on a terminal: where it is, what it has, and a command to begin with", async () => {
    const secured = things()
      .replace("paths:", "security: [{ key: [] }]\npaths:")
      .replace("schemas:", "securitySchemes: { key: { type: apiKey, in: header, name: X-Key } }\n  schemas:");
    await mocking(
      { "openapi.yaml": secured },
      ["--seed", "7"],
      async (address, { printed }) => {
        const plain = printed.err.replaceAll(/\u001b\[[\d;]*[mK]/g, "");
        expect(plain).toContain("Things 2.1  mock of openapi.yaml");
        expect(plain).toContain(`address    ${address}`);
        expect(plain).toContain("operations 3, 3 of them store data (100 %)");
        expect(plain).toContain(`try        curl -H 'X-Key: any' ${address}/things`);
      },
      true,
    );
  });

  test("what is wrong with a request, its first violation in a line of its own on a terminal", async () => {
    await mocking(
      { "openapi.yaml": things() },
      [],
      async (address, { printed }) => {
        await fetch(`${address}/things`, post({ name: 1, size: [] }));
        await until("two lines", () => printed.out.split("\n").length > 2);
        const [line = "", wrong = ""] = printed.out.replaceAll(/\u001b\[[\d;]*m/g, "").split("\n");
        expect(line).toMatch(/^\d\d:\d\d:\d\d {2}400 refused {4} +[\d.]+ ms {2}POST {3}\/things {2}addThing$/);
        expect(wrong).toMatch(/^ {10}└ body \/name .+ \(and 1 more\)$/);
      },
      true,
    );
  });

  test("with --invalid-status 422 a request that does not fit is a 422, with --delay it takes its time", async () => {
    await mocking({ "openapi.yaml": things() }, ["--invalid-status", "422", "--delay", "50..60"], async (address) => {
      expect((await fetch(`${address}/things`, post({ name: 1 }))).status).toBe(422);
      const begin = performance.now();
      await fetch(`${address}/things`);
      expect(performance.now() - begin).toBeGreaterThan(45);
    });
    const { code, err } = await tenon(["mock", "--delay", "9..1"], { cwd: folder({ "openapi.yaml": HELLO }) });
    expect([code, err]).toEqual([2, expect.stringContaining("a range such as 200..800")]);
  });
});
