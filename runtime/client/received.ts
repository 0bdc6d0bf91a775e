import type { BodyFault } from "./parts/types.ts";

/** The body, or the error that `fault` makes when it broke off. */
export async function received<T>(body: Promise<T>, fault: BodyFault): Promise<T> {
  try {
    return await body;
  } catch (cause) {
    throw fault(cause);
  }
}
