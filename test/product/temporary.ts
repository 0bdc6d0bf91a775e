import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The name of a database file in a folder of its own. */
export async function databaseFile(): Promise<{ file: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "school-"));
  return { file: join(folder, "school.sqlite"), remove: () => rm(folder, { recursive: true }) };
}
