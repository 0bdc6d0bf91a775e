/** Errors that the caller of the API does not see, reported to the application. */

import type { RequestInfo } from "./types.ts";
import { isThenable } from "./values.ts";

export interface ErrorInfo {
  /** Where it happened: in a security handler, in a handler or around it, or in an answer that breaks the contract. */
  readonly during: "security" | "handler" | "response";
  /** The generated name of the operation. */
  readonly operation?: string;
  readonly request: RequestInfo;
}

/** Reports an error once. Never throws, whatever the application's function does. */
export type Report = (error: unknown, info: ErrorInfo) => void;

/** @param onError default: `console.error` */
export function createReport(onError: (error: unknown, info: ErrorInfo) => unknown = logError): Report {
  return (error, info) => {
    // A report that cannot be delivered must neither be lost nor end the process.
    const undelivered = (failure: unknown): void => {
      logError(error, info);
      logError(new Error("onError failed with the error above", { cause: failure }), info);
    };
    try {
      const delivered = onError(error, info);
      if (isThenable(delivered)) delivered.then(undefined, undelivered);
    } catch (failure) {
      undelivered(failure);
    }
  };
}

/** Writes one line that says which request it was, before the error. */
function logError(error: unknown, { during, operation, request }: ErrorInfo): void {
  const question = request.url.indexOf("?"); // the query may hold secrets
  const path = question === -1 ? request.url : request.url.slice(0, question);
  const where = [`${request.method} ${path}`, operation, `${during} error`, `request ${request.id}`];
  try {
    // oxlint-disable-next-line no-console -- without `onError` the error would be lost
    console.error("%s\n", where.filter((part) => part !== undefined).join(", "), error);
  } catch {
    // Some applications replace the console, and an error may have a getter that throws.
  }
}
