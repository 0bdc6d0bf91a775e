import { existsSync, globSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { cleanEnvironment, ROOT, run } from "../../scripts/run.ts";
import { commands, page } from "../repository/pages.ts";
import { lockFile, locked, unlocked } from "./locked.ts";
import { application, CONTRACT, Project } from "./project.ts";

const node = new Project("node");
const nodenext = new Project("nodenext");
const bundler = new Project("bundler");
const frontEnd = new Project("front-end");
const all = [node, nodenext, bundler, frontEnd];
const [tenon = "", runtime = ""] = inject("tarballs");
let readme: ReturnType<typeof commands> = [];

const MANIFEST = { name: "application", private: true, type: "module" };
/** The newest versions that the packages allow, instead of those of the lock file: for the proof `latest`. */
const latest = process.env["TENON_VERSIONS"] === "latest";
const TOOLS = "typescript@^5.9 typescript-7@npm:typescript@^7 vite";
const NPM = "--no-audit --no-fund --prefer-offline";

beforeAll(async () => {
  readme = commands(page("README.md")).filter(({ place }) => place === "empty project");
  // As the README says, in this order, with the tarballs instead of what a registry would give.
  node.write({ "package.json": JSON.stringify(MANIFEST), "openapi.yaml": CONTRACT });
  const install = readme
    .filter(({ kind }) => kind === "sh install")
    .map(({ command }) =>
      command.replace(/(?<=\s)tenon-runtime(?=\s|$)/, runtime).replace(/(?<=\s)tenon(?=\s|$)/, tenon),
    );
  expect(install.join("\n")).toContain(tenon);
  expect(install.join("\n")).toContain(runtime);
  for (const command of [...install, `npm install --save-dev ${TOOLS}`]) await installIn(node, command);
  frontEnd.write({ "package.json": JSON.stringify(MANIFEST) });
  // The other two have the same packages: to copy them takes less time than to install them again.
  for (const other of [nodenext, bundler]) {
    other.write({ "package.json": JSON.stringify(MANIFEST), "openapi.yaml": CONTRACT });
    await other.sh(`cp -r --reflink=auto "${node.folder}/node_modules" node_modules`);
  }
});

/** Installs what a command names: in the versions of the repository's lock file, which npm also finds for the rest. */
async function installIn(project: Project, command: string): Promise<void> {
  if (latest) {
    await project.sh(`${command} ${NPM}`);
    return;
  }
  const manifest = JSON.parse(readFileSync(join(project.folder, "package.json"), "utf8")) as object; // npm's format
  project.write({ "package-lock.json": lockFile(manifest) });
  await project.sh(`${command.split(" ").map(locked).join(" ")} ${NPM}`);
}

afterAll(() => {
  for (const project of all) rmSync(project.folder, { recursive: true, force: true });
});

const typeCheck = async (project: Project, config = "."): Promise<void> => {
  await project.sh(`node node_modules/typescript/bin/tsc -p ${config} --noEmit`);
  await project.sh(`node node_modules/typescript-7/bin/tsc -p ${config} --noEmit`);
};

const STRICT = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  skipLibCheck: false,
  lib: ["es2024", "esnext.disposable", "dom", "dom.iterable", "dom.asynciterable"],
  target: "es2024",
  types: ["node"],
};

test.skipIf(latest)("every package that is installed has the version of the repository's lock file", () => {
  expect(unlocked(node.folder)).toEqual([]);
});

describe("what is packed", () => {
  test("is JavaScript, declarations and what CI runs, no source, and knows nothing of this repository", async () => {
    const ci = ["action.yml", "check.sh", "gitlab.yml", "pre-commit"].map((name) => `package/ci/${name}`);
    const templates = globSync(["templates/**/*", "templates/**/.*/**/*"], { cwd: ROOT })
      .filter((path) => statSync(join(ROOT, path)).isFile())
      .map((path) => `package/${path}`);
    for (const [tarball, others] of [
      [tenon, [...ci, ...templates].toSorted()],
      [runtime, []],
    ] as const) {
      const files = (await node.sh(`tar -tzf "${tarball}"`)).trim().split("\n");
      expect(files).toContain("package/LICENSE");
      expect(files).toContain("package/README.md");
      expect(
        files
          .filter(
            (file) =>
              !/^package\/(package\.json|LICENSE|README\.md|dist\/.*\.(c?js|d\.ts)|dist\/cjs\/LICENSES\.txt)$/.test(
                file,
              ),
          )
          .toSorted(),
      ).toEqual(others);
      const manifest = JSON.parse(await node.sh(`tar -xzOf "${tarball}" package/package.json`)) as Record<
        string,
        unknown
      >;
      expect(JSON.stringify(manifest)).not.toContain("tenon-source");
      for (const field of ["workspaces", "devDependencies", "scripts", "private", "allowScripts"])
        expect(manifest).not.toHaveProperty(field);
    }
  });

  test("publint and attw have nothing to say", async () => {
    for (const name of ["tenon", "tenon-runtime", "create-tenon"]) {
      const folder = join(ROOT, "dist/package", name);
      const publint = await run(join(ROOT, "node_modules/.bin/publint"), ["run", folder, "--strict", "--pack", "npm"], {
        env: cleanEnvironment(),
      });
      expect(publint.code, publint.output).toBe(0);
    }
    // The CommonJS files of the runtime are for Jest without ES modules: Node itself takes the ES modules for `require`, too
    // (`module-sync`), and so their declarations are right.
    const forJest = ["--ignore-rules", "false-esm"];
    for (const [tarball, ignored] of [
      [tenon, []],
      [runtime, forJest],
    ] as const) {
      const args = [tarball, "--profile", "esm-only", ...ignored];
      const attw = await run(join(ROOT, "node_modules/.bin/attw"), args, { env: cleanEnvironment() });
      expect(attw.code, attw.output).toBe(0);
    }
  });
});

