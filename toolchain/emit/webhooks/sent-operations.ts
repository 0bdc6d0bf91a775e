/** What the API itself sends: webhooks, and the callbacks of its operations. What belongs to those is sent to it. */

import type { Callback, Contract, Operation } from "../../contract/model.ts";

export interface OwnedCallback {
  readonly callback: Callback;
  readonly operation: Operation;
  /** The operation that it belongs to. */
  readonly parent: Operation;
}

export interface Sent {
  readonly webhooks: readonly Operation[];
  readonly callbacks: readonly OwnedCallback[];
}

export const sentBy = ({ operations, webhooks }: Contract): Sent => ({
  webhooks,
  callbacks: operations.flatMap((parent) =>
    parent.callbacks.flatMap((callback) => callback.operations.map((operation) => ({ callback, operation, parent }))),
  ),
});

/** Requests that are sent, as operations. */
export function sentOperations(contract: Contract): readonly Operation[] {
  const { webhooks, callbacks } = sentBy(contract);
  return [...webhooks, ...callbacks.map(({ operation }) => operation)];
}
