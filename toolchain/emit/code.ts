/**
 * Pieces of generated text. An import is a value in the place of its name. When a file is rendered, it finds out which
 * import lines it needs. A template does not accept a plain string: untrusted text comes through the doors (`doors.ts`),
 * and all other text is in the templates themselves.
 */

/** A name that another module (or the global scope) exports. */
export class Ref {
  readonly from: string;
  readonly name: string;
  /** Whether this use needs the type only. A file imports the value if one of its uses needs it. */
  readonly typeOnly: boolean;

  constructor(from: string, name: string, { typeOnly = false }: { readonly typeOnly?: boolean } = {}) {
    this.from = from;
    this.name = name;
    this.typeOnly = typeOnly;
  }
}

/** The pseudo module of {@link Ref}s to the global scope. */
export const GLOBAL = "(global)";

/** A type of the platform: `Date`, `File`. */
export const globalType = (name: string): Ref => new Ref(GLOBAL, name, { typeOnly: true });

/** The name of a {@link Ref} to a module as a whole. */
export const NAMESPACE = "*";

type CodePart = string | Ref | Code;

/** Text that is known to be safe; only {@link code} and {@link trusted} make it. */
export class Code {
  /** Brands the class, so that no other object fits. */
  readonly #parts: readonly CodePart[];

  constructor(parts: readonly CodePart[]) {
    this.#parts = parts;
  }

  get parts(): readonly CodePart[] {
    return this.#parts;
  }

  /** The text with imported names as they are: to compare pieces, not to print them. */
  plain(): string {
    return this.#parts
      .map((part) => (typeof part === "string" ? part : part instanceof Ref ? part.name : part.plain()))
      .join("");
  }

  /** Whether it takes more than one line. */
  get multiline(): boolean {
    return this.#parts.some((part) =>
      typeof part === "string" ? part.includes("\n") : part instanceof Code && part.multiline,
    );
  }

  get empty(): boolean {
    return this.#parts.every((part) => (typeof part === "string" ? part === "" : part instanceof Code && part.empty));
  }
}

export type Printable = Code | Ref | number | undefined | readonly Printable[];

/** Text as it is. Only for the doors and for printers that put text together from what the doors return. */
export const trusted = (text: string): Code => new Code([text]);

export const empty: Code = trusted("");

/**
 * A template. When it starts with a line break, the indentation that all its lines share is taken off, as are the first
 * and the last line break. A piece that stands on an indented line is indented with it.
 */
export function code(strings: TemplateStringsArray, ...values: readonly Printable[]): Code {
  const { texts, indents } = templateOf(strings);
  const parts: CodePart[] = [];
  for (let i = 0; i < texts.length; i++) {
    const text = texts[i] ?? "";
    if (text !== "") parts.push(text);
    if (i < values.length) push(parts, values[i], indents[i] ?? 0);
  }
  return new Code(parts);
}

/** A piece whose further lines are indented. */
export class Indented extends Code {
  readonly by: number;

  constructor(part: Code, by: number) {
    super([part]);
    this.by = by;
  }
}

function push(parts: CodePart[], value: Printable, indent: number): void {
  if (value === undefined) return;
  if (typeof value === "number") parts.push(String(value));
  else if (value instanceof Ref) parts.push(value);
  else if (value instanceof Code) parts.push(indent > 0 ? new Indented(value, indent) : value);
  else for (const item of value) push(parts, item, indent);
}

interface Template {
  readonly texts: readonly string[];
  /** For each value, the indentation of its line. */
  readonly indents: readonly number[];
}

/** A cache: the strings of a template are the same object each time that its line runs. */
const templates = new WeakMap<TemplateStringsArray, Template>();

function templateOf(strings: TemplateStringsArray): Template {
  const known = templates.get(strings);
  if (known) return known;
  const texts = dedent(strings);
  let line = "";
  const indents = texts.map((text) => {
    const lineBreak = text.lastIndexOf("\n");
    line = lineBreak < 0 ? line + text : text.slice(lineBreak + 1);
    return line.length - line.trimStart().length;
  });
  const template = { texts, indents };
  templates.set(strings, template);
  return template;
}

function dedent(strings: TemplateStringsArray): readonly string[] {
  if (!strings[0]?.startsWith("\n")) return strings;
  // NUL replaces each value, so that a line with only a value is not blank
  const lines = strings.join("\0").slice(1).split("\n");
  if (lines.at(-1)?.trim() === "") lines.pop();
  const indents = lines.filter((line) => line.trim() !== "").map((line) => line.length - line.trimStart().length);
  const common = Math.min(...indents);
  return lines
    .map((line) => line.slice(common))
    .join("\n")
    .split("\0");
}

/** Joins the pieces that are not empty. */
export function join(pieces: readonly Code[], separator: Code): Code {
  const parts: CodePart[] = [];
  for (const piece of pieces) {
    if (piece.empty) continue;
    if (parts.length > 0) parts.push(separator);
    parts.push(piece);
  }
  return new Code(parts);
}

export const lineBreak: Code = trusted("\n");
export const blankLine: Code = trusted("\n\n");

export const lines = (pieces: readonly Code[]): Code => join(pieces, lineBreak);
