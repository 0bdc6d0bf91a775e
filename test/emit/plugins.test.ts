/** Plugins: what they may write, and what becomes of one that fails. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { code, definePlugin, identifier, importType, importValue, type Plugin, stringLiteral } from "tenon/plugin";
import { folder, tenonProcess } from "../cli/support.ts";
import { emit } from "../../toolchain/emit/index.ts";
import { contractOf } from "../contract/helpers.ts";

const notes = () =>
  contractOf({
    openapi: "3.1.0",
    info: { title: "Notes", version: "1" },
    paths: { "/notes": { get: { operationId: "listNotes", responses: { 200: { description: "" } } } } },
  });

async function run(...plugins: readonly Plugin[]) {
  const options = { source: "openapi.yaml", importExtension: ".ts", plugins: plugins.map(definePlugin) } as const;
  const contract = await notes();
  const { files, diagnostics } = await emit(contract, options);
  const own = files.filter(({ path }) => plugins.some(({ name }) => path.startsWith(`${name}/`)));
  return {
    contract,
    files: Object.fromEntries(own.map(({ path, text }) => [path, text])),
    messages: diagnostics.map(({ code, message }) => `${code}: ${message}`),
  };
}

const printing = (emit: Plugin["emit"], name = "mine"): Plugin => ({ name, emit });

describe("a plugin", () => {
  test("writes modules whose imports are values, below its own folder", async () => {
    const { files, messages } = await run(
      printing((_, files) => {
        const file = files.module("deep/index.ts");
        file.declare("createClient");
        file.print(
          code`export const createClient = ${importValue("./client", "createClient")} as ${importType("./client", "Client")};`,
        );
        files.text("notes.txt", "as it is");
      }),
    );
    expect(messages).toEqual([]);
    expect(files["mine/deep/index.ts"]).toContain(
      'import { type Client, createClient as createClient_2 } from "../../client.ts";',
    );
    expect(files["mine/deep/index.ts"]).toContain("export const createClient = createClient_2 as Client;");
    expect(files["mine/notes.txt"]).toBe("as it is");
  });

  test("prints untrusted text through the functions for it", async () => {
    const { files } = await run(
      printing((_, files) => files.module("a.ts").print(code`export const a = ${stringLiteral('"; evil(); "')};`)),
    );
    expect(files["mine/a.ts"]).toContain(String.raw`export const a = "\"; evil(); \"";`);
    const { messages } = await run(printing((_, files) => files.module("a.ts").print(identifier("a b"))));
    expect(messages).toEqual([expect.stringMatching(/^plugin-failed: .*not usable as an identifier/)]);
  });

  test("can wait", async () => {
    const { files } = await run(
      printing(async (_, files) => {
        await new Promise((done) => setTimeout(done, 1));
        files.text("late.txt", "");
      }),
    );
    expect(Object.keys(files)).toEqual(["mine/late.txt"]);
  });

  test("cannot change the model", async () => {
    const { contract, messages } = await run(
      printing(({ operations }) => void ((operations[0] as { name: string }).name = "changed")),
      printing((contract, files) => files.text("name.txt", contract.operations[0]?.name ?? ""), "other"),
    );
    expect(messages).toEqual([expect.stringMatching(/^plugin-failed: the plugin mine failed: Cannot assign/)]);
    expect(contract.operations[0]?.name).toBe("listNotes");
  });
});

describe("a plugin that fails is a diagnostic, and adds no files", () => {
  test.each(["../outside.txt", "/etc/passwd", "a/../../b.txt", "", "C:\\a.txt", "a\\b.txt", "./a.txt", "a//b.txt"])(
    "it writes to %j",
    async (path) => {
      const { files, messages } = await run(
        printing((_, files) => {
          files.text("before.txt", "");
          files.text(path, "");
        }),
      );
      expect(messages).toEqual([`plugin-file: the plugin mine cannot write ${path}: the path is outside its folder`]);
      expect(files).toEqual({});
    },
  );

  test("it writes a file twice, in upper and lower case too", async () => {
    const { messages } = await run(
      printing((_, files) => {
        files.text("a.txt", "");
        files.text("A.txt", "");
      }),
    );
    expect(messages).toEqual(["plugin-file: the plugin mine cannot write A.txt: the path is written twice"]);
  });

  test.each<[name: string, emit: Plugin["emit"]]>([
    [
      "throws",
      () => {
        throw new Error("no luck");
      },
    ],
    ["rejects", () => Promise.reject(new Error("no luck"))],
  ])("it %s; the message names the line", async (_, emit) => {
    const { messages } = await run(printing(emit));
    expect(messages).toEqual([
      expect.stringMatching(/^plugin-failed: the plugin mine failed: no luck \(.*plugins\.test\.ts:\d+:\d+\)$/),
    ]);
  });

  test("its name belongs to another plugin or to Tenon, or is no name of a folder", async () => {
    const silent = (name: string): Plugin => printing(() => {}, name);
    const { messages } = await run(silent("a"), silent("a"), silent("validators"), silent("../x"));
    expect(messages).toEqual([
      "plugin-failed: the plugin a failed: another plugin has the same name",
      "plugin-failed: the plugin validators failed: the folder validators belongs to Tenon; choose another name",
      expect.stringMatching(/^plugin-failed: the plugin \.\.\/x failed: its name must consist of/),
    ]);
  });

  test("it reads another version of the model", async () => {
    const plugins = [{ ...definePlugin(printing(() => {})), model: 2 }];
    const { diagnostics } = await emit(await notes(), { source: "x", importExtension: "", plugins });
    expect(diagnostics.map(({ message }) => message)).toEqual([expect.stringContaining("version 2 of the model")]);
  });
});

const CONFIG = (plugin: string): string => `import { defineConfig } from "tenon";
import { definePlugin } from "tenon/plugin";
export default defineConfig({ plugins: [${plugin}] });
`;
const CONTRACT = "openapi: 3.1.0\ninfo: { title: t, version: '1' }\npaths: {}\n";

describe("tenon generate", () => {
  test("runs the plugins of the configuration; --check sees their files, and they go when the plugin does", () => {
    const plugin = `definePlugin({ name: "list", emit: ({ info }, files) => files.text("title.txt", info.title) })`;
    const cwd = folder({ "openapi.yaml": CONTRACT, "tenon.config.ts": CONFIG(plugin) });
    expect(tenonProcess(["generate"], cwd).code).toBe(0);
    expect(tenonProcess(["generate", "--check"], cwd).code).toBe(0);
    const other = folder({
      "openapi.yaml": CONTRACT.replace("title: t", "title: u"),
      "tenon.config.ts": CONFIG(plugin),
    });
    const stale = tenonProcess(["generate", "-o", `${cwd}/generated`, "--check"], other);
    expect(stale).toMatchObject({ code: 1, out: expect.stringContaining("list/title.txt") });
    const without = folder({ "openapi.yaml": CONTRACT });
    expect(tenonProcess(["generate", "-o", `${cwd}/generated`], without).err).toContain("list/title.txt removed");
  });

  test("runs a plugin that prints code, in a project without Tenon", () => {
    const emit = "emit: (_, files) => files.module('index.ts').print(code`export const one = 1;`)";
    const config = CONFIG(`definePlugin({ name: "one", ${emit} })`).replace(
      "{ definePlugin }",
      "{ code, definePlugin }",
    );
    const cwd = folder({ "openapi.yaml": CONTRACT, "tenon.config.ts": config });
    expect(tenonProcess(["generate"], cwd)).toMatchObject({ code: 0 });
    expect(readFileSync(join(cwd, "generated/one/index.ts"), "utf8")).toContain("export const one = 1;");
  });

  test("writes nothing when a plugin fails", () => {
    const cwd = folder({
      "openapi.yaml": CONTRACT,
      "tenon.config.ts": CONFIG(`definePlugin({ name: "bad", emit() { throw new Error("no luck"); } })`),
    });
    const { code, out, err } = tenonProcess(["generate"], cwd);
    expect(code).toBe(1);
    expect(out + err).toContain("the plugin bad failed: no luck");
    expect(out + err).toContain("nothing generated");
  });

  test("refuses what definePlugin has not made", () => {
    const cwd = folder({ "openapi.yaml": CONTRACT, "tenon.config.ts": CONFIG(`{ name: "a", emit() {} } as never`) });
    const { code, out, err } = tenonProcess(["generate"], cwd);
    expect(code).toBe(2);
    expect(out + err).toContain("plugins must be a list of plugins, each made with `definePlugin`");
  });
});
