/**
 * The contract engine: the steps that a request takes, in the order in which every host takes them:
 * route → authorize → read → decode → (the handler) → answer. A host that needs no life cycle of its own uses
 * `createFetchHandler`, which is nothing but these in a row.
 */

import {
  AnswerError,
  encodeAnswer,
  encodeProblem,
  problemAnswer,
  responseFor,
  type AnswerRules,
  type EncodedAnswer,
  type ResponseMode,
  type UndeclaredMode,
} from "./answer/index.ts";
import { rulesLoader } from "./answer/loader.ts";
import { MALFORMED, planBody, readBody, type BodyPlan, type BodySource, type ReadBody } from "./body/index.ts";
import { CONTRACT_FORMAT, type Contract, type Operation } from "./contract.ts";
import { DEFAULT_LIMITS, type Limits } from "./limits.ts";
import type { MultipartParser } from "./body/multipart.ts";
import { decodeParameters, planParameters, type ParameterPlan } from "./parameters/index.ts";
import { BodyRefusal, HttpProblem, refusalOf, withInstance, type RequestViolation } from "./problem/index.ts";
import { refuseWrongOptions } from "./options.ts";
import { createRouter, type Routing } from "./router.ts";
import { createAuthorize, type Authorization, type SecurityHandlers } from "./security/index.ts";
import { negotiator, notAcceptable, successTypes } from "./http/negotiate.ts";
import { shapeProblem, type ProblemShaper } from "./problem/refusals.ts";
import { placed } from "./problem/told.ts";
import type { Answer, DecodedRequest, RequestInfo } from "./types.ts";
import { createPruner } from "./answer/undeclared.ts";
import type { Validators } from "./validation.ts";

export interface ErrorInfo {
  /** Where it happened: in a security handler, in a handler or around it, or in an answer that breaks the contract. */
  readonly during: "security" | "handler" | "response";
  readonly operation?: string;
  readonly request: RequestInfo;
}

export interface EngineOptions {
  readonly contract: Contract;
  readonly requests: Validators;
  /** Loaded on first use, and only where responses are validated. */
  readonly responses?: () => Validators | Promise<Validators>;
  /** `enforce`: an answer that breaks the contract is a 500 with a report; `report`: it is logged and leaves; default `enforce`. */
  readonly validateResponses?: ResponseMode;
  /** Body properties of answers that the contract does not declare; default `refuse` in `enforce`, `drop` in `report`, `allow` in `off`. */
  readonly undeclared?: UndeclaredMode;
  /** Query parameters that the contract does not declare; default `refuse`. */
  readonly unknownQuery?: "refuse" | "ignore";
  /**
   * Properties of request bodies that the contract does not declare, where it does not forbid them either. Default
   * `allow`, as JSON Schema has it: a body is validated and never altered, and a client may be newer than the server.
   */
  readonly unknownProperties?: "refuse" | "allow";
  readonly security?: SecurityHandlers;
  /** Where the operations are, in place of the paths of the contract's servers. */
  readonly basePath?: string;
  readonly limits?: Partial<Limits>;
  /** The status of requests that are well-formed and do not fit the contract (RFC 9110 §15.5.21); what is malformed is a 400. Default 400. */
  readonly invalidStatus?: 400 | 422;
  /**
   * `text`: XML bodies are accepted, and reach the handler as the text that they are; the contract's schema is not held
   * against them. Default: they are a 415, and an operation that takes nothing else makes the engine refuse to start.
   */
  readonly xml?: "text";
  /** Reads multipart bodies. Default: the platform's parser, which keeps everything in memory. */
  readonly multipart?: MultipartParser;
  /** The form of refusals, where the contract declares another one than problem documents. */
  readonly problem?: ProblemShaper;
  /** The `instance` of problems that name none (RFC 9457 §3.1.5). Default: they have none. */
  readonly instance?: (request: RequestInfo) => string;
  /** Told of what the caller is not: errors, and answers that break the contract. Default: `console.error`, after a line with method, path, operation and the request's id. */
  readonly onError?: (error: unknown, info: ErrorInfo) => void;
}

export type Found = Extract<Routing, { kind: "found" }>;

