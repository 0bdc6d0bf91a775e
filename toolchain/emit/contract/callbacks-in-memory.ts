/** What `webhooks.ts` holds of callbacks, as data: for a host that loads a contract at run time and sends them. */

import type { Operation, Schemas } from "tenon-runtime/core";
import type { Contract } from "../../contract/model.ts";
import { makeContext } from "../context.ts";
import { operationData } from "./index.ts";
import { sentBy } from "../webhooks/sent-operations.ts";
import { validatorData, type ValidatorData } from "../validators/index.ts";

export interface CallbacksInMemory extends Pick<ValidatorData, "requests" | "responses" | "code"> {
  readonly schemas: Schemas;
  /** `tenon-runtime/client` sends them. */
  readonly operations: readonly CallbackData[];
}

/** A callback as data; its `path` is the expression that gives the URL. */
export interface CallbackData extends Operation {
  /** The method of the operation that it belongs to. */
  readonly parent: string;
  /** The name of the operation that it belongs to. */
  readonly of: string;
  /** Its URL may look at more than the request. */
  readonly more: true;
}

/** `undefined` where the contract has none. */
export function callbacksInMemory(contract: Contract): CallbacksInMemory | undefined {
  const { callbacks } = sentBy(contract);
  if (callbacks.length === 0) return undefined;
  const whole = makeContext(contract, { source: "", importExtension: "" });
  const operations = callbacks.map(({ operation }) => operation);
  const context = { ...whole, contract: { ...whole.contract, operations } };
  const validators = validatorData(context);
  return {
    schemas: validators.schemas,
    requests: validators.requests,
    responses: validators.responses,
    get code() {
      return validators.code;
    },
    operations: callbacks.map(({ operation, parent }) => ({
      ...operationData(operation, context),
      parent: parent.method,
      of: parent.name,
      more: true,
    })),
  };
}
