/** What is verified: something that answers requests. */

import { request as httpRequest, Agent, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { request as httpsRequest, Agent as SecureAgent } from "node:https";
import type { CaseRequest } from "./cases/index.ts";

export interface Reply {
  readonly status: number;
  /** As received: a name may come more than once. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array;
  readonly milliseconds: number;
  /** Only the beginning of the body was read: it is a stream, or larger than {@link LARGEST}. */
  readonly cut?: true;
}

export interface SendOptions {
  /** Milliseconds until the answer must have come; the target may ask for less. */
  readonly within?: number;
}

/** What Tenon can learn from an application that it runs itself. */
export interface Insight {
  /** String and number literals of the application's code. */
  literals(): Promise<{ readonly texts: readonly string[]; readonly numbers: readonly number[] }>;
  /** Whether code ran, since the last call, that had not run before. */
  newCode(): Promise<boolean>;
}

/** Whether a server is there, and how it is started again. */
export interface Life {
  /** Whether it accepts connections. */
  isUp(): Promise<boolean>;
  /** Whether it answers anything at all, soon. */
  answers(): Promise<boolean>;
  /** Ends it if need be, and starts it. Absent: Tenon did not start it. @throws Error if it does not start */
  restart?(): Promise<void>;
  /** What it said last before it ended, in one line. */
  lastWords?(): string;
}

export interface Target {
  readonly insight?: Insight;
  /** Absent: it cannot end. */
  readonly life?: Life;
  /** For people, and for the commands that repeat a request: where the API is, without a slash at its end. */
  readonly url: string;
  /** Methods that cannot be sent there. */
  readonly lacks?: readonly string[];
  /** @throws NoReply where none comes */
  send(request: CaseRequest, options?: SendOptions): Promise<Reply>;
  close(): Promise<void>;
}

/** The connection was refused, broke off or stayed silent. */
export class NoReply extends Error {
  override readonly name = "NoReply";
  /** `refused`: nothing listens there at all; `failed`: a function threw; `ended`: the request ended the server. */
  readonly kind: "refused" | "broken" | "overdue" | "failed" | "ended";
  constructor(message: string, kind: NoReply["kind"] = "broken") {
    super(message);
    this.kind = kind;
  }
}

export interface HttpTargetOptions {
  /** Milliseconds until an answer must have come whole. Default 10,000. */
  readonly timeout?: number;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Bytes that are read of an answer at most. */
const LARGEST = 16 * 1024 * 1024;

/** A stream may never end: its beginning is read. Bytes; milliseconds until its first item, and after it. */
const STREAM = { bytes: 64 * 1024, first: 1000, further: 250 } as const;

const isStream = (type: string | undefined): boolean =>
  /^(?:text\/event-stream|application\/(?:jsonl|x-ndjson|ndjson|json-seq|x-jsonlines))\b/i.test(type ?? "");

/** @param url where the API is, its base path included */
export function httpTarget(url: URL, { timeout = 10_000, headers = {} }: HttpTargetOptions = {}): Target {
  const secure = url.protocol === "https:";
  const agent = secure ? new SecureAgent({ keepAlive: true }) : new Agent({ keepAlive: true });
  const base = url.pathname.replace(/\/$/, "");
  const own = Object.entries(headers);
  const attempt = (sent: CaseRequest, limit: number, repeat: "once more" | "never"): Promise<Reply> =>
    new Promise<Reply>((resolve, reject) => {
      const start = performance.now();
      const fields = [...own, ...sent.headers, ["Host", url.host]];
      if (sent.body !== undefined) fields.push(["Content-Length", String(sent.body.length)]);
      let answered = false;
      const message = (secure ? httpsRequest : httpRequest)(
        {
          host: hostOf(url),
          port: portOf(url),
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
      const overdue = (): void => {
        const fault = new NoReply(`${answered ? "the answer did not end" : "no answer"} within ${limit} ms`, "overdue");
        reject(fault);
        message.destroy(fault);
      };
      const timer = setTimeout(overdue, limit);
      message.on("close", () => clearTimeout(timer));
      message.on("error", (error: NodeJS.ErrnoException) => {
        // The server may have closed a kept connection in the same moment (RFC 9112 §9.3.1): it has read nothing.
        if (repeat === "once more" && !answered && message.reusedSocket && error.code === "ECONNRESET")
          return void attempt(sent, limit, "never").then(resolve, (next: unknown) => {
            // The port is closed now: the first attempt has ended the server.
            reject(next instanceof NoReply && next.kind === "refused" ? new NoReply(error.message) : next);
          });
        reject(
          error instanceof NoReply
            ? error
            : new NoReply(error.message, REFUSED.has(error.code ?? "") ? "refused" : "broken"),
        );
      });
      message.end(sent.body);
    });
  return {
    url: `${url.origin}${base}`,
    life: {
      isUp: () => accepts(url),
      answers: () =>
        attempt({ method: "GET", url: "/", headers: [] }, SOON, "never").then(
          () => true,
          () => false,
        ),
    },
    send: (sent, { within = timeout } = {}) => attempt(sent, Math.max(1, Math.min(timeout, within)), "once more"),
    close: async () => agent.destroy(),
  };
}

const REFUSED: ReadonlySet<string> = new Set(["ECONNREFUSED", "ENOTFOUND", "EHOSTUNREACH"]);
/** Milliseconds in which a server accepts a connection, and answers something. */
const SOON = 1000;

const portOf = ({ port, protocol }: URL): number => (port !== "" ? Number(port) : protocol === "https:" ? 443 : 80);
const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, "");

/** Whether something listens at the URL. */
export const accepts = (url: URL): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: hostOf(url), port: portOf(url) });
    const refused = (): void => {
      socket.destroy();
      resolve(false);
    };
    socket.once("error", refused).setTimeout(SOON, refused);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
  });

