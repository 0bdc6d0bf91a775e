/** One request to mocks: the server's own steps up to the handler, then the decision, then the answer. */

import type { EncodedAnswer } from "../core/answer/index.ts";
import { encodePlain } from "../core/answer/plain.ts";
import { encodeProblem } from "../core/answer/problem.ts";
import { responseFor } from "../core/answer/response-for.ts";
import type { Answering } from "../core/answering.ts";
import type { Contract, Operation } from "../core/contract.ts";
import { ownMember } from "../core/conversions/types.ts";
import { parseCookies } from "../core/http/fields.ts";
import { createAuthorizeStep } from "../core/pipeline/authorize.ts";
import { handlerContext } from "../core/pipeline/handle.ts";
import {
  type AdmissionSteps,
  createAdmissionSteps,
  createContractRouter,
  limitsOf,
} from "../core/pipeline/admission.ts";
import { type PipelineSteps, runPipeline } from "../core/pipeline/driver.ts";
import type { AnsweredRequest, ReadyRequest } from "../core/pipeline/state.ts";
import type { LoadedParts } from "../core/pipeline/plans.ts";
import { HttpProblem, refusalOf } from "../core/problem/index.ts";
import { locatedRefusal } from "../core/problem/located.ts";
import { createReport, type Report } from "../core/report.ts";
import { basePathOf, type Router, type Routing } from "../core/router.ts";
import type { Answer, DecodedRequest, RequestInfo } from "../core/types.ts";
import { fieldsOf, pathOf, WebRequest, webResponse, wholeSource } from "../core/web.ts";
import { ApiLinks } from "./api-links.ts";
import { type Bases, basesOf } from "./base-url.ts";
import type { Decision } from "./call.ts";
import { MovableClock } from "./clock.ts";
import { CookieJar, pageCookies, sendsCookies } from "./cookies.ts";
import { Decisions } from "./decision.ts";
import { type Exchange, Observers } from "./exchange.ts";
import { NetworkFault } from "./fault.ts";
import { createMaking } from "./generate/making.ts";
import type { ValueParts } from "./generate/plan-types.ts";
import { MockProblem } from "./mock-problem.ts";
import { nearPath } from "./near-path.ts";
import { OnDemand } from "./on-demand.ts";
import { isDeclaredProblem } from "./problem-document.ts";
import type { RespondOptions } from "./respond-options.ts";
import { lacksRequiredHeader, type MockResult, resultOf } from "./result.ts";
import { Scenarios } from "./scenarios.ts";
import { CERTIFICATE, securityOf } from "./security.ts";
import { createStore } from "./store/index.ts";
import { suggestAt, withSupplied } from "./suggest/index.ts";
import type { MockOptions, MockSource } from "./types.ts";
import { World } from "./world.ts";

/** Parts of the server's steps that the mocks load when a request first needs them. */
const PARTS: LoadedParts = {
  others: () => import("../core/body/others.ts"),
  styles: () => import("../core/parameters/style.ts"),
  challenges: () => import("../core/security/challenges.ts"),
  negotiation: () => import("../core/http/negotiate.ts"),
};

type Wishes = ReadonlyMap<string, string>;

/** A request with the cookies that belong to it. A page cannot put these into the request's own headers. */
class MockedRequest extends WebRequest {
  cookies: string | undefined;

  override header(name: string): string | undefined {
    return this.cookies !== undefined && /^cookie$/i.test(name) ? this.cookies : super.header(name);
  }
}

export class MockEngine {
  readonly contract: Contract;
  readonly source: MockSource;
  readonly observers = new Observers<Exchange>();
  readonly changes = new Observers<void>();
  readonly scenarios: Scenarios;
  readonly bases: Bases;
  readonly #options: MockOptions<object>;
  readonly #router: Router;
  readonly #admission: AdmissionSteps;
  readonly #onDemand: OnDemand;
  readonly #decisions: Decisions;
  readonly #report: Report;
  /** What went wrong with a request, for observers. */
  readonly #errors = new WeakMap<object, unknown>();
  readonly clock: MovableClock;
  readonly #jar = new CookieJar(() => this.clock.now());
  /** The last request that was routed. */
  #routed: { readonly method: string; readonly path: string; readonly routing: Routing } | undefined;
  #answering: Answering | undefined;

