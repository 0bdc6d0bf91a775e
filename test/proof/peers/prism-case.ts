/** One of Prism's test cases: a contract, one request, and the response that Prism gives. */

import { request as send, type IncomingMessage } from "node:http";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { run } from "../../../toolchain/cli/run.ts";

export interface Case {
  readonly name: string;
  /** The contract's version. */
  readonly openapi: string;
  readonly spec: string;
  /** The command line with which it was recorded. */
  readonly server: string;
  readonly mode: "mock" | "proxy";
  /** It uses no feature that only Prism has. */
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
    /** The parsed body; `null` where it is not JSON. */
    readonly json: unknown;
  };
}

export interface Difference {
  /** Everything that differs, in this order. */
  readonly in: readonly string[];
  /** The same in one line, with the expected values. */
  readonly says: string;
}

/**
 * How the mock's response differs from the expected one: `status 400`, `header nonce`, `body`; the status is the one
 * received. Where the status differs, the body is not compared.
 */
export async function differenceOf(each: Case): Promise<Difference> {
  const cwd = mkdtempSync(join(tmpdir(), "tenon-prism-"));
  writeFileSync(join(cwd, "openapi.yaml"), each.spec);
  const stop = new AbortController();
  let printed = "";
  const origin = Promise.withResolvers<string>();
  const print = (text: string): void => {
    printed += text;
    const address = /(http:\/\/127\.0\.0\.1:\d+)/.exec(printed)?.[1];
    if (address !== undefined) origin.resolve(address);
  };
  const ended = run(["mock", "--port", "0"], {
    cwd,
    env: {},
    out: print,
    err: print,
    terminal: { out: false, err: false },
    untilStopped: () => stop.signal,
  });
  try {
    const address = await Promise.race([origin.promise, ended.then(() => undefined)]);
    if (address === undefined) return { in: ["start"], says: `not started: ${printed}`.slice(0, 200) };
    return compare(each, await exchange(address, each));
  } finally {
    stop.abort();
    await ended;
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
