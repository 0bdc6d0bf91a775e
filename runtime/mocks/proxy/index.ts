/** A proxy in front of a real server. The mocks answer what the server does not implement. Node.js only. */

import { randomBytes } from "node:crypto";
import { request as requestHttp, type ClientRequest, type IncomingMessage, type ServerResponse } from "node:http";
import { request as requestHttps } from "node:https";
import { pipeline } from "node:stream/promises";
import type { BodySource } from "../../core/body/source.ts";
import type { Contract, Operation } from "../../core/contract.ts";
import type { RouteMatch } from "../../core/router.ts";
import { encodeProblem } from "../../core/answer/index.ts";
import { pathOf } from "../../core/web.ts";
import { HttpProblem } from "../../core/problem/index.ts";
import { basePathOf, createRouter, type Router } from "../../core/router.ts";
import type { Validators } from "../../core/validation.ts";
import { originForm, send, type HttpRequest } from "../../node/index.ts";
import type { RequestEntry, PlacedViolation } from "../request-entry.ts";
import { preferenceOf, wishesOf } from "../preference.ts";
import { Kept, LOOKED_AT, Looker, upTo } from "./bodies.ts";
import { type Checks, createChecks, plain } from "./check.ts";
import { answerFields, isLoop, requestFields } from "./headers.ts";
import { isUnknownRoute, type NotFound } from "./unknown.ts";

export interface ProxyOptions {
  /**
   * The real server, `http:` or `https:`. Its path replaces that of the contract's server. Requests go to this host only:
   * redirects are passed on.
   */
  readonly target: string | URL;
  readonly contract: Contract;
  readonly requests: Validators;
  readonly responses: Validators;
  /** Operations that the mocks always answer. */
  readonly mockOnly?: ((operation: Operation) => boolean) | undefined;
  /** The only operations that the real server answers, always. Default: all that it implements. */
  readonly proxyOnly?: ((operation: Operation) => boolean) | undefined;
  /** Refuse invalid requests, and turn invalid answers into a 502. Default: only report them. */
  readonly strict?: boolean | undefined;
  /** Milliseconds until the header of an answer. Default 30,000. */
  readonly timeout?: number | undefined;
  /** Called for each exchange. With it, the real server answers every request, and the mocks none. */
  readonly observe?: ((passed: Passed) => void) | undefined;
  /** Called each time the real server becomes unreachable. */
  readonly onUnreachable?: ((reason: string) => void) | undefined;
}

/** A request that was answered by the real server. */
export interface Passed {
  /** Absent if the contract has no operation for the request. */
  readonly operation?: Operation | undefined;
  readonly method: string;
  /** Path and query, as the real server received them. */
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** As received; absent: there is none, or it is too large. */
  readonly body?: Buffer<ArrayBuffer> | undefined;
  /** Violations of the contract in the request. */
  readonly violations: readonly PlacedViolation[];
  readonly answer: {
    readonly status: number;
    readonly headers: readonly (readonly [name: string, value: string])[];
    /** Without content codings; absent: it is too large, or it does not end. */
    readonly body?: Uint8Array | undefined;
    readonly milliseconds: number;
  };
}

/** A request that the host received. */
export interface Arrival {
  /** Without its body. */
  readonly request: Request;
  readonly message: HttpRequest;
  readonly response: ServerResponse;
  /** The host sets the CORS headers, not the real server. */
  readonly cors: boolean;
}

export type Proxied =
  | { readonly kind: "answered"; readonly told: Pick<RequestEntry, "operation" | "outcome" | "violations"> }
  /** The mocks answer it; `body` is what has been read of it. */
  | { readonly kind: "mock"; readonly body?: BodySource | undefined };

export type Proxy = (arrival: Arrival) => Promise<Proxied>;

/** Statuses of a missing route (RFC 9110 §15.5.5, §15.5.6, §15.6.2). */
const MISSING: ReadonlySet<number> = new Set([404, 405, 501]);
/** Errors after which no server has received the request. */
const UNREACHABLE = /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN)$/;

