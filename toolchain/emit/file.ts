/** A file in the making: what is printed, which names it declares, and the imports that follow from both. */

import { Code, GLOBAL, Indented, NAMESPACE, type Printable, Ref } from "./code.ts";
import { isIdentifier, stringText } from "./doors.ts";
import { posix } from "node:path";

export interface OutputFile {
  /** Below the output folder, with `/`. */
  readonly path: string;
  readonly text: string;
}

export interface FileOptions {
  /** The first line, as a comment. */
  readonly header: Code;
  /** What relative imports end in. */
  readonly importExtension: string;
}

/** Modules of which files use so many names that they import them as a whole. */
const WHOLE: ReadonlySet<string> = new Set(["./operations"]);

/** What modules that are imported as a whole are called; others by the last part of their path. */
const NAMESPACES: ReadonlyMap<string, string> = new Map([
  ["./contract", "data"],
  ["./operations", "t"],
]);

/** The modules of generated code itself are written as `./operations`, from the root of the output folder. */
const LOCAL = "./";

export class GeneratedFile {
  /** Below the output folder, with `/`. */
  readonly path: string;
  readonly #options: FileOptions;
  readonly #body: Printable[] = [];
  readonly #declared = new Set<string>();
  readonly #imported: Ref[] = [];

  constructor(path: string, options: FileOptions) {
    this.path = path;
    this.#options = options;
  }

  print(...pieces: readonly Printable[]): void {
    this.#body.push(...pieces);
  }

  /** Says that the file declares a name, so that imports and globals step aside. */
  declare(...names: readonly (string | Iterable<string>)[]): void {
    for (const some of names) for (const name of typeof some === "string" ? [some] : some) this.#declared.add(name);
  }

  /** Imports names that stand in text; nothing else in the file may have them. */
  import(...refs: readonly Ref[]): void {
    this.#imported.push(...refs);
  }

