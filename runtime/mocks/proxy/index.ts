/** The real server behind the mocks: what it has is answered by it, the rest by the mocks. Node only. */

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
import { basePathOf, createRouter } from "../../core/router.ts";
import type { Validators } from "../../core/validation.ts";
import { originForm, send, type HttpRequest } from "../../node/index.ts";
import type { RequestEntry, PlacedViolation } from "../request-entry.ts";
import { preferenceOf, wishesOf } from "../preference.ts";
import { Kept, LOOKED_AT, Looker, upTo } from "./bodies.ts";
import { createChecks, plain } from "./check.ts";
import { answerFields, isLoop, requestFields } from "./headers.ts";
import { isUnknownRoute, type NotFound } from "./unknown.ts";

export interface ProxyOptions {
  /**
   * The real server, `http:` or `https:`. A path in it stands in place of that of the contract's server. Requests go to
   * this host and to no other: redirects are handed on.
   */
  readonly target: string | URL;
  readonly contract: Contract;
  readonly requests: Validators;
  readonly responses: Validators;
  /** Operations that are never asked of the real server. */
  readonly mockOnly?: ((operation: Operation) => boolean) | undefined;
  /** The only operations that are: whatever they answer is their answer. Default: all, tried one by one. */
  readonly proxyOnly?: ((operation: Operation) => boolean) | undefined;
  /** A request that breaks the contract is refused, and an answer that does becomes a 502. Default: they are told of. */
  readonly strict?: boolean | undefined;
  /** Milliseconds until the header of an answer. Default 30,000. */
  readonly timeout?: number | undefined;
  /** Called for everything that passed. All of it goes to the real server then, and nothing to the mocks. */
  readonly observe?: ((passed: Passed) => void) | undefined;
  /** Called once each time that the real server becomes unreachable. */
  readonly onUnreachable?: ((reason: string) => void) | undefined;
}

/** A request that was answered by the real server. */
export interface Passed {
  /** Absent where the contract has none for it. */
  readonly operation?: Operation | undefined;
  readonly method: string;
  /** Path and query, as the real server got them. */
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** As received; absent: there is none, or too much of it. */
  readonly body?: Buffer<ArrayBuffer> | undefined;
  /** In what way the request breaks the contract. */
  readonly violations: readonly PlacedViolation[];
  readonly answer: {
    readonly status: number;
    readonly headers: readonly (readonly [name: string, value: string])[];
    /** Without content codings; absent: there is too much of it, or it does not end. */
    readonly body?: Uint8Array | undefined;
    readonly milliseconds: number;
  };
}

/** A request on its way. */
export interface Arrival {
  /** Without its body. */
  readonly request: Request;
  readonly message: HttpRequest;
  readonly response: ServerResponse;
  /** Whether it is said here whose pages may read the answer, and not by the real server. */
  readonly cors: boolean;
}

export type Proxied =
  | { readonly kind: "answered"; readonly told: Pick<RequestEntry, "operation" | "outcome" | "violations"> }
  /** It is for the mocks; `body` is what has been read of it. */
  | { readonly kind: "mock"; readonly body?: BodySource | undefined };

export type Proxy = (arrival: Arrival) => Promise<Proxied>;

/** What it can mean that a route is not there (RFC 9110 §15.5.5, §15.5.6, §15.6.2). */
const MISSING: ReadonlySet<number> = new Set([404, 405, 501]);
/** Nobody has got the request. */
const UNREACHABLE = /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN)$/;

