/** What is worked out of an operation once, when it is first requested. */

import { planBody, type BodyOptions, type BodyPlan, type Others } from "../body/index.ts";
import type { BodyRules } from "../body/rules.ts";
import type { Contract, Operation } from "../contract.ts";
import { ownMember, type OperationValues } from "../conversions/types.ts";
import type * as negotiation from "../http/negotiate.ts";
import { isOffered, successTypes } from "../http/offers.ts";
import type { Limits } from "../limits.ts";
import { planParameters, type ParameterPlan, type Styles } from "../parameters/index.ts";
import { invalidStatusOf } from "../problem/refusals.ts";
import type { Challenges } from "../security/index.ts";
import type { RequestInfo } from "../types.ts";
import type { PipelineOptions } from "./options.ts";

/** Chooses between media types by `Accept`. */
export type Negotiation = typeof negotiation;

/** Code that few requests need. A host that must be small loads it when a request first needs it. */
export interface LoadedParts {
  readonly others: () => Others | Promise<Others>;
  readonly styles: () => Styles | Promise<Styles>;
  readonly challenges: () => Challenges | Promise<Challenges>;
  readonly negotiation: () => Negotiation | Promise<Negotiation>;
}

export interface OperationPlan {
  readonly parameters: ParameterPlan;
  readonly body: BodyPlan | undefined;
  readonly bodyOptions: BodyOptions;
  readonly invalidStatus: 400 | 422;
  /** What is converted between JSON and the handler. */
  readonly values: OperationValues | undefined;
  /** The media types of successes, where each success has one and the caller's `Accept` chooses between them. */
  readonly offers: readonly string[] | undefined;
  /** Whether this caller takes one of the offers; made when `Accept` first has to be weighed. */
  negotiate: ((accept: string | undefined) => string | undefined) | undefined;
}

export interface OperationPlans {
  of(operation: Operation): OperationPlan;
  /** Loads what the options do to bodies; absent where they do nothing. `undefined`: it is loaded. */
  readonly loadBodyRules: (() => Promise<void> | undefined) | undefined;
  /** Loads what `decode` needs for this request. `undefined`: it is loaded. */
  prepare(operation: Operation, request: RequestInfo): Promise<void> | undefined;
  /** Loaded by {@link prepare}. */
  readonly styles: Styles | undefined;
  readonly negotiation: Negotiation | undefined;
}

export type OperationPlanOptions = Pick<
  PipelineOptions,
  "contract" | "requests" | "unknownProperties" | "bodyDefaults" | "invalidStatus" | "xml" | "multipart" | "values"
> & {
  readonly limits: Limits;
  readonly parts: LoadedParts;
};

export function createOperationPlans(options: OperationPlanOptions): OperationPlans {
  const { contract, requests, limits, parts, multipart, unknownProperties, bodyDefaults } = options;
  const plans = new Map<Operation, OperationPlan>();
  let styles: Styles | undefined;
  let negotiation: Negotiation | undefined;
  let rules: BodyRules | undefined;

  const planOf = (operation: Operation): OperationPlan => {
    const invalidStatus = options.invalidStatus ?? invalidStatusOf(operation);
    const values = ownMember(options.values, operation.name);
    const exact = values?.numbers === undefined ? limits : { ...limits, numbers: values.numbers };
    return {
      values,
      parameters: planParameters(operation, requests, apiKeysInQuery(contract, operation), values?.numbers),
      body: planBody(operation, requests, { xml: options.xml === "text" }),
      bodyOptions: {
        limits: exact,
        multipart,
        others: parts.others,
        invalidStatus,
        get rules() {
          return rules;
        },
      },
      invalidStatus,
      offers: successTypes(operation),
      negotiate: undefined,
    };
  };
  const of = (operation: Operation): OperationPlan => {
    let plan = plans.get(operation);
    if (plan === undefined) plans.set(operation, (plan = planOf(operation)));
    return plan;
  };

  return {
    of,
    loadBodyRules:
      (unknownProperties ?? bodyDefaults) === undefined
        ? undefined
        : () =>
            rules === undefined
              ? whenLoaded(parts.others(), ({ createBodyRules }) => {
                  rules = createBodyRules(requests, options);
                })
              : undefined,
    prepare(operation, request) {
      const { parameters, offers } = of(operation);
      const styling =
        parameters.styled && styles === undefined
          ? whenLoaded(parts.styles(), (loaded) => (styles = loaded))
          : undefined;
      const weighing =
        offers !== undefined && negotiation === undefined && !isOffered(request.header("accept"), offers)
          ? whenLoaded(parts.negotiation(), (loaded) => (negotiation = loaded))
          : undefined;
      return styling === undefined || weighing === undefined ? (styling ?? weighing) : styling.then(() => weighing);
    },
    get styles() {
      return styles;
    },
    get negotiation() {
      return negotiation;
    },
  };
}

/** API keys in the query are no parameters of the operation, and not unknown either. */
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
