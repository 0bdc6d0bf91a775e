import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { stripVTControlCharacters } from "node:util";
import { buildContract } from "../../contract/index.ts";
import { diagnostic } from "../../diagnostics/index.ts";
import { localPointer } from "tenon-runtime/core";
import { FILES, load } from "../../document/index.ts";
import { couldNotWork, type Outcome } from "../report/outcome.ts";
import type { Progress } from "../shell/progress.ts";
import { about, loadOptions, resolveProjects, severalContracts, shown, type Choice } from "../config/projects.ts";
import type { Shell } from "../shell/shell.ts";

/** `tenon docs`: Redocly's `build-docs` with everything in the one file; nothing is written unless it works offline. */
export async function docsCommand(
  { cwd, env }: Shell,
  choice: Choice,
  output: string,
  progress: Progress,
): Promise<Outcome> {
  const { projects, diagnostics } = await resolveProjects(cwd, choice);
  if (diagnostics.length > 0) return couldNotWork(diagnostics);
  const [project, ...others] = projects;
  if (!project || others.length > 0) return couldNotWork([severalContracts("docs", projects)]);
  const file = resolve(cwd, output);
  const name = shown(cwd, file);
  const fault = await unwritable(file, cwd);
  if (fault !== undefined) return couldNotWork([diagnostic("docs-unwritable", { file: name, reason: fault })]);

  progress.step(`reading ${project.name}`);
  // Redocly says little about what it cannot read; what is wrong with a contract is said as everywhere else.
  const options = loadOptions({ ...project, include: [] }, cwd);
  const loaded = await load(project.contract, options);
  const { contract: model, diagnostics: found } = buildContract(loaded, { ...options, asWritten: true });
  const errors = about(found, project).filter((one) => one.severity === "error");
  if (!model) return couldNotWork(errors);
  if (errors.length > 0) return { exitCode: 1, diagnostics: errors };

  progress.step(`rendering ${project.name}`);
  const folder = await mkdtemp(join(tmpdir(), "tenon-docs-"));
  try {
    const made = join(folder, "docs.html");
    const contract = join(folder, "openapi.json");
    // Redocly resolves no reference inside an extension, where the parts of further files are mounted.
    const severalFiles = loaded.document !== undefined && FILES in loaded.document;
    await writeFile(contract, JSON.stringify(severalFiles ? model.document : loaded.document, localOnly));
    const failure = await redocly(["build-docs", contract, "-o", made, "--inlineBundle"], cwd, env);
    if (failure !== undefined) return couldNotWork([diagnostic("docs-failed", { reason: failure })]);
    const html = selfContained(await readFile(made, "utf8"));
    const addresses = remoteResources(html);
    if (addresses.length > 0) {
      return { exitCode: 1, diagnostics: addresses.map((address) => diagnostic("docs-not-offline", { address })) };
    }
    try {
      await makeFolders(dirname(file));
      await writeFile(file, html);
    } catch (error) {
      const { message } = error as Error; // what the file system throws
      return couldNotWork([diagnostic("docs-unwritable", { file: name, reason: message })]);
    }
    const bytes = Buffer.byteLength(html);
    return {
      exitCode: 0,
      diagnostics: [],
      summary: [`${name} from ${project.name}: ${Math.round(bytes / 1024)} KiB`],
      data: { file: name, bytes },
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Redocly follows references in what is data to Tenon, too, and puts what an `externalValue` names into the page: what
 * leads out of the document is left out.
 */
function localOnly(key: string, value: unknown): unknown {
  if (typeof value !== "string") return value;
  const leaves = key === "externalValue" || (key === "$ref" && localPointer(value) === undefined);
  return leaves ? undefined : value;
}

/** Why a file cannot be there, as far as that shows before it is written. */
async function unwritable(file: string, cwd: string): Promise<string | undefined> {
  if (await isFolder(file)) return "it is a folder";
  for (let at = dirname(file); ; at = dirname(at)) {
    const folder = await isFolder(at);
    if (folder === false) return `${shown(cwd, at)} is a file, not a folder`;
    if (folder === true || at === dirname(at)) return undefined;
  }
}

/** Undefined for what is not there. */
function isFolder(path: string): Promise<boolean | undefined> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => undefined,
  );
}

/** Makes the folders that are missing, one by one: Node's own `recursive` never ends below `/proc`. */
async function makeFolders(folder: string): Promise<void> {
  if ((await isFolder(folder)) || folder === dirname(folder)) return;
  await makeFolders(dirname(folder));
  await mkdir(folder);
}

/** Runs Redocly's command, which has no importable API; gives what it said when it failed. */
async function redocly(args: readonly string[], cwd: string, env: Shell["env"]): Promise<string | undefined> {
  const require = createRequire(import.meta.url);
  const manifest = require.resolve("@redocly/cli/package.json");
  const { bin } = require(manifest) as { bin: { redocly: string } };
  const child = spawn(process.execPath, [join(dirname(manifest), bin.redocly), ...args], {
    cwd,
    env: { ...env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true", NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<number | null>((done, fail) => child.once("close", done).once("error", fail));
  const [said, complained, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (code === 0) return undefined;
  const lines = stripVTControlCharacters(`${complained}\n${said}`).split("\n");
  return (
    lines.map((line) => line.trim()).find((line) => /error|fail|can(no|')t/i.test(line)) ??
    `redocly exited with code ${code}`
  );
}

/**
 * What the page's own script would fetch while it runs (a logo, telemetry) is for the browser to refuse: by a policy
 * in the page (Content Security Policy Level 3 §3.3) under which it has nothing but itself.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'unsafe-inline'",
  "style-src 'unsafe-inline'",
  "img-src data: blob:",
  "font-src data:",
  "worker-src blob:",
].join("; ");

function selfContained(html: string): string {
  return html.replace(
    /<head\b[^>]*>/i,
    (head) => `${head}<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
  );
}

/**
 * The scripts, styles and fonts that a page would fetch from elsewhere. What stands inside a script is its own text:
 * only tags and styles are looked at.
 */
export function remoteResources(html: string): string[] {
  const markup = html.replace(/(<script\b[^>]*>)[\s\S]*?<\/script>/gi, "$1");
  const patterns = [
    /<script\b[^>]*\bsrc\s*=\s*["']?((?:https?:)?\/\/[^"'\s>]+)/gi,
    /<link\b[^>]*\bhref\s*=\s*["']?((?:https?:)?\/\/[^"'\s>]+)/gi,
    /@import\s+(?:url\()?["']?((?:https?:)?\/\/[^"')\s;]+)/gi,
    /\burl\(\s*["']?((?:https?:)?\/\/[^"')\s]+)/gi,
  ];
  return [...new Set(patterns.flatMap((pattern) => [...markup.matchAll(pattern)].flatMap((match) => match[1] ?? [])))];
}
