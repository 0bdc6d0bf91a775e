/** The values of one place (`params`, `query`, …), by parameter name. */
export type ParameterValues = Readonly<Record<string, unknown>> | undefined;

/** The input of a call, untyped. */
export interface Input {
  readonly params?: ParameterValues;
  readonly query?: ParameterValues;
  readonly headers?: ParameterValues;
  readonly cookies?: ParameterValues;
  readonly body?: unknown;
  readonly contentType?: string;
}
