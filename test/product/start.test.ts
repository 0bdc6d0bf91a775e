/** `npm start`, as a newcomer runs it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The script, and what it has said when `until` matches or it has ended. */
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
  taken.listen(3000, "127.0.0.1").once("error", () => undefined); // somebody else having it will do as well
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
