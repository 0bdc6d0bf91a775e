/** What the reference server refuses, the mocks refuse, with the same problem document: the same requests go to both. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { contract } from "../../generated/contract.ts";
import { requests } from "../../generated/validators/requests.ts";
import { createSchoolMocks } from "../../mocks/index.ts";
import { type CaseRequest, casesOf } from "../../toolchain/verify/cases/index.ts";
import { type Running, startApi, TOKEN } from "./harness.ts";

let api: Running;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());
const mocks = createSchoolMocks({ baseUrl: "http://mocks.example" });

/** A mock says more than a server of a path that it does not know: which one would match. */
const HINT = /, but one matches [^"]+/;

/** What of an answer has to be the same. */
async function seen(response: Response): Promise<object> {
  const { status, headers } = response;
  const text = (await response.text()).replace(HINT, "");
  return {
    status,
    type: headers.get("Content-Type"),
    allow: headers.get("Allow"),
    authenticate: headers.get("WWW-Authenticate"),
    body: text === "" ? "" : (JSON.parse(text) as unknown),
  };
}

/** Sends it to both. @returns the server's answer */
async function both({ url, method, headers, body }: CaseRequest): Promise<object> {
  const init = { method, headers: headers.map(([...pair]) => pair), body: body ?? null };
  const fromServer = await seen(await fetch(api.url + url, init));
  const fromMocks = await seen(await mocks.fetch(new Request(`http://mocks.example${url}`, init)));
  expect(fromMocks).toEqual(fromServer);
  return fromServer;
}

test.each(contract.operations.map((operation) => [operation.name, operation] as const))(
  "%s refuses whatever the contract forbids alike",
  async (_, operation) => {
    const { cases } = await casesOf(
      { contract, requests },
      { operations: [operation], credentials: { bearerAuth: TOKEN } },
    );
    const refused = cases.flatMap(({ name, request, expected }) =>
      expected.kind === "invalid" ? [{ name, request, status: expected.status }] : [],
    );
    expect(refused.length).toBeGreaterThan(10);
    for (const { name, request, status } of refused)
      expect({ name, ...(await both(request)) }).toMatchObject({ name, status });
  },
);

const ID = "00000000-0000-4000-8000-000000000000";
const post = (body: string, type = "application/json"): CaseRequest => ({
  method: "POST",
  url: "/students",
  headers: [
    ["Authorization", `Bearer ${TOKEN}`],
    ["Content-Type", type],
  ],
  body: new TextEncoder().encode(body),
});
const wrong = JSON.stringify({ name: "", email: "nobody@", status: 7, dateOfBirth: "1815-13-40" });

test.for<[what: string, status: number, sent: CaseRequest]>([
  ["a path that does not exist", 404, { method: "GET", url: "/nowhere", headers: [] }],
  ["several wrong parameters", 400, { method: "GET", url: "/students?limit=0&q=&sort=size&x=1", headers: [] }],
  [
    "no credentials and a body that is wrong as well",
    401,
    { ...post("{"), headers: [["Content-Type", "application/json"]] },
  ],
  ["a body with everything wrong", 400, post(wrong)],
  ["a body with names of the prototype", 400, post(`{"__proto__":{"name":"Ada"},"constructor":1}`)],
  ["a wrong id and a wrong body at once", 400, { ...post("{}"), url: "/courses/x", method: "PUT" }],
  ["a patch sent as plain JSON", 415, { ...post("{}"), url: `/students/${ID}`, method: "PATCH" }],
])("%s is refused alike", async ([, status, sent]) => {
  expect(await both(sent)).toMatchObject({ status });
});