  render(): string {
    const own = LOCAL + this.path.replace(/\.ts$/, "");
    const imports = new Imports(this.#declared, own);
    // names are settled before anything is written: which of them clash is known only when all have been seen
    collect(this.#body, imports);
    for (const ref of this.#imported) imports.use(ref);
    const chunks: string[] = [];
    write(this.#body, "", chunks, (ref) => imports.local(ref));
    let body = chunks.join("");
    // a piece that is empty leaves a blank behind; a search for two characters costs a tenth of one for a pattern
    while (body.includes(" \n")) body = body.replaceAll(" \n", "\n");
    const head = `${plainText(this.#options.header)}\n`;
    const importLines = imports.lines((from) => moduleSpecifier(this.path, from, this.#options.importExtension));
    return `${head}${importLines === "" ? "" : `\n${importLines}`}\n${body.replace(/^\n+/, "").trimEnd()}\n`;
  }
}

/** How a module is named in an import of a file: generated ones relatively, others as they are. */
export function moduleSpecifier(path: string, from: string, extension: string): string {
  if (!from.startsWith(LOCAL)) return from;
  const relative = posix.relative(posix.dirname(path), from.slice(LOCAL.length));
  return `${relative.startsWith(".") ? "" : LOCAL}${relative}${extension}`;
}

/** A piece as text, with imported names as they are. */
export function plainText(piece: Code, indent = ""): string {
  const chunks: string[] = [];
  write([piece], indent, chunks, (ref) => ref.name);
  return chunks.join("");
}

function collect(pieces: readonly (Printable | string)[], imports: Imports): void {
  for (const piece of pieces) {
    if (typeof piece === "string") continue;
    if (piece instanceof Ref) imports.use(piece);
    else if (piece instanceof Code) collect(piece.parts, imports);
    else if (Array.isArray(piece)) collect(piece, imports);
  }
}

type WriteRef = (ref: Ref) => string;

function write(pieces: readonly (Printable | string)[], indent: string, chunks: string[], ref: WriteRef): void {
  for (const piece of pieces) {
    if (typeof piece === "string") chunks.push(indent === "" ? piece : piece.replaceAll("\n", `\n${indent}`));
    else if (piece instanceof Ref) chunks.push(ref(piece));
    else if (piece instanceof Indented) write(piece.parts, indent + " ".repeat(piece.by), chunks, ref);
    else if (piece instanceof Code) write(piece.parts, indent, chunks, ref);
    else if (Array.isArray(piece)) write(piece, indent, chunks, ref);
    else if (typeof piece === "number") chunks.push(String(piece));
  }
}

interface Used {
  readonly ref: Ref;
  value: boolean;
}

class Imports {
  readonly #declared: ReadonlySet<string>;
  readonly #own: string;
  /** By module, then by name. */
  readonly #used = new Map<string, Map<string, Used>>();
  #names: Map<string, string> | undefined;

  constructor(declared: ReadonlySet<string>, own: string) {
    this.#declared = declared;
    this.#own = own;
  }

  use(used: Ref): void {
    if (used.from === this.#own) return;
    const ref = WHOLE.has(used.from) ? new Ref(used.from, NAMESPACE, used) : used;
    let names = this.#used.get(ref.from);
    if (!names) this.#used.set(ref.from, (names = new Map()));
    const known = names.get(ref.name);
    if (!known) names.set(ref.name, { ref, value: !ref.typeOnly });
    else known.value ||= !ref.typeOnly;
  }

  local(ref: Ref): string {
    if (ref.from === this.#own) return ref.name;
    const names = this.#localNames();
    if (ref.name !== NAMESPACE && WHOLE.has(ref.from)) return `${names.get(`${ref.from} ${NAMESPACE}`)}.${ref.name}`;
    return names.get(`${ref.from} ${ref.name}`) ?? ref.name;
  }

  /** Sorted, so that the order of use does not show. */
  lines(specifier: (from: string) => string): string {
    const out: string[] = [];
    const modules = [...this.#used].filter(([from]) => from !== GLOBAL);
    // packages first
    for (const [from, names] of modules.toSorted(
      ([a], [b]) => Number(a.startsWith(LOCAL)) - Number(b.startsWith(LOCAL)) || order(a, b),
    )) {
      const used = [...names.values()].toSorted((a, b) => order(a.ref.name, b.ref.name));
      const typeOnly = used.every(({ value }) => !value);
      const whole = used.find(({ ref }) => ref.name === NAMESPACE);
      if (whole)
        out.push(
          `import ${whole.value ? "" : "type "}* as ${this.local(whole.ref)} from ${stringText(specifier(from))};`,
        );
      const named = used.filter((use) => use !== whole);
      if (named.length === 0) continue;
      const clauses = named.map(({ ref, value }) => {
        const local = this.local(ref);
        const as = local === ref.name ? ref.name : `${ref.name} as ${local}`;
        return value || typeOnly ? as : `type ${as}`;
      });
      const keyword = typeOnly ? "import type" : "import";
      const line = `${keyword} { ${clauses.join(", ")} } from ${stringText(specifier(from))};`;
      const tall = `${keyword} {\n${clauses.map((clause) => `  ${clause},\n`).join("")}} from ${stringText(specifier(from))};`;
      out.push(line.length <= 120 ? line : tall);
    }
    return out.map((line) => `${line}\n`).join("");
  }

  #localNames(): Map<string, string> {
    if (this.#names) return this.#names;
    const names = new Map<string, string>();
    const taken = new Set(this.#declared);
    const globals = this.#used.get(GLOBAL) ?? new Map<string, Used>();
    // imports step aside for globals too, so that a global is spelt in full only where the file itself declares its name
    for (const name of globals.keys()) {
      names.set(`${GLOBAL} ${name}`, taken.has(name) ? `globalThis.${name}` : name);
      taken.add(name);
    }
    for (const [from, used] of [...this.#used].toSorted(([a], [b]) => order(a, b))) {
      if (from === GLOBAL) continue;
      for (const name of [...used.keys()].toSorted(order)) {
        names.set(`${from} ${name}`, freeName(name === NAMESPACE ? namespaceName(from) : name, taken));
      }
    }
    return (this.#names = names);
  }
}

const namespaceName = (from: string): string => NAMESPACES.get(from) ?? from.slice(from.lastIndexOf("/") + 1);

/** Code unit order: the same on every machine. */
export const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** A name that is not taken, and takes it: `Name`, else `Name_2`, `Name_3`, … */
export function freeName(name: string, taken: Set<string>): string {
  let free = isIdentifier(name) ? name : `${name}_`;
  for (let n = 2; taken.has(free); n++) free = `${name}_${n}`;
  taken.add(free);
  return free;
}
