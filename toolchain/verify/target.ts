/** What is verified: something that answers requests. */

import { request as httpRequest, Agent, type IncomingMessage } from "node:http";
import { request as httpsRequest, Agent as SecureAgent } from "node:https";
import type { CaseRequest } from "./cases/index.ts";

export interface Reply {
  readonly status: number;
  /** As received: a name may come more than once. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array;
  readonly milliseconds: number;
}

export interface Target {
  /** For people, and for the commands that repeat a request: where the API is, without a slash at its end. */
  readonly url: string;
  /** Methods that cannot be sent there. */
  readonly lacks?: readonly string[];
  /** @throws NoReply where none comes */
  send(request: CaseRequest): Promise<Reply>;
  close(): Promise<void>;
}

/** The connection was refused, broke off or stayed silent. */
export class NoReply extends Error {
  override readonly name = "NoReply";
  /** Nothing listens there at all. */
  readonly refused: boolean;
  constructor(message: string, refused = false) {
    super(message);
    this.refused = refused;
  }
}

export interface HttpTargetOptions {
  /** Milliseconds until an answer must have come whole. Default 10,000. */
  readonly timeout?: number;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The most that is read of an answer, in bytes. */
const LARGEST = 16 * 1024 * 1024;

/** @param url where the API is, its base path included */
export function httpTarget(url: URL, { timeout = 10_000, headers = {} }: HttpTargetOptions = {}): Target {
  const secure = url.protocol === "https:";
  const agent = secure ? new SecureAgent({ keepAlive: true }) : new Agent({ keepAlive: true });
  const base = url.pathname.replace(/\/$/, "");
  const own = Object.entries(headers);
  const send = (sent: CaseRequest, again = true): Promise<Reply> =>
    new Promise<Reply>((resolve, reject) => {
      const start = performance.now();
      const fields = [...own, ...sent.headers, ["Host", url.host]];
      if (sent.body !== undefined) fields.push(["Content-Length", String(sent.body.length)]);
      let answered = false;
      const message = (secure ? httpsRequest : httpRequest)(
        {
          host: url.hostname.replace(/^\[|\]$/g, ""),
          port: url.port === "" ? (secure ? 443 : 80) : url.port,
          method: sent.method,
          path: base + sent.url,
          headers: fields.flat(),
          agent,
          setHost: false,
        },
        (response) => {
          answered = true;
          void replyOf(response, start).then(resolve, reject);
        },
      );
      message.setTimeout(timeout, () => message.destroy(new NoReply(`no answer within ${timeout} ms`)));
      message.on("error", (error: NodeJS.ErrnoException) => {
        // A connection that was kept open may have been closed in the same moment (RFC 9112 §9.3.1): nothing was done yet.
        if (again && !answered && message.reusedSocket && error.code === "ECONNRESET")
          return void send(sent, false).then(resolve, reject);
        const refused = error.code === "ECONNREFUSED" || error.code === "ENOTFOUND" || error.code === "EHOSTUNREACH";
        reject(error instanceof NoReply ? error : new NoReply(error.message, refused));
      });
      message.end(sent.body);
    });
  return {
    url: `${url.origin}${base}`,
    send: (sent) => send(sent),
    close: async () => agent.destroy(),
  };
}

async function replyOf(response: IncomingMessage, start: number): Promise<Reply> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response as AsyncIterable<Uint8Array>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > LARGEST) break; // what is left is not looked at
    }
  } catch (error) {
    throw error instanceof NoReply ? error : new NoReply(`the answer broke off: ${(error as Error).message}`);
  }
  const { rawHeaders, statusCode = 0 } = response;
  const headers = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2)
    headers.push([rawHeaders[index] ?? "", rawHeaders[index + 1] ?? ""] as const);
  return { status: statusCode, headers, body: Buffer.concat(chunks), milliseconds: performance.now() - start };
}

/** Something in this process: mocks, a server's fetch handler. It has no socket, so that only what `fetch` can say is said. */
export function fetchTarget(handle: (request: Request) => Promise<Response>, base = "http://localhost"): Target {
  return {
    url: base,
    // Fetch standard §2.2.1: forbidden methods.
    lacks: ["CONNECT", "TRACE", "TRACK"],
    async send({ method, url, headers, body }) {
      const start = performance.now();
      try {
        const init: RequestInit = { method, headers: headers.map(([...pair]) => pair) };
        if (body !== undefined) init.body = body;
        const response = await handle(new Request(base + url, init));
        // Whoever puts it on a wire leaves it out.
        const bytes = method === "HEAD" ? new Uint8Array() : new Uint8Array(await response.arrayBuffer());
        return {
          status: response.status,
          headers: [...response.headers],
          body: bytes,
          milliseconds: performance.now() - start,
        };
      } catch (error) {
        throw new NoReply(error instanceof Error ? error.message : String(error));
      }
    },
    close: async () => undefined,
  };
}

/** A header's value; several of one name are one list (RFC 9110 §5.3). */
export function headerOf({ headers }: Pick<Reply, "headers">, name: string): string | undefined {
  const lower = name.toLowerCase();
  const values = headers.filter(([each]) => each.toLowerCase() === lower).map(([, value]) => value);
  return values.length === 0 ? undefined : values.join(", ");
}
