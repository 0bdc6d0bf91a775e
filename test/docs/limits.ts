import type { Limits } from "tenon-runtime/core";

/** `createServer({ …, limits })` */
export const limits: Partial<Limits> = {
  body: 256 << 10, // 256 KiB
  upload: 1 << 30, // 1 GiB for the whole body
  file: 1 << 29, // 512 MiB for one file
  files: 2,
  bodyTimeout: 10_000, // milliseconds
};
