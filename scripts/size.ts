/**
 * `node scripts/size.ts`: the weight of the reference product's client and mocks in a page, which size-limit limits
 * (`.size-limit.json`).
 *
 * A page that has mocks has MSW, the contract's data and its validators anyway. What counts is everything else that a
 * bundler puts in for `createMocks` and the factories, and what a session of ordinary requests loads besides: it is written
 * to `dist/size/`, which size-limit measures. What is loaded only when it is first needed is apart, in `…-later.js`. `--modules` prints what each module weighs.
 */

import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type OutputChunk, rolldown } from "rolldown";
import { minify } from "rolldown/utils";
import { must, ROOT, run } from "./run.ts";

/** Entries of the runtime beside the mocks that are for Node or tests alone. */
const NOT_FOR_PAGES: readonly string[] = ["http", "msw", "values", "vitest"];
const FOLDER = join(ROOT, "dist/size");

/** Minified JavaScript. */
export interface Bundle {
  /** What the page loads with it. */
  readonly code: string;
  /** What it loads when it is first needed. */
  readonly later: string;
  /** Sources as the bundler kept them, by path. */
  readonly modules: ReadonlyMap<string, string>;
}

/** Finds out what is loaded: given all files, by name, and which of them is the entry. @returns names of files */
export type Session = (files: ReadonlyMap<string, string>, entry: string) => Promise<ReadonlySet<string>>;

/** Bytes, as servers send it. */
export const gzipped = (code: string): number => gzipSync(code, { level: 9 }).length;

/** The text of a module that keeps all that these modules export. */
export const keeping = (...modules: readonly string[]): string =>
  modules.map((module, index) => `import * as m${index} from ${JSON.stringify(module)};`).join("\n") +
  `\nglobalThis.kept = [${modules.map((_, index) => `m${index}`).join()}];\n`;

/**
 * Bundles a module for browsers. What another one has in common with it is left out.
 * @param module its text; packages are found from `folder`
 * @param besides the text of what the page has already
 */
export async function bundle(
  module: string,
  besides = "",
  {
    folder = ROOT,
    external = [/^node:/] as readonly RegExp[],
    conditions = ["tenon-source"],
    session = undefined as Session | undefined,
  } = {},
): Promise<Bundle> {
  const texts: Readonly<Record<string, string>> = { module, besides };
  const built = await rolldown({
    cwd: folder,
    // beside the packages, which are looked for from there
    input: { module: join(folder, "module.virtual.js"), besides: join(folder, "besides.virtual.js") },
    platform: "browser",
    external: [...external],
    resolve: { conditionNames: [...conditions, "browser", "import", "module", "default"] },
    logLevel: "silent",
    plugins: [
      {
        name: "texts",
        resolveId: (id) => (id.endsWith(".virtual.js") ? id : undefined),
        load: (id) => texts[/(\w+)\.virtual\.js$/.exec(id)?.[1] ?? ""],
      },
    ],
  });
  const { output } = await built.generate({ format: "esm", minify: true });
  await built.close();
  const chunks = output.filter((chunk) => chunk.type === "chunk");
  const had = reached(chunks, "besides", atOnce);
  const at = reached(chunks, "module", atOnce);
  const [entry] = [...at].filter(({ isEntry }) => isEntry);
  const asked = await session?.(new Map(chunks.map(({ fileName, code }) => [fileName, code])), entry?.fileName ?? "");
  const loaded = new Set([...at, ...chunks.filter(({ fileName }) => asked?.has(fileName))]);
  const hadLater = reached(chunks, "besides", everything);
  const own = [...loaded].filter((chunk) => !had.has(chunk));
  const later = [...reached(chunks, "module", everything)].filter(
    (chunk) => !loaded.has(chunk) && !hadLater.has(chunk),
  );
  const text = (those: readonly OutputChunk[]): string => those.map(({ code }) => code).join("\n");
  const modules = own.flatMap((chunk) =>
    Object.entries(chunk.modules).map(([id, { code }]) => [id, code ?? ""] as const),
  );
  return { code: text(own), later: text(later), modules: new Map(modules) };
}

type Imports = (chunk: OutputChunk) => readonly string[];
const atOnce: Imports = ({ imports }) => imports;
/** Also what is imported later, when it is needed. */
const everything: Imports = ({ imports, dynamicImports }) => [...imports, ...dynamicImports];

function reached(chunks: readonly OutputChunk[], entry: string, importsOf: Imports): ReadonlySet<OutputChunk> {
  const found = new Set(chunks.filter(({ isEntry, name }) => isEntry && name === entry));
  // The set grows while it is iterated.
  for (const each of found)
    for (const file of importsOf(each)) for (const chunk of chunks) if (chunk.fileName === file) found.add(chunk);
  return found;
}

const generated = (file: string): string => join(ROOT, "generated", file);

/** What does not count. */
export const DATA: string = keeping(
  ...["contract.ts", "examples.ts", "resources.ts", "validators/requests.ts", "validators/responses.ts"].map(generated),
);
const MOCKS = keeping(generated("mocks.ts"));
const MSW = [/^msw(\/|$)/, /^node:/];

