import { posix } from "node:path";
import { describe, expect, it } from "vitest";
import { loadContract } from "../../toolchain/contract/index.ts";
import { emit } from "../../toolchain/emit/index.ts";
import { ALL_PARTS, type EmitParts, onlyParts, PARTS } from "../../toolchain/emit/parts.ts";

const { contract } = await loadContract(new URL("goldens/docs/openapi.yaml", import.meta.url).pathname);

const filesOf = async (parts: EmitParts): Promise<Map<string, string>> =>
  new Map(
    (await emit(contract!, { source: "openapi.yaml", importExtension: ".ts", parts })).files.map(({ path, text }) => [
      path,
      text,
    ]),
  );

/** Modules that a generated file imports from beside it, dynamic imports included. */
const importsOf = (path: string, text: string): string[] =>
  Array.from(text.matchAll(/(?:from |import\()"(\.[^"]*)"/g), ([, specifier = ""]) =>
    posix.join(posix.dirname(path), specifier),
  );

const subsets = PARTS.reduce<(typeof PARTS)[number][][]>(
  (sets, part) => [...sets, ...sets.map((set) => [...set, part])],
  [[]],
);

describe("the chosen parts of a contract with dates and big integers", async () => {
  const { contract: withValues } = await loadContract(new URL("goldens/values/openapi.yaml", import.meta.url).pathname);
  it.each(subsets.map((parts) => [parts.join() || "none", parts] as const))(
    "%s import no file that is missing",
    async (_, parts) => {
      const options = {
        source: "openapi.yaml",
        importExtension: ".ts",
        dates: "date",
        bigint: "int64",
        decimals: "string",
      } as const;
      const { files } = await emit(withValues!, { ...options, parts: onlyParts(parts) });
      const paths = new Set(files.map(({ path }) => path));
      expect(files.flatMap(({ path, text }) => importsOf(path, text).filter((file) => !paths.has(file)))).toEqual([]);
    },
  );
});

describe("the chosen parts", () => {
  it.each(subsets.map((parts) => [parts.join() || "none", parts] as const))(
    "%s import no file that is missing",
    async (_, parts) => {
      const files = await filesOf(onlyParts(parts));
      const missing = [...files].flatMap(([path, text]) => importsOf(path, text).filter((file) => !files.has(file)));
      expect(missing).toEqual([]);
    },
  );

  it.each([
    ["client", ["client.ts", "operations.ts", "types.ts"]],
    [
      "mocks",
      [
        "contract.ts",
        "examples.ts",
        "mocks.ts",
        "operations.ts",
        "resources.ts",
        "types.ts",
        "validators/requests.ts",
        "validators/responses.ts",
        "validators/schemas.ts",
      ],
    ],
    [
      "server",
      [
        "contract.ts",
        "handler.ts",
        "operations.ts",
        "server.ts",
        "types.ts",
        "validators/requests.ts",
        "validators/responses.ts",
        "validators/schemas.ts",
        "validators/serialisers.ts",
      ],
    ],
    ["openapi", ["openapi.json", "operations.ts", "types.ts"]],
  ] as const)("%s brings only what it needs", async (part, files) => {
    const shared = /^validators\/shared\.ts$/;
    expect([...(await filesOf(onlyParts([part]))).keys()].filter((path) => !shared.test(path)).toSorted()).toEqual(
      files,
    );
  });

  it("are all but the queries by default, and each has the same text as with the others", async () => {
    const all = await filesOf(ALL_PARTS);
    expect([...all.keys()]).toEqual(
      expect.arrayContaining(["server.ts", "client.ts", "mocks.ts", "webhooks.ts", "openapi.json", "test-client.ts"]),
    );
    expect(all.has("queries.ts")).toBe(false);
    for (const [path, text] of await filesOf(onlyParts(["client", "validators", "webhooks"])))
      expect(text, path).toBe(all.get(path));
  });

  it("bring the client of the queries", async () => {
    expect([...(await filesOf(onlyParts([], "vue"))).keys()].toSorted()).toEqual([
      "client.ts",
      "operations.ts",
      "queries.ts",
      "types.ts",
    ]);
  });

  it("are what the server can do: without mocks and without the contract it has neither", async () => {
    const server = (await filesOf(onlyParts(["server"]))).get("server.ts");
    expect(server).not.toMatch(/createMocks|document/);
    expect((await filesOf(ALL_PARTS)).get("server.ts")).toMatch(/createMocks[\s\S]*document/);
  });
});
