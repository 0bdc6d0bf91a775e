import { CommanderError } from "commander";
import type { ExitCode } from "./report/outcome.ts";
import { program } from "./program.ts";
import { printable } from "./report/index.ts";
import type { Shell } from "./shell/shell.ts";

/**
 * Runs one command line, `argv` without `node` and the script. Never throws: an internal error prints one line, and
 * its stack only with `TENON_DEBUG=1`.
 */
export async function run(argv: readonly string[], shell: Shell): Promise<ExitCode> {
  let code: ExitCode = 0;
  try {
    await program(shell, (exitCode) => (code = exitCode)).parseAsync([...argv], { from: "user" });
    return code;
  } catch (error) {
    // Commander has printed its message: help, the version, or an error in the command line.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (shell.env.TENON_DEBUG) throw error;
    const message = error instanceof Error ? error.message : String(error);
    // Tenon's own repository: its packages lead to their sources only under this condition, which npm scripts set.
    if (import.meta.url.endsWith(".ts") && /tenon-runtime[\\/]dist/.test(message)) {
      shell.err("tenon: Tenon's sources run only with a condition that the npm scripts of its repository set\n");
      shell.err("  hint: run `npm run tenon -- …`, or set NODE_OPTIONS=--conditions=tenon-source\n");
      return 2;
    }
    shell.err(`tenon: internal error: ${printable(message.split("\n")[0] ?? "")}\n`);
    shell.err("  hint: run again with TENON_DEBUG=1 for a stack trace, and report the bug with your contract\n");
    return 2;
  }
}
