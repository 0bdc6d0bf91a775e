/** Two versions of an output folder that differ in the text of each file, in files and in folders. */

import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { OutputFile } from "../../../toolchain/emit/file.ts";

const COMMON = 24;

/** The files of version 0, 2, 4 … or of version 1, 3, 5 …; 2 MB. */
export function filesOf(version: number): readonly OutputFile[] {
  const name = version % 2 === 0 ? "even" : "odd";
  const paths = [
    ...Array.from({ length: COMMON }, (_, index) => `${index % 3 === 0 ? "validators/" : ""}file-${index}.ts`),
    `${name}.ts`,
    `${name}/deep/only.ts`,
  ];
  return paths.map((path) => ({ path, text: `// ${name} ${path}\n`.repeat(4000) }));
}

/** What a folder holds, as a digest of all paths and texts, the manifest and temporary files included. */
export async function digestOf(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const lines = await Promise.all(
    entries.map(async (entry) => {
      const path = join(entry.parentPath, entry.name);
      const text = entry.isFile()
        ? createHash("sha256")
            .update(await readFile(path))
            .digest("hex")
        : "folder";
      return `${path.slice(folder.length)} ${text}`;
    }),
  );
  return createHash("sha256").update(lines.toSorted().join("\n")).digest("hex");
}
