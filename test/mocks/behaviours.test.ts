import { describe, expect, test } from "vitest";
import { CASES, type Case, document } from "./behaviours.ts";
import { apiOf, type Api } from "./support.ts";

/** Made by the first test that needs it: a contract's files are deleted when a test ends. */
let made: Promise<Api> | undefined;
const shared = (): Promise<Api> => (made ??= apiOf(document));

async function respond({ request: [target, headers = {}, body] }: Case): Promise<Response> {
  const [, method = "GET", path = ""] = /^(?:([A-Z]+) )?(.*)$/.exec(target) ?? [];
  return (await shared()).mocks.fetch(path, { method, headers, ...(body !== undefined && { body }) });
}

describe.each(Object.entries(CASES))("%s", (_area, cases) => {
  test.each(Object.entries(cases))("%s", async (_name, each) => {
    const response = await respond(each);
    const text = await response.text();
    expect(response.status, text).toBe(each.status);
    const type = response.headers.get("content-type")?.split(";")[0] ?? null;
    if (each.type !== undefined) expect(type).toBe(each.type);
    for (const [name, value] of Object.entries(each.headers ?? {})) expect(response.headers.get(name)).toContain(value);
    if (each.body !== undefined)
      expect(type?.endsWith("json") === true && text !== "" ? JSON.parse(text) : text).toEqual(each.body);
  });
});

describe("generated values", () => {
  test("a recursive schema has an end", async () => {
    const api = await shared();
    const { body } = await api.call("GET", "/recursive");
    expect(body).toEqual({ value: expect.any(Number), children: expect.any(Array) });
    expect(api.faults).toEqual([]);
  });

  test("an example that its schema refuses is replaced by a valid value", async () => {
    const api = await shared();
    const value: unknown = await (await api.mocks.fetch("/invalid-example")).json();
    expect(value).toEqual(expect.any(Number));
    expect(value).toBeGreaterThanOrEqual(5);
  });
});