/** Reads an answer to its end; of a stream the beginning. */
async function replyOf(response: IncomingMessage, start: number): Promise<Reply> {
  const { rawHeaders, statusCode = 0 } = response;
  const headers = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2)
    headers.push([rawHeaders[index] ?? "", rawHeaders[index + 1] ?? ""] as const);
  const beginning = new Beginning(isStream(response.headers["content-type"]));
  const stopped = beginning.stopped.then(() => response.destroy());
  try {
    for await (const chunk of response as AsyncIterable<Uint8Array>) if (beginning.add(chunk) === "enough") break;
  } catch (error) {
    if (!beginning.cut)
      throw error instanceof NoReply ? error : new NoReply(`the answer broke off: ${(error as Error).message}`); // of Node
  } finally {
    beginning.end();
    await stopped;
  }
  return { status: statusCode, headers, ...beginning.read(), milliseconds: performance.now() - start };
}

/** Collects the chunks of an answer, and says when it has enough. */
class Beginning {
  readonly #stream: boolean;
  readonly #chunks: Uint8Array[] = [];
  #size = 0;
  #timer: NodeJS.Timeout | undefined;
  #stop: () => void = () => undefined;
  cut = false;
  /** Resolves when no further chunk is waited for. */
  readonly stopped: Promise<void>;

  constructor(stream: boolean) {
    this.#stream = stream;
    this.stopped = new Promise((resolve) => (this.#stop = resolve));
    if (stream) this.#waitFor(STREAM.first);
  }

  #waitFor(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.cut = true;
      this.#stop();
    }, milliseconds);
  }

  add(chunk: Uint8Array): "more" | "enough" {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    if (this.#stream && this.#chunks.length === 1) this.#waitFor(STREAM.further);
    if (this.#size <= (this.#stream ? STREAM.bytes : LARGEST)) return "more";
    this.cut = true;
    return "enough";
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#stop();
  }

  read(): Pick<Reply, "body" | "cut"> {
    return { body: Buffer.concat(this.#chunks), ...(this.cut && { cut: true as const }) };
  }
}

/**
 * An application of this process: mocks, a server's fetch handler. There is no socket: only requests that `fetch` can
 * make are sent.
 */
export function fetchTarget(
  handle: (request: Request) => Promise<Response>,
  base = "http://localhost",
  { timeout = 10_000 }: Pick<HttpTargetOptions, "timeout"> = {},
): Target {
  return {
    url: base,
    // Fetch standard §2.2.1: forbidden methods.
    lacks: ["CONNECT", "TRACE", "TRACK"],
    async send({ method, url, headers, body }, { within = timeout } = {}) {
      const start = performance.now();
      const limit = Math.max(1, Math.min(timeout, within));
      const abort = new AbortController();
      const init: RequestInit = { method, headers: headers.map(([...pair]) => pair), signal: abort.signal };
      if (body !== undefined) init.body = body;
      let timer: NodeJS.Timeout | undefined;
      const overdue = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new NoReply(`no whole answer within ${limit} ms`, "overdue")), limit);
      });
      try {
        const response = await Promise.race([handle(new Request(base + url, init)), overdue]);
        // A host sends no content to HEAD.
        const content =
          method === "HEAD" ? { body: new Uint8Array() } : await Promise.race([contentOf(response), overdue]);
        const milliseconds = performance.now() - start;
        return { status: response.status, headers: [...response.headers], ...content, milliseconds };
      } catch (error) {
        if (error instanceof NoReply) throw error;
        throw new NoReply(error instanceof Error ? error.message : String(error), "failed");
      } finally {
        clearTimeout(timer);
        abort.abort();
      }
    },
    close: async () => undefined,
  };
}

async function contentOf(response: Response): Promise<Pick<Reply, "body" | "cut">> {
  const reader = response.body?.getReader();
  if (reader === undefined) return { body: new Uint8Array() };
  const beginning = new Beginning(isStream(response.headers.get("content-type") ?? undefined));
  const stopped = beginning.stopped.then(() => undefined);
  for (;;) {
    const next = await Promise.race([reader.read(), stopped]);
    if (next === undefined || next.done) break;
    if (beginning.add(next.value) === "enough") break;
  }
  beginning.end();
  void reader.cancel().catch(() => undefined); // an application's stream may refuse to be closed
  return beginning.read();
}

/** A header's value; several of one name are one list (RFC 9110 §5.3). */
export function headerOf({ headers }: Pick<Reply, "headers">, name: string): string | undefined {
  const lower = name.toLowerCase();
  const values = headers.filter(([each]) => each.toLowerCase() === lower).map(([, value]) => value);
  return values.length === 0 ? undefined : values.join(", ");
}
