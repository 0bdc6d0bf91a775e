/** Step 4, decode and validate: parameters and body become the request that a handler gets. */

import { MALFORMED } from "../body/index.ts";
import type { Operation } from "../contract.ts";
import { isOffered } from "../http/offers.ts";
import { decodeParameters } from "../parameters/index.ts";
import { HttpProblem, refusalOf, type RequestViolation } from "../problem/index.ts";
import { locatedInOperation } from "../problem/located.ts";
import type { DecodedRequest } from "../types.ts";
import type { OperationPlans } from "./plans.ts";
import type { ReadRequest, ReadyRequest, RefusedRequest } from "./state.ts";

export interface DecodeOptions {
  readonly plans: OperationPlans;
  readonly unknownQuery: "refuse" | "ignore";
  /** Fields of a query. */
  readonly mostFields: number;
  /** Whether the operation has a handler. */
  isImplemented(operation: Operation): boolean;
}

export type DecodeStep = (state: ReadRequest) => ReadyRequest | RefusedRequest;

/** All violations of a request are collected into one problem. */
export function createDecodeStep({ plans, unknownQuery, mostFields, isImplemented }: DecodeOptions): DecodeStep {
  const parameterOptions = { unknownQuery, limit: mostFields };

  const decode = ({ received, match, body }: ReadRequest): DecodedRequest | HttpProblem => {
    const { info } = received;
    const { operation } = match;
    const plan = plans.of(operation);
    const { negotiation } = plans;
    const { parameters, offers, invalidStatus } = plan;
    const accept = info.header("accept");
    if (offers !== undefined && negotiation !== undefined && !isOffered(accept, offers)) {
      plan.negotiate ??= negotiation.negotiator(offers, (type) => type);
      if (plan.negotiate(accept) === undefined) return negotiation.notAcceptable(offers);
    }
    const violations: RequestViolation[] = [];
    const decoded: { -readonly [K in keyof DecodedRequest]: DecodedRequest[K] } = decodeParameters(
      parameters,
      info,
      match.names,
      match.values,
      parameterOptions,
      plans.styles,
      violations,
    );
    if (body !== undefined) {
      if (body.present) decoded.body = body.value;
      if (body.contentType !== undefined) decoded.contentType = body.contentType;
      violations.push(...body.violations);
    }
    if (violations.length === 0) {
      if (plan.values === undefined) return decoded;
      try {
        return plan.values.request(operation, decoded, "decode");
      } catch (error) {
        violations.push(plan.values.violation(error));
      }
    }
    return refusalOf(violations.some(({ keyword }) => MALFORMED.has(keyword)) ? 400 : invalidStatus, {
      detail: "The request is invalid",
      errors: violations.map((violation) => locatedInOperation(operation, violation)),
    });
  };

  return (state) => {
    const { received, match, context, auth, body } = state;
    const refused = (reason: "invalid" | "notImplemented" | "failed", error: unknown): RefusedRequest => ({
      kind: "refused",
      received,
      match,
      auth,
      body,
      reason,
      error,
    });
    try {
      const decoded = decode(state);
      if (decoded instanceof HttpProblem) return refused("invalid", decoded);
      if (!isImplemented(match.operation))
        return refused("notImplemented", new HttpProblem(501, { detail: "The operation is not implemented" }));
      return { kind: "ready", received, match, context, auth, body, decoded };
    } catch (error) {
      return refused("failed", error);
    }
  };
}