/** @throws TypeError for a URL that no request can be sent to */
export function createProxy(options: ProxyOptions): Proxy {
  const { contract, mockOnly, proxyOnly, observe, strict = false, timeout = 30_000 } = options;
  const target = targetOf(options.target);
  const id = `tenon-mock-${randomBytes(6).toString("hex")}`;
  const base = basePathOf(contract.servers[0] ?? "/").replace(/\/$/, "");
  const router = createRouter(contract);
  const checks = createChecks(contract, options.requests, options.responses);
  const own = target.pathname.replace(/\/$/, "");
  const pathThere = (path: string): string =>
    own !== "" && (path === base || path.startsWith(`${base}/`) || path.startsWith(`${base}?`))
      ? own + path.slice(base.length)
      : path;
  let reachable = true;
  let nowhere: Promise<(NotFound & { readonly path: string }) | undefined> | undefined;

  /** What the server says of a path that cannot be there; asked once, when it is first needed. */
  const askNowhere = (): typeof nowhere =>
    (nowhere ??= (async () => {
      const path = `${pathThere(base || "/").replace(/\/$/, "")}/${id}`;
      const sent = dispatch(target, path, { method: "GET", headers: { Host: target.host, Accept: "*/*" } });
      sent.end();
      const answer = await answerOf(sent, timeout);
      const body = await upTo(answer, LOOKED_AT);
      answer.destroy();
      return answer.statusCode === 404
        ? { contentType: answer.headers["content-type"], body: body.toString(), path }
        : undefined;
    })().catch(() => undefined));

  const isMissing = async (
    found: RouteMatch,
    answer: IncomingMessage,
    body: Buffer,
    path: string,
  ): Promise<boolean> => {
    if (answer.statusCode !== 404) return true;
    const notFound = { contentType: answer.headers["content-type"], body: body.toString() };
    const fits = (): boolean => checks.answer(found.operation, answer, body).length === 0;
    return isUnknownRoute(found.operation, notFound, path, await askNowhere(), fits);
  };

  return async (arrival) => {
    const { request, message, response, cors } = arrival;
    if (isLoop(message, id)) {
      await refuse(
        arrival,
        new HttpProblem(508, { detail: "This proxy has seen the request before: it leads to itself" }),
      );
      return { kind: "answered", told: {} };
    }
    const url = originForm(message.url);
    const routing = router.find(message.method, pathOf(url));
    const found = routing.kind === "found" ? routing : undefined;
    const name = found === undefined ? {} : { operation: found.operation.name };
    if (observe === undefined && isForMocks(message, url)) return { kind: "mock" };
    if (found !== undefined && mockOnly?.(found.operation) === true) return { kind: "mock" };
    if (found === undefined ? false : proxyOnly?.(found.operation) === false) return { kind: "mock" };
    const sure = observe !== undefined || (found !== undefined && proxyOnly !== undefined);
    const start = performance.now();

    // Whoever asks first is told to go on: the body is wanted, by one or the other (RFC 9110 §10.1.1).
    if (message.headers.expect?.toLowerCase() === "100-continue") response.writeContinue();
    const kept = new Kept(message);
    const look = async (): Promise<readonly PlacedViolation[]> =>
      found === undefined || (kept.some && kept.whole === undefined)
        ? []
        : checks.request(found, request, kept.some ? kept.whole : undefined);
    if (strict) {
      await kept.end;
      // The mocks refuse it, as the real server should.
      if ((await look()).length > 0) return { kind: "mock", body: kept.source };
    }
    const path = pathThere(url);
    const upstream = dispatch(target, path, { method: message.method, headers: requestFields(message, target, id) });
    const abort = (): void => void upstream.destroy();
    response.once("close", abort);
    kept.sendTo(upstream);
    let answer: IncomingMessage;
    try {
      answer = await answerOf(upstream, timeout);
    } catch (error) {
      const { code = "", message: reason } = error as NodeJS.ErrnoException; // what requests fail with
      upstream.destroy();
      if (response.destroyed) throw error;
      if (UNREACHABLE.test(code) && !sure) {
        if (reachable) options.onUnreachable?.(reason);
        reachable = false;
        nowhere = undefined;
        await kept.end;
        if (kept.replayable) return { kind: "mock", body: kept.source };
      }
      const late = code === "ETIMEDOUT";
      await refuse(
        arrival,
        new HttpProblem(late ? 504 : 502, { detail: `${target.origin} has not answered: ${reason}` }),
      );
      return { kind: "answered", told: { ...name, outcome: "proxied" } };
    }
    reachable = true;

    let read: Buffer | undefined;
    if (found !== undefined && !sure && MISSING.has(answer.statusCode ?? 0)) {
      read = await upTo(answer, LOOKED_AT);
      if (await isMissing(found, answer, read, path)) {
        answer.destroy();
        upstream.destroy();
        await kept.end;
        response.off("close", abort);
        if (kept.replayable) return { kind: "mock", body: kept.source };
      }
    }
    const status = answer.statusCode ?? 502;
    const fields = answerFields(answer, message, target, id, cors);
    if (response.hasHeader("Access-Control-Allow-Origin"))
      response.setHeader("Access-Control-Expose-Headers", Object.keys(fields).join(", "));
    const mayLook = found !== undefined && isJsonish(answer) && message.method !== "HEAD";
    if (strict && found !== undefined) {
      read ??= mayLook ? await upTo(answer, LOOKED_AT) : undefined;
      const broken = checks.answer(found.operation, answer, answer.readableEnded ? read : undefined);
      if (broken.length > 0) {
        answer.destroy();
        const detail = `The answer of ${target.origin} breaks the contract: ${broken.map(inWords).join("; ")}`;
        await refuse(arrival, new HttpProblem(502, { detail }));
        return { kind: "answered", told: { ...name, outcome: "proxied", violations: broken } };
      }
    }
    response.writeHead(status, answer.statusMessage, fields);
    const looker = new Looker(read, mayLook);
    if (answer.readableEnded) response.end(read);
    else {
      if (read !== undefined) response.write(read);
      else response.flushHeaders(); // the first event may be long in coming
      await pipeline(answer, (chunks: AsyncIterable<Buffer>) => looker.through(chunks), response);
    }
    await kept.end;
    const milliseconds = performance.now() - start;
    const asked = await look();
    observe?.({
      operation: found?.operation,
      method: message.method,
      url: path,
      headers: pairsOf(message),
      body: kept.some ? kept.whole : undefined,
      violations: asked,
      answer: { status, headers: pairsOf(answer), body: uncoded(looker.whole, answer), milliseconds },
    });
    if (found === undefined) return { kind: "answered", told: {} };
    const violations = [...asked, ...(strict ? [] : checks.answer(found.operation, answer, looker.whole))];
    return {
      kind: "answered",
      told: { ...name, outcome: "proxied", ...(violations.length > 0 && { violations }) },
    };
  };
}

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
    throw new TypeError(`The real server is named by an http: or https: URL, and not by "${String(given)}"`);
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "")
    throw new TypeError("The URL of the real server has a host, and perhaps a port and a path: nothing else");
  return url;
}

/** A caller asks for the mock by `Tenon-Mock`, by a scenario, or by a preference that only mocks know. */
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
  // A connection of its own: one that is kept may be closed by the other end as it is used, and a POST cannot be repeated.
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
