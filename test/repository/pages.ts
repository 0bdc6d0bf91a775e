import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";

export interface Block {
  /** The words after the fence: `sh install`. */
  readonly info: string;
  readonly line: number;
  readonly text: string;
}

/** The fenced blocks of a page. */
export function blocks(markdown: string): Block[] {
  const found: Block[] = [];
  let open: { info: string; line: number; text: string[] } | undefined;
  for (const [index, line] of markdown.split("\n").entries()) {
    const fence = /^```(.*)$/.exec(line);
    if (!fence) open?.text.push(line);
    else if (!open) open = { info: fence[1]?.trim() ?? "", line: index + 1, text: [] };
    else {
      found.push({ info: open.info, line: open.line, text: open.text.join("\n") });
      open = undefined;
    }
  }
  return found;
}

/**
 * Where a test runs a command of a page:
 * - `repository`: ```` ```sh ````, here, by `docs.test.ts`
 * - `clean clone`: ```` ```sh ```` that begins with `npm ci`, by `scripts/clean-clone.ts`
 * - `empty project`: ```` ```sh install ````, ```` ```sh project ```` and ```` ```sh endless ````, in this order in a project with the
 *   packed tarballs, by `test/package`
 * - `empty folder`: ```` ```sh create ````, in an empty folder, by `test/package/templates.test.ts`
 */
export type Place = "repository" | "clean clone" | "empty project" | "empty folder";

export interface PageCommand {
  readonly line: number;
  readonly command: string;
  readonly kind: string;
  readonly place: Place;
}

/** The commands in a page's shell blocks, without comments. @throws for a block of a kind that no test runs. */
export function commands(markdown: string): PageCommand[] {
  return blocks(markdown)
    .filter(({ info }) => /^(sh|bash|shell|console)\b/.test(info))
    .flatMap(({ info, line, text }) =>
      text.split("\n").flatMap((one, index): PageCommand[] => {
        const command = one.replace(/(^|\s)#.*$/, "").trim();
        return command === ""
          ? []
          : [{ line: line + 1 + index, command, kind: info, place: placeOf(info, command, line) }];
      }),
    );
}

function placeOf(info: string, command: string, line: number): Place {
  if (command.startsWith("npm ci")) return "clean clone";
  if (info === "sh") return "repository";
  if (info === "sh create") return "empty folder";
  if (info === "sh install" || info === "sh project" || info === "sh endless") return "empty project";
  throw new Error(`line ${line}: no test runs blocks marked "${info}"`);
}

/** What begins a path of this repository. A page may name other files, such as a user's `tenon.config.ts`. */
const TOP =
  /^(\.\/)?(toolchain|runtime|generated|server|client|mocks|test|bench|scripts|docs|\.ci|\.github)\/|^(openapi\.yaml|package\.json|tsconfig[\w.]*\.json|redocly\.yaml|vitest\.config\.ts|LICENSE|[A-Z]+\.md)$/;

const proseOf = (markdown: string): string => markdown.replace(/^```[\s\S]*?^```$/gm, "");

/**
 * The paths of this repository that a page names: as targets of links and as code.
 * @param folder of the page, from which its links count; code counts from the root
 */
export function namedPaths(markdown: string, folder: string = ""): string[] {
  const prose = proseOf(markdown);
  const links = [...prose.matchAll(/\]\((?!\w+:|#)([^)#\s]+)/g)].map((match) => posix.join(folder, match[1] ?? ""));
  const code = [...prose.matchAll(/`([^`\s]+)`/g)]
    .map((match) => match[1] ?? "")
    .filter((text) => TOP.test(text) && !/[*<>{}…]/.test(text));
  return [...new Set([...links, ...code])];
}

/** The links of a page that lead to a heading, of itself or of another page. */
export function namedHeadings(name: string): { readonly page: string; readonly heading: string }[] {
  const links = proseOf(page(name)).matchAll(/\]\((?!\w+:)([^)#\s]*\.md)?#([^)\s]+)\)/g);
  return [...links].map(([, target, heading = ""]) => ({
    page: target === undefined ? name : posix.join(posix.dirname(name), target),
    heading,
  }));
}

/** What the headings of a page are called in links. */
export const headings = (markdown: string): string[] =>
  [...proseOf(markdown).matchAll(/^#+ (.+)$/gm)].map(([, text = ""]) =>
    text
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, "")
      .replaceAll(" ", "-"),
  );

/** The pages for users, apart from the README. */
export const DOCS: readonly string[] = readdirSync(new URL("../../docs", import.meta.url)).map(
  (name) => `docs/${name}`,
);

export function page(name: string): string {
  return readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");
}
