/** The reference server in a process of its own, whose memory can be looked at: `fork` it with `--expose-gc`. */

import { setTimeout as wait } from "node:timers/promises";
import type { AddressInfo } from "node:net";
import { createApp } from "../../../server/app.ts";
import { openDatabase } from "../../../server/database.ts";
import { seed } from "../../../server/seed.ts";

export interface Memory {
  /** Bytes, after a collection. */
  readonly heap: number;
  readonly rss: number;
}
/** What it is asked: to measure, or to go back to the data it started with. */
export type Question = "memory" | "reset";
export type Reply = { readonly port: number } | { readonly memory: Memory } | { readonly reset: true };

/** What may write. */
export const TOKEN = "token-of-the-proof";

if (process.send !== undefined && process.argv[1] === import.meta.filename) {
  const tell = (reply: Reply): void => void process.send?.(reply);
  const db = await openDatabase(":memory:");
  await seed(db);
  const server = createApp({ db, token: TOKEN }).listen(0, "127.0.0.1");
  server.once("listening", () => tell({ port: (server.address() as AddressInfo).port })); // it listens on TCP
  process.on("message", (question: Question) => void answer(question).then(tell));

  const answer = async (question: Question): Promise<Reply> => {
    if (question === "reset") {
      for (const table of ["enrolments", "students", "courses"] as const) await db.deleteFrom(table).execute();
      await seed(db);
      return { reset: true };
    }
    for (let round = 0; round < 3; round += 1) {
      globalThis.gc?.();
      await wait(20);
    }
    const { heapUsed, rss } = process.memoryUsage();
    return { memory: { heap: heapUsed, rss } };
  };
}
