/** Questions about values that many parts ask. */

/** Whether a value can be awaited. Query builders, for instance, are no Promise and have a `then`. */
export const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";

/** A value, at once or later. Code that must be fast does not wait for what is there already. */
export type MaybePromise<T> = T | Promise<T>;

/** Applies a function to a value, at once where the value is there. */
export const whenReady = <T, R>(value: MaybePromise<T>, then: (value: T) => MaybePromise<R>): MaybePromise<R> =>
  value instanceof Promise ? value.then(then) : then(value);
