/** Credentials of several roles: from a login, which is repeated when they expire, or from the configuration. */

import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { folder, tenon } from "../cli/support.ts";

const note = { type: "object", required: ["text"], properties: { text: { type: "string", minLength: 1 } } };
const answers = { 401: { description: "who?" }, 403: { description: "no" }, 400: { description: "bad" } };
const CONTRACT = JSON.stringify({
  openapi: "3.1.0",
  info: { title: "Notes", version: "1" },
  security: [{ token: [] }],
  components: { securitySchemes: { token: { type: "http", scheme: "bearer" } } },
  paths: {
    "/notes": {
      get: {
        operationId: "listNotes",
        "x-tenon-roles": ["reader", "admin"],
        responses: { 200: { description: "ok" }, ...answers },
      },
      post: {
        operationId: "addNote",
        "x-tenon-roles": ["admin"],
        requestBody: { required: true, content: { "application/json": { schema: note } } },
        responses: { 201: { description: "made" }, ...answers },
      },
    },
    "/statistics": { get: { operationId: "getStatistics", responses: { 200: { description: "ok" }, ...answers } } },
  },
});

interface Rules {
  readonly mayAdd: readonly string[];
  readonly mayList: readonly string[];
  /** Requests that a token is good for. */
  readonly lifetime: number;
}

/** Each token starts with its role. @returns its URL, and how often each role has logged in */
async function notes({ mayAdd, mayList, lifetime }: Rules): Promise<{ url: string; logins: Record<string, number> }> {
  const logins: Record<string, number> = {};
  const uses = new Map<string, number>();
  const listener: RequestListener = (request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => {
      const end = (status: number, body?: unknown): void => {
        const type = { "Content-Type": "application/json", "Cache-Control": "private" };
        response
          .writeHead(status, { ...type, Allow: "GET, HEAD, POST" })
          .end(body === undefined ? "" : JSON.stringify(body));
      };
      if (request.url === "/login") {
        const { role } = JSON.parse(text) as { role: string };
        logins[role] = (logins[role] ?? 0) + 1;
        const token = `${role}-${logins[role]}-secret`;
        uses.set(token, 0);
        return end(200, { token });
      }
      const [, token = ""] = /^Bearer (.*)$/.exec(request.headers.authorization ?? "") ?? [];
      const used = uses.get(token);
      if (used === undefined || used >= lifetime) return end(401);
      uses.set(token, used + 1);
      const [role = ""] = token.split("-");
      if (request.url === "/statistics") return end(role === "admin" ? 200 : 403);
      if (request.url !== "/notes") return end(404);
      if (request.method === "GET" || request.method === "HEAD") return end(mayList.includes(role) ? 200 : 403);
      if (request.method !== "POST") return end(405);
      return end(mayAdd.includes(role) ? 201 : 403);
    });
  };
  const server = createServer(listener);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => void (server.closeAllConnections(), server.close()));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, logins }; // it listens on a port
}

const LOGIN = `
const login = async ({ role, fetch }) => {
  const response = await fetch("/login", { method: "POST", body: JSON.stringify({ role }) });
  return { token: (await response.json()).token };
};
export default { admin: login, reader: login };
`;

const RIGHT: Rules = { mayAdd: ["admin"], mayList: ["admin", "reader"], lifetime: Infinity };

async function verified(
  url: string,
  ...args: string[]
): Promise<{ code: number; out: string; messages: string[]; access: unknown[] }> {
  const cwd = folder({ "openapi.json": CONTRACT, "login.mjs": LOGIN });
  const checks = ["--check", "role-access", "declared-status", "valid-accepted"];
  const argv = ["verify", "openapi.json", "--url", url, ...args, ...checks, "--format", "json"];
  const { code, out } = await tenon(argv, { cwd });
  const { diagnostics, access } = JSON.parse(out) as { diagnostics: { message: string }[]; access: unknown[] };
  return { code, out, messages: diagnostics.map(({ message }) => message), access };
}

describe("with --login", () => {
  test("the role matrix has what each role may do, and nothing is found if it is what x-tenon-roles says", async () => {
    const { url } = await notes(RIGHT);
    const { code, messages, access } = await verified(url, "--login", "login.mjs", "--time", "3");
    expect(messages).toEqual([]);
    expect(code).toBe(0);
    expect(access).toEqual(
      [
        ["listNotes", "admin", "yes", 200],
        ["listNotes", "reader", "yes", 200],
        ["addNote", "admin", "yes", 201],
        ["addNote", "reader", "no", 403],
        // It has no x-tenon-roles: the matrix shows it, and no check judges it.
        ["getStatistics", "admin", "yes", 200],
        ["getStatistics", "reader", "no", 403],
      ].map(([operation, role, may, status]) => ({ operation, role, may, status })),
    );
  });

  test.each([
    ["may do too much", { mayAdd: ["admin", "reader"] }, /addNote: answered 201 to the role reader/],
    ["may do too little", { mayList: ["admin"] }, /listNotes: answered 403 to the role reader/],
  ])("a role that %s is a finding", async (_, rules, expected) => {
    const { url } = await notes({ ...RIGHT, ...rules });
    const { code, messages } = await verified(url, "--login", "login.mjs", "--time", "3");
    expect(code).toBe(1);
    expect(messages).toEqual([expect.stringMatching(expected)]);
  });

  test("credentials that expire are renewed, and no value of them is printed", async () => {
    const { url, logins } = await notes({ ...RIGHT, lifetime: 400 });
    const { messages, out } = await verified(url, "--login", "login.mjs", "--time", "9");
    expect(messages).toEqual([]);
    expect(logins["admin"]).toBeGreaterThan(1);
    expect(out).not.toMatch(/admin-\d+-secret/);
  }, 30_000);

  test.each([
    ["throws", "export default () => { throw new Error('no account'); };", "no account"],
    ["exports no function", "export default 7;", "neither a function"],
    ["returns no credentials", "export default () => 7;", "must return credentials"],
  ])("a module that %s is exit code 2", async (_, module, reason) => {
    const { url } = await notes(RIGHT);
    const cwd = folder({ "openapi.json": CONTRACT, "login.mjs": module });
    const { code, out } = await tenon(["verify", "openapi.json", "--url", url, "--login", "login.mjs"], { cwd });
    expect(code).toBe(2);
    expect(out).toContain("login-failed");
    expect(out).toContain(reason);
  });
});

test("the configuration can have the credentials of each role", async () => {
  const { url } = await notes({ ...RIGHT, mayAdd: ["admin", "reader"] });
  const auth: Record<string, Record<string, string>> = {};
  for (const role of ["admin", "reader"]) {
    const response = await fetch(`${url}/login`, { method: "POST", body: JSON.stringify({ role }) });
    auth[role] = (await response.json()) as { token: string };
  }
  const cwd = folder({
    "openapi.json": CONTRACT,
    "tenon.config.mjs": `export default { contract: "openapi.json", check: { verify: ${JSON.stringify({ url, auth, time: 3, checks: ["role-access"] })} } };`,
  });
  const { code, out, err } = await tenon(["verify"], { cwd });
  expect(code).toBe(1);
  expect(out).toContain("addNote: answered 201 to the role reader");
  expect(out).toContain('"$TENON_AUTH_READER_TOKEN"');
  expect(err).toContain("role reader: may call 2 of 3 operations with security; not getStatistics");
});
