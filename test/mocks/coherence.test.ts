/** Values that agree with one another and with the time, so that an application does not loop. */

import { afterEach, describe, expect, it, vi } from "vitest";
import { createFactory } from "tenon-runtime/mocks";
import { apiOf } from "./support.ts";

const text = { type: "string" };
const time = { ...text, format: "date-time" };
const integer = { type: "integer" };
const number = { type: "number" };

/** Twenty values of an object with these properties, all of them required. */
function made(properties: Readonly<Record<string, object>>): Readonly<Record<string, unknown>>[] {
  const Thing = { type: "object", properties, required: Object.keys(properties) };
  const make = createFactory<Record<string, unknown>>({ Thing }, "Thing");
  return Array.from({ length: 20 }, () => make());
}

afterEach(() => vi.useRealTimers());

describe("time", () => {
  it.each([
    "expiresAt",
    "expires_at",
    "expiryDate",
    "dueAt",
    "validUntil",
    "deadline",
    "renewsAt",
    "nextPaymentAt",
    "tokenExpiresAt",
  ])("%s is after now, and sooner than the longest timer", (name) => {
    for (const value of made({ [name]: time })) {
      const ahead = Date.parse(value[name] as string) - Date.now();
      expect(ahead).toBeGreaterThan(0);
      expect(ahead).toBeLessThan(2 ** 31);
    }
  });

  it("in seconds or milliseconds as well, and by the clock of the mocks", async () => {
    const { mocks } = await apiOf(
      {
        openapi: "3.1.0",
        info: { title: "T", version: "1" },
        paths: {
          "/token": {
            get: {
              operationId: "getToken",
              responses: {
                200: {
                  description: "",
                  content: {
                    "application/json": {
                      schema: {
                        type: "object",
                        required: ["exp", "expiresAt"],
                        properties: { exp: integer, expiresAt: { ...integer, minimum: 1e12 } },
                      },
                    },
                  },
                },
              },
            },
          },
        },
      },
      { now: () => Date.UTC(2030, 0, 1) },
    );
    const body = (await (await mocks.fetch("/token")).json()) as { readonly exp: number; readonly expiresAt: number };
    for (const at of [body.exp * 1000, body.expiresAt])
      expect(new Date(at).toISOString()).toMatch(/^2030-01-(0[2-9]|1\d)T/);
  });

  it("what has happened is over, in its order", () => {
    for (const value of made({
      createdAt: time,
      updatedAt: time,
      expiredAt: time,
      deletedAt: time,
      birthDate: { ...text, format: "date" },
    })) {
      const [created, updated] = [value["createdAt"] as string, value["updatedAt"] as string];
      expect(created <= updated).toBe(true);
      for (const name of ["updatedAt", "expiredAt", "deletedAt", "birthDate"])
        expect(Date.parse(value[name] as string)).toBeLessThan(Date.now());
    }
  });

  it("the same day gives the same values", () => {
    vi.useFakeTimers({ now: Date.UTC(2027, 4, 5, 6) });
    const before = made({ expiresAt: time });
    vi.setSystemTime(Date.UTC(2027, 4, 5, 23));
    expect(made({ expiresAt: time })).toEqual(before);
  });
});

describe("pairs", () => {
  it.each([
    ["min", "max", number],
    ["minPrice", "maxPrice", number],
    ["price_min", "price_max", integer],
    ["lowest", "highest", integer],
    ["startsAt", "endsAt", time],
    ["startDate", "endDate", { ...text, format: "date" }],
    ["validFrom", "validUntil", time],
    ["from", "to", { ...text, format: "date" }],
  ])("%s is not above %s", (low, high, schema) => {
    for (const value of made({ [high]: schema, [low]: schema }))
      expect((value[low] as number) <= (value[high] as number)).toBe(true);
  });
});

describe("counts", () => {
  const line = { type: "object", required: ["price", "quantity"], properties: { price: number, quantity: integer } };

  it("agree with the list that they are of", () => {
    const list = { type: "array", items: text };
    for (const { comments, commentCount, count, numComments } of made({
      comments: list,
      commentCount: integer,
      count: integer,
      numComments: integer,
    }))
      expect([commentCount, count, numComments]).toEqual(Array(3).fill((comments as unknown[]).length));
    for (const { tags, tag_count, users, total_users } of made({
      tags: list,
      tag_count: integer,
      users: list,
      total_users: integer,
    }))
      expect([tag_count, total_users]).toEqual([(tags as unknown[]).length, (users as unknown[]).length]);
  });

  it("a total is the sum of the lines", () => {
    for (const { items, total } of made({ items: { type: "array", items: line }, total: number })) {
      const sum = (items as { price: number; quantity: number }[]).reduce(
        (all, { price, quantity }) => all + price * quantity,
        0,
      );
      expect(total).toBeCloseTo(sum, 2);
    }
  });

  it("never at the price of validity, nor against what is given", () => {
    const list = { type: "array", items: text, minItems: 2, maxItems: 3 };
    for (const { count } of made({ items: list, count: { ...integer, minimum: 50 } }))
      expect(count).toBeGreaterThan(49);
    const Thing = { type: "object", properties: { items: list, count: integer, slug: text, title: text } };
    expect(createFactory({ Thing }, "Thing")({ count: 9, slug: "mine", title: "Other" })).toMatchObject({
      count: 9,
      slug: "mine",
    });
  });

  it("a slug is that of the title", () => {
    for (const { title, slug } of made({ slug: text, title: text }))
      expect(slug).toBe((title as string).toLowerCase().replaceAll(" ", "-"));
  });
});

describe("events", () => {
  const Event = {
    oneOf: [
      { type: "object", required: ["type", "n"], properties: { type: { const: "a" }, n: integer } },
      { type: "object", required: ["type", "s"], properties: { type: { const: "b" }, s: text } },
    ],
  };
  const item = {
    type: "object",
    required: ["data"],
    properties: {
      event: text,
      data: { ...text, contentMediaType: "application/json", contentSchema: { $ref: "#/components/schemas/Event" } },
    },
  };
  it.each([
    ["itemSchema with a content schema", "3.2.0", { itemSchema: item }],
    ["a schema of the data", "3.1.0", { schema: { $ref: "#/components/schemas/Event" } }],
  ])("their data is of the declared schema: %s", async (_, openapi, media) => {
    const { mocks, faults } = await apiOf({
      openapi,
      info: { title: "T", version: "1" },
      paths: {
        "/events": {
          get: {
            operationId: "watch",
            responses: { 200: { description: "", content: { "text/event-stream": media } } },
          },
        },
      },
      components: { schemas: { Event } },
    });
    const stream = await (await mocks.fetch("/events")).text();
    const data = Array.from(
      stream.matchAll(/^data: (.*)$/gm),
      ([, json = ""]) => JSON.parse(json) as Record<string, unknown>,
    );
    expect(data.length).toBe(3);
    for (const event of data)
      expect(event["type"] === "a" ? typeof event["n"] : typeof event["s"]).toBe(
        event["type"] === "a" ? "number" : "string",
      );
    expect(faults).toEqual([]);
  });
});
