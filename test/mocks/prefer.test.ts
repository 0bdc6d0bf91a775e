import { describe, expect, it } from "vitest";
import { serve } from "tenon-runtime/mocks/http";
import { createMocks } from "../../generated/mocks.ts";
import { preferenceOf, wishesOf } from "../../runtime/mocks/preference.ts";

const path = "/students/7c0b5e5a-3f0e-4f4e-9d8e-0a8d3b0c1a01";
const quiet = { onError: () => {} };
async function asked(target: string, prefer?: string, mocks = createMocks(quiet)) {
  const response = await mocks.fetch(target, prefer === undefined ? {} : { headers: { Prefer: prefer } });
  const body = (await response.json()) as Record<string, unknown>;
  return { status: response.status, applied: response.headers.get("preference-applied"), body };
}

describe("a preference", () => {
  it.each([
    ["code=404", { code: 404, applied: "code=404" }],
    ["code=200, example=alan", { code: 200, example: "alan", applied: "code=200, example=alan" }],
    ['CODE = 200 ; example="two words"', { code: 200, example: "two words", applied: 'code=200, example="two words"' }],
    ["dynamic=true, seed=7", { dynamic: true, seed: "7", applied: "dynamic=true, seed=7" }],
    ["respond-async, code=201, code=202", { code: 201, applied: "code=201" }],
    ['example="a \\"b\\""', { example: 'a "b"', applied: 'example="a \\"b\\""' }],
    ["return=minimal, wait=10", undefined],
    ["code=abc, dynamic=yes", undefined],
    ["", undefined],
  ])("is read as RFC 7240 has it: %s", (header, expected) => {
    expect(preferenceOf(header, undefined)).toEqual(expected);
  });
  it("may be in the query, where it is no parameter of the contract", () => {
    expect(wishesOf("/a?__code=404&limit=2&__example=two%20words")).toEqual({
      url: "/a?limit=2",
      wishes: new Map([
        ["code", "404"],
        ["example", "two words"],
      ]),
    });
    expect(wishesOf("/a?__code=404")?.url).toBe("/a");
    expect(wishesOf("/a?__other=1&x__code=2")).toBeUndefined();
  });
});

describe("Prefer", () => {
  it("code chooses the response, by its range too, and says that it was applied", async () => {
    expect(await asked(path, "code=404")).toMatchObject({
      status: 404,
      applied: "code=404",
      body: { title: "Not Found" },
    });
    expect(await asked(path, "code=418")).toMatchObject({ status: 418, applied: "code=418" });
  });
  it("a problem has the status that it is sent with, also where a range is declared", async () => {
    for (const [code, title] of [
      [429, "Too Many Requests"],
      [503, "Service Unavailable"],
    ] as const)
      for (const dynamic of [true, false])
        expect((await asked(path, `code=${code}, dynamic=${dynamic}`)).body).toMatchObject({ status: code, title });
  });
  it("a code that is not declared is a 404 that says what is", async () => {
    const { status, applied, body } = await asked(path, "code=302");
    expect([status, applied]).toEqual([404, null]);
    expect(body["detail"]).toBe(
      "getStudent declares no response 302, which the request prefers; it declares 200, 400, 404, 4XX, 5XX",
    );
  });
  it("example chooses one by its name; one that is not there is a 404", async () => {
    expect((await asked(path, "example=alan")).body).toMatchObject({ name: "Alan Turing" });
    expect((await asked(path, "example=ada")).body).toMatchObject({ name: "Ada Lovelace" });
    const missing = await asked(path, "example=grace");
    expect(missing.status).toBe(404);
    expect(missing.body["detail"]).toContain('no example "grace"');
  });
  it("dynamic=true generates and takes no example; dynamic=false takes the example", async () => {
    const examples = [expect.stringMatching(/^(?:ada|alan)@school\.example$/) as string];
    expect([(await asked(path, "dynamic=true")).body["email"]]).not.toEqual(examples);
    expect([(await asked(path, "dynamic=false")).body["email"]]).toEqual(examples);
  });
  it("seed gives other values, the same for the same seed", async () => {
    const [one, again, other] = [await asked(path, "seed=1"), await asked(path, "seed=1"), await asked(path, "seed=2")];
    expect(one).toEqual(again);
    expect(other.body).not.toEqual(one.body);
    expect(one.applied).toBe("seed=1");
  });
  it("goes before overrides and what is kept, and changes neither", async () => {
    const mocks = createMocks(quiet);
    const { length } = mocks.db.students.list();
    mocks.on.getStudent(
      { status: 404, body: { type: "about:blank", title: "Overridden", status: 404 } },
      { once: true },
    );
    expect((await asked(path, "code=200", mocks)).status).toBe(200);
    expect((await asked(path, undefined, mocks)).body).toMatchObject({ title: "Overridden" });
    const created = await mocks.fetch("/students", {
      method: "POST",
      body: JSON.stringify({ name: "Ada", email: "a@school.example", status: "active" }),
      headers: { "Content-Type": "application/json", Authorization: "Bearer x", Prefer: "code=409" },
    });
    expect(created.status).toBe(409);
    expect(mocks.db.students.list()).toHaveLength(length);
  });
  it("does not help a request that the contract refuses", async () => {
    expect((await asked("/students?limit=0", "code=200")).status).toBe(400);
  });
  it("works over HTTP, and by the address alone", async () => {
    const server = await serve(createMocks(quiet));
    try {
      const byHeader = await fetch(`${server.url}${path}`, { headers: { Prefer: "code=404" } });
      const byQuery = await fetch(`${server.url}${path}?__code=404`);
      expect([byHeader.status, byQuery.status]).toEqual([404, 404]);
      expect(byQuery.headers.get("preference-applied")).toBe("code=404");
    } finally {
      await server.close();
    }
  });
});
