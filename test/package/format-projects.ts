/** Projects of the kinds that teams have, as files and commands: each builds the generated code its own way. */

import { APPLICATION } from "./project.ts";

export interface FormatProject {
  readonly name: string;
  /** Absent: what `npm init -y` writes. */
  readonly type?: "commonjs" | undefined;
  readonly compilerOptions?: object;
  readonly files: Readonly<Record<string, string>>;
  /** Commands that must succeed: builds and tests. */
  readonly build?: readonly string[];
  /** Starts a server of the contract. Absent: the tests of the build call it. */
  readonly start?: string;
  /** Where the server has the contract. */
  readonly basePath?: string;
}

const NODE = { strict: true, target: "es2023", types: ["node"], rootDir: ".", outDir: "dist" };
/** `npm install` puts the commands into the folder above the projects. */
const BIN = "../node_modules/.bin";

const server = (extension: ".js" | ""): Record<string, string> => ({
  "src/server.ts": (APPLICATION["src/server.ts"] ?? "").replaceAll("%", extension).replace("{ handlers }", OPTIONS),
});
/** The contract must be in what a build makes. */
const OPTIONS = '{ handlers, openapi: "/openapi.json" }';

const TEST = `import { createClient } from "../generated/client";
import { toFetchHandler } from "../generated/handler";
import { createMocks } from "../generated/mocks";
import { createServer, type Handlers } from "../generated/server";
import { testClient } from "../generated/test-client";

const handlers: Handlers = {
  createNote: async () => ({ status: 201, body: { id: 2, text: "second" } }),
  getNote: async () => ({ status: 200, body: { id: 1, text: "first" } }),
};
const url = "http://localhost/notes/1";

test("express, fetch, test client and mocks answer", async () => {
  const server = createServer({ handlers }).listen(0, "127.0.0.1");
  await new Promise((listening) => server.once("listening", listening));
  const { port } = server.address() as { port: number };
  const answer = await createClient({ baseUrl: \`http://127.0.0.1:\${port}\` }).getNote({ params: { id: 1 } });
  server.close();
  expect(answer.status).toBe(200);
  expect((await toFetchHandler({ handlers })(new Request(url))).status).toBe(200);
  expect((await testClient({ handlers }).getNote({ params: { id: 1 } })).status).toBe(200);
  expect((await createMocks({ seed: 1 }).fetch(new Request(url))).status).toBe(200);
});
`;
/** The mocks without handlers for msw: it is not installed, and Jest does not load msw 3, which is an ES module. */
export const WITHOUT_MSW = {
  "tenon.config.mjs": 'export default { contract: "openapi.yaml", output: "generated", msw: false };',
};

const NEST = `import "reflect-metadata";
import { Controller, Get, Module } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { createRouter, type Handlers } from "../generated/server";

const handlers: Handlers = {
  createNote: async () => ({ status: 201, body: { id: 2, text: "second" } }),
  getNote: async () => ({ status: 200, body: { id: 1, text: "first" } }),
};

@Controller()
class Health {
  @Get("health") health() {
    return { ok: true };
  }
}

@Module({ controllers: [Health] })
class App {}

async function main(): Promise<void> {
  const app = await NestFactory.create(App, { logger: false });
  app.use("/api", createRouter({ handlers, openapi: "/openapi.json" }));
  await app.listen(0, "127.0.0.1");
  console.log(await app.getUrl());
}
void main();
`;

const NEXT = `import { toFetchHandler } from "../../../generated/handler";

const handle = toFetchHandler({
  basePath: "/api",
  handlers: {
    createNote: async () => ({ status: 201, body: { id: 2, text: "second" } }),
    getNote: async () => ({ status: 200, body: { id: 1, text: "first" } }),
  },
});
export { handle as GET, handle as POST };
`;

