import type { BodyFault } from "./errors.ts";

/** The body, or the error that `fault` makes when it broke off. */
export const received = <T>(body: Promise<T>, fault: BodyFault): Promise<T> =>
  body.catch((cause: unknown) => {
    throw fault(cause);
  });
