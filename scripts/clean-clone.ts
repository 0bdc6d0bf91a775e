/**
 * Does in a fresh clone what the README's first screen promises: every command there that begins with `npm ci`. Those
 * that never end are stopped when what they serve has answered. `--working-tree` takes the files as they are here, and
 * not as they were committed; `--skip-tests` leaves out `npm test`, which CI runs by itself.
 */

import { spawn } from "node:child_process";
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commands } from "../test/repository/pages.ts";
import { cleanEnvironment, must, ROOT } from "./run.ts";

const folder = await mkdtemp(join(tmpdir(), "tenon-clone-"));
try {
  await clone(folder);
  const readme = await readFile(join(folder, "README.md"), "utf8");
  for (const { command } of commands(readme).filter((one) => one.place === "clean clone")) {
    if (process.argv.includes("--skip-tests") && command.includes("npm test")) continue;
    console.log(`$ ${command}`);
    if (command.includes("npm start")) await startAndStop(command);
    else
      await must("bash", ["-c", command], {
        cwd: folder,
        env: { ...cleanEnvironment(), CI: "true" },
        timeout: 1_200_000,
        show: true,
      });
  }
  console.log("the clean clone does what the README says");
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function clone(to: string): Promise<void> {
  if (!process.argv.includes("--working-tree")) {
    await must("git", ["clone", "--quiet", ROOT, to]);
    return;
  }
  const files = (await must("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]))
    .split("\u0000")
    .filter((file) => file !== "");
  for (const file of files) await cp(join(ROOT, file), join(to, file)).catch(ignoreDeleted);
}

function ignoreDeleted(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error;
}

/** Runs it until four addresses are printed, asks each of them, and ends it as Ctrl-C does. */
async function startAndStop(command: string): Promise<void> {
  const child = spawn("bash", ["-c", command], {
    cwd: folder,
    env: { ...cleanEnvironment(), CI: "true" },
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  const ended = new Promise<number | null>((done) => child.once("close", done));
  let output = "";
  const addresses = new Promise<string[]>((found, never) => {
    const late = setTimeout(() => never(new Error(`no addresses after five minutes:\n${output}`)), 300_000);
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      process.stdout.write(chunk);
      const urls = [...new Set(output.match(/http:\/\/[\w.:[\]-]+/g) ?? [])];
      if (urls.length >= 4 && output.includes("Ctrl-C")) {
        clearTimeout(late);
        found(urls);
      }
    });
    void ended.then((code) => never(new Error(`${command} ended with ${code}:\n${output}`)));
  });
  try {
    for (const address of await addresses) {
      const { status } = await fetch(address);
      console.log(`${address} answers ${status}`);
      if (status >= 500) throw new Error(`${address} answers ${status}`);
    }
  } finally {
    // The whole group, as a terminal does it.
    if (child.pid !== undefined) process.kill(-child.pid, "SIGINT");
    await ended;
  }
}
