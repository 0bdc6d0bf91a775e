import { readFileSync } from "node:fs";

/** Tenon's version. The manifest is two folders up in the sources as well as in the package. */
export function version(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
