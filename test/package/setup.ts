import { rmSync } from "node:fs";
import type { TestProject } from "vitest/node";
import { pack } from "../../scripts/pack.ts";
import { Project } from "./project.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Absolute paths: `tenon`, `tenon-runtime`, `create-tenon`. The folders they are packed from are in `dist/package`. */
    tarballs: readonly string[];
  }
}

/** Packs the packages once for all files. */
export async function setup(project: TestProject): Promise<() => void> {
  const { folder } = new Project("tarballs");
  project.provide("tarballs", await pack(folder));
  return () => rmSync(folder, { recursive: true, force: true });
}
