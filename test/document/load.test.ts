import { mkdir, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { load } from "../../toolchain/document/index.ts";
import { codes, folder, loadFiles } from "../contract/helpers.ts";

const yaml = (paths: string): string => `openapi: 3.1.0\ninfo: { title: T, version: "1" }\n${paths}\n`;

describe("a page instead of a contract", () => {
  test.each(["<!doctype html>", " <!-- a --> <!---->\n<html lang=en>", "<HTML>"])("%s is known", async (text) => {
    expect(codes(await loadFiles({ "openapi.yaml": text }))).toEqual(["source-is-html"]);
  });

  test("ten thousand comments are no work", async () => {
    const comments = "<!---->".repeat(10_000);
    expect(codes(await loadFiles({ "openapi.yaml": `${comments}<html>` }))).toEqual(["source-is-html"]);
    expect(codes(await loadFiles({ "openapi.yaml": `${comments}x` }))).toEqual(["not-a-contract"]);
    expect(codes(await loadFiles({ "openapi.yaml": "<!--".repeat(10_000) }))).toEqual(["not-a-contract"]);
  });
});

describe("positions", () => {
  const parts = {
    openapi: "3.1.0",
    info: { title: 'Quote " and \\ brace {', version: "1" },
    paths: { "/a/{b}": { get: { tags: ["x", "y"], n: -1.5e3 } } },
  };

  test("a pointer into JSON leads to its key or item", async () => {
    const { locate } = await loadFiles({ "openapi.json": JSON.stringify(parts, null, 2) });
    expect(locate("")).toEqual({ file: "openapi.json", line: 1, column: 1 });
    expect(locate("/info/version")).toEqual({ file: "openapi.json", line: 5, column: 5 });
    expect(locate("/paths/~1a~1{b}/get/tags/1")).toEqual({ file: "openapi.json", line: 12, column: 11 });
    expect(locate("/paths/~1a~1{b}/get/n")).toEqual({ file: "openapi.json", line: 14, column: 9 });
  });

  test("positions in JSON on one line have columns", async () => {
    const text = JSON.stringify(parts);
    const { locate } = await loadFiles({ "openapi.json": text });
    expect(locate("/paths/~1a~1{b}/get/n")).toEqual({ file: "openapi.json", line: 1, column: text.indexOf('"n"') + 1 });
  });

  test("a pointer into YAML leads through aliases and merge keys", async () => {
    const { locate, document } = await loadFiles({
      "openapi.yaml": yaml("x-a: &a\n  summary: S\npaths:\n  /a:\n    get: { <<: *a, tags: [x] }\n    put: *a"),
    });
    expect(document?.["paths"]).toEqual({ "/a": { get: { summary: "S", tags: ["x"] }, put: { summary: "S" } } });
    expect(locate("/paths/~1a/get/tags/0")).toEqual({ file: "openapi.yaml", line: 7, column: 27 });
    expect(locate("/paths/~1a/get/summary")).toEqual({ file: "openapi.yaml", line: 4, column: 3 });
    expect(locate("/paths/~1a/put/summary")).toEqual({ file: "openapi.yaml", line: 4, column: 3 });
  });

  test("what is not in the text is placed at its nearest parent", async () => {
    const { locate } = await loadFiles({ "openapi.yaml": yaml("paths:\n  /a:\n    get: {}") });
    expect(locate("/paths/~1a/get/responses/200")).toEqual({ file: "openapi.yaml", line: 5, column: 5 });
  });

  test("a pointer is followed through references into other files", async () => {
    const { locate } = await loadFiles({
      "openapi.yaml": yaml("paths:\n  /a: { $ref: paths/a.yaml }"),
      "paths/a.yaml": "get:\n  summary: S\n",
    });
    expect(locate("/paths/~1a/get/summary")).toEqual({ file: "paths/a.yaml", line: 2, column: 3 });
  });
});

describe("versions", () => {
  test.each([
    ["openapi: 3.0.4", "3.0"],
    ["openapi: 3.1", "3.1"],
    ["openapi: 3.0", "3.0"],
    ["openapi: 3.2.0", "3.2"],
    ["swagger: 2.0", "2.0"],
  ])("%s", async (line, version) => {
    expect(
      (await loadFiles({ "openapi.yaml": `${line}\ninfo: { title: T, version: "1" }\npaths: {}\n` })).version,
    ).toBe(version);
  });
});

describe("several files", () => {
  test("references are relative to the file that they stand in, and lead back", async () => {
    const loaded = await loadFiles({
      "api/openapi.yaml": yaml(
        "paths: {}\ncomponents: { schemas: { A: { $ref: schemas/a.yaml#/A }, B: { type: string } } }",
      ),
      "api/schemas/a.yaml":
        "A:\n  properties:\n    self: { $ref: '#/A' }\n    c: { $ref: more/c.json }\n    b: { $ref: ../openapi.yaml#/components/schemas/B }\n",
      "api/schemas/more/c.json": { type: "integer" },
    });
    expect(codes(loaded)).toEqual([]);
    expect(loaded.document?.["components"]).toEqual({
      schemas: { A: { $ref: "#/x-tenon-files/schemas~1a.yaml/A" }, B: { type: "string" } },
    });
    expect(loaded.document?.["x-tenon-files"]).toEqual({
      "schemas/a.yaml": {
        A: {
          properties: {
            self: { $ref: "#/x-tenon-files/schemas~1a.yaml/A" },
            c: { $ref: "#/x-tenon-files/schemas~1more~1c.json" },
            b: { $ref: "#/components/schemas/B" },
          },
        },
      },
      "schemas/more/c.json": { type: "integer" },
    });
    expect(loaded.files.map((file) => path.basename(file))).toEqual(["openapi.yaml", "a.yaml", "c.json"]);
  });

  test("a file that is missing is watched for", async () => {
    const loaded = await loadFiles({ "openapi.yaml": yaml("paths: { /a: { $ref: a.yaml } }") });
    expect(loaded.files.map((file) => path.basename(file))).toEqual(["openapi.yaml", "a.yaml"]);
    expect(codes(loaded)).toEqual(["unresolved-file"]);
  });

  test("a $ref in an example is data", async () => {
    const example = { $ref: "missing.yaml" };
    const loaded = await loadFiles({
      "openapi.json": {
        openapi: "3.1.0",
        info: {},
        paths: {},
        components: {
          schemas: { A: { example, default: example, enum: [example] } },
          examples: { e: { value: example } },
        },
      },
    });
    expect(codes(loaded)).toEqual([]);
  });

  test("a symbolic link may not lead out of the root", async () => {
    const root = await folder({
      "secret.yaml": "type: string",
      "in/openapi.yaml": yaml(
        "paths: {}\ncomponents: { schemas: { A: { $ref: a.yaml }, B: { $ref: sub/secret.yaml } } }",
      ),
    });
    await symlink(path.join(root, "secret.yaml"), path.join(root, "in/a.yaml"));
    await symlink(root, path.join(root, "in/sub"));
    const loaded = await load("in/openapi.yaml", { cwd: root });
    expect(codes(loaded)).toEqual(["reference-outside-root", "reference-outside-root"]);
    expect(JSON.stringify(loaded.document)).not.toContain("string");
    expect(codes(await load("in/openapi.yaml", { cwd: root, root: "." }))).toEqual([]);
  });

  test("a root that is itself reached by a link is no obstacle", async () => {
    const root = await folder({
      "real/openapi.yaml": yaml("paths: {}\ncomponents: { schemas: { A: { $ref: a.yaml } } }"),
      "real/a.yaml": "type: string",
    });
    await symlink(path.join(root, "real"), path.join(root, "link"));
    expect(codes(await load("link/openapi.yaml", { cwd: root }))).toEqual([]);
  });

  test("percent-encoded paths and spaces work", async () => {
    const loaded = await loadFiles({
      "openapi.yaml": yaml("paths: {}\ncomponents: { schemas: { A: { $ref: 'my%20schemas/a.yaml#/x%20y' } } }"),
      "my schemas/a.yaml": "x y: { type: string }",
    });
    expect(codes(loaded)).toEqual([]);
  });
});

describe("identifiers of JSON Schema", () => {
  test("$id, $anchor and $defs are resolved without the network", async () => {
    const loaded = await loadFiles({
      "openapi.json": {
        openapi: "3.1.0",
        info: {},
        paths: {},
        components: {
          schemas: {
            A: {
              $id: "https://example.com/a",
              $defs: { x: { $anchor: "ex", type: "string" } },
              properties: { p: { $ref: "#/$defs/x" }, q: { $ref: "#ex" }, r: { $ref: "b" } },
            },
            B: { $id: "https://example.com/b", type: "integer" },
            C: { $ref: "https://example.com/a#ex" },
          },
        },
      },
    });
    expect(codes(loaded)).toEqual([]);
    const { schemas } = loaded.document!["components"] as { schemas: Record<string, { properties?: object }> };
    expect(schemas["A"]?.properties).toEqual({
      p: { $ref: "#/components/schemas/A/$defs/x" },
      q: { $ref: "#/components/schemas/A/$defs/x" },
      r: { $ref: "#/components/schemas/B" },
    });
    expect(schemas["C"]).toEqual({ $ref: "#/components/schemas/A/$defs/x" });
  });
});

describe("sources", () => {
  const text = (body: string, init?: ResponseInit): Response => new Response(body, init);

  test("standard input is read, references in it start from the working directory", async () => {
    const root = await folder({ "a.yaml": "type: string" });
    async function* stdin(): AsyncGenerator<string> {
      yield "openapi: 3.1.0\ninfo: {}\npaths: {}\n";
      yield "components: { schemas: { A: { $ref: a.yaml }, B: { type: [strin} } }";
    }
    const loaded = await load("-", { cwd: root, stdin: stdin() });
    expect(loaded.diagnostics[0]).toMatchObject({ code: "invalid-yaml", position: { file: "<stdin>", line: 4 } });
  });

  test("a URL and the files below it are read; other hosts only if they are allowed", async () => {
    const asked: string[] = [];
    const pages: Record<string, string> = {
      "https://api.example.com/v1/openapi.yaml": yaml(
        "paths: {}\ncomponents: { schemas: { A: { $ref: a.yaml }, B: { $ref: 'https://other.example.com/b.yaml' }, C: { $ref: /c.yaml } } }",
      ),
      "https://api.example.com/v1/a.yaml": "type: string",
      "https://other.example.com/b.yaml": "type: integer",
    };
    const fetch = async (url: unknown): Promise<Response> => {
      asked.push(String(url));
      return text(pages[String(url)] ?? "", { status: pages[String(url)] === undefined ? 404 : 200 });
    };
    const source = "https://api.example.com/v1/openapi.yaml";
    expect(codes(await load(source, { fetch: fetch as typeof globalThis.fetch }))).toEqual([
      "remote-reference",
      "remote-reference",
    ]);
    expect(asked).toEqual([source, "https://api.example.com/v1/a.yaml"]);
    expect(
      codes(await load(source, { fetch: fetch as typeof globalThis.fetch, allowHosts: ["other.example.com"] })),
    ).toEqual(["remote-reference"]);
  });

  test("a redirect to a host that is not allowed is refused", async () => {
    const fetch = async (): Promise<Response> =>
      text("", { status: 302, headers: { location: "http://169.254.169.254/latest" } });
    expect(codes(await load("https://api.example.com/openapi.yaml", { fetch }))).toEqual(["remote-reference"]);
  });

  test("a URL that answers 404 or not at all is a diagnostic", async () => {
    expect(codes(await load("https://api.example.com/x", { fetch: async () => text("", { status: 404 }) }))).toEqual([
      "source-unreachable",
    ]);
    expect(
      codes(await load("https://api.example.com/x", { fetch: () => Promise.reject(new TypeError("fetch failed")) })),
    ).toEqual(["source-unreachable"]);
  });

  test("a remote contract cannot reach local files", async () => {
    const fetch = async (): Promise<Response> =>
      text(yaml("paths: {}\ncomponents: { schemas: { A: { $ref: 'file:///etc/hostname' } } }"));
    expect(codes(await load("https://api.example.com/openapi.yaml", { fetch }))).toEqual(["reference-outside-root"]);
  });

  test("what is no ordinary file is not read", async () => {
    expect(codes(await load("/dev/zero"))).toEqual(["source-unreadable"]);
  });

  test("the size counts over all files", async () => {
    const files = {
      "openapi.yaml": yaml("paths: { /a: { $ref: a.yaml } }"),
      "a.yaml": `# ${"x".repeat(500)}\nget: {}`,
    };
    expect(codes(await loadFiles(files))).toEqual([]);
    expect(codes(await loadFiles(files, { limits: { bytes: 400 } }))).toEqual(["source-too-large"]);
  });
});

describe("prototype keys", () => {
  test.each(["json", "yaml"])("in %s change no prototype", async (format) => {
    const body =
      '{"openapi":"3.1.0","info":{},"paths":{"__proto__":{"polluted":true}},"components":{"schemas":{"constructor":{"type":"string"}}}}';
    const root = await folder({});
    await mkdir(root, { recursive: true });
    await writeFile(path.join(root, `openapi.${format}`), body);
    const loaded = await load(path.join(root, `openapi.${format}`));
    expect(codes(loaded)).toEqual(["prototype-key"]);
    expect(Object.hasOwn(loaded.document?.["paths"] as object, "__proto__")).toBe(false);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect(loaded.document?.["components"]).toEqual({ schemas: { constructor: { type: "string" } } });
  });
});
