import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { detectImportExtension } from "../../toolchain/cli/generate/import-extension.ts";
import { folder } from "./support.ts";

const options = (compilerOptions: object, more: object = {}): string => JSON.stringify({ ...more, compilerOptions });
const detect = (files: Record<string, string>, output = "generated"): string =>
  detectImportExtension(join(folder({ ".keep": "", ...files }), output));

describe("generated files import one another as the nearest tsconfig.json needs", () => {
  const cases: readonly [what: string, compilerOptions: object, extension: string][] = [
    ["a bundler resolves files without an extension", { module: "esnext", moduleResolution: "bundler" }, ""],
    ["module preserve is a bundler's", { module: "preserve" }, ""],
    ["nodenext that emits needs .js", { module: "nodenext" }, ".js"],
    ["NodeNext is spelt in any case", { module: "NodeNext" }, ".js"],
    ["node16 needs .js", { module: "node16", moduleResolution: "node16" }, ".js"],
    ["node20 needs .js", { module: "node20" }, ".js"],
    ["node10 resolves files without an extension", { module: "commonjs", moduleResolution: "node10" }, ""],
    [
      "allowImportingTsExtensions asks for .ts",
      { module: "esnext", moduleResolution: "bundler", allowImportingTsExtensions: true },
      ".ts",
    ],
    [
      "rewriteRelativeImportExtensions asks for .ts",
      { module: "nodenext", rewriteRelativeImportExtensions: true },
      ".ts",
    ],
    ["what is switched off does not count", { module: "nodenext", allowImportingTsExtensions: false }, ".js"],
    ["moduleResolution counts more than module", { module: "esnext", moduleResolution: "nodenext" }, ".js"],
    ["nothing said is a bundler's, too", {}, ""],
  ];
  test.each(cases)("%s", (_, compilerOptions, extension) => {
    expect(detect({ "tsconfig.json": options(compilerOptions) })).toBe(extension);
  });

  test("where there is no tsconfig.json Node runs the sources", () => {
    expect(detect({})).toBe(".ts");
  });

  test("a folder above counts, and a nearer one counts more", () => {
    const files = { "tsconfig.json": options({ module: "nodenext" }) };
    expect(detect(files, "src/api/generated")).toBe(".js");
    expect(detect({ ...files, "src/tsconfig.json": options({ module: "preserve" }) }, "src/api/generated")).toBe("");
  });

  test("comments and trailing commas are read", () => {
    expect(detect({ "tsconfig.json": `// ours\n{ "compilerOptions": { /* emits */ "module": "nodenext", }, }` })).toBe(
      ".js",
    );
  });

  test("extends is followed, with and without .json, and what is said last wins", () => {
    expect(
      detect({ "tsconfig.json": options({}, { extends: "./base" }), "base.json": options({ module: "nodenext" }) }),
    ).toBe(".js");
    const files = {
      "a.json": options({ module: "nodenext" }),
      "b.json": options({ module: "preserve" }, { extends: "./a.json" }),
    };
    expect(detect({ ...files, "tsconfig.json": options({}, { extends: ["./a.json", "./b.json"] }) })).toBe("");
    expect(detect({ ...files, "tsconfig.json": options({}, { extends: ["./b.json", "./a.json"] }) })).toBe(".js");
    expect(
      detect({ ...files, "tsconfig.json": options({ allowImportingTsExtensions: true }, { extends: "./a.json" }) }),
    ).toBe(".ts");
  });

  test("extends finds a package", () => {
    const config = {
      "node_modules/@tsconfig/node24/package.json": "{}",
      "node_modules/@tsconfig/node24/tsconfig.json": options({ module: "nodenext" }),
    };
    expect(detect({ ...config, "tsconfig.json": options({}, { extends: "@tsconfig/node24" }) })).toBe(".js");
    expect(detect({ ...config, "tsconfig.json": options({}, { extends: "@tsconfig/node24/tsconfig.json" }) })).toBe(
      ".js",
    );
  });

  test("a circle of extends ends", () => {
    expect(
      detect({
        "tsconfig.json": options({ module: "nodenext" }, { extends: "./other.json" }),
        "other.json": options({}, { extends: "./tsconfig.json" }),
      }),
    ).toBe(".js");
  });

  test("a tsconfig of references only leads to the one that includes the folder", () => {
    const files = {
      "tsconfig.json": JSON.stringify({
        files: [],
        references: [{ path: "./tsconfig.node.json" }, { path: "./tsconfig.app.json" }],
      }),
      "tsconfig.node.json": options({ module: "nodenext" }, { include: ["vite.config.ts"] }),
      "tsconfig.app.json": options({ module: "esnext", moduleResolution: "bundler" }, { include: ["src"] }),
    };
    expect(detect(files, "src/generated")).toBe("");
    expect(
      detect(
        { ...files, "tsconfig.app.json": options({ allowImportingTsExtensions: true }, { include: ["src/**/*.ts"] }) },
        "src/generated",
      ),
    ).toBe(".ts");
  });

  test("a tsconfig that is no JSON is for tsc to complain about", () => {
    expect(detect({ "tsconfig.json": "what?" })).toBe("");
  });
});
