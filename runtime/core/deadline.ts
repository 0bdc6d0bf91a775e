/** Functions of the application that are called while a request waits: they may never settle. */

import { isThenable } from "./values.ts";

/** A function of the application did not settle in time. The caller gets a 503. */
export class NotSettledError extends Error {
  override readonly name = "NotSettledError";
  constructor(what: string, milliseconds: number) {
    super(`${what} did not settle within ${milliseconds / 1000} seconds`);
  }
}

/**
 * What a function of the application returned, within the time that it has.
 * @param given what it returned; a value is returned as it is
 * @param what the function, as it is named in the report
 * @param milliseconds 0: it may take any time
 * @param late called with a value that comes too late
 * @throws NotSettledError by rejection
 */
export function withinTime<T>(
  given: T | PromiseLike<T>,
  what: string,
  milliseconds: number,
  late?: (value: T) => void,
): T | Promise<T> {
  if (!isThenable(given)) return given;
  if (milliseconds === 0) return Promise.resolve(given);
  return new Promise<T>((resolve, reject) => {
    let expired = false;
    const timer = setTimeout(() => {
      expired = true;
      reject(new NotSettledError(what, milliseconds));
    }, milliseconds);
    given.then(
      (value) => {
        clearTimeout(timer);
        if (expired) late?.(value);
        else resolve(value);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}
