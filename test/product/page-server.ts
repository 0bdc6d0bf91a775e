import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Running } from "./harness.ts";

/** The page's own file server, started as `npm run web` and `npm run web:mock` start it. */
export async function startPage(settings: { apiUrl: string; token: string } | "mock"): Promise<Running> {
  const mock = settings === "mock";
  const child = spawn(process.execPath, ["client/serve.ts", ...(mock ? ["--mock"] : [])], {
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    env: {
      ...process.env,
      NODE_OPTIONS: "--conditions=tenon-source",
      WEB_PORT: "5300",
      ...(!mock && { API_URL: settings.apiUrl, API_TOKEN: settings.token }),
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
    child.stdout.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      const address = /School page on (http:\S+)/.exec(said)?.[1];
      if (address !== undefined) resolve(address);
    });
    child.once("exit", () => reject(new Error(`The page's server ended: ${said}`)));
  });
  return {
    url,
    async stop() {
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
    },
  };
}
