import { dirname, join, normalize } from "node:path/posix";
import { importsOf } from "./structure/imports.ts";

/** What a room may import. Its own files always; anything that is not named here is refused. */
interface Arrows {
  /** Rooms, by file or by package name. */
  readonly rooms?: readonly string[];
  /** Rooms of which types only. */
  readonly types?: readonly string[];
  /** Packages, and `node:` for all of Node. */
  readonly packages?: readonly string[];
  /** Packages of which types only. */
  readonly packageTypes?: readonly string[];
}

const RUNTIME = [
  "runtime/core",
  "runtime/fetch",
  "runtime/server",
  "runtime/client",
  "runtime/mocks",
  "runtime/multipart",
];

/** The arrows of ARCHITECTURE.md. */
export const ARROWS: Readonly<Record<string, Arrows>> = {
  toolchain: {
    rooms: [
      "toolchain/cli",
      "toolchain/emit",
      "toolchain/contract",
      "toolchain/diagnostics",
      "toolchain/verify",
      "runtime/core",
    ],
    // The tests of a contract are for Vitest alone: `toolchain/vitest.ts`.
    packages: ["node:", "vitest"],
  },
  "toolchain/cli": {
    rooms: [
      "toolchain/check",
      "toolchain/lint",
      "toolchain/verify",
      "toolchain/diff",
      "toolchain/emit",
      "toolchain/contract",
      "toolchain/document",
      "toolchain/diagnostics",
      ...RUNTIME,
    ],
    packages: [
      "node:",
      "@clack/prompts",
      "@scalar/postman-to-openapi",
      "commander",
      "diff",
      "fast-string-truncated-width",
      "har-to-openapi",
      "jsonc-parser",
      "open",
      "semver",
      "yaml",
    ],
    packageTypes: ["sarif"],
  },
  "toolchain/check": { rooms: ["toolchain/diagnostics", "runtime/core"], packages: ["node:", "yaml"] },
  // What a value is, and which patterns take which texts, is judged by what judges requests.
  "toolchain/diff": {
    rooms: ["toolchain/contract", "toolchain/diagnostics", "runtime/core"],
    packages: ["node:", "semver", "typescript"],
  },
  "toolchain/verify": {
    rooms: ["toolchain/contract", "runtime/core", "runtime/mocks"],
    // Its parser reads the literals of an application.
    packages: ["node:", "typescript"],
  },
  "toolchain/lint": {
    rooms: ["toolchain/contract", "toolchain/document", "toolchain/diagnostics", "runtime/core"],
    packages: ["node:", "@redocly/openapi-core"],
  },
  // Which patterns are dangerous is judged by the code that has to run them: hence core, and no more than that.
  "toolchain/emit": {
    rooms: ["toolchain/contract", "toolchain/diagnostics", "runtime/core"],
    types: ["runtime/mocks"],
    packages: ["node:", "openapi-typescript", "typescript"],
  },
  // Which defaults fit their schemas, and which patterns are dangerous, is judged by what judges requests.
  "toolchain/contract": {
    rooms: ["toolchain/document", "toolchain/diagnostics", "runtime/core"],
    // Resources are inferred there and used here.
    types: ["runtime/mocks"],
  },
  // JSON Pointers, and what an object is, are defined once, in core.
  "toolchain/document": {
    rooms: ["toolchain/diagnostics", "runtime/core"],
    packages: ["node:", "yaml", "json-p3", "jsonc-parser", "@scalar/openapi-upgrader"],
  },
  "toolchain/diagnostics": {},
  "runtime/core": {},
  "runtime/multipart": { rooms: ["runtime/core"], packages: ["node:", "@fastify/busboy"] },
  "runtime/node": { rooms: ["runtime/core"], packages: ["node:"] },
  "runtime/fetch": { rooms: ["runtime/core"] },
  "runtime/server": {
    rooms: ["runtime/core", "runtime/fetch", "runtime/multipart", "runtime/node"],
    packages: ["node:", "express", "openapi-backend"],
  },
  "runtime/client": { rooms: ["runtime/core"], packages: ["openapi-fetch"] },
  "runtime/mocks": { rooms: ["runtime/core", "runtime/node"], packages: ["node:", "msw", "vitest"] },
  generated: { rooms: RUNTIME },
  server: { rooms: ["generated", ...RUNTIME], packages: ["node:", "cors", "express", "kysely"] },
  client: { rooms: ["generated", "mocks", ...RUNTIME], packages: ["node:", "msw", "vite"] },
  mocks: { rooms: ["generated", ...RUNTIME], packages: ["node:", "msw"] },
};

/** The rooms that `tenon-runtime` may be imported from by file: it is one package, and they are its parts. */
const sameTop = (a: string, b: string): boolean => a.split("/")[0] === b.split("/")[0];

/** The arrows that these files break, one sentence each. Paths are from the repository's root. */
export function brokenArrows(files: Iterable<readonly [path: string, text: string]>): string[] {
  const broken: string[] = [];
  for (const [path, text] of files) {
    const from = roomOf(path);
    const allowed = from === undefined ? undefined : ARROWS[from];
    if (from === undefined || allowed === undefined) continue;
    for (const { specifier, typeOnly } of importsOf(path, text)) {
      const target = targetOf(path, specifier);
      if (target.package !== undefined) {
        const packages = typeOnly
          ? [...(allowed.packages ?? []), ...(allowed.packageTypes ?? [])]
          : (allowed.packages ?? []);
        if (!packages.includes(target.package)) broken.push(`${path}: ${from} may not import ${target.package}`);
        continue;
      }
      const to = target.room;
      if (to === from) continue;
      const rooms = typeOnly ? [...(allowed.rooms ?? []), ...(allowed.types ?? [])] : (allowed.rooms ?? []);
      if (to === undefined || !rooms.includes(to)) {
        const what = to ?? specifier;
        const only = to !== undefined && allowed.types?.includes(to) ? "types only of" : "not import";
        broken.push(`${path}: ${from} may ${only === "not import" ? only : `import ${only}`} ${what}`);
      } else if (!target.byName && !sameTop(from, to)) {
        broken.push(`${path}: ${from} may import ${to} by its package's name only`);
      }
    }
  }
  return broken;
}

/** Subpaths of the runtime that are a part of another room. */
const PARTS: Readonly<Record<string, string>> = { validators: "core" };

function roomOf(path: string): string | undefined {
  const parts = path.split("/");
  const two = parts.slice(0, 2).join("/");
  if (parts.length > 2 && (parts[0] === "toolchain" || parts[0] === "runtime")) return two;
  return parts[0];
}

interface Target {
  readonly room?: string | undefined;
  readonly package?: string;
  readonly byName: boolean;
}

function targetOf(path: string, specifier: string): Target {
  if (specifier.startsWith(".")) {
    const room = roomOf(normalize(join(dirname(path), specifier)));
    // The product's generated code is its own: no package's name leads to it.
    return { room, byName: room === "generated" || room === "mocks" };
  }
  if (specifier.startsWith("node:")) return { package: "node:", byName: true };
  if (specifier === "tenon") return { room: "toolchain", byName: true };
  const [scope = "", name = ""] = specifier.split("/");
  if (scope === "tenon-runtime") return { room: `runtime/${PARTS[name] ?? name}`, byName: true };
  return { package: scope.startsWith("@") ? `${scope}/${name}` : scope, byName: true };
}
