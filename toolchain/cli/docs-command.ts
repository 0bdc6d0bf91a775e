import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { stripVTControlCharacters } from "node:util";
import { diagnostic } from "../diagnostics/index.ts";
import { couldNotWork, type Outcome } from "./outcome.ts";
import type { Progress } from "./progress.ts";
import { resolveProjects, shown, type Choice } from "./projects.ts";
import type { Shell } from "./shell.ts";

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
  if (!project || others.length > 0) {
    return couldNotWork([diagnostic("output-for-several", { contracts: projects.map((one) => one.name).join(", ") })]);
  }
  progress.step(`rendering ${project.name}`);
  const folder = await mkdtemp(join(tmpdir(), "tenon-docs-"));
  try {
    const made = join(folder, "docs.html");
    const contract = project.contract === "-" ? join(folder, "openapi.yaml") : project.contract;
    if (contract !== project.contract) await writeFile(contract, await text(process.stdin));
    const failure = await redocly(["build-docs", contract, "-o", made, "--inlineBundle"], cwd, env);
    if (failure !== undefined) return couldNotWork([diagnostic("docs-failed", { reason: failure })]);
    const html = selfContained(await readFile(made, "utf8"));
    const addresses = remoteResources(html);
    if (addresses.length > 0) {
      return { exitCode: 1, diagnostics: addresses.map((address) => diagnostic("docs-not-offline", { address })) };
    }
    const file = resolve(cwd, output);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, html);
    const name = shown(cwd, file);
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
    lines.map((line) => line.trim()).find((line) => /error|fail|can(no|')t/i.test(line)) ?? `redocly ended with ${code}`
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
  return html.replace(/<head\b[^>]*>/i, (head) => `${head}<meta http-equiv="Content-Security-Policy" content="${POLICY}">`);
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
