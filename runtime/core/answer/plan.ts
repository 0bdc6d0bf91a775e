/** What an operation may answer with a status, worked out when it is first answered. */

import { isObject } from "../json-object.ts";
import type { Header, MediaType, Operation, Response } from "../contract.ts";
import { answerMediaAt, answerSchemaAt, headerSchemaAt, operationAt, responseAt } from "../pointers.ts";
import { isRange } from "../http/media.ts";
import { responseFor } from "./response-for.ts";
import { resolveRef } from "../schema/resolve.ts";
import type { Validator, Validators } from "../validation.ts";

export interface MediaPlan {
  readonly media: MediaType;
  /** What JSON of it is sent as, where the handler does not say. */
  readonly json: string;
  /** JSON Pointers of its schema and of the schema of its items. */
  readonly at: string;
  readonly itemAt: string;
  readonly validator: Validator | undefined;
  readonly item: Validator | undefined;
}

export interface HeaderPlan {
  readonly header: Header;
  readonly at: string;
  readonly validator: Validator | undefined;
  /** A `Date` is written as RFC 3339 has it (`format: date-time`) and not as HTTP does. */
  readonly timestamp: boolean;
}

export interface StatusPlan {
  /** Absent: the status is not declared. */
  readonly response: Response | undefined;
  /** JSON Pointer of the response; of the operation where the status is not declared. */
  readonly at: string;
  readonly content: readonly MediaType[];
  /** Its content is negotiated; a 304 says so where the answer in its place would have (RFC 9110 §15.4.5). */
  readonly varies: boolean;
  readonly media: ReadonlyMap<MediaType, MediaPlan>;
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, HeaderPlan>;
  readonly required: readonly HeaderPlan[];
}

export type Plans = WeakMap<Operation, Map<number, StatusPlan>>;

export function planOf(
  plans: Plans,
  operation: Operation,
  status: number,
  validators: Validators | undefined,
): StatusPlan {
  let byStatus = plans.get(operation);
  if (byStatus === undefined) plans.set(operation, (byStatus = new Map()));
  let plan = byStatus.get(status);
  if (plan === undefined) byStatus.set(status, (plan = planStatus(operation, status, validators)));
  return plan;
}

function planStatus(operation: Operation, status: number, validators: Validators | undefined): StatusPlan {
  const response = responseFor(operation, status);
  const negotiated = status === 304 ? operation.responses.filter((each) => each.status.startsWith("2")) : [response];
  const varies = negotiated.some((each) => (each?.content?.length ?? 0) > 1);
  if (response === undefined) {
    const at = operationAt(operation);
    return { response, at, content: [], varies, media: new Map(), headers: new Map(), required: [] };
  }
  const { status: key, content = [], headers = [] } = response;
  const validator = (place: string): Validator | undefined => validators?.get(operation.name, `${key} ${place}`);
  const media = content.map((each): [MediaType, MediaPlan] => {
    const at = answerSchemaAt(operation, key, each.type);
    const itemAt =
      each.item === "items"
        ? `${at}/items`
        : each.item === "schema"
          ? at
          : `${answerMediaAt(operation, response, each)}/itemSchema`;
    return [
      each,
      {
        media: each,
        json: isRange(each.type) ? "application/json" : each.type,
        at,
        itemAt,
        validator: validator(each.type),
        item: validator(`${each.type} item`),
      },
    ];
  });
  // The content type of an answer is decided by its body (OAS 3.2 §4.16.1).
  const declared = headers.filter(({ name }) => name.toLowerCase() !== "content-type");
  const plans = declared.map((header): HeaderPlan => {
    const own = validator(`header ${header.name}`);
    return {
      header,
      at: headerSchemaAt(operation, key, header),
      validator: own,
      timestamp: own !== undefined && validators !== undefined && isTimestamp(own, validators),
    };
  });
  return {
    response,
    at: responseAt(operation, response),
    content,
    varies,
    media: new Map(media),
    headers: new Map(plans.map((plan) => [plan.header.name.toLowerCase(), plan])),
    required: plans.filter(({ header }) => header.required === true),
  };
}

function isTimestamp({ schema }: Validator, { schemas }: Validators): boolean {
  const referred =
    isObject(schema) && typeof schema["$ref"] === "string" ? resolveRef(schema["$ref"], schemas) : schema;
  return isObject(referred) && referred["format"] === "date-time";
}
