import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import { describe, expect, test, vi } from "vitest";
import { serve, shutdown } from "tenon-runtime/server";
import { createServer, type Handlers } from "../emit/goldens/students/server.ts";
import { ADA, app, handlers, type Options, security } from "./support.ts";

/** A server whose `getStudent` answers when it is let. */
async function slow(timeout?: number) {
  let begun: () => void = () => undefined;
  let let_go: () => void = () => undefined;
  const running = new Promise<void>((resolve) => (begun = resolve));
  const allowed = new Promise<void>((resolve) => (let_go = resolve));
  const waiting: Handlers<Options> = {
    ...handlers,
    getStudent: async () => {
      begun();
      await allowed;
      return { status: 200, body: { id: ADA, name: "Ada" } };
    },
  };
  const onStopped = vi.fn<(finished: boolean) => void>();
  const application = createServer({ handlers: waiting, security, context: app });
  const serving = await serve(application, { host: "127.0.0.1", timeout, onStopped });
  serving.server.keepAliveTimeout = 0; // nobody but a stop closes an idle connection
  return { serving, running, letGo: () => let_go(), onStopped };
}

describe("a server that stops", () => {
  test("finishes the request that runs, takes no connection and closes the idle ones", async () => {
    const { serving, running, letGo, onStopped } = await slow();
    const idle = connect(serving.port, "127.0.0.1");
    await once(idle, "connect");
    idle.write("GET /students HTTP/1.1\r\nHost: host\r\n\r\n");
    await once(idle, "data"); // answered, and kept open for the next request
    const inFlight = fetch(`${serving.url}/students/${ADA}`);
    await running;
    const ended = once(idle, "close");
    const stopped = serving.stop();
    await ended;
    await expect(fetch(`${serving.url}/students`)).rejects.toThrow("fetch failed");
    expect(onStopped).not.toHaveBeenCalled();
    letGo();
    expect(await (await inFlight).json()).toEqual({ id: ADA, name: "Ada" });
    expect(await stopped).toBe(true);
    expect(onStopped).toHaveBeenCalledExactlyOnceWith(true);
  });

  test("tells who is answered meanwhile that the connection closes", async () => {
    const { serving, running, letGo } = await slow();
    const inFlight = fetch(`${serving.url}/students/${ADA}`);
    await running;
    const open = connect(serving.port, "127.0.0.1");
    await once(open, "connect");
    open.write("GET /students HTTP/1.1\r\nHost: host\r\n"); // has begun, so it is not idle
    await new Promise((resolve) => setTimeout(resolve, 50));
    const stopped = serving.stop();
    await new Promise((resolve) => setTimeout(resolve, 100));
    open.write("\r\n");
    const [answer] = (await once(open, "data")) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 200[^]*\r\nConnection: close\r\n/);
    letGo();
    await inFlight;
    expect(await stopped).toBe(true);
  });

  test("cuts off after the time-out what still runs, and says so", async () => {
    const { serving, running, letGo, onStopped } = await slow(100);
    const inFlight = fetch(`${serving.url}/students/${ADA}`);
    const cut = inFlight.catch((error: Error) => error.message);
    await running;
    expect(await serving.stop()).toBe(false);
    expect(await cut).toBe("fetch failed");
    expect(onStopped).toHaveBeenCalledExactlyOnceWith(false);
    letGo();
  });

  test("stops once, however often it is told to", async () => {
    const { serving, onStopped } = await slow();
    expect(await Promise.all([serving.stop(), serving.stop()])).toEqual([true, true]);
    expect(await serving.stop()).toBe(true);
    expect(onStopped).toHaveBeenCalledOnce();
    expect(await shutdown(serving.server)).toBe(true); // there is nothing left to stop
  });

  test("may be any that listen() has returned", async () => {
    const application = createServer({ handlers, security, context: app });
    const server = application.listen(0, "127.0.0.1");
    await once(server, "listening");
    expect(await shutdown(server, { timeout: 1000 })).toBe(true);
    expect(server.listening).toBe(false);
  });

  test("says why it cannot listen", async () => {
    const { serving } = await slow();
    await expect(serve(() => undefined, { port: serving.port, host: "127.0.0.1" })).rejects.toThrow("EADDRINUSE");
    await serving.stop();
  });
});

test("a process stops in order on a signal: the request is finished, what it holds is closed, and it ends", async () => {
  const script = `
    import { serve } from "tenon-runtime/server";
    const { url } = await serve(
      (request, response) => { console.log("begun"); setTimeout(() => response.end("done"), 300); },
      { host: "127.0.0.1", signals: ["SIGTERM", "SIGINT"], onStopped: (finished) => console.log("stopped", finished) },
    );
    console.log(url);`;
  const child = spawn(process.execPath, ["--conditions=tenon-source", "--input-type=module", "--eval", script], {
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    env: { ...process.env, NODE_OPTIONS: "" },
    stdio: "pipe",
  });
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
  await vi.waitFor(() => expect(said).toContain("http://"), { timeout: 10_000 });
  const inFlight = fetch(said.trim());
  await vi.waitFor(() => expect(said).toContain("begun"), { timeout: 10_000 });
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  expect(await (await inFlight).text()).toBe("done");
  expect(await ended).toEqual([0, null]);
  expect(said).toContain("stopped true");
});