/** @throws TypeError for a URL that no request can be sent to */
export function createProxy(options: ProxyOptions): Proxy {
  const forwarder = new Forwarder(options);
  return (arrival) => forwarder.answer(arrival);
}

/** A request on its way to the real server. */
interface Forwarded extends Arrival {
  readonly found: RouteMatch | undefined;
  /** Only the real server may answer. */
  readonly sure: boolean;
  readonly kept: Kept;
  /** Path and query for the real server. */
  readonly path: string;
  readonly start: number;
  /** Violations of the request, when its body has been read. */
  violations(): Promise<readonly PlacedViolation[]>;
}

class Forwarder {
  readonly #options: ProxyOptions;
  readonly #target: URL;
  readonly #id = `tenon-mock-${randomBytes(6).toString("hex")}`;
  /** The base path of the contract's server. */
  readonly #base: string;
  readonly #router: Router;
  readonly #checks: Checks;
  #reachable = true;
  #nowhere: Promise<(NotFound & { readonly path: string }) | undefined> | undefined;

  constructor(options: ProxyOptions) {
    this.#options = options;
    this.#target = targetOf(options.target);
    this.#base = basePathOf(options.contract.servers[0] ?? "/").replace(/\/$/, "");
    this.#router = createRouter(options.contract);
    this.#checks = createChecks(options.contract, options.requests, options.responses);
  }

  async answer(arrival: Arrival): Promise<Proxied> {
    const { request, message, response } = arrival;
    if (isLoop(message, this.#id)) {
      await refuse(arrival, new HttpProblem(508, { detail: "The proxy received its own request: it leads to itself" }));
      return { kind: "answered", told: {} };
    }
    const url = originForm(message.url);
    const routing = this.#router.find(message.method, pathOf(url));
    const found = routing.kind === "found" ? routing : undefined;
    if (this.#isMocked(message, url, found)) return { kind: "mock" };
    const { observe, proxyOnly, strict } = this.#options;
    const start = performance.now();
    // the body is needed here or there (RFC 9110 §10.1.1)
    if (message.headers.expect?.toLowerCase() === "100-continue") response.writeContinue();
    const kept = new Kept(message);
    const violations = async (): Promise<readonly PlacedViolation[]> =>
      found === undefined || (kept.some && kept.whole === undefined)
        ? []
        : this.#checks.request(found, request, kept.some ? kept.whole : undefined);
    if (strict === true) {
      await kept.end;
      // the mocks refuse an invalid request, as the real server should
      if ((await violations()).length > 0) return { kind: "mock", body: kept.source };
    }
    const sure = observe !== undefined || (found !== undefined && proxyOnly !== undefined);
    return this.#forward({ ...arrival, found, sure, kept, path: this.#pathThere(url), start, violations });
  }

  #isMocked(message: HttpRequest, url: string, found: RouteMatch | undefined): boolean {
    const { observe, mockOnly, proxyOnly } = this.#options;
    if (observe === undefined && isForMocks(message, url)) return true;
    if (found === undefined) return false;
    return mockOnly?.(found.operation) === true || proxyOnly?.(found.operation) === false;
  }

  /** The path on the real server: its own base path replaces that of the contract. */
  #pathThere(path: string): string {
    const own = this.#target.pathname.replace(/\/$/, "");
    const base = this.#base;
    return own !== "" && (path === base || path.startsWith(`${base}/`) || path.startsWith(`${base}?`))
      ? own + path.slice(base.length)
      : path;
  }

