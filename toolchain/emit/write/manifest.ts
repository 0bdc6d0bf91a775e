/** The list of generated files that the writer keeps in the output folder. */

import { hash as digest } from "node:crypto";
import { order } from "../file.ts";

/** In the output folder: the files that Tenon made, with hashes of what it wrote. */
export const MANIFEST = ".tenon.json";

export interface Manifest {
  /** By path. While files are being put in place a value is two hashes with a space: before and after. */
  readonly files: Readonly<Record<string, string>>;
}

/** Of what was written: a checkout may have turned its line ends. */
export const hash = (text: string): string => digest("sha256", unixLines(text)).slice(0, 32);
export const unixLines = (text: string): string => text.replaceAll("\r\n", "\n");

export function manifestOf(files: Manifest["files"]): string {
  const entries = Object.entries(files).toSorted(([a], [b]) => order(a, b));
  return `${JSON.stringify({ "//": "Files that Tenon made. It removes and overwrites these and no others.", files: Object.fromEntries(entries) }, null, 2)}\n`;
}

/** A manifest that cannot be read knows of no files: nothing is overwritten on its word. */
export function readManifest(text: string | undefined): Manifest {
  try {
    const { files }: { files?: unknown } = JSON.parse(text ?? "{}") as object;
    if (typeof files !== "object" || files === null) return { files: {} };
    return {
      files: Object.fromEntries(
        Object.entries(files).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
      ),
    };
  } catch {
    return { files: {} };
  }
}

/** The manifest that holds while files are put in place: it names the files of before and those of after. */
export function both(before: string | undefined, after: string): string {
  const files = new Map(Object.entries(readManifest(before).files));
  for (const [path, made] of Object.entries(readManifest(after).files)) {
    files.set(path, [...new Set([...(files.get(path)?.split(" ") ?? []), made])].join(" "));
  }
  return manifestOf(Object.fromEntries(files));
}