export const PROJECTS: readonly FormatProject[] = [
  {
    name: "Node's type stripping, by an ES module",
    files: {
      "src/server.mts": (APPLICATION["src/server.ts"] ?? "").replaceAll("%", ".ts").replace("{ handlers }", OPTIONS),
    },
    start: "node src/server.mts",
  },
  {
    name: "Node's type stripping, by require",
    files: {
      "src/server.ts": `const { createServer } = require("../generated/server.ts");
const handlers = { createNote: () => ({ status: 404 }), getNote: () => ({ status: 200, body: { id: 1, text: "first" } }) };
const server = createServer(${OPTIONS}).listen(0, "127.0.0.1", () => console.log("http://127.0.0.1:" + server.address().port));
`,
    },
    start: "node src/server.ts",
  },
  {
    name: "tsc to CommonJS by nodenext",
    compilerOptions: { ...NODE, module: "nodenext" },
    files: server(".js"),
    build: ["node ../node_modules/typescript-7/bin/tsc -p . --noEmit", "node ../node_modules/typescript/bin/tsc -p ."],
    start: "node dist/src/server.js",
  },
  {
    name: "tsc to CommonJS by commonjs and node10",
    compilerOptions: { ...NODE, module: "commonjs", moduleResolution: "node10" },
    files: server(""),
    build: ["node ../node_modules/typescript/bin/tsc -p ."],
    start: "node dist/src/server.js",
  },
  {
    name: "TypeScript 7 to CommonJS by commonjs and bundler",
    compilerOptions: { ...NODE, module: "commonjs", moduleResolution: "bundler" },
    files: server(""),
    build: ["node ../node_modules/typescript-7/bin/tsc -p ."],
    start: "node dist/src/server.js",
  },
  {
    name: "tsx",
    compilerOptions: { ...NODE, module: "commonjs" },
    files: server(""),
    start: `${BIN}/tsx src/server.ts`,
  },
  {
    name: "esbuild",
    files: server(""),
    compilerOptions: { ...NODE, module: "esnext", moduleResolution: "bundler" },
    build: [
      `${BIN}/esbuild src/server.ts --bundle --platform=node --format=cjs --outfile=dist/server.js --log-level=error`,
    ],
    start: "node dist/server.js",
  },
  {
    name: "ts-jest",
    compilerOptions: {
      strict: true,
      target: "es2023",
      module: "commonjs",
      types: ["node", "jest"],
      skipLibCheck: true,
    },
    files: { "src/server.test.ts": TEST, "jest.config.js": `module.exports = { preset: "ts-jest" };` },
    build: [`node ${BIN}/jest`],
  },
  {
    name: "babel-jest",
    compilerOptions: { module: "commonjs" },
    files: {
      "src/server.test.ts": TEST,
      "jest.config.js": "module.exports = {};",
      "babel.config.js": `module.exports = { presets: [["@babel/preset-env", { targets: { node: "current" } }], "@babel/preset-typescript"] };`,
    },
    build: [`node ${BIN}/jest`],
  },
  {
    name: "NestJS, compiled by swc",
    compilerOptions: { module: "commonjs", experimentalDecorators: true },
    files: {
      "src/server.ts": NEST,
      ".swcrc": JSON.stringify({
        jsc: {
          parser: { syntax: "typescript", decorators: true },
          transform: { legacyDecorator: true },
          target: "es2022",
        },
        module: { type: "commonjs" },
      }),
    },
    build: [`${BIN}/swc src generated -d dist`],
    start: "node dist/src/server.js",
    basePath: "/api",
  },
  {
    name: "a route handler of Next.js",
    type: undefined, // create-next-app writes none
    compilerOptions: {
      strict: true,
      noEmit: true,
      target: "es2022",
      lib: ["dom", "dom.iterable", "esnext"],
      module: "esnext",
      moduleResolution: "bundler",
      jsx: "react-jsx",
      skipLibCheck: true,
    },
    files: {
      "app/api/[...path]/route.ts": NEXT,
      "app/layout.tsx":
        "export default (props: { children: React.ReactNode }) => <html><body>{props.children}</body></html>;",
      "app/page.tsx": "export default () => <p>Notes</p>;",
    },
    build: ["NEXT_TELEMETRY_DISABLED=1 node ../node_modules/next/dist/bin/next build"],
    start: "NEXT_TELEMETRY_DISABLED=1 node ../node_modules/next/dist/bin/next start -p 0 -H 127.0.0.1",
    basePath: "/api",
  },
];
