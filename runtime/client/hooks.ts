/** Hooks by operation. A part: only programs that import {@link hooks} bundle it. */

import type { Result } from "./result.ts";
import type { Call, CalledOperation, HookPolicy } from "./types.ts";
import type { Input } from "./input.ts";

/** What happens around each call of an operation. A hook that throws rejects the call. */
export interface OperationHooks<CallInput, R> {
  /** Before the request; an input that it returns takes the place of the given one. */
  readonly onRequest?: (input: CallInput, operation: CalledOperation) => CallInput | void | Promise<CallInput | void>;
  /** After a declared response, declared failures included. */
  readonly onResponse?: (result: R, operation: CalledOperation) => void | Promise<void>;
  /** After an error: no response, or one that the contract does not declare. The call throws it afterwards. */
  readonly onError?: (error: unknown, operation: CalledOperation) => void | Promise<void>;
}

/** Hooks by the name of the operation. `$every` is for all operations, and runs first. */
export type Hooks<Client> = {
  readonly [Name in keyof Client]?: Client[Name] extends (input: infer I, ...rest: never[]) => Call<infer R, unknown>
    ? OperationHooks<NonNullable<I>, R>
    : never;
} & { readonly $every?: OperationHooks<Input, Result> };

/**
 * Typed hooks for the option of that name: `createClient({ hooks: hooks<Client>({ createStudent: { onResponse } }) })`.
 * They see every call, those for pages too.
 */
export function hooks<Client>(given: Hooks<Client>): HookPolicy {
  // Cast: `Hooks` says the type of each operation; here all are alike.
  const byName = given as Readonly<Record<string, OperationHooks<Input, Result> | undefined>>;
  return async (operation, input, send) => {
    const own = Object.hasOwn(byName, operation.name) ? byName[operation.name] : undefined;
    const all = [byName["$every"], own].filter((each) => each !== undefined);
    try {
      let sent = input;
      for (const { onRequest } of all) sent = (await onRequest?.(sent, operation)) ?? sent;
      const result = await send(sent);
      for (const { onResponse } of all) await onResponse?.(result, operation);
      return result;
    } catch (error) {
      for (const { onError } of all) await onError?.(error, operation);
      throw error;
    }
  };
}