describe("a project that runs .ts in Node", () => {
  test("generates with the README's command, type-checks in both compilers, starts and answers", async () => {
    const generate = readme.filter(({ kind }) => kind === "sh project");
    expect(generate.length).toBeGreaterThan(0);
    for (const { command } of generate) await node.sh(command);
    node.write({
      ...application(".ts"),
      "tsconfig.json": JSON.stringify({
        compilerOptions: {
          ...STRICT,
          module: "nodenext",
          allowImportingTsExtensions: true,
          erasableSyntaxOnly: true,
          noEmit: true,
        },
        include: ["src", "generated"],
      }),
    });
    expect(readFileSync(join(node.folder, "generated/server.ts"), "utf8")).toContain(`"./contract.ts"`);
    await node.sh("npx tenon generate --check");
    await typeCheck(node);
    node.write({
      "tsconfig.plain.json": JSON.stringify({
        compilerOptions: {
          strict: true,
          module: "nodenext",
          skipLibCheck: true,
          allowImportingTsExtensions: true,
          noEmit: true,
        },
        include: ["src", "generated"],
      }),
    });
    await typeCheck(node, "tsconfig.plain.json");
    await node.serving("node src/server.ts", async (address) => {
      const made = await fetch(`${address}/notes`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: `{"text":"second"}`,
      });
      expect([made.status, await made.json()]).toEqual([201, { id: 2, text: "second" }]);
      const refused = await fetch(`${address}/notes`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: `{"text":""}`,
      });
      expect([refused.status, refused.headers.get("content-type")]).toEqual([400, "application/problem+json"]);
      const text = await node.sh(
        `node -e 'import("./src/client.ts").then(async ({ textOf }) => console.log(await textOf("${address}", 2), await textOf("${address}", 9)))'`,
      );
      expect(text.trim().split("\n").at(-1)).toBe("second none");
    });
  });

  test("the runtime is few files to a server that starts, and its entries share what they have in common", async () => {
    node.write({
      "files.mjs": `import { registerHooks } from "node:module";
        const files = [];
        registerHooks({ load(url, context, next) { files.push(url); return next(url, context); } });
        await Promise.all(["server", "validators"].map((entry) => import("tenon-runtime/" + entry)));
        const own = files.filter((url) => url.includes("/tenon-runtime/")).length;
        const { HttpProblem } = await import("tenon-runtime/core");
        const { toFetchHandler } = await import("tenon-runtime/server");
        const one = { name: "one", method: "GET", path: "/one", pointer: "/paths/~1one/get", responses: [{ status: "404" }] };
        const handle = toFetchHandler(
          { format: 1, title: "One", version: "1", servers: ["/"], securitySchemes: {}, operations: [one] },
          { requests: { get: () => undefined, schemas: {} } },
          { handlers: { one() { throw new HttpProblem(404); } }, validateResponses: "off" },
        );
        const { status } = await handle(new Request("http://localhost/one"));
        console.log(JSON.stringify({ few: own > 0 && own < 12, own, status }));`,
    });
    expect(JSON.parse(await node.sh("node files.mjs"))).toMatchObject({ few: true, status: 404 });
  });

  test("a typed configuration is read", async () => {
    node.write({
      "tenon.config.ts": `import { defineConfig } from "tenon";\n\nexport default defineConfig({ contract: "openapi.yaml", output: "src/api" });\n`,
    });
    await node.sh("npx tenon generate");
    expect(readdirSync(join(node.folder, "src/api"))).toContain("server.ts");
    await typeCheck(node);
    rmSync(join(node.folder, "tenon.config.ts"));
    rmSync(join(node.folder, "src/api"), { recursive: true });
  });

  test("the README's commands that never end serve", async () => {
    const endless = readme.filter(({ kind }) => kind === "sh endless");
    expect(endless.length).toBeGreaterThan(0);
    for (const { command } of endless) {
      const answer = await node.serving(command, (address) =>
        fetch(`${address}/notes/1`).then(async (response) => [response.status, await response.json()]),
      );
      expect(answer).toEqual([200, { id: expect.any(Number), text: expect.any(String) }]);
    }
  });

  test("lint and docs work from the package", async () => {
    node.write({
      "redocly.yaml": "extends: [minimal]\nrules: { operation-operationId: error, security-defined: off }\n",
    });
    await node.sh("npx tenon lint");
    await node.sh("npx tenon docs -o api.html");
    expect(existsSync(join(node.folder, "api.html"))).toBe(true);
  });
});

