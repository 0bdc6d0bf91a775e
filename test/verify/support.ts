/** Sends cases to a server in memory and says which of them it takes otherwise than the contract has it. */

import { interpretedValidators } from "tenon-runtime/validators";
import {
  granted,
  type Contract,
  type DecodedRequest,
  type ProblemDocument,
  type SecurityDetails,
  type Validators,
} from "tenon-runtime/core";
import { toFetchHandler } from "tenon-runtime/server";
import { loadContract } from "../../toolchain/contract/index.ts";
import { inMemory } from "../../toolchain/emit/contract/in-memory.ts";
import { type Case, differenceOf } from "../../toolchain/verify/cases/index.ts";

/** What the server of these tests takes of JSON; large enough for what the generator makes. */
export const BODY_LIMIT = 100_000;

export interface Sides {
  readonly contract: Contract;
  readonly requests: Validators;
  readonly responses: Validators;
}

/** A contract as it would be generated. @throws when nothing can be made of it */
export async function sidesOf(file: string): Promise<Sides> {
  const { contract: model, diagnostics } = await loadContract(file);
  if (model === undefined) throw new Error(diagnostics.map(({ message }) => message).join("; "));
  const { contract, schemas, requests, responses } = inMemory(model);
  return {
    contract,
    requests: interpretedValidators(schemas, requests),
    responses: interpretedValidators(schemas, responses),
  };
}

export type Send = (sent: Case) => Promise<string | undefined>;

/** A server whose handlers write down what they get. @returns what is wrong with its answer to a case */
export function recorder({ contract, requests, responses }: Sides): Send {
  const received: { readonly operation: string; readonly request: DecodedRequest }[] = [];
  const errors: unknown[] = [];
  const handlers = Object.fromEntries(
    contract.operations.map(({ name }) => [
      name,
      (request: DecodedRequest) => {
        received.push({ operation: name, request });
        return { status: 204 };
      },
    ]),
  );
  const grant = (_: unknown, { scopes }: SecurityDetails): unknown => granted({}, scopes);
  const security = Object.fromEntries(Object.keys(contract.securitySchemes).map((name) => [name, grant]));
  const handle = toFetchHandler(
    contract,
    { requests, responses: () => responses },
    {
      handlers,
      security,
      basePath: "",
      validateResponses: "off",
      limits: { body: BODY_LIMIT },
      onError: (error) => errors.push(error),
    },
  );
  return async (sent) => {
    received.length = 0;
    errors.length = 0;
    const { method, url, headers, body } = sent.request;
    const response = await handle(
      new Request(`http://host${url}`, { method, headers: headers.map(([...pair]) => pair), body: body ?? null }),
    );
    const told = await response.text();
    const fault = errors.length === 0 ? "" : `; ${String(errors[0])}`;
    if (sent.expected.kind === "valid") {
      const [handled] = received;
      if (handled === undefined) return `answered ${response.status}: ${told}${fault}`;
      if (handled.operation !== sent.operation) return `reached ${handled.operation}`;
      return differenceOf(sent.expected.input, handled.request);
    }
    if (received.length > 0) return "the handler was called";
    // The answer to a HEAD has no body that could say more.
    return refusal(sent.expected, response.status, method === "HEAD" ? undefined : told);
  };
}

/** What is wrong with a refusal. */
export function refusal(
  expected: Extract<Case["expected"], { kind: "invalid" }>,
  status: number,
  told: string | undefined,
): string | undefined {
  const { at } = expected;
  if (status !== expected.status) return `answered ${status}, not ${expected.status}: ${told}`;
  if (at === undefined || told === undefined) return undefined;
  if (told === "") return "answered without a problem document";
  const { errors = [] } = JSON.parse(told) as ProblemDocument; // what a refusal is
  const named = errors.some(
    (error) =>
      error.in === at.in && error.name === at.name && error.pointer === at.pointer && error.keyword === at.keyword,
  );
  return named ? undefined : `does not name ${JSON.stringify(at)}: ${told}`;
}

/** Each disagreement as a line. */
export async function disagreements(send: Send, cases: readonly Case[]): Promise<string[]> {
  const found: string[] = [];
  for (const sent of cases) {
    const wrong = await send(sent);
    if (wrong !== undefined)
      found.push(`${sent.operation}: ${sent.name} (${sent.request.method} ${sent.request.url}): ${wrong}`);
  }
  return found;
}
