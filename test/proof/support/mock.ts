/** One contract's mock, called with what `toolchain/verify/cases` draws from the contract. */

import { interpretedValidators } from "tenon-runtime/validators";
import { PROBLEM_MEDIA_TYPE, type Operation, type Response as ResponseData, type Validators } from "tenon-runtime/core";
import { createMocks, type MockOptions } from "tenon-runtime/mocks";
import { loadedValidators } from "../../../toolchain/cli/generate/loaded-validators.ts";
import { loadContract } from "../../../toolchain/contract/index.ts";
import { inMemory, type InMemory } from "../../../toolchain/emit/contract/in-memory.ts";
import { type Case, casesOf } from "../../../toolchain/verify/cases/index.ts";
import { refusal } from "../../verify/support.ts";
import { draw } from "../proof.ts";
import { oracleOf } from "./validators.ts";

export interface MockCheck {
  /** So many cases of each kind of one operation. */
  readonly valid: number;
  readonly invalid: number;
  readonly seed: number;
  /** So many of the contract's operations; all when it is absent. */
  readonly operations?: number;
  /** Every so many of the bodies are held against Ajv too. */
  readonly ajv: number;
}

export interface MockChecked {
  operations: number;
  /** Those that have a request of which the contract says that it is valid. */
  called: number;
  valid: number;
  invalid: number;
  /** Answers to valid requests that say that all went well, which a mock does whose ids are whatever is asked for. */
  fine: number;
  /** Bodies that were held against their schema, by the interpreter and by Ajv. */
  bodies: number;
  byAjv: number;
  /** Operations whose valid requests the store answered. */
  stored: number;
  /** Answers that nothing can be, as their schema has it. */
  impossible: number;
  readonly failures: { readonly case: string; readonly reason: string }[];
}

const ORIGIN = "http://mocks.example";

/** @returns `undefined` where nothing can be made of the contract */
export async function checkMock(file: string, options: MockCheck): Promise<MockChecked | undefined> {
  const { contract: model } = await loadContract(file);
  if (model === undefined) return undefined;
  const memory = inMemory(model);
  const slow = { requests: interpreted(memory, "requests"), responses: interpreted(memory, "responses") };
  const { contract } = memory;
  const operations = draw(contract.operations, options.operations ?? Infinity, options.seed);
  const result: MockChecked = {
    operations: operations.length,
    called: 0,
    valid: 0,
    invalid: 0,
    fine: 0,
    bodies: 0,
    byAjv: 0,
    stored: 0,
    impossible: 0,
    failures: [],
  };
  const mocked = mockOf(memory, {});
  const inventive = mockOf(memory, { unknownIds: "invent" });
  const stored = new Set<string>();
  inventive.mocks.observe(({ operation, outcome }) => {
    if (outcome === "store" && operation !== undefined) stored.add(operation);
  });
  const ajv = ajvOf(memory, options.ajv);
  for (const operation of operations) {
    const { cases } = await casesOf({ contract, requests: slow.requests }, { ...options, operations: [operation] });
    const valid = cases.filter(({ expected }) => expected.kind === "valid");
    const chosen = [
      ...draw(valid, options.valid, options.seed),
      ...draw(
        cases.filter(({ expected }) => expected.kind !== "valid"),
        options.invalid,
        options.seed,
      ),
    ];
    if (valid.length > 0) result.called += 1;
    for (const sent of chosen) {
      // What nothing can satisfy nobody can answer: that is told when the contract is read (`empty-schema`).
      const fail = (reason: string): void => {
        const [said] = mocked.errors;
        if (said?.includes("nothing can satisfy its schema") === true) {
          result.impossible += 1;
          return;
        }
        result.failures.push({
          case: `${operation.name}: ${sent.name} (${sent.request.method} ${sent.request.url.slice(0, 200)})`,
          reason: `${reason}${said === undefined ? "" : `; ${said}`}`.slice(0, 800),
        });
      };
      mocked.errors.length = 0;
      const response = await mocked.send(sent);
      const { status } = response;
      const told = await response.text();
      if (sent.expected.kind === "invalid") {
        result.invalid += 1;
        // In a form of the contract's own there may be no place for what is wrong; the form itself has to fit.
        const isProblem = response.headers.get("Content-Type")?.startsWith(PROBLEM_MEDIA_TYPE) === true;
        const wrong =
          refusal(sent.expected, status, isProblem && sent.request.method !== "HEAD" ? told : undefined) ??
          (isProblem || sent.request.method === "HEAD"
            ? undefined
            : wrongAnswer(operation, response, told, slow.responses, isUnfit));
        if (wrong !== undefined) fail(wrong);
        continue;
      }
      result.valid += 1;
      if ((await inventive.send(sent)).status < 400) result.fine += 1;
      const wrong = wrongAnswer(operation, response, told, slow.responses, (body, place, check) => {
        result.bodies += 1;
        if (!check(body)) return true;
        const verdict = ajv(operation.name, place, body);
        if (verdict !== undefined) result.byAjv += 1;
        return verdict === false;
      });
      if (wrong !== undefined) fail(wrong);
    }
  }
  result.stored = stored.size;
  return result;
}

