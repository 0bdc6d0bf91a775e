import type { Limits } from "tenon-runtime/core";

/** `createServer({ …, limits })` */
export const limits: Partial<Limits> = {
  body: 256 << 10, // 256 KiB
  upload: 1 << 30, // 1 GiB in all,
  file: 1 << 29, // of which a file has half at most
  files: 2,
  bodyTimeout: 10_000, // milliseconds
};
