import { interpretedValidators } from "tenon-runtime/validators";
import {
  createFetchHandler,
  type Answer,
  type Contract,
  type DecodedRequest,
  type FetchHandler,
  type FetchHostOptions,
  type Operation,
  type ProblemDocument,
  type Schema,
  type Schemas,
} from "tenon-runtime/core";

export const contractOf = (operations: readonly Operation[], rest: Partial<Contract> = {}): Contract => ({
  format: 1,
  title: "t",
  version: "1",
  servers: ["/"],
  securitySchemes: {},
  operations,
  ...rest,
});

export interface Setup extends Partial<Omit<FetchHostOptions, "contract" | "requests" | "responses">> {
  readonly operation: Partial<Operation>;
  readonly contract?: Partial<Contract>;
  readonly schemas?: Schemas;
  /** Place → schema. */
  readonly requests?: Readonly<Record<string, Schema>>;
  readonly responses?: Readonly<Record<string, Schema>>;
}

export const NO_CONTENT: Answer = { status: 204 };

/** A host with one operation, `GET /x` unless told otherwise. */
export function hostOf({
  operation,
  contract,
  schemas = {},
  requests = {},
  responses,
  respond,
  ...options
}: Setup): FetchHandler {
  const whole: Operation = {
    name: "op",
    method: "GET",
    path: "/x",
    pointer: "/paths/~1x/get",
    responses: [{ status: "204" }],
    ...operation,
  };
  return createFetchHandler({
    onError: () => undefined,
    ...options,
    contract: contractOf([whole], contract),
    requests: interpretedValidators(schemas, { [whole.name]: requests }),
    ...(responses === undefined
      ? {}
      : { responses: () => interpretedValidators(schemas, { [whole.name]: responses }) }),
    respond: respond ?? (() => NO_CONTENT),
  });
}

/** What the handler receives, or the problem that the caller does. */
export async function received(
  setup: Setup,
  path: string,
  init?: RequestInit,
): Promise<DecodedRequest | ProblemDocument> {
  let decoded: DecodedRequest | undefined;
  const handle = hostOf({
    ...setup,
    respond: (_operation, request) => {
      decoded = request;
      return NO_CONTENT;
    },
  });
  const response = await handle(new Request(`http://host${path}`, init));
  return decoded ?? ((await response.json()) as ProblemDocument);
}

/** An object without a prototype, as decoded parts are. */
export const plain = <T>(value: T): T => structuredClone(value);
