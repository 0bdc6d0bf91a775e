import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { diagnostic } from "../../diagnostics/index.ts";
import { couldNotWork, type Outcome } from "../report/outcome.ts";
import { shown } from "../config/projects.ts";
import type { Shell } from "../shell/shell.ts";

/** What `setupWorker().start()` asks for. */
const NAME = "mockServiceWorker.js";

/**
 * `tenon worker [folder]`: the worker script of the msw that the working directory's project has. A page whose script is
 * another one's is told so by msw, in the browser's console alone; `check` tells it before.
 */
export async function workerCommand(
  { cwd }: Pick<Shell, "cwd">,
  folder: string | undefined,
  check: boolean,
): Promise<Outcome> {
  const require = createRequire(join(cwd, "package.json"));
  let script: string;
  let version: string;
  let saved: readonly string[];
  try {
    script = await readFile(require.resolve(`msw/${NAME}`), "utf8");
    version = (JSON.parse(await readFile(require.resolve("msw/package.json"), "utf8")) as { version: string }).version;
    saved = folder === undefined ? await savedFolders(cwd) : [folder];
  } catch {
    return couldNotWork([diagnostic("msw-missing", { folder: cwd })]);
  }
  const folders = saved.length === 0 ? ["public"] : saved;
  const files = folders.map((each) => resolve(cwd, each, NAME));
  const found = await Promise.all(files.map((file) => readFile(file, "utf8").catch(() => undefined)));
  const stale = files.filter((_, index) => found[index] !== script);
  if (check) {
    const diagnostics = files.flatMap((file, index) => {
      const text = found[index];
      if (text === script) return [];
      const command = `tenon worker ${shown(cwd, dirname(file))}`;
      return diagnostic(
        "worker-outdated",
        { file: shown(cwd, file), found: describe(text, version), installed: version, command },
        { file: shown(cwd, file) },
      );
    });
    const summary = diagnostics.length > 0 ? [] : [`${names(cwd, files)} matches msw ${version}`];
    return {
      exitCode: diagnostics.length > 0 ? 1 : 0,
      diagnostics,
      summary,
      data: { version, files: shownAll(cwd, files) },
    };
  }
  for (const file of stale) {
    try {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, script);
    } catch (error) {
      const { message } = error as Error; // what the file system throws
      return couldNotWork([diagnostic("worker-unwritable", { file: shown(cwd, file), reason: message })]);
    }
  }
  const summary = files.map((file, index) => {
    const text = found[index];
    const name = shown(cwd, file);
    if (text === script) return `${name} already matches msw ${version}`;
    return text === undefined
      ? `${name} written for msw ${version}`
      : `${name} written for msw ${version}; it was ${describe(text, version)}`;
  });
  return {
    exitCode: 0,
    diagnostics: [],
    summary,
    data: { version, files: shownAll(cwd, files), written: stale.length },
  };
}

const shownAll = (cwd: string, files: readonly string[]): string[] => files.map((file) => shown(cwd, file));
const names = (cwd: string, files: readonly string[]): string => shownAll(cwd, files).join(", ");

/** What the script says of itself. */
function describe(text: string | undefined, installed: string): string {
  if (text === undefined) return "missing";
  const [, version] = /PACKAGE_VERSION = '([^']+)'/.exec(text) ?? [];
  if (version === undefined) return "not a script of msw";
  return version === installed ? `a modified script of msw ${version}` : `the script of msw ${version}`;
}

/** What `msw init` remembers in a package.json; nothing is written there. */
async function savedFolders(cwd: string): Promise<readonly string[]> {
  try {
    const text = await readFile(join(cwd, "package.json"), "utf8");
    const { msw } = JSON.parse(text) as { msw?: { workerDirectory?: string | string[] } }; // as msw's command writes it
    return [msw?.workerDirectory ?? []].flat().filter((each) => typeof each === "string");
  } catch {
    return [];
  }
}