  async #forward(forwarded: Forwarded): Promise<Proxied> {
    const { message, response, kept, path } = forwarded;
    const headers = requestFields(message, this.#target, this.#id);
    const upstream = dispatch(this.#target, path, { method: message.method, headers });
    const abort = (): void => void upstream.destroy();
    response.once("close", abort);
    kept.sendTo(upstream);
    let answer: IncomingMessage;
    try {
      answer = await answerOf(upstream, this.#options.timeout ?? 30_000);
    } catch (error) {
      upstream.destroy();
      if (response.destroyed) throw error;
      return this.#failed(forwarded, error as NodeJS.ErrnoException); // the errors of requests
    }
    this.#reachable = true;
    const { found, sure } = forwarded;
    let read: Buffer | undefined;
    if (found !== undefined && !sure && MISSING.has(answer.statusCode ?? 0)) {
      read = await upTo(answer, LOOKED_AT);
      if (await this.#isMissing(found, answer, read, path)) {
        answer.destroy();
        upstream.destroy();
        await kept.end;
        response.off("close", abort);
        if (kept.replayable) return { kind: "mock", body: kept.source };
      }
    }
    return this.#handOn(forwarded, answer, read);
  }

  /** The real server did not answer: the mocks answer if it cannot be reached, otherwise a 502 or 504 does. */
  async #failed(forwarded: Forwarded, { code = "", message: reason }: NodeJS.ErrnoException): Promise<Proxied> {
    const { kept, found, sure } = forwarded;
    if (UNREACHABLE.test(code) && !sure) {
      if (this.#reachable) this.#options.onUnreachable?.(reason);
      this.#reachable = false;
      this.#nowhere = undefined;
      await kept.end;
      if (kept.replayable) return { kind: "mock", body: kept.source };
    }
    const detail = `${this.#target.origin} did not answer: ${reason}`;
    await refuse(forwarded, new HttpProblem(code === "ETIMEDOUT" ? 504 : 502, { detail }));
    return { kind: "answered", told: { ...named(found), outcome: "proxied" } };
  }

  async #isMissing(found: RouteMatch, answer: IncomingMessage, body: Buffer, path: string): Promise<boolean> {
    if (answer.statusCode !== 404) return true;
    const notFound = { contentType: answer.headers["content-type"], body: body.toString() };
    const fits = (): boolean => this.#checks.answer(found.operation, answer, body).length === 0;
    return isUnknownRoute(found.operation, notFound, path, await this.#askNowhere(), fits);
  }

  /** The real server's answer for a path that does not exist, requested once. */
  #askNowhere(): Promise<(NotFound & { readonly path: string }) | undefined> {
    return (this.#nowhere ??= this.#requestNowhere().catch(() => undefined));
  }

  async #requestNowhere(): Promise<(NotFound & { readonly path: string }) | undefined> {
    const path = `${this.#pathThere(this.#base || "/").replace(/\/$/, "")}/${this.#id}`;
    const headers = { Host: this.#target.host, Accept: "*/*" };
    const sent = dispatch(this.#target, path, { method: "GET", headers });
    sent.end();
    const answer = await answerOf(sent, this.#options.timeout ?? 30_000);
    const body = await upTo(answer, LOOKED_AT);
    answer.destroy();
    return answer.statusCode === 404
      ? { contentType: answer.headers["content-type"], body: body.toString(), path }
      : undefined;
  }

  /** Passes an answer on to the caller. @param read the part of its body that has been read */
  async #handOn(forwarded: Forwarded, answer: IncomingMessage, read: Buffer | undefined): Promise<Proxied> {
    const { message, response, found, cors, kept } = forwarded;
    const { strict } = this.#options;
    const fields = answerFields(answer, message, this.#target, this.#id, cors);
    if (response.hasHeader("Access-Control-Allow-Origin"))
      response.setHeader("Access-Control-Expose-Headers", Object.keys(fields).join(", "));
    const mayLook = found !== undefined && isJsonish(answer) && message.method !== "HEAD";
    let body = read;
    if (strict === true && found !== undefined) {
      body ??= mayLook ? await upTo(answer, LOOKED_AT) : undefined;
      const broken = this.#checks.answer(found.operation, answer, answer.readableEnded ? body : undefined);
      if (broken.length > 0) {
        answer.destroy();
        const detail = `The answer of ${this.#target.origin} breaks the contract: ${broken.map(inWords).join("; ")}`;
        await refuse(forwarded, new HttpProblem(502, { detail }));
        return { kind: "answered", told: { ...named(found), outcome: "proxied", violations: broken } };
      }
    }
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage, fields);
    const looker = new Looker(body, mayLook);
    if (answer.readableEnded) response.end(body);
    else {
      if (body !== undefined) response.write(body);
      else response.flushHeaders(); // the first event may come late
      await pipeline(answer, (chunks: AsyncIterable<Buffer>) => looker.through(chunks), response);
    }
    await kept.end;
    return this.#report(forwarded, answer, looker.whole);
  }

  async #report(forwarded: Forwarded, answer: IncomingMessage, whole: Buffer | undefined): Promise<Proxied> {
    const { message, found, kept, path, start } = forwarded;
    const milliseconds = performance.now() - start;
    const ofRequest = await forwarded.violations();
    this.#options.observe?.({
      operation: found?.operation,
      method: message.method,
      url: path,
      headers: pairsOf(message),
      body: kept.some ? kept.whole : undefined,
      violations: ofRequest,
      answer: {
        status: answer.statusCode ?? 502,
        headers: pairsOf(answer),
        body: uncoded(whole, answer),
        milliseconds,
      },
    });
    if (found === undefined) return { kind: "answered", told: {} };
    const ofAnswer = this.#options.strict === true ? [] : this.#checks.answer(found.operation, answer, whole);
    const violations = [...ofRequest, ...ofAnswer];
    return {
      kind: "answered",
      told: { ...named(found), outcome: "proxied", ...(violations.length > 0 && { violations }) },
    };
  }
}