export interface Engine {
  readonly contract: Contract;
  /** @param path without the query, percent-encoded */
  route(method: string, path: string): Routing;
  /** The refusal of a request with more header fields than `limits.headers`: hosts count them, before anything else. */
  tooManyHeaders(count: number): HttpProblem | undefined;
  /** The answer to a request that leads to no operation: 404, 405, or 204 for OPTIONS. */
  routingProblem(routing: Exclude<Routing, Found>): HttpProblem | EncodedAnswer;
  /** @throws HttpProblem 401, or what a security handler threw */
  authorize(operation: Operation, request: RequestInfo, context: object): Authorization | Promise<Authorization>;
  /** `undefined`: the operation has no body, and it is not read. @throws HttpProblem 408, 413, 415 */
  readBody(
    operation: Operation,
    request: RequestInfo,
    source: BodySource | undefined,
  ): ReadBody | Promise<ReadBody> | undefined;
  /**
   * The request for the handler.
   * @returns a problem (to throw it would be dear) 400, or {@link EngineOptions.invalidStatus}, with all violations; 406 where the caller takes nothing of what a success can be
   */
  decode(found: Found, request: RequestInfo, body: ReadBody | undefined): DecodedRequest | HttpProblem;
  /**
   * A handler's answer, held against the contract; a breach and a failure to send it become problems.
   * Without an operation it is a host's own answer, held against nothing.
   */
  answer(
    operation: Operation | undefined,
    answer: unknown,
    request: RequestInfo,
  ): EncodedAnswer | Promise<EncodedAnswer>;
  /**
   * What a handler threw: a problem is held against the contract as an answer is, anything else is a 500 without a word.
   * @param known what {@link shape} made of it, where it has been asked already
   */
  failure(
    operation: Operation | undefined,
    error: unknown,
    request: RequestInfo,
    known?: Answer,
  ): EncodedAnswer | Promise<EncodedAnswer>;
  /** What went wrong before a handler was called: a problem in the form of {@link shape}, anything else as a 500. */
  refusal(
    operation: Operation | undefined,
    error: unknown,
    request: RequestInfo,
  ): EncodedAnswer | Promise<EncodedAnswer>;
  /** The problem as the one that this request has met: with {@link EngineOptions.instance}. */
  occurrence(problem: HttpProblem, request: RequestInfo): HttpProblem;
  /** A problem in the form that {@link EngineOptions.problem} gives it; `undefined`: in its own. */
  shape(problem: HttpProblem, operation: Operation | undefined, request: RequestInfo): Answer | undefined;
  /** A refusal that has been shaped: a breach of the contract is reported, and it leaves. */
  shaped(
    operation: Operation | undefined,
    answer: Answer,
    request: RequestInfo,
  ): EncodedAnswer | Promise<EncodedAnswer>;
  reportError(error: unknown, info: ErrorInfo): void;
}

interface Plan {
  readonly parameters: ParameterPlan;
  readonly body: BodyPlan | undefined;
  /** The media types of successes, where each success has one, and which of them is wanted. */
  readonly offers: readonly string[] | undefined;
  readonly negotiate: (accept: string | undefined) => string | undefined;
}

