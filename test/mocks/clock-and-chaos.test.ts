import { chaos } from "tenon-runtime/mocks/chaos";
import { describe, expect, it } from "vitest";
import { apiOf } from "./support.ts";

const text = { type: "string" };
const time = { type: "string", format: "date-time" };
const Offer = {
  type: "object",
  required: ["id", "expiresAt", "createdAt", "expired", "status"],
  properties: {
    id: text,
    createdAt: time,
    expiresAt: time,
    expired: { type: "boolean" },
    status: { type: "string", enum: ["open", "expired"] },
  },
};
const json = (schema: object): object => ({ description: "", content: { "application/json": { schema } } });
const ref = { $ref: "#/components/schemas/Offer" };
const DOCUMENT = {
  openapi: "3.1.0",
  info: { title: "T", version: "1" },
  components: { schemas: { Offer } },
  paths: {
    "/offers": {
      get: {
        operationId: "listOffers",
        responses: {
          "200": json({ type: "array", items: ref }),
          "503": json({ type: "object", required: ["code"], properties: { code: text } }),
        },
      },
      post: {
        operationId: "createOffer",
        requestBody: {
          content: { "application/json": { schema: { type: "object", properties: { expiresAt: time } } } },
        },
        responses: { "201": json(ref) },
      },
    },
    "/offers/{id}": {
      get: {
        operationId: "getOffer",
        parameters: [{ name: "id", in: "path", required: true, schema: text }],
        responses: { "200": json(ref), "404": { description: "" } },
      },
    },
    "/login": {
      post: {
        operationId: "login",
        responses: { "204": { description: "", headers: { "Set-Cookie": { schema: text, example: "a=1" } } } },
      },
    },
  },
};
const NOW = Date.UTC(2027, 4, 1);
const HOUR = 3_600_000;

describe("the clock", () => {
  it("moves what the mocks say, and entries expire", async () => {
    const { call, mocks, faults } = await apiOf(DOCUMENT, { now: () => NOW });
    const soon = new Date(NOW + 30 * HOUR).toISOString();
    const later = new Date(NOW + 300 * HOUR).toISOString();
    const { body: first } = await call("POST", "/offers", { expiresAt: soon });
    const { body: second } = await call("POST", "/offers", { expiresAt: later });
    expect(first).toMatchObject({ expired: false, status: "open", createdAt: new Date(NOW).toISOString() });
    mocks.clock.advance("2 days");
    expect(mocks.clock.now()).toBe(NOW + 48 * HOUR);
    expect((await call("GET", `/offers/${String(first["id"])}`)).body).toMatchObject({
      expired: true,
      status: "expired",
    });
    expect((await call("GET", `/offers/${String(second["id"])}`)).body).toMatchObject({
      expired: false,
      status: "open",
    });
    mocks.clock.advance(HOUR);
    const { body: third } = await call("POST", "/offers", {});
    expect(third["createdAt"]).toBe(new Date(NOW + 49 * HOUR).toISOString());
    expect(() => mocks.clock.advance("soon")).toThrow(/"2 days"/);
    expect(() => mocks.clock.advance(-1)).toThrow(TypeError);
    mocks.reset();
    expect(mocks.clock.now()).toBe(NOW);
    expect(faults).toEqual([]);
  });

  it("ends cookies", async () => {
    const { mocks } = await apiOf(DOCUMENT);
    mocks.on["login"]!({ status: 204, headers: { "Set-Cookie": "sid=7; Max-Age=60; Path=/" } });
    await mocks.fetch("/login", { method: "POST" });
    const sent = async (): Promise<unknown> => {
      let cookie: string | undefined;
      mocks.on["listOffers"]!(
        (_request: object, context: object) => {
          cookie = (context as { request: { header(name: string): string | undefined } }).request.header("cookie");
          return { status: 200, body: [] };
        },
        { once: true },
      );
      await mocks.fetch("/offers");
      return cookie;
    };
    expect(await sent()).toBe("sid=7");
    mocks.clock.advance("2 minutes");
    expect(await sent()).toBe(undefined);
  });
});

describe("chaos", () => {
  const outcomes = async (seed: number): Promise<string[]> => {
    const { mocks } = await apiOf(DOCUMENT, { seed, chaos: chaos("503:20%,network:10%") });
    const all: string[] = [];
    for (let count = 0; count < 200; count += 1)
      all.push(
        await mocks.fetch("/offers").then(
          ({ status }) => String(status),
          () => "network",
        ),
      );
    return all;
  };

  it("chooses so many requests, the same with the same seed", async () => {
    const some = await outcomes(1);
    expect(await outcomes(1)).toEqual(some);
    expect(await outcomes(2)).not.toEqual(some);
    const count = (what: string): number => some.filter((each) => each === what).length;
    expect(count("503")).toBeGreaterThan(20);
    expect(count("503")).toBeLessThan(60);
    expect(count("network")).toBeGreaterThan(8);
    expect(count("200")).toBe(200 - count("503") - count("network"));
  });

  it("answers a declared status with the contract's body, and another one with a problem document", async () => {
    const { call, mocks, faults } = await apiOf(DOCUMENT, { chaos: chaos("503:100%") });
    const declared = await call("GET", "/offers");
    expect([declared.status, typeof declared.body["code"]]).toEqual([503, "string"]);
    expect(await call("POST", "/offers", {})).toMatchObject({ status: 503, body: { title: "Service Unavailable" } });
    mocks.chaos = undefined;
    expect((await call("GET", "/offers")).status).toBe(200);
    mocks.reset();
    expect((await call("GET", "/offers")).status).toBe(503);
    expect(faults).toEqual([]);
  });

  it("has rules by operation, and delays within a range", async () => {
    const { call } = await apiOf(DOCUMENT, { chaos: chaos({ createOffer: "500:100%", "*": "delay:20-30ms" }) });
    const start = performance.now();
    expect((await call("GET", "/offers")).status).toBe(200);
    expect(performance.now() - start).toBeGreaterThan(15);
    expect((await call("POST", "/offers", {})).status).toBe(500);
  });

  it.each(["503", "503:2", "503:120%", "network:60%,503:60%", "delay:9-2ms", "delay:fast", "teapot:1%"])(
    "refuses %s",
    (rules) => {
      expect(() => chaos(rules)).toThrow(TypeError);
    },
  );
});
