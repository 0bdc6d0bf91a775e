/** Type-checks code that uses the generated files with the files that the new contract generates. */

import path from "node:path";
import ts from "typescript";
import { diagnostic, type Diagnostic } from "../diagnostics/index.ts";

export interface Consumers {
  readonly cwd: string;
  /** The folder of the generated files, absolute. */
  readonly output: string;
  readonly shownOutput: string;
  /** The files that the new contract generates, below that folder. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** Paths of `tsconfig.json`s. */
  readonly configs: readonly string[];
}

/** @returns errors in the consumers' code that do not exist with the present files */
export function consumersOf({ cwd, output, shownOutput, files, configs }: Consumers): Diagnostic[] {
  const found: Diagnostic[] = [];
  const generated = new Map(files.map((file) => [path.join(output, ...file.path.split("/")), file.text]));
  for (const config of configs) {
    const file = path.resolve(cwd, config);
    const problem = (reason: string): void =>
      void found.push(diagnostic("consumer-config", { file: config, reason }, { file: config }));
    const parsed = ts.getParsedCommandLineOfConfigFile(
      file,
      { noEmit: true, incremental: false, composite: false },
      {
        ...ts.sys,
        onUnRecoverableConfigFileDiagnostic: ({ messageText }) =>
          problem(ts.flattenDiagnosticMessageText(messageText, " ")),
      },
    );
    if (parsed === undefined) continue;
    const before = errorsOf(parsed, undefined, output);
    const after = errorsOf(parsed, generated, output);
    if (after.size === 0 && !before.uses) {
      problem(`its program has no file of ${shownOutput}`);
      continue;
    }
    for (const [key, error] of after.errors) {
      if (before.errors.has(key)) continue;
      const relative = path.relative(cwd, error.file);
      found.push(
        diagnostic(
          "consumer-break",
          { message: error.message, output: shownOutput },
          {
            position: {
              file: relative.startsWith("..") ? error.file : relative.split(path.sep).join("/"),
              line: error.line,
              column: error.column,
            },
          },
        ),
      );
    }
  }
  return found;
}

interface Error {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

interface Checked {
  readonly errors: ReadonlyMap<string, Error>;
  readonly size: number;
  /** Whether the program has generated files. */
  readonly uses: boolean;
}

/** @param generated files to use instead of those on the disk. `undefined`: use those on the disk */
function errorsOf(
  parsed: ts.ParsedCommandLine,
  generated: ReadonlyMap<string, string> | undefined,
  output: string,
): Checked {
  const host = ts.createCompilerHost(parsed.options, true);
  if (generated !== undefined) {
    const { readFile, fileExists } = host;
    const inside = (file: string): boolean => !path.relative(output, file).startsWith("..");
    host.readFile = (file) => generated.get(path.normalize(file)) ?? readFile(file);
    host.fileExists = (file) => generated.has(path.normalize(file)) || (!inside(file) && fileExists(file));
    host.getSourceFile = (file, language) => {
      const text = host.readFile(file);
      return text === undefined ? undefined : ts.createSourceFile(file, text, language, true);
    };
  }
  const names = generated === undefined ? parsed.fileNames : parsed.fileNames.filter((file) => host.fileExists(file));
  const program = ts.createProgram({ rootNames: names, options: parsed.options, host });
  const errors = new Map<string, Error>();
  let uses = false;
  for (const source of program.getSourceFiles()) {
    const own = !path.relative(output, source.fileName).startsWith("..");
    if (own) uses = true;
    if (own || program.isSourceFileFromExternalLibrary(source) || source.isDeclarationFile) continue;
    for (const one of [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]) {
      if (one.file === undefined || one.start === undefined) continue;
      const { line, character } = one.file.getLineAndCharacterOfPosition(one.start);
      const message = ts.flattenDiagnosticMessageText(one.messageText, " ");
      errors.set(`${one.file.fileName}:${line}:${character}:${one.code}`, {
        file: one.file.fileName,
        line: line + 1,
        column: character + 1,
        message,
      });
    }
  }
  return { errors, size: errors.size, uses };
}
