import { idempotent, memoryStore } from "tenon-runtime/core";
import { handlers } from "./handlers.ts";

/** With several processes: `postgresStore(pool)`, a pool of `pg`. */
export const repeatable = idempotent(handlers, { store: memoryStore(), operations: ["addStudent"] });
