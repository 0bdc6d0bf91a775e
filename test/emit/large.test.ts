import { expect, test } from "vitest";
import { makeContext } from "../../toolchain/emit/context.ts";
import { emitOperations } from "../../toolchain/emit/operations/index.ts";
import { contractOf } from "../contract/helpers.ts";

const DOCUMENT = {
  openapi: "3.1.0",
  info: { title: "T", version: "1" },
  paths: { "/things": { get: { operationId: "listThings", responses: { "204": { description: "" } } } } },
};
/** More than a call takes as arguments: the largest published contracts have as many names. */
const MANY = 200_000;

test("the operations of a contract with very many names are emitted", async () => {
  const context = makeContext(await contractOf(DOCUMENT), { source: "openapi.json", importExtension: ".ts" });
  for (let index = 0; index < MANY; index += 1) context.names.taken.add(`name${index}`);
  expect(emitOperations(context).file.render()).toContain("export type ListThingsResponse");
});
