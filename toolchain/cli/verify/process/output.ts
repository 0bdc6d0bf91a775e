/** The output of a process that Tenon runs: shown to people, and its end kept. */

import type { ChildProcess } from "node:child_process";

/** Characters of the error output that are kept. */
const KEPT = 8000;
/** Characters of a line that are shown. */
const SHOWN = 200;

export class Output {
  #end = "";
  #exit = "";

  /** @param show prints text for people */
  constructor(child: ChildProcess, show: (text: string) => void) {
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding("utf8").on("data", (text: string) => {
        show(text);
        if (stream === child.stderr) this.#end = (this.#end + text).slice(-KEPT);
      });
    child.once("exit", (code, signal) => {
      this.#exit = signal === null ? `exit code ${code}` : `signal ${signal}`;
    });
  }

  /** How the process ended, and the error that it printed: `exit code 1, Error: no connection`. */
  get lastWords(): string {
    const lines = this.#end
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "" && !/^Node\.js v\d/.test(line));
    const line =
      lines.findLast((each) => /^(?:Uncaught )?[\w.]*(?:Error|Exception)\b/.test(each)) ?? lines.at(-1) ?? "";
    return [this.#exit, line.slice(0, SHOWN)].filter((each) => each !== "").join(", ");
  }
}
