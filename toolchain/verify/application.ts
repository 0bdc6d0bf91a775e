/** Learns from an application that runs in this process: its literals, and which of its code has run. */

import { readFile } from "node:fs/promises";
import { Session } from "node:inspector/promises";
import { fileURLToPath } from "node:url";
import type { Node } from "typescript";
import type { Insight } from "./target.ts";

/** Part of the time that looking for new code may take, and milliseconds that it may take in any case. */
const SHARE = 0.15;
const FREE = 1000;
/** Files that are parsed, and characters of one file. */
const MOST_FILES = 500;
const LONGEST = 500_000;

/**
 * Watches the code that is loaded from now on. Call it before the application is imported.
 * V8 counts the blocks of functions that it compiles while precise coverage is on.
 */
export async function watchApplication(): Promise<{ readonly insight: Insight; close(): Promise<void> }> {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  const own = await loadedScripts(session);
  const seen = new Set<string>();
  const start = performance.now();
  let spent = 0;
  const isOfApplication = (url: string): boolean =>
    url.startsWith("file:") && !own.has(url) && !url.includes("/node_modules/") && !url.startsWith(TOOLCHAIN);
  const insight: Insight = {
    async literals() {
      const files = (await scriptsOf(session)).map(({ url }) => url).filter(isOfApplication);
      return literalsOf(files.slice(0, MOST_FILES));
    },
    async newCode() {
      const begin = performance.now();
      if (spent > FREE + (begin - start) * SHARE) return false;
      const before = seen.size;
      for (const { url, functions } of await scriptsOf(session)) {
        if (!isOfApplication(url)) continue;
        // V8 merges a block with the block around it if both ran equally often: only blocks that did not run are certain.
        for (const { ranges } of functions)
          if ((ranges[0]?.count ?? 0) > 0)
            seen.add(
              `${url} ${ranges.map(({ startOffset, count }) => (count === 0 ? `-${startOffset}` : "")).join("")} ${ranges[0]?.startOffset}`,
            );
      }
      spent += performance.now() - begin;
      return seen.size > before;
    },
  };
  const close = async (): Promise<void> => {
    await session.post("Profiler.stopPreciseCoverage");
    session.disconnect();
  };
  return { insight, close };
}

/** Tenon's own files are no part of the application. */
const TOOLCHAIN = new URL("..", import.meta.url).href;

async function loadedScripts(session: Session): Promise<ReadonlySet<string>> {
  const urls = new Set<string>();
  session.on("Debugger.scriptParsed", ({ params }) => urls.add(params.url));
  await session.post("Debugger.enable");
  await session.post("Debugger.disable");
  return urls;
}

/** Functions that ran since the last call. */
const scriptsOf = async (session: Session) => (await session.post("Profiler.takePreciseCoverage")).result;

/** String and number literals of source files, by the parser of TypeScript; nothing is evaluated. */
async function literalsOf(urls: readonly string[]): ReturnType<Insight["literals"]> {
  const { default: ts } = await import("typescript");
  const texts = new Set<string>();
  const numbers = new Set<number>();
  for (const url of new Set(urls)) {
    const file = fileURLToPath(url);
    const source = await readFile(file, "utf8").catch(() => "");
    if (source === "" || source.length > LONGEST) continue;
    const visit = (node: Node): void => {
      if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
      if (ts.isStringLiteralLike(node)) texts.add(node.text);
      else if (ts.isNumericLiteral(node)) numbers.add(Number(node.text));
      ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile(file, source, ts.ScriptTarget.Latest));
  }
  return { texts: [...texts], numbers: [...numbers] };
}
