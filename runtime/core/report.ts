/** Errors, told to whoever runs the server. */

import type { ErrorInfo } from "./engine.ts";

export type Report = (error: unknown, info: ErrorInfo) => void;

/** @param onError default: `console.error` */
export function createReport(onError: Report = logError): Report {
  return (error, info) => {
    try {
      onError(error, info);
    } catch {
      // A logger that fails must not take the answer with it.
    }
  };
}

/** One line that says which request it was, before the error. */
function logError(error: unknown, { during, operation, request }: ErrorInfo): void {
  const question = request.url.indexOf("?"); // what comes after may be nobody's business
  const path = question === -1 ? request.url : request.url.slice(0, question);
  const where = [`${request.method} ${path}`, operation, `${during} error`, `request ${request.id}`];
  // oxlint-disable-next-line no-console -- an error that nobody asked to be told of must not be lost
  console.error("%s\n", where.filter((part) => part !== undefined).join(", "), error);
}