  constructor(contract: Contract, source: MockSource & { readonly parts: ValueParts }, options: MockOptions<object>) {
    this.contract = contract;
    this.source = source;
    this.#options = options;
    this.bases = basesOf(contract, options.baseUrl);
    const report = createReport(options.onError);
    this.#report = (error, info) => {
      if (info.request !== undefined) this.#errors.set(info.request, error);
      report(error, info);
    };
    const { seed = 0, onReport = () => {}, now } = options;
    this.clock = new MovableClock(now ?? Date.now);
    const supplied = withSupplied(
      suggestAt(() => this.clock.now()),
      {
        values: options.values,
        faker: options.faker,
        onReport,
      },
    );
    const values = createMaking(source.responses.schemas, supplied, source.parts);
    this.#onDemand = new OnDemand({ source, values, seed, onReport, contract });
    this.#decisions = new Decisions(
      this.#onDemand,
      new ApiLinks(contract, source.responses),
      source,
      contract.operations,
      this.clock,
    );
    const newWorld = (changed?: () => void): World => {
      const { resources = [], ...data } = source;
      const { unknownIds } = options;
      const ahead = (): number => this.clock.offset;
      return new World(
        seed,
        options,
        createStore({ contract, resources, ...data, values, seed, unknownIds, now, ahead, changed }),
      );
    };
    const main = newWorld(() =>
      this.changes.tell(undefined, (error) => {
        throw error; // reaches the caller that changes the data
      }),
    );
    this.scenarios = new Scenarios(main, newWorld, this.#report);
    this.#router = createContractRouter(contract, this.bases.basePath);
    this.#admission = this.#createAdmission();
  }

  /** The server's steps, but for overrides that answer without credentials. */
  #createAdmission(): AdmissionSteps {
    const { contract, source } = this;
    const { security, invalidStatus, context, unknownProperties, bodyDefaults } = this.#options;
    const options = {
      contract,
      requests: source.requests,
      values: source.conversions?.requests,
      security: securityOf(contract, security === false ? {} : security),
      xml: "text", // a mock parses no XML: any text will do
      ...(invalidStatus === undefined ? {} : { invalidStatus }),
      unknownProperties,
      bodyDefaults,
      context,
    } as const;
    const steps = createAdmissionSteps(options, PARTS, this.#report, this.#router);
    const { callbackTimeout } = limitsOf(undefined);
    const open = createAuthorizeStep({ authorize: () => ({ auth: {} }), context, callbackTimeout });
    return {
      ...steps,
      authorize: (state) => {
        const { received, match } = state;
        try {
          const isOpen =
            security === false || this.scenarios.worldOf(received.info).overrides.isOpen(match.operation.name);
          return isOpen ? open(state) : steps.authorize(state);
        } catch (error) {
          return { kind: "refused", received, match, reason: "failed", error };
        }
      },
    };
  }

  /** Forgets cookies, overrides and data. */
  reset(): void {
    this.#jar.clear();
    this.clock.reset();
    this.scenarios.reset();
  }

  matches(request: Request): boolean {
    const url = new URL(request.url);
    return this.bases.matches(url, () => this.#route(request.method, url.pathname).kind !== "none");
  }

  /** @throws NetworkFault, and the reason of the request's abort signal */
  async respond(request: Request, { cookies, keepsCookies = false }: RespondOptions = {}): Promise<Response> {
    request.signal.throwIfAborted();
    const started = this.observers.any ? performance.now() : 0;
    const found = request.url.includes("__") ? (await this.#onDemand.load()).wishesOf(request.url) : undefined;
    const info = new MockedRequest(request, false, found?.url);
    info.certificate = CERTIFICATE;
    const jar = keepsCookies && sendsCookies(request) ? this.#jar : undefined;
    if (jar !== undefined || cookies !== undefined) info.cookies = this.#cookiesOf(info, jar, cookies);
    const failed = (error: unknown): void => this.#report(error, { during: "response", request: info });
    const result = await this.#result(request, info, found?.wishes);
    if (this.observers.any) {
      const exchange = this.#exchange(result, info, request.headers, performance.now() - started);
      this.observers.tell(exchange, failed);
    }
    request.signal.throwIfAborted();
    if (result.encoded === undefined) throw result.thrown;
    if (jar !== undefined)
      for (const [name, value] of result.encoded.headers)
        if (name.toLowerCase() === "set-cookie") jar.set(value, pathOf(info.url));
    return webResponse(result.encoded, info.method === "HEAD", failed);
  }

  /** What the client has set goes before what the mocks, the page and the adapter know. */
  #cookiesOf(
    info: WebRequest,
    jar: CookieJar | undefined,
    given: Readonly<Record<string, string>> = {},
  ): string | undefined {
    const known = new Map([
      ...(jar === undefined ? [] : [...jar.get(pathOf(info.url)), ...pageCookies()]),
      ...Object.entries(given),
    ]);
    const own = info.header("cookie");
    for (const name of parseCookies(own).keys()) known.delete(name);
    const all = [...(own === undefined ? [] : [own]), ...Array.from(known, ([name, value]) => `${name}=${value}`)];
    return all.length === 0 ? undefined : all.join("; ");
  }

  /**
   * What answers an operation in the place of a handler.
   * @throws RangeError for an unknown operation, and what an override throws
   */
  async answer(name: string, decoded: DecodedRequest, context: object): Promise<Answer> {
    const operation = this.contract.operations.find((candidate) => candidate.name === name);
    if (operation === undefined) throw new RangeError(`There is no operation "${name}"`);
    const { request: info } = context as { request: RequestInfo }; // a handler's context always has it
    const values = ownMember(this.source.conversions?.operations, name);
    const sent = values?.request(operation, decoded, "encode") ?? decoded;
    const call = { world: this.scenarios.main, operation, decoded: sent, context, info };
    return (await this.#decisions.decide(call)).answer;
  }

  #exchange(result: MockResult, info: WebRequest, headers: Headers, milliseconds: number): Exchange {
    const { method, url } = info;
    const error = this.#errors.get(info);
    const { encoded, thrown: _thrown, ...seen } = result;
    return {
      ...seen,
      request: { method, url, headers },
      status: encoded?.status ?? 0,
      ...(error !== undefined && { error }),
      milliseconds,
    };
  }

  /** Adapters ask {@link matches} before they pass a request on: it is routed once. */
  #route(method: string, path: string): Routing {
    const last = this.#routed;
    if (last?.method === method && last.path === path) return last.routing;
    const routing = this.#router.find(method, path);
    this.#routed = { method, path, routing };
    return routing;
  }

  async #result(request: Request, info: WebRequest, wishes: Wishes | undefined): Promise<MockResult> {
    const path = pathOf(info.url);
    let decision: Decision | undefined;
    let refusal: unknown;
    let answered: AnsweredRequest | undefined;
    const steps: PipelineSteps = {
      ...this.#admission,
      handle: async (ready) => {
        const { received, match, auth, body } = ready;
        const { content = [] } = match.operation.body ?? {};
        let state = { kind: "answered", received, match, auth, decoded: ready.decoded, body } as const;
        try {
          if (content.some(({ kind }) => kind === "binary"))
            state = { ...state, decoded: await (await this.#onDemand.load()).rereadable(ready.decoded) };
          decision = await this.#decided({ ...ready, decoded: state.decoded }, info, wishes);
          return { ...state, outcome: { kind: "returned", answer: decision.answer, checked: decision.checked } };
        } catch (error) {
          return { ...state, outcome: { kind: "thrown", error } };
        }
      },
      refuse: (state) => {
        refusal = state.reason === "notFound" ? this.#nowhere(info.method, path, state.error) : state.error;
        return this.#admission.refuse({ ...state, error: refusal });
      },
      encode: (state) => {
        answered = state;
        return this.#encoded(state, decision, info);
      },
    };
    const last = this.#routed;
    const routing = last?.path === path && last.method === info.method ? last.routing : undefined;
    const encoded = await runPipeline(steps, {
      info,
      path,
      headerCount: fieldsOf(request),
      source: () => wholeSource(request),
      routing,
    });
    return resultOf(answered, decision, refusal, encoded);
  }

  /** The 404 of an unknown path; it names a path that would match. */
  #nowhere(method: string, path: string, error: unknown): unknown {
    const { servers } = this.contract;
    const bases =
      this.bases.basePath === undefined ? servers.map(basePathOf) : [this.bases.basePath.replace(/^\/$/, "")];
    const near = nearPath(path, bases, (each) => this.#router.find(method, each).kind === "found");
    return near === undefined
      ? error
      : refusalOf(404, { detail: `No operation matches ${method} ${path}, but one matches ${method} ${near}` });
  }

  async #decided(
    { match, decoded, context, auth }: ReadyRequest,
    info: WebRequest,
    wishes: Wishes | undefined,
  ): Promise<Decision> {
    const world = this.scenarios.worldOf(info);
    const prefer = info.header("prefer");
    const preference =
      prefer === undefined && wishes === undefined
        ? undefined
        : (await this.#onDemand.load()).preferenceOf(prefer, wishes);
    const { operation } = match;
    const call = { world, operation, decoded, context: handlerContext(context, auth, info), info, preference };
    return this.#decisions.decide(call);
  }

  /** @returns `undefined` for a fault: there is no answer */
  async #encoded(
    { outcome, match }: AnsweredRequest,
    decision: Decision | undefined,
    info: WebRequest,
  ): Promise<EncodedAnswer | undefined> {
    const operation = match?.operation;
    if (outcome.kind === "encoded") return outcome.answer;
    if (outcome.kind === "refused") return this.#declaredRefusal(operation, outcome.error, info);
    if (outcome.kind === "thrown") {
      const { error } = outcome;
      if (error instanceof MockProblem) return this.#refusal(operation, error, info);
      if (error instanceof NetworkFault || info.signal.aborted) return undefined;
      return (await this.#loadAnswering()).failure(operation, error, info);
    }
    return operation === undefined || decision === undefined
      ? undefined
      : this.#encodedDecision(operation, decision, info);
  }

  async #encodedDecision(
    operation: Operation,
    { answer, outcome, checked, malformed }: Decision,
    info: RequestInfo,
  ): Promise<EncodedAnswer> {
    const plain = outcome === "store" ? encodePlain(operation, answer) : undefined;
    if (plain !== undefined) return plain;
    const answering = this.#answering ?? (await this.#loadAnswering());
    const encoded = await answering.answer(operation, answer, info, checked);
    return malformed === undefined ? encoded : (await this.#onDemand.load()).malformedAnswer(malformed, encoded);
  }

  async #loadAnswering(): Promise<Answering> {
    const { createAnswering } = await import("../core/answering.ts");
    const { problem } = this.#options;
    const own = { contract: this.contract, forms: PARTS.others, responses: () => this.source.responses };
    const options = { ...own, ...(problem && { problem }) };
    return (this.#answering ??= createAnswering(options, this.#report));
  }

  async #refusal(operation: Operation | undefined, error: unknown, info: RequestInfo): Promise<EncodedAnswer> {
    const reason = operation === undefined ? error : locatedRefusal(operation, error);
    return reason instanceof HttpProblem && this.#options.problem === undefined
      ? encodeProblem(reason)
      : (this.#answering ?? (await this.#loadAnswering())).refusal(operation, reason, info);
  }

  /** A refusal in the form that the contract declares for its status. The option `problem` goes before that form. */
  async #declaredRefusal(operation: Operation | undefined, reason: unknown, info: WebRequest): Promise<EncodedAnswer> {
    const shaped = this.#options.problem !== undefined || reason instanceof MockProblem;
    if (shaped || operation === undefined || !(reason instanceof HttpProblem))
      return this.#refusal(operation, reason, info);
    const declared = responseFor(operation, reason.status);
    const isPlain =
      declared === undefined ||
      !(declared.content?.length || declared.headers?.length) ||
      (isDeclaredProblem(this.source.responses, operation, declared, reason.document) &&
        !lacksRequiredHeader(declared, reason.headers));
    if (isPlain) return this.#refusal(operation, reason, info);
    const { answers, refusalForms } = await this.#onDemand.load();
    const answer = refusalForms.answer(operation, reason.document, info.header("accept"));
    if (answer === undefined) return this.#refusal(operation, reason, info);
    const headers: Record<string, unknown> = { ...reason.headers };
    const own = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
    for (const [name, value] of Object.entries(answers.requiredHeaders(operation, answer.status)))
      if (!own.has(name.toLowerCase())) headers[name] = value;
    return this.#encodedDecision(
      operation,
      { answer: { ...answer, headers }, outcome: "generated", checked: true },
      info,
    );
  }
}
