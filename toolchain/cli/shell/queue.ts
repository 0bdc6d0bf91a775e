import { printable } from "../report/index.ts";
import type { Shell } from "./shell.ts";

export interface Queue {
  /** Does this when all that was added before is done. */
  add(work: () => Promise<void>): void;
  /** Settled when all that was added so far is done. */
  done(): Promise<void>;
}

/**
 * What a watching command does, one after the other. What would end another command must not end a watch, because the
 * next save may be better: errors are printed.
 */
export function createQueue(shell: Pick<Shell, "err">): Queue {
  let last: Promise<void> = Promise.resolve();
  return {
    add(work) {
      last = last.then(work).catch((error: unknown) => {
        shell.err(`tenon: ${printable(error instanceof Error ? error.message : String(error))}\n`);
      });
    },
    done: () => last,
  };
}
