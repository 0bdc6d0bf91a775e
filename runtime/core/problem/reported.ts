/** Errors that have been reported already. */

/** The caller gets its status and nothing else; it must not be reported again. */
export class ReportedError extends Error {
  override readonly name = "ReportedError";
  readonly status: 500 | 503;
  constructor(status: 500 | 503, cause: unknown) {
    super("The error has been reported", { cause });
    this.status = status;
  }
}