const isUnfit = (body: unknown, _: string, check: (value: unknown) => boolean): boolean => !check(body);

const interpreted = ({ schemas, ...sides }: InMemory, side: "requests" | "responses"): Validators =>
  interpretedValidators(schemas, sides[side]);

interface Mocked {
  readonly mocks: ReturnType<typeof createMocks>;
  /** What the mock itself said went wrong. */
  readonly errors: string[];
  send(sent: Case): Promise<Response>;
}

/** As `tenon mock` has it. */
function mockOf(memory: InMemory, options: MockOptions): Mocked {
  const errors: string[] = [];
  const mocks = createMocks(
    memory.contract,
    { ...memory, ...loadedValidators(memory) },
    { ...options, baseUrl: ORIGIN, onError: (error) => errors.push(String(error)) },
  );
  return {
    mocks,
    errors,
    send: ({ request: { method, url, headers, body } }) =>
      mocks.fetch(
        new Request(ORIGIN + url, { method, headers: headers.map(([...pair]) => pair), ...(body && { body }) }),
      ),
  };
}

/** What is wrong with the answer to a valid request: not declared, not valid, or an error where the contract has others. */
function wrongAnswer(
  operation: Operation,
  { status, headers }: Response,
  told: string,
  responses: Validators,
  isWrong: (body: unknown, place: string, check: (value: unknown) => boolean) => boolean,
): string | undefined {
  const declared = declaredFor(operation, status);
  if (declared === undefined) return `answered ${status}, which is not declared: ${told.slice(0, 300)}`;
  if (status >= 500 && operation.responses.some((each) => !/^(5|default)/.test(each.status)))
    return `answered ${status}: ${told.slice(0, 300)}`;
  const type = headers.get("Content-Type")?.split(";", 1)[0]?.trim().toLowerCase();
  if (told === "" || type === undefined || !/[/+]json$/.test(type)) return undefined;
  const media = declared.content?.find((each) => each.kind === "json" && each.type.toLowerCase() === type);
  const place = `${declared.status} ${media?.type ?? ""}`;
  const validator = media && responses.get(operation.name, place);
  if (validator === undefined) return undefined;
  const body = JSON.parse(told) as unknown;
  return isWrong(body, place, (value) => validator.is(value))
    ? `answered ${status} with a body that is not valid: ${JSON.stringify(validator.explain(body).slice(0, 3))} ${told.slice(0, 300)}`
    : undefined;
}

/** OAS 3.2 §4.16: a code goes before its range, and that before `default`. */
export const declaredFor = ({ responses }: Operation, status: number): ResponseData | undefined =>
  responses.find((each) => each.status === String(status)) ??
  responses.find((each) => each.status.toUpperCase() === `${Math.floor(status / 100)}XX`) ??
  responses.find((each) => each.status === "default");

/** Ajv's verdict on every so many of the bodies; none where it does not take the schema. */
function ajvOf(
  { schemas, responses }: InMemory,
  every: number,
): (operation: string, place: string, body: unknown) => boolean | undefined {
  let oracle: ReturnType<typeof oracleOf> | undefined;
  let count = 0;
  return (operation, place, body) => {
    const schema = responses[operation]?.[place];
    if (schema === undefined || count++ % every !== 0) return undefined;
    try {
      oracle ??= oracleOf(schemas, true);
      return oracle(schema)(body);
    } catch {
      return undefined;
    }
  };
}
