/** `npm start`: what it prints and serves, and how it ends. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The script, and its output when `until` matches or it has ended. */
async function start(settings: NodeJS.ProcessEnv, until: RegExp) {
  const env: NodeJS.ProcessEnv = { ...process.env, DATABASE_FILE: ":memory:", ...settings };
  const child = spawn(process.execPath, ["scripts/start.ts"], { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  const ended = once(child, "exit");
  await new Promise<void>((resolve) => {
    const keep = (chunk: Buffer): void => {
      said += chunk.toString();
      if (until.test(said)) resolve();
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    void ended.then(() => resolve());
  });
  return { child, ended, said: () => said };
}

test("all four parts are served at the addresses that it prints, a taken port is passed over, and an interrupt stops them", async () => {
  const taken = createServer();
  taken.listen(3000, "127.0.0.1").once("error", () => undefined); // it may be taken already
  const { child, ended, said } = await start({}, /Ctrl-C/);
  const address = (name: string): string =>
    new RegExp(`${name} +(http://\\S+)`).exec(said())?.[1] ?? `no ${name} in: ${said()}`;
  expect(address("API")).not.toBe("http://127.0.0.1:3000");

  expect(said()).toContain("Authorization: Bearer school-development-token");
  const students = await fetch(`${address("API")}/students?limit=1`);
  expect(await students.json()).toMatchObject({ items: [{ name: "Ada Lovelace" }] });
  const mocked = await fetch(`${address("Mock")}/students?limit=1`);
  expect(await mocked.json()).toMatchObject({ items: expect.any(Array) });
  expect(await (await fetch(address("Docs"))).text()).toContain("Enrol a student in a course");
  expect(await (await fetch(address("Page"))).text()).toContain("<title>Students · School</title>");
  expect(await (await fetch(`${address("Page")}/config.json`)).json()).toMatchObject({ apiBaseUrl: address("API") });

  child.kill("SIGINT");
  expect(await ended).toEqual([0, null]);
  for (const name of ["API", "Mock", "Docs", "Page"])
    await expect(fetch(address(name))).rejects.toThrow("fetch failed");
  taken.close();
}, 90_000);

/** Whether a process still runs; a zombie does not. */
const isRunning = (pid: number): boolean => {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
};

/** The processes below a process, by `/proc`. */
function descendants(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8")
    .trim()
    .split(" ")
    .filter(Boolean)
    .map(Number);
  return children.flatMap((child) => [child, ...descendants(child)]);
}

describe.skipIf(process.platform !== "linux")("npm start, with all that it has started, ends", () => {
  test.each([
    // npm runs the script in a shell, which is ended and does not pass the signal on.
    ["when npm is ended", 0, "SIGTERM"],
    ["when the terminal is closed", 2, "SIGHUP"],
  ] as const)("%s", { timeout: 90_000 }, async (_, index, signal) => {
    const env = { ...process.env, DATABASE_FILE: ":memory:" };
    const npm = spawn("npm", ["start"], { cwd: root, env, stdio: ["ignore", "pipe", "inherit"], detached: true });
    let said = "";
    await new Promise<void>((resolve) => {
      npm.stdout.on("data", (chunk: Buffer) => {
        said += chunk.toString();
        if (/Ctrl-C/.test(said)) resolve();
      });
      npm.once("exit", () => resolve());
    });
    const pid = npm.pid!;
    const below = descendants(pid);
    expect(below.length, said).toBeGreaterThanOrEqual(4); // the script and its three programs
    onTestFinished(() => {
      for (const each of [pid, ...below].filter(isRunning)) process.kill(each, "SIGKILL");
    });
    process.kill([pid, ...below][index]!, signal); // npm, its shell, the script
    await expect.poll(() => [pid, ...below].filter(isRunning), { timeout: 15_000, interval: 100 }).toEqual([]);
  });
});

test("a port that is asked for and taken is an error that says what to do", async () => {
  const taken = createServer();
  taken.listen(0, "127.0.0.1");
  await once(taken, "listening");
  const { port } = taken.address() as { port: number }; // it listens on TCP
  const { ended, said } = await start({ MOCK_PORT: String(port) }, /is not a free port/);
  expect(await ended).toEqual([1, null]);
  expect(said()).toContain(`MOCK_PORT=${port} is not a free port. Choose another`);
  taken.close();
}, 60_000);
