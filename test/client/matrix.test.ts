/**
 * Parameters of every style, `explode` and type in every place, from a contract: the handler of the server and of the
 * mock receive what the generated client is given, or the client says why it cannot send it.
 */

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listen, type Running } from "../server/support.ts";
import { document, refusal, type Row, ROWS } from "./matrix.ts";
import { type Client, echoes, type Input, send, type Sides, sidesOfDocument, TEXTS } from "./sides.ts";

const PARTS = { path: "params", query: "query", header: "headers", cookie: "cookies" } as const;
const inputOf = (row: Row, value: unknown): Input => ({ [PARTS[row.in]]: { p: value } });
const THIRD = TEXTS.filter((_, index) => index % 3 === 0);
/** A few that damage most encodings, for a socket. */
const FEW = ["plain", "a%b+c d/e?f#g&h=i", "100%25", ";,|.", "é🎓"];

let sides: Sides;
let echo: ReturnType<typeof echoes>;
let server: Running;
let clients: Readonly<Record<string, Client>>;

beforeAll(async () => {
  sides = await sidesOfDocument(document);
  echo = echoes(sides.contract);
  const options = { handlers: echo.handlers };
  server = await listen(sides.createServer(options));
  const mocks = sides.createMocks();
  for (const [name, handler] of Object.entries(echo.handlers)) mocks.on[name]!(handler);
  clients = {
    "the server": sides.createClient({ baseUrl: "http://host", fetch: sides.toFetchHandler(options) }),
    "the mock": sides.createClient({ baseUrl: "http://host", fetch: mocks.fetch }),
    "the server, over a socket": sides.createClient({ baseUrl: server.url }),
  };
});
afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
  await sides?.[Symbol.asyncDispose]();
});

/** @returns how many values arrived */
async function exchange(client: Client, row: Row, texts: readonly string[]): Promise<number> {
  let arrived = 0;
  const values = [...new Map(texts.flatMap(row.values).map((each) => [JSON.stringify(each), each])).values()];
  for (const value of values) {
    const fate = await send(client, row.name, inputOf(row, value), echo.received);
    const reason = refusal(row, value);
    const expected = reason === undefined ? { arrived: inputOf(row, value) } : { refused: expect.any(Error) };
    expect(fate, `${JSON.stringify(value)}${reason === undefined ? "" : `: ${reason}`}`).toEqual(expected);
    if ("arrived" in fate) arrived++;
  }
  return arrived;
}

test("the matrix has every style in every place", () => {
  expect(ROWS).toHaveLength(109);
  expect(sides.contract.operations.map(({ name }) => name).sort()).toEqual(ROWS.map(({ name }) => name).sort());
});

describe.each(["the server", "the mock", "the server, over a socket"])("%s receives what the client sends", (side) => {
  test.each(ROWS.map((row) => [row.name, row] as const))("%s", async (_, row) => {
    const texts = row.type === "string" ? TEXTS : THIRD;
    expect(await exchange(clients[side]!, row, side === "the server" ? texts : FEW)).toBeGreaterThan(0);
  });
});

describe("a value of another type", () => {
  const wrong: Readonly<Record<string, unknown>> = {
    integer: "x1",
    number: "x1",
    boolean: "yes",
    integers: ["1", "x"],
    object: { b: "1" },
  };
  test.each(ROWS.filter(({ type }) => type in wrong).map((row) => [row.name, row] as const))(
    "is refused by server and mock: %s",
    async (_, row) => {
      for (const side of ["the server", "the mock"]) {
        const fate = await send(clients[side]!, row.name, inputOf(row, wrong[row.type]), echo.received);
        expect([side, fate]).toEqual([side, { status: 400 }]);
      }
    },
  );
});
