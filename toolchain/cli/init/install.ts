import { spawn } from "node:child_process";
import type { Shell } from "../shell/shell.ts";
import type { PackageManager } from "./surroundings.ts";

/** Installs the dependencies of a folder, and prints what the package manager prints. @returns whether it succeeded */
export function install(folder: string, packageManager: PackageManager, shell: Shell): Promise<boolean> {
  return new Promise((done) => {
    const child = spawn(packageManager, ["install"], {
      cwd: folder,
      env: { ...shell.env },
      stdio: ["ignore", "pipe", "pipe"],
      shell: process.platform === "win32", // npm is a .cmd file there
    });
    const print = (chunk: Buffer): void => shell.err(chunk.toString());
    child.stdout.on("data", print);
    child.stderr.on("data", print);
    child.once("error", () => done(false));
    child.once("close", (code) => done(code === 0));
  });
}