/** What a front end does all day: it lists, reads, adds, changes, deletes, asks for what is not there, sends what is not valid. */
const ORDINARY = `
  const [{ createMocks }] = globalThis.kept;
  const mocks = createMocks({ baseUrl: "/", seed: 1 });
  const ask = async (expected, method, path, body) => {
    const headers = { authorization: "Bearer any", accept: "application/json, application/problem+json" };
    if (body !== undefined) headers["content-type"] = method === "PATCH" ? "application/merge-patch+json" : "application/json";
    const response = await mocks.fetch("http://localhost" + path, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (response.status !== expected) throw new Error(method + " " + path + ": " + response.status + " " + (await response.text()));
    return response.status === 204 ? undefined : response.json();
  };
  const { items } = await ask(200, "GET", "/students?limit=5&sort=name&q=a");
  const student = { name: "Ada Lovelace", email: "augusta@school.example", status: "active" };
  const { id } = await ask(201, "POST", "/students", student);
  await ask(200, "GET", "/students/" + id);
  await ask(200, "PUT", "/students/" + id, { ...student, name: "Ada King" });
  await ask(200, "PATCH", "/students/" + id, { name: "Ada Byron" });
  await ask(200, "GET", "/students/" + id + "/enrolments");
  await ask(200, "GET", "/enrolments?graded=true");
  await ask(400, "POST", "/students", { name: "", email: "nobody" });
  await ask(400, "GET", "/students?limit=ten");
  await ask(409, "POST", "/students", student);
  await ask(204, "DELETE", "/students/" + id);
  await ask(404, "GET", "/students/" + id);
  await ask(404, "GET", "/nothing");
  if (items.length === 0) throw new Error("there are no students");
`;

/** Runs {@link ORDINARY} requests in the bundle itself. */
const ordinary: Session = async (files, entry) => {
  const folder = join(FOLDER, "session");
  await mkdir(folder, { recursive: true });
  for (const [name, code] of files)
    await writeFile(join(folder, name), `${code}\n(globalThis.loaded ??= []).push(${JSON.stringify(name)});\n`);
  const telling = "console.log(JSON.stringify(globalThis.loaded));";
  await writeFile(
    join(folder, "session.mjs"),
    `await import(${JSON.stringify(`./${entry}`)});\n${ORDINARY}\n${telling}\n`,
  );
  const told = await must(process.execPath, [join(folder, "session.mjs")]);
  // Cast: what was written just above.
  return new Set(JSON.parse(told) as readonly string[]);
};

/** The reference product's mocks, and by name each entry that is imported beside them. */
export async function mocksBundles(): Promise<ReadonlyMap<string, Bundle>> {
  // Cast: the manifest of this repository.
  const { exports } = JSON.parse(await readFile(join(ROOT, "runtime/package.json"), "utf8")) as {
    readonly exports: Readonly<Record<string, unknown>>;
  };
  const names = Object.keys(exports).flatMap((path) => /^\.\/mocks\/(.+)$/.exec(path)?.[1] ?? []);
  const bundles = new Map([["mocks", await bundle(MOCKS, DATA, { external: MSW, session: ordinary })]]);
  for (const name of names.filter((each) => !NOT_FOR_PAGES.includes(each))) {
    const entry = keeping(`tenon-runtime/mocks/${name}`);
    bundles.set(name, await bundle(entry, DATA + MOCKS.replaceAll(/\bm(?=\d)/g, "n"), { external: MSW }));
  }
  return bundles;
}

/** Entries of the reference product's client: what a page bundles with a program that keeps these names. */
const CLIENTS: Readonly<Record<string, readonly [file: string, names: string]>> = {
  "client-two": ["client.ts", "connect, getStudent, createStudent"],
  client: ["client.ts", "createClient"],
};

export async function clientBundles(): Promise<ReadonlyMap<string, Bundle>> {
  const bundles = Object.entries(CLIENTS).map(async ([name, [file, names]]) => {
    const module = `import { ${names} } from ${JSON.stringify(generated(file))};\nglobalThis.kept = [${names}];\n`;
    return [name, await bundle(module)] as const;
  });
  return new Map(await Promise.all(bundles));
}

/** Each module's name and how many bytes are left of it, minified by itself; the largest first. */
export async function weights({ modules }: Bundle): Promise<(readonly [name: string, bytes: number])[]> {
  const all = [...modules].map(async ([id, code]) => {
    const { code: small } = await minify("module.js", code);
    return [id.replace(ROOT, ""), small.length] as const;
  });
  return (await Promise.all(all)).toSorted(([, a], [, b]) => b - a);
}

if (import.meta.main) {
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true });
  const bundles = new Map([...(await mocksBundles()), ...(await clientBundles())]);
  for (const [name, { code, later }] of bundles) {
    await writeFile(join(FOLDER, `${name}.js`), code);
    if (!(name in CLIENTS)) await writeFile(join(FOLDER, `${name}-later.js`), later);
    if (later !== "") console.log(`${name}: ${gzipped(later)} bytes more when they are first needed`);
  }
  const shown = process.argv.includes("--modules") ? ["mocks", "client"] : [];
  for (const [entry, each] of [...bundles].filter(([name]) => shown.includes(name))) {
    console.log(`${entry}: ${each.code.length} bytes, gzipped ${gzipped(each.code)}; by module, minified:`);
    for (const [name, bytes] of await weights(each)) console.log(`${String(bytes).padStart(7)} ${name}`);
  }
  const { code } = await run(process.execPath, [join(ROOT, "node_modules/size-limit/bin.js")], { show: true });
  process.exitCode = code;
}
