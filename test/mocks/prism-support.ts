/** Another mock server's own test cases, put to Tenon's: black-box requests with the answers that it expects. */

import { request as send, type IncomingMessage } from "node:http";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { start, until } from "../cli/support.ts";

export interface Case {
  readonly name: string;
  /** The contract's version. */
  readonly openapi: string;
  readonly spec: string;
  /** The command line that it was recorded with. */
  readonly server: string;
  readonly mode: "mock" | "proxy";
  /** It asks for nothing that is Prism's own. */
  readonly neutral: boolean;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: readonly (readonly [string, string])[];
    readonly body: string | null;
    /** `name=value` for each part. */
    readonly multipart: readonly string[] | null;
    readonly headersOnly: boolean;
  };
  readonly expect: {
    readonly match: string;
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    /** The body parsed; null where it is no JSON. */
    readonly json: unknown;
  };
}

export interface Difference {
  /** What it is that is otherwise; all that is, in this order. */
  readonly in: readonly string[];
  /** In a line. */
  readonly says: string;
}

/**
 * What the answer has otherwise than the case expects: `status 400`, `header nonce`, `body`, the status with what was
 * received. The body of another status is not looked at: it is another answer.
 */
export async function differenceOf(each: Case): Promise<Difference> {
  const cwd = mkdtempSync(join(tmpdir(), "tenon-prism-"));
  writeFileSync(join(cwd, "openapi.yaml"), each.spec);
  const running = start(["mock", "--port", "0"], { cwd });
  try {
    let ended = false;
    void running.code.then(() => (ended = true));
    const address = (): string | undefined => /(http:\/\/127\.0\.0\.1:\d+)/.exec(running.printed.err)?.[1];
    await until("an address", () => ended || address() !== undefined);
    const origin = address();
    if (origin === undefined)
      return { in: ["start"], says: `not started: ${running.printed.out}${running.printed.err}`.slice(0, 200) };
    return compare(each, await exchange(origin, each));
  } finally {
    running.stop();
    await running.code;
    rmSync(cwd, { recursive: true, force: true });
  }
}

interface Received {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

function exchange(origin: string, { request }: Case): Promise<Received> {
  const headers = request.headers.filter(
    ([name]) => request.multipart === null || name.toLowerCase() !== "content-type",
  );
  const body =
    request.multipart === null
      ? (request.body ?? "")
      : `${request.multipart
          .map((part) => part.split(/=(.*)/s))
          .map(([name = "", value = ""]) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
          .join("")}--b--\r\n`;
  return new Promise((resolve, reject) => {
    const sent = send(
      `${origin}${request.path}`,
      {
        method: request.method,
        agent: false,
        headers: {
          ...Object.fromEntries(headers),
          ...(request.multipart !== null && { "Content-Type": "multipart/form-data; boundary=b" }),
          ...(body !== "" && { "Content-Length": String(Buffer.byteLength(body)) }),
        },
      },
      (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => (text += chunk));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}

const essence = (type: string | undefined): string | undefined => type?.split(";")[0]?.trim().toLowerCase();

function compare({ expect, request }: Case, received: Received): Difference {
  const found: [what: string, says: string][] = [];
  const other = received.status !== expect.status;
  if (other) found.push([`status ${received.status}`, `status ${received.status}, expected ${expect.status}`]);
  for (const [name, value] of Object.entries(expect.headers)) {
    const given = received.headers[name];
    const text = Array.isArray(given) ? given.join(", ") : given;
    const same = name === "content-type" ? essence(text) === essence(value) : text === value;
    if (!same) found.push([`header ${name}`, `header ${name}: ${String(text)}, expected ${value}`]);
  }
  const same =
    other ||
    request.headersOnly ||
    received.body === expect.body ||
    (expect.json !== null && isDeepStrictEqual(parsed(received.body), expect.json));
  if (!same) found.push(["body", `body ${received.body.slice(0, 120)}, expected ${expect.body.slice(0, 120)}`]);
  return { in: found.map(([what]) => what), says: found.map(([, says]) => says).join("; ") };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