const named = (found: RouteMatch | undefined): { readonly operation?: string } =>
  found === undefined ? {} : { operation: found.operation.name };

const inWords = ({ where, pointer, message }: PlacedViolation): string =>
  [where, pointer, message].filter(Boolean).join(" ");

const pairsOf = ({ rawHeaders }: IncomingMessage): [string, string][] =>
  Array.from({ length: rawHeaders.length >> 1 }, (_, index) => [
    rawHeaders[index * 2] ?? "",
    rawHeaders[index * 2 + 1] ?? "",
  ]);

function uncoded(body: Buffer | undefined, { headers }: IncomingMessage): Uint8Array | undefined {
  try {
    return body && plain(body, headers["content-encoding"]);
  } catch {
    return undefined;
  }
}

function targetOf(given: string | URL): URL {
  const url = URL.parse(given);
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:"))
    throw new TypeError(`The real server needs an http: or https: URL; "${String(given)}" is not one`);
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "")
    throw new TypeError("The URL of the real server can have a host, a port and a path, and nothing else");
  return url;
}

/** A request can choose the mock by `Tenon-Mock`, by a scenario, or by a preference that only mocks know. */
function isForMocks({ headers }: IncomingMessage, url: string): boolean {
  const asked = headers["tenon-mock"];
  if (asked !== undefined && asked !== "false") return true;
  if (headers["tenon-scenario"] !== undefined) return true;
  const prefer = [headers["prefer"] ?? []].flat().join(", ");
  return (prefer !== "" && preferenceOf(prefer, undefined) !== undefined) || wishesOf(url) !== undefined;
}

function dispatch(
  target: URL,
  path: string,
  { method, headers }: { readonly method: string; readonly headers: Record<string, string | string[]> },
): ClientRequest {
  const { hostname, port, protocol } = target;
  const request = protocol === "https:" ? requestHttps : requestHttp;
  // a new connection: the server may close an idle one while it is used again, and a POST cannot be repeated
  return request({ host: hostname.replace(/^\[|\]$/g, ""), port, path, method, headers, agent: false, setHost: false });
}

function answerOf(sent: ClientRequest, timeout: number): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      sent.destroy(Object.assign(new Error(`nothing within ${timeout} ms`), { code: "ETIMEDOUT" }));
    }, timeout);
    sent.once("response", (answer) => {
      clearTimeout(timer);
      resolve(answer);
    });
    sent.on("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    sent.once("close", () => {
      clearTimeout(timer);
      reject(new Error("the connection was closed"));
    });
  });
}

const isJsonish = ({ headers }: IncomingMessage): boolean =>
  !/event-stream|jsonl|ndjson|json-seq/.test(headers["content-type"] ?? "");

const refuse = ({ message, response }: Arrival, problem: HttpProblem): Promise<void> | undefined =>
  send(message, response, encodeProblem(problem), () => {});
