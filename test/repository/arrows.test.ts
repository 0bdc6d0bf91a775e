import { globSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { brokenArrows } from "./arrows.ts";

const sources = globSync(
  ["toolchain/**/*.ts", "runtime/**/*.ts", "generated/**/*.ts", "server/**/*.ts", "client/**/*.ts", "mocks/**/*.ts"],
  {
    exclude: (name) => name === "node_modules" || name === "dist",
  },
);

test("imports go only along the arrows of the architecture", () => {
  expect(sources.length).toBeGreaterThan(50);
  expect(brokenArrows(sources.map((path) => [path, readFileSync(path, "utf8")]))).toEqual([]);
});

describe("each arrow is refused when it is broken", () => {
  const value = (specifier: string): string => `import { x } from "${specifier}";\nx();`;
  const type = (specifier: string): string => `import type { X } from "${specifier}";\nexport type Y = X;`;
  const cases: readonly [what: string, path: string, text: string][] = [
    ["emit never imports document", "toolchain/emit/a.ts", value("../document/index.ts")],
    ["emit never imports types of document either", "toolchain/emit/a.ts", type("../document/index.ts")],
    ["emit imports nothing of the runtime but core", "toolchain/emit/a.ts", type("tenon-runtime/server")],
    ["contract imports nothing of the runtime but core", "toolchain/contract/a.ts", type("tenon-runtime/server")],
    ["contract never imports what is above it", "toolchain/contract/a.ts", value("../emit/index.ts")],
    ["document never imports contract", "toolchain/document/a.ts", value("../contract/index.ts")],
    ["diagnostics import nothing", "toolchain/diagnostics/a.ts", value("../document/index.ts")],
    ["verify never imports document", "toolchain/verify/a.ts", value("../document/index.ts")],
    ["verify imports the runtime by its name", "toolchain/verify/a.ts", value("../../runtime/mocks/values.ts")],
    ["lint never imports the command line", "toolchain/lint/a.ts", value("../cli/report.ts")],
    ["lint never imports emit", "toolchain/lint/a.ts", value("../emit/index.ts")],
    ["only the adapter in emit touches typescript", "toolchain/cli/a.ts", value("typescript")],
    ["only document parses YAML", "toolchain/contract/a.ts", value("yaml")],
    ["the runtime never imports the toolchain", "runtime/core/a.ts", value("../../toolchain/contract/index.ts")],
    ["the runtime never imports the toolchain by name", "runtime/server/a.ts", value("tenon")],
    [
      "the runtime never imports types of the toolchain",
      "runtime/mocks/a.ts",
      type("../../toolchain/contract/model.ts"),
    ],
    ["core knows web standards only", "runtime/core/a.ts", value("node:fs")],
    ["core has no dependencies", "runtime/core/a.ts", value("ajv")],
    ["core never imports a host", "runtime/core/a.ts", value("../server/index.ts")],
    ["the server meets the mocks in generated code only", "runtime/server/a.ts", value("../mocks/index.ts")],
    ["the server meets the client in generated code only", "runtime/server/a.ts", value("tenon-runtime/client")],
    ["the fetch host never imports express", "runtime/fetch/a.ts", value("express")],
    ["the fetch host never imports the server", "runtime/fetch/a.ts", value("../server/index.ts")],
    ["the fetch host never imports Node", "runtime/fetch/a.ts", value("node:http")],
    ["the client never imports the server", "runtime/client/a.ts", value("../server/index.ts")],
    ["the client never imports Node", "runtime/client/a.ts", value("node:http")],
    ["the mocks never import the server", "runtime/mocks/a.ts", value("../server/index.ts")],
    ["generated code imports the runtime by its name", "generated/a.ts", value("../runtime/core/index.ts")],
    ["generated code never imports the toolchain", "generated/a.ts", value("tenon")],
    ["the product's server imports the runtime by its name", "server/a.ts", value("../runtime/server/index.ts")],
    ["the product's client never imports the toolchain", "client/a.ts", value("../toolchain/index.ts")],
    ["the product's mocks never import the server", "mocks/a.ts", value("../server/handlers.ts")],
    ["a dynamic import counts", "runtime/core/a.ts", `export const later = () => import("node:fs");`],
    ["an export from another file counts", "runtime/core/a.ts", `export { x } from "../client/index.ts";`],
    ["the type of an import counts", "toolchain/emit/a.ts", `export type X = import("../document/index.ts").Loaded;`],
  ];
  test.each(cases)("%s", (_, path, text) => {
    expect(brokenArrows([[path, text]])).toHaveLength(1);
  });

  const allowed: readonly [what: string, path: string, text: string][] = [
    ["emit reads the model", "toolchain/emit/a.ts", value("../contract/model.ts")],
    ["emit takes types of the runtime", "toolchain/emit/a.ts", type("tenon-runtime/core")],
    [
      "inline types are types",
      "toolchain/emit/a.ts",
      `import { type X } from "tenon-runtime/core";\nexport type Y = X;`,
    ],
    ["the command line runs the mocks", "toolchain/cli/a.ts", value("tenon-runtime/mocks/http")],
    ["verify takes values from the mocks", "toolchain/verify/cases/a.ts", value("tenon-runtime/mocks/values")],
    ["the client stands on core", "runtime/client/a.ts", value("../core/index.ts")],
    ["generated code imports the runtime by name", "generated/a.ts", value("tenon-runtime/client")],
    ["the product's server imports generated code", "server/a.ts", value("../generated/server.ts")],
  ];
  test.each(allowed)("allowed: %s", (_, path, text) => {
    expect(brokenArrows([[path, text]])).toEqual([]);
  });
});
