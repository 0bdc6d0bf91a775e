import { performance } from "node:perf_hooks";
import type { Shell } from "./shell.ts";

/** Told what is being done; the last step stays on a terminal until the next one or until `done`. */
export interface Progress {
  step(text: string): void;
  done(): void;
}

export const SILENT: Progress = { step() {}, done() {} };

/**
 * One line on a terminal that says what is going on and for how long; nothing in a pipe. The line is printed as a step
 * begins and not after a second of it: most of the work is synchronous, and no timer fires while it goes on.
 */
export function progress(shell: Shell): Progress {
  if (!shell.terminal.err || shell.env.CI) return SILENT;
  let timer: NodeJS.Timeout | undefined;
  const clear = (): void => {
    clearInterval(timer);
    shell.err("\r\u001b[K");
  };
  return {
    step(text) {
      clear();
      const begin = performance.now();
      const show = (): void => {
        const seconds = Math.floor((performance.now() - begin) / 1000);
        shell.err(`\r\u001b[K${text} …${seconds > 0 ? ` ${seconds} s` : ""}`);
      };
      show();
      timer = setInterval(show, 1000).unref();
    },
    done: clear,
  };
}
