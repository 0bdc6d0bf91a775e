/** What an editor and two compilers say about programs that use the golden `tickets`. */

import { spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const FOLDER = join(ROOT, "dist/emit/readable");

const IMPORTS = `
import { type Client, createClient } from "../../../test/emit/goldens/tickets/client.ts";
import { TicketStatus } from "../../../test/emit/goldens/tickets/enums.ts";
import { createMocks, make, type Mocks } from "../../../test/emit/goldens/tickets/mocks.ts";
import type { Assignee, CreateTicketHandler, Event, GetTicketHandler, GetTicketResponse, Ticket } from "../../../test/emit/goldens/tickets/operations.ts";
import { createServer, type Handlers } from "../../../test/emit/goldens/tickets/server.ts";
declare const api: Client, mocks: Mocks, ticket: Ticket, event: Event, anything: unknown;
const params = { ticketId: "1" };
`.trim();

const COMPILERS = { "5.9": "typescript", "7": "typescript-7" } as const;

/** The first line of the first error of each program, without its place, as a compiler prints it. */
export async function firstErrors(
  compiler: keyof typeof COMPILERS,
  programs: readonly string[],
): Promise<readonly (string | undefined)[]> {
  const folder = join(FOLDER, compiler);
  await mkdir(folder, { recursive: true });
  const name = (i: number): string => `program-${i}.ts`;
  const imports = IMPORTS.replaceAll("../../../", "../../../../");
  await Promise.all(programs.map((text, i) => writeFile(join(folder, name(i)), `${imports}\n${text}\nexport {};\n`)));
  const config = {
    extends: "../../../../tsconfig.base.json",
    compilerOptions: { types: [], noUnusedLocals: false, noUnusedParameters: false },
    files: programs.map((_, i) => name(i)),
  };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
  const output = await run(join(ROOT, "node_modules", COMPILERS[compiler], "bin/tsc"), folder);
  return programs.map((_, i) => new RegExp(`${name(i)}\\(\\d+,\\d+\\): error TS\\d+: (.*)`).exec(output)?.[1]);
}

function run(script: string, folder: string): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [script, "-p", folder, "--pretty", "false"], { cwd: ROOT });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.on("close", () => resolve(output));
  });
}

export interface Hover {
  /** What the editor shows. */
  readonly text: string;
  /** The file and the line to which go-to-definition leads. */
  readonly definition: string | undefined;
}

/** What TypeScript's language service says where `|` stands in each program. */
export function hovers(programs: readonly string[]): readonly Hover[] {
  const files = new Map(
    programs.map((program, i) => [
      join(FOLDER, `hover-${i}.ts`),
      `${IMPORTS}\n${program.replace("|", "")}\nexport {};`,
    ]),
  );
  const service = serviceOf(files);
  const found = [...files.keys()].map((file, i): Hover => {
    const at = IMPORTS.length + 1 + (programs[i] ?? "").indexOf("|");
    const info = service.getQuickInfoAtPosition(file, at);
    const [definition] = service.getTypeDefinitionAtPosition(file, at) ?? [];
    return {
      text: ts.displayPartsToString(info?.displayParts),
      definition: definition && lineOf(service, definition),
    };
  });
  service.dispose();
  return found;
}

function serviceOf(files: ReadonlyMap<string, string>): ts.LanguageService {
  const base = ts.readConfigFile(join(ROOT, "tsconfig.base.json"), ts.sys.readFile.bind(ts.sys)).config as {
    compilerOptions: object;
  };
  const { options } = ts.convertCompilerOptionsFromJson({ ...base.compilerOptions, types: [] }, ROOT);
  return ts.createLanguageService({
    getScriptFileNames: () => [...files.keys()],
    getScriptVersion: () => "1",
    getScriptSnapshot: (file) => {
      const text = files.get(file) ?? ts.sys.readFile(file);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => ROOT,
    getCompilationSettings: () => options,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (file) => files.has(file) || ts.sys.fileExists(file),
    readFile: (file) => files.get(file) ?? ts.sys.readFile(file),
    directoryExists: ts.sys.directoryExists.bind(ts.sys),
    getDirectories: ts.sys.getDirectories.bind(ts.sys),
  });
}

function lineOf(service: ts.LanguageService, { fileName, textSpan }: ts.DefinitionInfo): string {
  const source = service.getProgram()?.getSourceFile(fileName);
  const line = source?.text.slice(textSpan.start).split("\n")[0] ?? "";
  const before = source?.text.slice(0, textSpan.start).split("\n").at(-1) ?? "";
  return `${fileName.split("/").at(-1)}: ${before}${line}`;
}
