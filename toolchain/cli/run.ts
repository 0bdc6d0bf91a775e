import { CommanderError } from "commander";
import type { ExitCode } from "./report/outcome.ts";
import { program } from "./program.ts";
import { printable } from "./report/index.ts";
import type { Shell } from "./shell/shell.ts";

/**
 * Runs one command line, `argv` without `node` and the script. Never throws: what nobody expected prints one line, and
 * its stack only with `TENON_DEBUG=1`.
 */
export async function run(argv: readonly string[], shell: Shell): Promise<ExitCode> {
  let code: ExitCode = 0;
  try {
    await program(shell, (exitCode) => (code = exitCode)).parseAsync([...argv], { from: "user" });
    return code;
  } catch (error) {
    // Commander has printed what it had to say. Help and version were asked for; the rest is a wrong command line.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (shell.env.TENON_DEBUG) throw error;
    const message = error instanceof Error ? error.message : String(error);
    shell.err(`tenon: internal error: ${printable(message.split("\n")[0] ?? "")}\n`);
    shell.err("  hint: run again with TENON_DEBUG=1 for a stack trace, and report the bug with your contract\n");
    return 2;
  }
}
