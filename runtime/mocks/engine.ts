/** One request to mocks: the server's own steps up to the handler, then the decision, then the answer. */

import type { EncodedAnswer } from "../core/answer/index.ts";
import { encodePlain } from "../core/answer/plain.ts";
import { encodeProblem } from "../core/answer/problem.ts";
import { responseFor } from "../core/answer/response-for.ts";
import type { Answering } from "../core/answering.ts";
import type { Contract, Operation } from "../core/contract.ts";
import { Gone } from "../core/http/bytes.ts";
import { HttpProblem } from "../core/problem/index.ts";
import { type AdmissionSteps, createAdmissionSteps, createContractRouter } from "../core/pipeline/index.ts";
import type { LoadedParts } from "../core/pipeline/plans.ts";
import { pointed } from "../core/problem/told.ts";
import { createReport, type Report } from "../core/report.ts";
import type { Router } from "../core/router.ts";
import type { Answer, DecodedRequest, RequestInfo } from "../core/types.ts";
import { WebRequest, webResponse } from "../core/web.ts";
import { type Admitted, admit, type Refused } from "./admit.ts";
import { ApiLinks } from "./api-links.ts";
import { type Bases, basesOf } from "./base-url.ts";
import type { Decision } from "./call.ts";
import { Decisions } from "./decision.ts";
import { type Exchange, Observers, type Outcome } from "./exchange.ts";
import { NetworkFault } from "./fault.ts";
import { createMaking } from "./generate/making.ts";
import type { ValueParts } from "./generate/parts.ts";
import { MockProblem } from "./mock-problem.ts";
import { OnDemand } from "./on-demand.ts";
import { isDeclaredProblem } from "./problem-document.ts";
import { lacksRequiredHeader, type MockResult, refused } from "./result.ts";
import { Scenarios } from "./scenarios.ts";
import { CERTIFICATE, securityOf } from "./security.ts";
import { createStore } from "./store/index.ts";
import { suggest, withSupplied } from "./suggest/index.ts";
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
    const { seed = 0, onReport = () => {} } = options;
    const supplied = withSupplied(suggest, { values: options.values, faker: options.faker, onReport });
    const values = createMaking(source.responses.schemas, supplied, source.parts);
    this.#onDemand = new OnDemand({ source, values, seed, onReport, operations: contract.operations });
    this.#decisions = new Decisions(this.#onDemand, new ApiLinks(contract, source.responses));
    const newWorld = (changed?: () => void): World => {
      const { resources = [], ...data } = source;
      const { unknownIds, now } = options;
      return new World(
        seed,
        options,
        createStore({ contract, resources, ...data, values, seed, unknownIds, now, changed }),
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

  #createAdmission(): AdmissionSteps {
    const { contract, source } = this;
    const { security, invalidStatus, context } = this.#options;
    const options = {
      contract,
      requests: source.requests,
      security: securityOf(contract, security),
      xml: "text", // a mock parses no XML: any text will do
      ...(invalidStatus === undefined ? {} : { invalidStatus }),
      context,
    } as const;
    return createAdmissionSteps(options, PARTS, this.#report, this.#router);
  }

  matches(request: Request): boolean {
    const url = new URL(request.url);
    return this.bases.matches(url, () => this.#router.find(request.method, url.pathname).kind !== "none");
  }

  /** @throws NetworkFault, and the reason of the request's abort signal */
  async fetch(request: Request): Promise<Response> {
    request.signal.throwIfAborted();
    const started = this.observers.any ? performance.now() : 0;
    const found = request.url.includes("__") ? (await this.#onDemand.load()).wishesOf(request.url) : undefined;
    const info = new WebRequest(request, false, found?.url);
    info.certificate = CERTIFICATE;
    const failed = (error: unknown): void => this.#report(error, { during: "response", request: info });
    const result = await this.#result(request, info, found?.wishes);
    if (this.observers.any) {
      const exchange = this.#exchange(result, info, request.headers, performance.now() - started);
      this.observers.tell(exchange, failed);
    }
    request.signal.throwIfAborted();
    if (result.encoded === undefined) throw result.thrown;
    return webResponse(result.encoded, info.method === "HEAD", failed);
  }

  /**
   * What answers an operation in the place of a handler.
   * @throws RangeError for an unknown operation, and what an override throws
   */
  async answer(name: string, decoded: DecodedRequest, context: object): Promise<Answer> {
    const operation = this.contract.operations.find((candidate) => candidate.name === name);
    if (operation === undefined) throw new RangeError(`There is no operation "${name}"`);
    const { request: info } = context as { request: RequestInfo }; // a handler's context always has it
    const call = { world: this.scenarios.main, operation, decoded, context, info };
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

  async #result(request: Request, info: WebRequest, wishes: Wishes | undefined): Promise<MockResult> {
    const admitted = await admit(this.#admission, this.#refusal, info, request);
    if (!("refusal" in admitted)) return this.#answered(admitted, info, wishes);
    const name = admitted.operation?.name;
    if (admitted.reason instanceof Gone)
      return { ...(name !== undefined && { operation: name }), outcome: "fault", thrown: admitted.reason };
    return refused(name, admitted.reason, await this.#declaredRefusal(admitted, info));
  }

  async #answered(
    { operation, decoded, context }: Admitted,
    info: WebRequest,
    wishes: Wishes | undefined,
  ): Promise<MockResult> {
    const result = { operation: operation.name, decoded };
    let outcome: Outcome = "override";
    try {
      const world = this.scenarios.worldOf(info);
      const prefer = info.header("prefer");
      const preference =
        prefer === undefined && wishes === undefined
          ? undefined
          : (await this.#onDemand.load()).preferenceOf(prefer, wishes);
      const decision = await this.#decisions.decide({ world, operation, decoded, context, info, preference });
      ({ outcome } = decision);
      const { answer } = decision;
      return { ...result, answer, outcome, encoded: await this.#encoded(operation, decision, info) };
    } catch (error) {
      if (error instanceof MockProblem)
        return { ...result, ...refused(operation.name, error, await this.#refusal(operation, error, info)) };
      if (error instanceof NetworkFault || info.signal.aborted) return { ...result, outcome: "fault", thrown: error };
      return { ...result, outcome, encoded: await (await this.#loadAnswering()).failure(operation, error, info) };
    }
  }

  async #encoded(
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
    const options = { responses: () => this.source.responses, ...(problem && { problem }) };
    return (this.#answering ??= createAnswering(options, this.#report));
  }

  readonly #refusal = async (
    operation: Operation | undefined,
    error: unknown,
    info: RequestInfo,
  ): Promise<EncodedAnswer> => {
    const reason = operation === undefined ? error : pointed(operation, error);
    return reason instanceof HttpProblem && this.#options.problem === undefined
      ? encodeProblem(reason)
      : (this.#answering ?? (await this.#loadAnswering())).refusal(operation, reason, info);
  };

  /** A refusal in the form that the contract declares for its status. The option `problem` goes before that form. */
  async #declaredRefusal({ operation, reason, refusal: usual }: Refused, info: WebRequest): Promise<EncodedAnswer> {
    if (this.#options.problem !== undefined || operation === undefined || !(reason instanceof HttpProblem))
      return usual;
    const declared = responseFor(operation, reason.status);
    if (declared === undefined || !(declared.content?.length || declared.headers?.length)) return usual;
    if (
      isDeclaredProblem(this.source.responses, operation, declared, reason.document) &&
      !lacksRequiredHeader(declared, reason.headers)
    )
      return usual;
    const { answers, refusalForms } = await this.#onDemand.load();
    const answer = refusalForms.answer(operation, reason.document, info.header("accept"));
    if (answer === undefined) return usual;
    const headers: Record<string, unknown> = { ...reason.headers };
    const own = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
    for (const [name, value] of Object.entries(answers.requiredHeaders(operation, answer.status)))
      if (!own.has(name.toLowerCase())) headers[name] = value;
    const answering = this.#answering ?? (await this.#loadAnswering());
    return answering.answer(operation, { ...answer, headers }, info, true);
  }
}
