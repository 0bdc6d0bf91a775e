import { expect, test } from "vitest";
import { emit } from "../../toolchain/emit/index.ts";
import { contractOf, openapi } from "../contract/helpers.ts";
import { generated } from "./goldens.ts";

const OPTIONS = { source: "openapi.yaml", importExtension: ".ts" } as const;
const files = new Map((await generated("webhooks")).map(({ path, text }) => [path, text]));
const SENT = ["newStudent", "studentLeft", "onEvent", "onProgress", "subscribeEndedPost"];

test("a contract that sends nothing has no file of it", async () => {
  const contract = await contractOf(
    openapi({ paths: { "/a": { get: { operationId: "a", responses: { "204": { description: "" } } } } } }),
  );
  const paths = (await emit(contract, OPTIONS)).files.map(({ path }) => path);
  expect(paths.filter((path) => /webhook/.test(path))).toEqual([]);
});

test("callbacks alone have senders, and nothing to receive webhooks with", async () => {
  const post = { post: { responses: { "204": { description: "" } } } };
  const contract = await contractOf(
    openapi({
      paths: {
        "/a": {
          post: {
            operationId: "a",
            parameters: [{ name: "url", in: "query", schema: { type: "string" } }],
            responses: { "204": { description: "" } },
            callbacks: { done: { "{$request.query.url}": post } },
          },
        },
      },
    }),
  );
  const emitted = (await emit(contract, OPTIONS)).files;
  expect(emitted.map(({ path }) => path).filter((path) => /webhook/.test(path))).toEqual([
    "webhooks.ts",
    "validators/webhooks.ts",
  ]);
  expect(emitted.find(({ path }) => path === "webhooks.ts")?.text).not.toContain("createWebhooks");
});

test("what the API sends is nowhere where it could be routed, called or mocked", () => {
  for (const path of ["contract.ts", "server.ts", "client.ts", "mocks.ts", "operations.ts", "examples.ts"])
    for (const name of SENT)
      expect(files.get(path), `${name} in ${path}`).not.toMatch(new RegExp(`\\b${name}\\b`, "i"));
});

test("a server does not load what only webhooks need, and a sender loads no server", () => {
  expect(files.get("validators/schemas.ts")).not.toContain("Event:");
  expect(files.get("validators/webhooks.ts")).toContain("Event:");
  const imports = [...(files.get("webhooks.ts") ?? "").matchAll(/^(?:import|\}).* from "(.*)";$/gm)].map(
    ([, from]) => from,
  );
  expect(imports).toEqual(["tenon-runtime/client", "tenon-runtime/core", "./operations.ts"]);
});
