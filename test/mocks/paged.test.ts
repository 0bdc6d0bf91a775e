import { expect, test } from "vitest";
import { createMocks } from "tenon-runtime/mocks";
import { loadedValidators } from "../../toolchain/cli/generate/loaded-validators.ts";
import { inMemory } from "../../toolchain/emit/contract/in-memory.ts";
import { build } from "../contract/helpers.ts";

const number = { type: "integer", minimum: 0, maximum: 500 };
const parameters = ["limit", "page"].map((name) => ({ name, in: "query", schema: number }));
const list = { type: "array", items: { type: "string" }, minItems: 1 };
const get = (operationId: string, schema: object, example?: unknown) => ({
  get: {
    operationId,
    parameters,
    responses: {
      200: { description: "", content: { "application/json": { schema, ...(example !== undefined && { example }) } } },
    },
  },
});
const page = { type: "object", required: ["items", "limit"], properties: { items: list, limit: number, page: number } };

test("a list that nobody keeps has no more entries than are asked for, and its page is the one that is asked for", async () => {
  const { contract } = await build({
    openapi: "3.1.0",
    info: { title: "Lists", version: "1" },
    paths: {
      "/plain": get("plain", list),
      "/pages": get("pages", page),
      "/example": get("example", page, { items: ["a", "b", "c"], limit: 20, page: 7 }),
    },
  });
  const memory = inMemory(contract!);
  const mocks = createMocks(memory.contract, { ...loadedValidators(memory), examples: memory.examples }, {});
  const asked = async (path: string): Promise<unknown> => (await mocks.fetch(path)).json();
  expect(await asked("/plain?limit=1")).toHaveLength(1);
  expect(await asked("/pages?limit=1&page=3")).toEqual({ items: [expect.any(String)], limit: 1, page: 3 });
  expect(await asked("/example?limit=2&page=3")).toEqual({ items: ["a", "b"], limit: 2, page: 3 });
  expect(await asked("/example")).toEqual({ items: ["a", "b", "c"], limit: 20, page: 7 });
  // as the contract has it: not without entries
  expect(await asked("/plain?limit=0")).not.toEqual([]);
});
