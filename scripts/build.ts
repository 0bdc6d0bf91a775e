/**
 * `npm run build`: builds the packages in `dist/package/`, from which they are packed: JavaScript and declarations of
 * `tenon` and `tenon-runtime`, and `create-tenon`. Inside this repository the condition `tenon-source` leads to the sources.
 */

import { chmod, copyFile, cp, mkdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { rolldown, type OutputAsset, type OutputChunk } from "rolldown";
import { must, ROOT, TSC_7 } from "./run.ts";

const PACKAGES = [
  { name: "tenon", manifest: "package.json", built: "toolchain" },
  { name: "tenon-runtime", manifest: "runtime/package.json", built: "runtime" },
] as const;

/** Builds the packages and returns their folders: `tenon`, `tenon-runtime`, `create-tenon`. */
export async function build(): Promise<string[]> {
  const staging = join(ROOT, "dist/package");
  const built = join(ROOT, "dist/build");
  await Promise.all([staging, built].map((folder) => rm(folder, { recursive: true, force: true })));
  const [program, ...compiler] = TSC_7;
  await must(program, [...compiler, "-p", "tsconfig.build.json"]);
  const folders = [];
  for (const one of PACKAGES) {
    const folder = join(staging, one.name);
    await mkdir(folder, { recursive: true });
    await rename(join(built, one.built), join(folder, "dist"));
    const published = manifest(await readFile(join(ROOT, one.manifest), "utf8"));
    if (one.name === "tenon-runtime") await bundleForNode(folder, published);
    await writeFile(join(folder, "package.json"), `${JSON.stringify(published, null, 2)}\n`);
    await copyFile(join(ROOT, "LICENSE"), join(folder, "LICENSE"));
    await copyFile(join(ROOT, one.name === "tenon" ? "README.md" : "runtime/README.md"), join(folder, "README.md"));
    folders.push(folder);
  }
  await chmod(join(staging, "tenon/dist/cli/main.js"), 0o755);
  for (const folder of ["ci", "templates"])
    await cp(join(ROOT, folder), join(staging, "tenon", folder), { recursive: true });
  // Run from here, it finds the built runtime beside it and not the workspace's, which is sources alone.
  await mkdir(join(staging, "tenon/node_modules"));
  await symlink("../../tenon-runtime", join(staging, "tenon/node_modules/tenon-runtime"), "dir");
  await rm(built, { recursive: true });
  return [...folders, await buildCreate(join(staging, "create-tenon"))];
}

/** `create-tenon` is one file that runs `tenon init`. */
async function buildCreate(folder: string): Promise<string> {
  await mkdir(folder);
  for (const file of ["index.js", "README.md"]) await copyFile(join(ROOT, "create", file), join(folder, file));
  await copyFile(join(ROOT, "LICENSE"), join(folder, "LICENSE"));
  const { scripts: _, ...published } = JSON.parse(
    await readFile(join(ROOT, "create/package.json"), "utf8"),
  ) as Manifest;
  await writeFile(join(folder, "package.json"), `${JSON.stringify(published, null, 2)}\n`);
  return folder;
}

/**
 * What core is to Node. Left to itself a bundler makes a file for each set of entries that have something in common, and
 * there are more of these sets with each entry.
 */
const SHARED = [
  // Without these apart, validators would need all of core, or core all of the validators.
  {
    name: "values",
    test: /\/dist\/core\/(names|pointers|answer\/(prune|undeclared)|schema\/(long|resolve|values))\.js$/,
    priority: 1,
  },
  { name: "core", test: /\/dist\/core\/(?!index\.js$|schema\/|formats\/|pattern\/)/ },
];

/**
 * openapi-backend requires an ES module that resolves references. Jest cannot load it, and Tenon does not use it: it gives
 * openapi-backend no contract. So the CommonJS files contain openapi-backend without it.
 */
const REF_PARSER = `const given = async (document) => document;
export default { dereference: given, resolve: given, parse: given };`;
const withoutRefParser = {
  name: "without-ref-parser",
  resolveId: (id: string) => (id === "@apidevtools/json-schema-ref-parser" ? `\0${id}` : null),
  load: (id: string) => (id === "\0@apidevtools/json-schema-ref-parser" ? REF_PARSER : null),
};

/** Packages that the CommonJS files require. The others are part of them. */
const DECLARED = /^(@fastify\/busboy|express|msw|node:.*|swagger-ui-dist|vitest)(\/|$)/;

/**
 * Makes each entry of the runtime one file for Node, with few shared files: a server that starts would otherwise find, read
 * and link some eighty modules. Bundlers take the modules, because they can leave out more of them.
 */
async function bundleForNode(folder: string, published: Manifest): Promise<void> {
  const input: Record<string, string> = {};
  const declarations: [subpath: string, files: readonly string[]][] = [];
  for (const [subpath, target] of Object.entries(published.exports)) {
    if (typeof target === "string") continue;
    const { types, default: file, ...others } = target;
    if (typeof types !== "string" || typeof file !== "string")
      throw new Error(`tenon-runtime exports no module as ${subpath}`);
    const name = file.replace(/^\.\/dist\/(.*)\.js$/, "$1");
    input[name] = join(folder, file);
    declarations.push([subpath.replace("./", ""), [types]]);
    const [esm, cjs] = [`./dist/bundled/${name}.js`, `./dist/cjs/${name}.cjs`];
    // Node takes the same module for `import` and `require`; only tools that cannot require ES modules (Jest) take CommonJS.
    const node = { "module-sync": esm, require: cjs, default: esm };
    published.exports[subpath] = { types, ...others, node, require: cjs, default: file };
  }
  // For `moduleResolution: node10`, which does not read `exports`.
  published.typesVersions = { "*": Object.fromEntries(declarations) };
  // That no module has side effects is said in the manifest, which is not written yet.
  const treeshake = { moduleSideEffects: false };
  for (const [format, name, extension, external] of [
    ["esm", "bundled", "js", /^[^./]/],
    ["cjs", "cjs", "cjs", DECLARED],
  ] as const) {
    const bundle = await rolldown({ input, platform: "node", external, treeshake, plugins: [withoutRefParser] });
    const { output } = await bundle.write({
      format,
      minify: format === "cjs",
      dir: join(folder, "dist", name),
      entryFileNames: `[name].${extension}`,
      chunkFileNames: `shared/[name].${extension}`,
      codeSplitting: { groups: SHARED },
    });
    await bundle.close();
    if (format === "cjs") await writeFile(join(folder, "dist/cjs/LICENSES.txt"), licenses(output));
  }
}

/** The licences of the packages that are part of a bundle. */
function licenses(output: readonly (OutputChunk | OutputAsset)[]): string {
  const files = output.flatMap((file) => (file.type === "chunk" ? file.moduleIds : []));
  const packages = files.map((file) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0] ?? "");
  return [...new Set(packages)]
    .filter((one) => one !== "")
    .toSorted()
    .map((one) => {
      const name = one.replace(/^.*\/node_modules\//, "");
      const file = readdirSync(one).find((entry) => /^licen[cs]e/i.test(entry));
      if (file !== undefined) return `${name}\n\n${readFileSync(join(one, file), "utf8").trim()}`;
      const { license } = JSON.parse(readFileSync(join(one, "package.json"), "utf8")) as { license?: string }; // npm's format
      return `${name}\n\nLicence: ${license}`;
    })
    .join(`\n\n${"-".repeat(80)}\n\n`);
}

/** The manifest as it is published: without what only this repository knows. */
function manifest(text: string): Manifest {
  const {
    workspaces: _,
    scripts: __,
    devDependencies: ___,
    allowScripts: ____,
    exports,
    ...rest
  } = JSON.parse(text) as Manifest;
  const published = Object.entries(exports).map(([subpath, target]): [string, Manifest["exports"][string]] => {
    if (typeof target === "string") return [subpath, target];
    const { "tenon-source": _____, ...conditions } = target;
    return [subpath, conditions];
  });
  return { ...rest, exports: Object.fromEntries(published) };
}

/** Conditional exports: nested ones too (Node.js, "Packages"). */
interface Conditions {
  readonly [condition: string]: string | Conditions;
}

interface Manifest {
  readonly exports: Record<string, string | Conditions>;
  typesVersions?: Readonly<Record<"*", Readonly<Record<string, readonly string[]>>>>;
  readonly [field: string]: unknown;
}

if (import.meta.main) console.log((await build()).join("\n"));
