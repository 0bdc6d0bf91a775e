import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { folder, tenonProcess } from "./support.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The entry alone, as JavaScript: whatever it imports before it looks at the version is not there. */
function entry(): string {
  const source = readFileSync(join(root, "toolchain/cli/main.ts"), "utf8");
  const cwd = folder({ "package.json": `{ "type": "module" }`, "main.js": stripTypeScriptTypes(source) });
  return join(cwd, "main.js");
}

/** A Node of this machine that is too old, and else this one, which says that it is. */
function old(): { command: string; args: readonly string[]; version: string } {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const command = join(folder, "node");
    const version = spawnSync(command, ["--version"], { encoding: "utf8" }).stdout?.trim() ?? "";
    if (/^v(18|20)\./.test(version)) return { command, args: [], version: version.slice(1) };
  }
  return { command: process.execPath, args: [pretending("20.20.2")], version: "20.20.2" };
}

function pretending(version: string): string {
  const code = `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "${version}" } })`;
  return `--import=data:text/javascript,${encodeURIComponent(code)}`;
}

const clean = { ...process.env, NODE_OPTIONS: "" };
const says = (version: string): string => `Tenon needs Node 22.18 or newer; this is Node ${version}\n`;

test("for a Node that is too old, one line names the needed version and the running one", () => {
  const { command, args, version } = old();
  const { status, stdout, stderr } = spawnSync(command, [...args, entry(), "--version"], {
    encoding: "utf8",
    env: clean,
  });
  expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: "", stderr: says(version) });
});

test.each(["18.0.0", "22.17.1", "22.0.0", "20.20.2"])("Node %s is too old", (version) => {
  const { status, stderr } = spawnSync(process.execPath, [pretending(version), entry()], {
    encoding: "utf8",
    env: clean,
  });
  expect({ status, stderr }).toEqual({ status: 2, stderr: says(version) });
});

test.each(["22.18.0", "23.0.0", "24.1.0", "100.0.0"])("Node %s is not", (version) => {
  const { stderr } = spawnSync(process.execPath, [pretending(version), entry()], { encoding: "utf8", env: clean });
  expect(stderr).toContain("run.ts"); // it has gone on to import what is not there
});

test("the required version is the one that the package declares", () => {
  const { engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { engines: { node: string } };
  expect(engines.node).toBe(">=22.18");
  expect(tenonProcess(["--version"], folder()).out).toMatch(/^\d+\.\d+\.\d+\n$/);
});
