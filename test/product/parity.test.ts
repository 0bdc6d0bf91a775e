/** What the reference server refuses, the mocks refuse, with the same problem document: the same requests go to both. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { contract } from "../../generated/contract.ts";
import { createSchoolMocks } from "../../mocks/index.ts";
import { type Running, startApi, TOKEN } from "./harness.ts";

let api: Running;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());
const mocks = createSchoolMocks({ baseUrl: "http://mocks.example" });

interface Sent {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What of an answer has to be the same. */
async function seen(response: Response): Promise<object> {
  const { status, headers } = response;
  const text = await response.text();
  return {
    status,
    type: headers.get("Content-Type"),
    allow: headers.get("Allow"),
    authenticate: headers.get("WWW-Authenticate"),
    body: text === "" ? "" : (JSON.parse(text) as unknown),
  };
}

/** Sends it to both. @returns the server's answer */
async function both({ path, ...init }: Sent): Promise<object> {
  const fromServer = await seen(await fetch(api.url + path, init));
  const fromMocks = await seen(await mocks.fetch(new Request(`http://mocks.example${path}`, init)));
  expect(fromMocks).toEqual(fromServer);
  return fromServer;
}

const ID = "00000000-0000-4000-8000-000000000000";
const authorised = { Authorization: `Bearer ${TOKEN}` };
const json = { ...authorised, "Content-Type": "application/json" };
const ada = { name: "Ada Lovelace", email: "ada@school.example", status: "active" };
const post = (body: unknown, headers: Sent["headers"] = json): Sent => ({
  path: "/students",
  method: "POST",
  headers: headers ?? {},
  body: typeof body === "string" ? body : JSON.stringify(body),
});

test.for<[what: string, status: number, sent: Sent]>([
  ["a path that does not exist", 404, { path: "/nowhere" }],
  ["a path with a slash too many", 404, { path: "/students/" }],
  ["a method that the path does not have", 405, { path: "/students", method: "DELETE" }],
  ["no credentials", 401, post(ada, { "Content-Type": "application/json" })],
  ["credentials of another scheme", 401, post(ada, { ...json, Authorization: "Basic YTpi" })],
  ["no credentials and a body that is wrong as well", 401, post("{", { "Content-Type": "application/json" })],
  ["an id that is none", 400, { path: "/students/7" }],
  ["an id that is not percent-encoded correctly", 400, { path: "/students/%E0%A4%A" }],
  ["a parameter that is not known", 400, { path: "/students?page=2" }],
  ["a parameter given twice", 400, { path: "/students?limit=1&limit=2" }],
  ["a parameter of another type", 400, { path: "/students?limit=ten" }],
  ["a parameter out of range", 400, { path: "/students?limit=1000" }],
  ["a parameter that is not in its list", 400, { path: "/students?status=asleep" }],
  ["several wrong parameters", 400, { path: "/students?limit=0&q=&sort=size&x=1" }],
  ["a boolean that is none", 400, { path: "/enrolments?graded=1" }],
  ["no body", 400, { path: "/students", method: "POST", headers: authorised }],
  ["a body of another media type", 415, post("name=Ada", { ...authorised, "Content-Type": "text/plain" })],
  ["a body that is no JSON", 400, post("{")],
  ["a body with a key twice", 400, post(`{"name":"a","name":7}`)],
  ["a body that is a list", 400, post([])],
  ["a body that is null", 400, post("null")],
  ["a body with nothing in it", 400, post({})],
  ["a body with everything wrong", 400, post({ name: "", email: "nobody@", status: 7, dateOfBirth: "1815-13-40" })],
  ["a body with names of the prototype", 400, post(`{"__proto__":{"name":"Ada"},"constructor":1}`)],
  [
    "a patch that is none",
    400,
    {
      path: `/students/${ID}`,
      method: "PATCH",
      headers: { ...authorised, "Content-Type": "application/merge-patch+json" },
      body: `{"name":null}`,
    },
  ],
  ["a patch sent as plain JSON", 415, { path: `/students/${ID}`, method: "PATCH", headers: json, body: "{}" }],
  ["a wrong id and a wrong body at once", 400, { ...post({}), path: "/courses/x", method: "PUT" }],
])("%s is refused alike", async ([, status, sent]) => {
  expect(await both(sent)).toMatchObject({ status });
});

test.each(contract.operations.map(({ name, method, path }) => [name, method, path] as const))(
  "%s refuses an unknown parameter, wrong ids, missing credentials and a broken body alike",
  async (name, method, template) => {
    const operation = contract.operations.find((each) => each.name === name);
    const type = operation?.body?.content[0]?.type;
    const path = template.replaceAll(/\{\w+\}/g, ID);
    const headers: Record<string, string> = { ...authorised, ...(type !== undefined && { "Content-Type": type }) };
    const body = type === undefined ? {} : { body: "[1" };
    const wrong: Sent[] = [{ path: `${path}?unknown=1`, method, headers, ...body }];
    if (path !== template) wrong.push({ path: template.replaceAll(/\{\w+\}/g, "7"), method, headers, ...body });
    if (operation?.security) wrong.push({ path, method, ...body });
    if (type !== undefined) wrong.push({ path, method, headers, ...body }, { path, method, headers });
    for (const sent of wrong)
      expect(await both(sent)).toMatchObject({ status: expect.toSatisfy((s) => s === 400 || s === 401) });
  },
);