test("a nodenext project that emits compiles, runs what was emitted and answers", async () => {
  nodenext.write({
    ...application(".js"),
    "tsconfig.json": JSON.stringify({
      compilerOptions: { ...STRICT, module: "nodenext", rootDir: ".", outDir: "dist", declaration: true },
      include: ["src", "generated"],
    }),
  });
  await nodenext.sh("npx tenon generate");
  expect(readFileSync(join(nodenext.folder, "generated/server.ts"), "utf8")).toContain(`"./contract.js"`);
  await typeCheck(nodenext);
  for (const compiler of ["typescript", "typescript-7"]) {
    rmSync(join(nodenext.folder, "dist"), { recursive: true, force: true });
    await nodenext.sh(`node node_modules/${compiler}/bin/tsc -p .`);
    const answer = await nodenext.serving("node dist/src/server.js", (address) =>
      fetch(`${address}/notes/1`).then((response) => response.json()),
    );
    expect(answer).toEqual({ id: 1, text: "first" });
  }
});

test("a bundler project builds, with nothing of the server in it", async () => {
  bundler.write({
    ...application(""),
    "index.html": `<script type="module" src="/src/main.ts"></script>`,
    "src/main.ts": `import { textOf } from "./client";\n\ndocument.title = await textOf("/api", 1);\n`,
    "tsconfig.json": JSON.stringify({
      compilerOptions: { ...STRICT, module: "esnext", moduleResolution: "bundler", noEmit: true },
      include: ["src", "generated"],
    }),
  });
  await bundler.sh("npx tenon generate");
  expect(readFileSync(join(bundler.folder, "generated/server.ts"), "utf8")).toContain(`"./contract"`);
  await typeCheck(bundler);
  await bundler.sh("npx vite build --logLevel warn");
  const assets = readdirSync(join(bundler.folder, "dist/assets"));
  const script = assets
    .filter((name) => name.endsWith(".js"))
    .map((name) => readFileSync(join(bundler.folder, "dist/assets", name), "utf8"))
    .join("");
  expect(script).toContain("/notes/{id}");
  expect(script).not.toMatch(/OpenAPIBackend|Ajv2020|express/);
});

test("a front-end project needs neither express nor the types of Node, also where TypeScript checks libraries", async () => {
  await installIn(frontEnd, `npm install ${runtime} typescript@^5.9`);
  const unneeded = ["express", "msw", "@types/express", "@types/node"];
  expect(unneeded.filter((name) => existsSync(join(frontEnd.folder, "node_modules", name)))).toEqual([]);
  await node.sh(`npx tenon generate -o "${frontEnd.folder}/generated" --emit client,validators --import-extension .js`);
  frontEnd.write({
    "main.ts": [
      `import { validation } from "tenon-runtime/client";`,
      `import { createClient } from "./generated/client.js";`,
      `import { contract } from "./generated/contract.js";`,
      `export const api = createClient({ validate: validation({ contract }) });`,
    ].join("\n"),
    "tsconfig.json": JSON.stringify({
      compilerOptions: {
        ...STRICT,
        module: "nodenext",
        target: "es2022",
        lib: ["es2023", "dom", "dom.iterable"],
        types: [],
        skipLibCheck: false,
        noEmit: true,
      },
      include: ["main.ts", "generated"],
    }),
  });
  await frontEnd.sh("npx tsc -p .");
});

test("a production install brings neither TypeScript nor Redocly, and serves", async () => {
  // As a server does it: the lockfile decides. npm counts an optional peer as development and optional.
  await nodenext.sh(
    `rm -rf node_modules && cp "${node.folder}/package.json" "${node.folder}/package-lock.json" . && npm ci --omit=dev --omit=optional ${NPM}`,
  );
  const installed = readdirSync(join(nodenext.folder, "node_modules"));
  expect(installed).toContain("tenon-runtime");
  expect(
    installed.filter((name) => /^(typescript|typescript-7|openapi-typescript|@redocly|tenon|msw|vite)$/.test(name)),
  ).toEqual([]);
  const answer = await nodenext.serving("node dist/src/server.js", (address) =>
    fetch(`${address}/notes/1`).then((response) => response.json()),
  );
  expect(answer).toEqual({ id: 1, text: "first" });
});