/** @throws Error for a contract of another format, an option with a value that it cannot have, an operation that takes XML only where that is not accepted, and for a security scheme without a handler */
export function createEngine(options: EngineOptions): Engine {
  const { contract, requests } = options;
  refuseFormat(contract);
  refuseWrongOptions(options);
  if (options.xml === undefined) refuseXml(contract);
  const limits: Limits = { ...DEFAULT_LIMITS, ...options.limits };
  const mode = options.validateResponses ?? "enforce";
  const undeclared = options.undeclared ?? ({ enforce: "refuse", report: "drop", off: "allow" } as const)[mode];
  const invalidStatus = options.invalidStatus ?? 400;
  const parameterOptions = { unknownQuery: options.unknownQuery ?? "refuse", limit: limits.fields };
  const bodyOptions = {
    limits,
    pruner: options.unknownProperties === "refuse" ? createPruner(requests.schemas) : undefined,
    invalidStatus,
    multipart: options.multipart,
  };
  const bodyPlanOptions = { xml: options.xml === "text" };
  const router = createRouter(contract, options.basePath === undefined ? {} : { basePath: options.basePath });
  const onError = options.onError ?? logError;

  const reportError = (error: unknown, info: ErrorInfo): void => {
    try {
      onError(error, info);
    } catch {
      // A logger that fails must not take the answer with it.
    }
  };
  const authorize = createAuthorize(contract, options.security ?? {}, (error, { operation, request }) => {
    reportError(error, { during: "security", operation: operation.name, request });
  });

  const plans = new Map<Operation, Plan>();
  const planOf = (operation: Operation): Plan => {
    let plan = plans.get(operation);
    if (plan === undefined) {
      const offers = successTypes(operation);
      plan = {
        parameters: planParameters(operation, requests, apiKeysInQuery(contract, operation)),
        body: planBody(operation, requests, bodyPlanOptions),
        offers,
        negotiate: negotiator(offers ?? [], (type) => type),
      };
      plans.set(operation, plan);
    }
    return plan;
  };

  const loadRules = rulesLoader(options.responses, mode, undeclared, (error, operation, request) => {
    reportError(error, { during: "response", operation: operation.name, request });
  });
  /** @param lenient the members that a problem has and a schema has not leave where it does not forbid them, and are dropped where it does (RFC 9457 §3.2) */
  const encode = (
    operation: Operation,
    answer: unknown,
    request: RequestInfo,
    lenient = false,
  ): EncodedAnswer | Promise<EncodedAnswer> => {
    const rules = loadRules();
    return rules instanceof Promise
      ? rules.then(
          (loaded) => encodeBy(loaded, operation, answer, request, lenient),
          (error: unknown) => refuse(operation, internal(error, operation, request), request),
        )
      : encodeBy(rules, operation, answer, request, lenient);
  };
  const encodeBy = (
    rules: AnswerRules,
    operation: Operation,
    answer: unknown,
    request: RequestInfo,
    lenient: boolean,
  ): EncodedAnswer | Promise<EncodedAnswer> => {
    const own = lenient && rules.undeclared !== "allow" ? { ...rules, undeclared: "yield" as const } : rules;
    try {
      return encodeAnswer(operation, answer, own, request);
    } catch (error) {
      return refuse(operation, internal(error, operation, request), request);
    }
  };

  /** In `enforce` a breach tells its story to whoever develops the handler; of other errors nothing is shown. */
  const internal = (error: unknown, operation: Operation | undefined, request: RequestInfo): HttpProblem => {
    const breach = error instanceof AnswerError;
    reportError(error, {
      during: breach ? "response" : "handler",
      ...(operation === undefined ? {} : { operation: operation.name }),
      request,
    });
    if (!breach || mode !== "enforce") return new HttpProblem(500);
    const { message, violations, pointer } = error;
    return new HttpProblem(500, {
      detail: message.split("\n")[0] ?? "",
      operation: error.operation,
      schemaPointer: pointer,
      errors: violations,
    });
  };

  const occurrence = (problem: HttpProblem, request: RequestInfo): HttpProblem =>
    options.instance === undefined ? problem : withInstance(problem, options.instance(request));

  const shape = (problem: HttpProblem, operation: Operation | undefined, request: RequestInfo): Answer | undefined => {
    if (options.problem === undefined) return undefined;
    try {
      return shapeProblem(options.problem, problem, operation, request);
    } catch (error) {
      reportError(error, { during: "response", ...(operation && { operation: operation.name }), request });
      return undefined;
    }
  };

  /** Nothing in here may be refused again: there would be no end to it. */
  const shaped = (
    operation: Operation | undefined,
    answer: Answer,
    request: RequestInfo,
  ): EncodedAnswer | Promise<EncodedAnswer> => {
    const info = { during: "response", ...(operation && { operation: operation.name }), request } as const;
    const send = (of: Operation, rules: AnswerRules): EncodedAnswer => {
      try {
        return encodeAnswer(of, answer, rules, request);
      } catch (error) {
        reportError(error, info);
        return encodeProblem(new HttpProblem(500));
      }
    };
    const declared = operation === undefined ? undefined : responseFor(operation, answer.status)?.content;
    if (operation === undefined || declared === undefined || declared.length === 0) return send(NO_OPERATION, UNHELD);
    const held = (rules: AnswerRules): EncodedAnswer =>
      send(operation, rules.mode === "enforce" ? { ...rules, mode: "report" } : rules);
    const rules = loadRules();
    return rules instanceof Promise
      ? rules.then(held, (error: unknown) => {
          reportError(error, info);
          return held(UNHELD);
        })
      : held(rules);
  };

  const refuse = (
    operation: Operation | undefined,
    error: unknown,
    request: RequestInfo,
  ): EncodedAnswer | Promise<EncodedAnswer> => {
    const met = operation === undefined ? error : pointed(operation, error);
    const problem = occurrence(met instanceof HttpProblem ? met : internal(met, operation, request), request);
    const answer = shape(problem, operation, request);
    return answer === undefined ? encodeProblem(problem) : shaped(operation, answer, request);
  };

  return {
    contract,
    route: (method, path) => router.find(method, path),
    tooManyHeaders: (count) =>
      count > limits.headers
        ? new HttpProblem(
            431,
            { detail: `A request may have at most ${limits.headers} header fields` },
            { headers: { Connection: "close" } },
          )
        : undefined,
    routingProblem(routing) {
      if (routing.kind === "none") return refusalOf(404, { detail: "The contract has no such path" });
      if (routing.kind === "options") return { status: 204, headers: [["Allow", routing.allow]], body: undefined };
      return refusalOf(405, { detail: `This path has ${routing.allow}` }, { headers: { Allow: routing.allow } });
    },
    authorize,
    readBody(operation, request, source) {
      const { body } = planOf(operation);
      if (body === undefined) return undefined;
      const failed = (error: unknown): never => {
        throw pointed(operation, error);
      };
      try {
        const reading = readBody(body, request, source, bodyOptions);
        return reading instanceof Promise ? reading.catch(failed) : reading;
      } catch (error) {
        return failed(error);
      }
    },
    decode(found, request, body) {
      const { operation } = found;
      const { parameters, offers, negotiate } = planOf(operation);
      if (offers !== undefined && negotiate(request.header("accept")) === undefined) return notAcceptable(offers);
      const violations: RequestViolation[] = [];
      const decoded: { -readonly [K in keyof DecodedRequest]: DecodedRequest[K] } = decodeParameters(
        parameters,
        request,
        found.names,
        found.values,
        parameterOptions,
        violations,
      );
      if (body !== undefined) {
        if (body.present) decoded.body = body.value;
        if (body.contentType !== undefined) decoded.contentType = body.contentType;
        violations.push(...body.violations);
      }
      if (violations.length > 0)
        return refusalOf(violations.some(({ keyword }) => MALFORMED.has(keyword)) ? 400 : invalidStatus, {
          detail: "The request does not fit the contract",
          errors: violations.map((violation) => placed(operation, violation)),
        });
      return decoded;
    },
    answer(operation, answer, request) {
      if (operation !== undefined) return encode(operation, answer, request);
      try {
        return encodeAnswer(NO_OPERATION, answer, UNHELD, request);
      } catch (error) {
        return refuse(undefined, internal(error, undefined, request), request);
      }
    },
    failure(operation, error, request, known) {
      if (operation === undefined || !(error instanceof HttpProblem) || error instanceof BodyRefusal)
        return refuse(operation, error, request);
      const problem = occurrence(error, request);
      const answer = known ?? shape(problem, operation, request);
      if (answer !== undefined) return encode(operation, withoutContent(operation, answer), request);
      // The members that RFC 9457 has and a schema has not are no mistake of the handler.
      return encode(operation, problemAnswer(operation, problem), request, true);
    },
    refusal: refuse,
    occurrence,
    shape,
    shaped,
    reportError,
  };
}

