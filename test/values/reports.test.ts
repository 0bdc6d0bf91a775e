/** Schemas that other tools get wrong, by the golden `reports`: validators, client and mocks, each by itself. */

import { describe, expect, test } from "vitest";
import { validation } from "tenon-runtime/client";
import { createClient } from "../emit/goldens/reports/client.ts";
import { contract } from "../emit/goldens/reports/contract.ts";
import { createMocks } from "../emit/goldens/reports/mocks.ts";
import { requests } from "../emit/goldens/reports/validators/requests.ts";
import { responses } from "../emit/goldens/reports/validators/responses.ts";

/** JSON that fits, and JSON that does not, by the operation that answers it. */
const ROWS: Readonly<Record<string, readonly [fits: readonly unknown[], breaks: readonly unknown[]]>> = {
  getDateList: [[["2026-01-01T00:00:00Z"]], [[], ["2026-01-01"], "2026-01-01T00:00:00Z"]],
  getNullableDate: [
    [{ at: null }, { at: "2026-01-01T00:00:00Z" }],
    [{}, { at: "" }],
  ],
  getDateMap: [[{}, { a: "2026-01-01" }], [{ a: "soon" }]],
  getDateConstant: [[{ since: "2020-01-01" }], [{ since: "2020-01-02" }]],
  getShape: [
    [
      { kind: "round", radius: 1 },
      { kind: "edged", side: 1 },
    ],
    [
      { kind: "Circle", radius: 1 },
      { kind: "round", side: 1 },
    ],
  ],
  getNamedShape: [[{ kind: "round", radius: 1, name: "a" }], [{ kind: "round", radius: 1 }, { name: "a" }]],
  getMaybeShape: [
    [null, { kind: "edged", side: 1 }],
    [{}, { kind: "edged" }],
  ],
  getAnimal: [
    [
      { species: "felis", lives: 9 },
      { species: "Kitten", lives: 9, weeks: 2 },
    ],
    [{ species: "felis" }, { species: "Kitten", lives: 9 }],
  ],
  getCompleted: [[{ title: "a" }], [{}, { pages: 1 }]],
  getLabels: [[{ id: 1, colour: "red" }], [{ id: "1" }, { id: 1, colour: 2 }]],
  getTicket: [[{ number: 1 }], [{ number: 1.5 }, { number: "1" }]],
  getCounter: [[{ count: "18446744073709551615" }], [{ count: 1 }]],
  getLevel: [
    ["low", null],
    ["medium", ""],
  ],
  getPort: [
    [80, 443],
    ["80", 81],
  ],
  getOdd: [
    [{ "2fa": true, "kebab-case": "a", "a b": "c", constructor: "d", toString: "e" }],
    [{ "2fa": true, "kebab-case": "a", "a b": "c" }],
  ],
  getTree: [[{ value: 1, children: [{ value: 2, children: [] }] }], [{ value: 1, children: [{}] }]],
  getExtensions: [
    [{}, { "x-a": 1 }],
    [{ "x-a": "1" }, { a: 1 }],
  ],
  getPoint: [[[1, 2]], [[1], [1, 2, 3], ["1", 2]]],
  getAnything: [
    [{}, { a: [1] }],
    [[], null],
  ],
  getScalar: [
    [1, "a", false],
    ["", 1.5, null],
  ],
  getNothing: [[null], [{}, ""]],
  getTags: [[["a", "b"]], [["a", "a"], ["a"], ["a", "d"]]],
  getCard: [[{}, { number: "1", expiry: "2" }, { expiry: "2" }], [{ number: "1" }]],
  getPrice: [
    [0.07, 19.99, 100],
    [0.001, -1, 100.01],
  ],
  getAbove: [[0.5], [0, 1]],
  getBlob64: [["YWJj"], ["abc", "a"]],
  getDelivery: [[{ method: "pickup" }, { method: "post", address: "a" }], [{ method: "post" }]],
  getWeek: [
    [{}, { mon: 1 }],
    [{ wed: 1 }, { mon: "1" }],
  ],
  getClosed: [[{ title: "a", isbn: "1" }], [{ title: "a", other: 1 }]],
  getListOrOne: [
    [["a"], "a"],
    [1, [1]],
  ],
  getPromise: [[JSON.parse('{"then":"a"}')], [{}]],
  getOrder: [[{ 数量: 1 }], [{}, { 数量: "1" }]],
  getDeep: [[{ a: { b: { c: ["d"] } } }], [{ a: { b: { c: [] } } }, { a: {} }]],
  getOverlap: [
    [{ a: "x" }, { b: 1 }, { a: "x", b: 1 }],
    [{}, { a: 1 }],
  ],
  getJson: [['{"n":1}'], [{ n: 1 }]],
  getBounded: [[{ a: true }], [{}, { a: true, b: true, c: true }, { a: 1 }]],
  getExcluded: [["user"], ["admin", ""]],
  getContains: [
    [[7], [1, 7]],
    [[], [1]],
  ],
  getTime: [
    [{ start: "10:00:00Z", length: "PT1H" }],
    [
      { start: "10:00", length: "PT1H" },
      { start: "10:00:00Z", length: "1h" },
    ],
  ],
  getBig: [[1_000_000_000_000_000], [1, 1.5e15 + 0.5]],
};

test("every operation has a row", () => {
  expect(Object.keys(ROWS).toSorted()).toEqual(contract.operations.map(({ name }) => name).toSorted());
});

describe.each(Object.entries(ROWS))("%s", (name, [fits, breaks]) => {
  const validator = responses.get(name, "200 application/json");

  test("the validator accepts what fits", () => {
    for (const value of fits)
      expect([value, validator?.explain(value), validator?.is(value)]).toEqual([value, [], true]);
  });

  test("the validator refuses what does not fit, and says why", () => {
    for (const value of breaks) {
      expect([value, validator?.is(value)]).toEqual([value, false]);
      expect(validator?.explain(value).length, JSON.stringify(value)).toBeGreaterThan(0);
    }
  });
});

test("mocks answer each of them with a value that the client takes", async () => {
  const { fetch } = createMocks({ onError: (error) => expect(error).toBeUndefined() });
  const validate = validation({ contract, requests, responses });
  const api = createClient({ baseUrl: "http://localhost", fetch, validate });
  const calls = Object.keys(ROWS) as readonly (keyof typeof api)[]; // an operation each, as the first test says
  for (const name of calls) {
    if (name === "$fetch") continue;
    expect(await api[name](), name).toMatchObject({ status: 200 });
  }
});
