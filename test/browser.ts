import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium, type Browser } from "playwright-core";
import { describe, test } from "vitest";

/** `CHROMIUM_PATH`, else the first Chromium or Chrome on the path. */
const executable = process.env["CHROMIUM_PATH"] ?? findBrowser();

/** As `describe` and `test`; skipped on a machine without a browser. `.ci/run` installs one and permits no skipped test. */
export const describeInBrowser = executable === undefined ? describe.skip : describe;
export const testInBrowser = executable === undefined ? test.skip : test;

/** Starts the browser. It sends no requests of its own. */
export function launchBrowser(): Promise<Browser> {
  if (executable === undefined)
    throw new Error("No Chromium found. Install Debian's package `chromium`, or set CHROMIUM_PATH to the program.");
  return chromium.launch({
    executablePath: executable,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

function findBrowser(): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return ["chromium", "chromium-browser", "google-chrome"]
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((file) => existsSync(file));
}