/** One line that says which request it was, before the error. */
function logError(error: unknown, { during, operation, request }: ErrorInfo): void {
  const question = request.url.indexOf("?"); // what comes after may be nobody's business
  const path = question === -1 ? request.url : request.url.slice(0, question);
  const where = [`${request.method} ${path}`, operation, `${during} error`, `request ${request.id}`];
  // oxlint-disable-next-line no-console -- an error that nobody asked to be told of must not be lost
  console.error("%s\n", where.filter((part) => part !== undefined).join(", "), error);
}

/** Stands for a host's own answers: 404, 405 and the like. */
const NO_OPERATION: Operation = { name: "the server", method: "", path: "", pointer: "", responses: [] };

const UNHELD: AnswerRules = {
  mode: "off",
  undeclared: "allow",
  validators: undefined,
  pruner: undefined,
  plans: new WeakMap(),
  report() {},
};

/** What refuses a body while it is read knows nothing of the contract: here it learns where that speaks of the body. */
function pointed(operation: Operation, error: unknown): unknown {
  const errors = error instanceof BodyRefusal ? error.document.errors : undefined;
  if (!(error instanceof BodyRefusal) || errors?.some(({ schemaPointer }) => schemaPointer === "") !== true)
    return error;
  const members = {
    ...error.document,
    // Cast: the engine's own, which have all their members.
    errors: errors.map((each) => placed(operation, each as RequestViolation)),
  };
  const again = new BodyRefusal(error.status, members, { headers: error.headers, cause: error.cause });
  if (error.stack !== undefined) again.stack = error.stack;
  return again;
}

/** Where a status is declared without content, it says it all. */
function withoutContent(operation: Operation, answer: Answer): Answer {
  const response = responseFor(operation, answer.status);
  if (response === undefined || (response.content?.length ?? 0) > 0) return answer;
  return { status: answer.status, ...(answer.headers === undefined ? {} : { headers: answer.headers }) };
}

function refuseFormat(contract: Contract): void {
  if (contract.format === CONTRACT_FORMAT) return;
  throw new Error(
    `The generated contract has format ${String(contract.format)}, this version of tenon-runtime reads ${CONTRACT_FORMAT}: run \`npx tenon generate\` with the tenon that goes with it`,
  );
}

function refuseXml(contract: Contract): void {
  const operation = contract.operations.find(
    ({ body }) => body !== undefined && body.content.length > 0 && body.content.every((media) => media.kind === "xml"),
  );
  if (operation === undefined) return;
  throw new Error(
    `${operation.name} (${operation.method} ${operation.path}, ${operation.pointer}/requestBody) takes XML only: set the option xml: "text", and its handler gets the text and parses it`,
  );
}

function apiKeysInQuery(contract: Contract, operation: Operation): string[] {
  const names = (operation.security ?? []).flatMap((requirement) => Object.keys(requirement));
  return names.flatMap((name) => {
    const scheme = contract.securitySchemes[name];
    return scheme?.type === "apiKey" && scheme.in === "query" ? [scheme.name] : [];
  });
}
