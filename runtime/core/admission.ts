/** What is done to a request before its handler is called: route → authorize → read → decode. */

import { MALFORMED, planBody, readBody, type BodyOptions, type BodyPlan, type Others } from "./body/index.ts";
import { CONTRACT_FORMAT, type Contract, type Operation } from "./contract.ts";
import type { Engine, EngineOptions } from "./engine.ts";
import { DEFAULT_LIMITS, type Limits } from "./limits.ts";
import { decodeParameters, planParameters, type ParameterPlan, type Styles } from "./parameters/index.ts";
import { HttpProblem, refusalOf, type RequestViolation } from "./problem/index.ts";
import { createRouter } from "./router.ts";
import { createAuthorize, type Challenges } from "./security/index.ts";
import type * as negotiation from "./http/negotiate.ts";
import { isOffered, successTypes } from "./http/offers.ts";
import { invalidStatusOf } from "./problem/refusals.ts";
import { placed, pointed } from "./problem/told.ts";
import type { Report } from "./report.ts";
import type { DecodedRequest, RequestInfo } from "./types.ts";
import type { Pruner } from "./answer/undeclared.ts";

/** What weighs what a caller takes. */
export type Negotiation = typeof negotiation;

/** What few requests ask for. Whoever must be small loads it when it is first needed, and can wait for it. */
export interface Parts {
  readonly others: () => Others | Promise<Others>;
  readonly styles: () => Styles | Promise<Styles>;
  readonly challenges: () => Challenges | Promise<Challenges>;
  readonly negotiation: () => Negotiation | Promise<Negotiation>;
}

export type AdmissionOptions = Pick<
  EngineOptions,
  "contract" | "requests" | "unknownQuery" | "security" | "basePath" | "limits" | "invalidStatus" | "xml" | "multipart"
>;

export interface Admission extends Pick<
  Engine,
  "route" | "tooManyHeaders" | "routingProblem" | "authorize" | "readBody" | "decode"
> {
  /** To be waited for before {@link Engine.decode}: loads what it takes. `undefined`: nothing. */
  prepare(operation: Operation, request: RequestInfo): Promise<void> | undefined;
}

interface Plan {
  readonly parameters: ParameterPlan;
  readonly body: BodyPlan | undefined;
  readonly bodyOptions: BodyOptions;
  readonly invalidStatus: 400 | 422;
  /** The media types of successes, where each success has one, and which of them is wanted. */
  readonly offers: readonly string[] | undefined;
  negotiate: ((accept: string | undefined) => string | undefined) | undefined;
}

/**
 * @param pruner where properties that the contract does not declare are refused
 * @throws Error as {@link createEngine} does, but for options
 */
export function createAdmission(options: AdmissionOptions, parts: Parts, report: Report, pruner?: Pruner): Admission {
  const { contract, requests } = options;
  if (contract.format !== CONTRACT_FORMAT)
    throw new Error(
      `The generated contract has format ${String(contract.format)}, this version of tenon-runtime reads ${CONTRACT_FORMAT}: run \`npx tenon generate\` with the tenon that goes with it`,
    );
  const limits: Limits = { ...DEFAULT_LIMITS, ...options.limits };
  const parameterOptions = { unknownQuery: options.unknownQuery ?? "refuse", limit: limits.fields };
  const bodyOptions = { limits, pruner, multipart: options.multipart, others: parts.others };
  const bodyPlanOptions = { xml: options.xml === "text" };
  const router = createRouter(contract, options.basePath === undefined ? {} : { basePath: options.basePath });
  let styles: Styles | undefined;
  let negotiation: Negotiation | undefined;
  const plans = new Map<Operation, Plan>();
  const planOf = (operation: Operation): Plan => {
    let plan = plans.get(operation);
    if (plan === undefined) {
      const offers = successTypes(operation);
      const invalidStatus = options.invalidStatus ?? invalidStatusOf(operation);
      plan = {
        parameters: planParameters(operation, requests, apiKeysInQuery(contract, operation)),
        body: planBody(operation, requests, bodyPlanOptions),
        bodyOptions: { ...bodyOptions, invalidStatus },
        invalidStatus,
        offers,
        negotiate: undefined,
      };
      plans.set(operation, plan);
    }
    return plan;
  };

  const prepare = (operation: Operation, request: RequestInfo): Promise<void> | undefined => {
    const { parameters, offers } = planOf(operation);
    const styling =
      parameters.styled && styles === undefined ? whenLoaded(parts.styles(), (loaded) => (styles = loaded)) : undefined;
    const weighing =
      offers !== undefined && negotiation === undefined && !isOffered(request.header("accept"), offers)
        ? whenLoaded(parts.negotiation(), (loaded) => (negotiation = loaded))
        : undefined;
    return styling === undefined || weighing === undefined ? (styling ?? weighing) : styling.then(() => weighing);
  };

  return {
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
    authorize: createAuthorize(
      contract,
      options.security ?? {},
      (error, { operation, request }) => report(error, { during: "security", operation: operation.name, request }),
      parts.challenges,
    ),
    prepare,
    readBody(operation, request, source) {
      const { body, bodyOptions: own } = planOf(operation);
      if (body === undefined) return undefined;
      const failed = (error: unknown): never => {
        throw pointed(operation, error);
      };
      try {
        const reading = readBody(body, request, source, own);
        return reading instanceof Promise ? reading.catch(failed) : reading;
      } catch (error) {
        return failed(error);
      }
    },
    decode(found, request, body) {
      const { operation } = found;
      const plan = planOf(operation);
      const { parameters, offers, invalidStatus } = plan;
      void prepare(operation, request); // at hand, unless it was waited for before
      const accept = request.header("accept");
      if (offers !== undefined && negotiation !== undefined && !isOffered(accept, offers)) {
        plan.negotiate ??= negotiation.negotiator(offers, (type) => type);
        if (plan.negotiate(accept) === undefined) return negotiation.notAcceptable(offers);
      }
      const violations: RequestViolation[] = [];
      const decoded: { -readonly [K in keyof DecodedRequest]: DecodedRequest[K] } = decodeParameters(
        parameters,
        request,
        found.names,
        found.values,
        parameterOptions,
        styles,
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
  };
}

function apiKeysInQuery(contract: Contract, operation: Operation): string[] {
  const names = (operation.security ?? []).flatMap((requirement) => Object.keys(requirement));
  return names.flatMap((name) => {
    const scheme = contract.securitySchemes[name];
    return scheme?.type === "apiKey" && scheme.in === "query" ? [scheme.name] : [];
  });
}

function whenLoaded<T>(loading: T | Promise<T>, then: (loaded: T) => void): Promise<void> | undefined {
  if (loading instanceof Promise) return loading.then(then);
  then(loading);
  return undefined;
}
