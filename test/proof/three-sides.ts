/**
 * Proof `three-sides`: for each of these real contracts the generated server starts, the generated mocks answer every
 * operation, and the generated client reads the answer; requests and answers are validated on both ends.
 */

import { validation } from "tenon-runtime/client";
import type { AddressInfo } from "node:net";
import { performance } from "node:perf_hooks";
import { isDeepStrictEqual } from "node:util";
import { granted, type Answer, type DecodedRequest, type Operation, type SecurityDetails } from "tenon-runtime/core";
import { Answers } from "../../runtime/mocks/answers.ts";
import { createValues } from "../../runtime/mocks/generate/index.ts";
import { generateContract, importSides, type Sides, type UntypedClient } from "./support/generated.ts";
import { differenceOf, inputFor, type Input, NoInput } from "../../toolchain/verify/cases/index.ts";
import { draw, type Finding, type Outcome, type Proof, type ProofOptions } from "./proof.ts";

const CONTRACTS = ["github", "stripe", "kubernetes"];
/** So many operations of each contract are in a slice. */
const SLICE = 50;

export const proof: Proof = {
  claim:
    "For GitHub, Stripe and Kubernetes the generated server starts, the generated mocks answer every operation, and the " +
    "generated client reads the answer, over HTTP as well; the handler gets what was sent, and the caller what was answered.",
  seeded: true,
  async run(options: ProofOptions): Promise<Outcome> {
    const numbers: Record<string, unknown> = {};
    const failures: Finding[] = [];
    const exceptions: Finding[] = [];
    for (const name of CONTRACTS) {
      const result = await proveContract(name, options);
      numbers[name] = result.numbers;
      failures.push(...result.failures.map((failure) => ({ ...failure, case: `${name} ${failure.case}` })));
      for (const operation of result.onlyErrors) {
        const declared = operation.responses.map(({ status }) => status).join(", ");
        exceptions.push({
          case: `${name} ${operation.name}`,
          reason: `declares ${declared} alone: that is its answer`,
        });
      }
    }
    return { holds: failures.length === 0, numbers, exceptions, failures };
  },
};

async function proveContract(
  name: string,
  { seed, slice, log }: ProofOptions,
): Promise<{ numbers: object; failures: readonly Finding[]; onlyErrors: readonly Operation[] }> {
  const begin = performance.now();
  const sides = await importSides(await generateContract(name));
  const { operations } = sides.contract;
  const called = slice ? draw(operations, SLICE, seed) : operations;
  log(`${name}: ${operations.length} operations, generated and loaded in ${seconds(begin)} s`);

  const failures: Finding[] = [];
  const inputs = new Map<Operation, Input>();
  for (const operation of called) {
    try {
      inputs.set(operation, inputFor(operation, sides.requests, seed));
    } catch (error) {
      if (!(error instanceof NoInput)) throw error;
      failures.push({ case: `${operation.name} input`, reason: error.message });
    }
  }
  const overMocks = await callAll(inputs, mockClient(sides, seed), failures, "mocks");
  const server = await startServer(sides, seed);
  log(`${name}: called the mocks and started the server, ${seconds(begin)} s`);
  try {
    const overHttp = await callAll(inputs, server, failures, "server");
    const numbers = {
      operations: operations.length,
      called: called.length,
      withInput: inputs.size,
      answeredByMocks: overMocks,
      answeredByServer: overHttp,
      seconds: seconds(begin),
    };
    log(`${name}: ${JSON.stringify(numbers)}`);
    return { numbers, failures, onlyErrors: called.filter((operation) => !hasSuccess(operation)) };
  } finally {
    await server.stop();
  }
}

/** A client of something that answers. */
interface Callee {
  readonly client: UntypedClient;
  /** What the other side said went wrong since it was last asked. */
  readonly faults: string[];
  /** What the handler got and gave, where there is one of ours. */
  readonly seen?: Map<string, { readonly request: DecodedRequest; readonly answer: Answer }>;
}

async function callAll(
  inputs: ReadonlyMap<Operation, Input>,
  { client, faults, seen }: Callee,
  failures: Finding[],
  side: string,
): Promise<number> {
  let answered = 0;
  for (const [operation, input] of inputs) {
    faults.length = 0;
    const fail = (reason: string): void => {
      const told = faults.length === 0 ? "" : `; ${faults.join("; ")}`;
      failures.push({ case: `${operation.name} ${side}`, reason: `${reason}${told}`.slice(0, 600) });
    };
    try {
      const result = await client[operation.name]?.(input);
      if (result === undefined) {
        fail("the client has no such function");
        continue;
      }
      const exchange = seen?.get(operation.name);
      const wrong =
        refusal(operation, result) ?? (seen && (exchange ? difference(input, result, exchange) : "no handler ran"));
      if (wrong === undefined) answered += 1;
      else fail(wrong);
    } catch (error) {
      fail(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
    }
  }
  return answered;
}

const hasSuccess = ({ responses }: Operation): boolean => responses.some(({ status }) => /^(2|3|default)/.test(status));

/** A refusal that the contract declares reaches the caller as a result like any other: it is no answer all the same. */
function refusal(operation: Operation, { status, body }: { status: number; body?: unknown }): string | undefined {
  return status >= 400 && hasSuccess(operation) ? `answered ${status}: ${JSON.stringify(body)}` : undefined;
}

/** What arrived otherwise than it was sent, on the way to the handler or back. */
function difference(
  input: Input,
  result: { status: number; body?: unknown },
  { request, answer }: { readonly request: DecodedRequest; readonly answer: Answer },
): string | undefined {
  const wrong = differenceOf(input, request);
  if (wrong !== undefined) return wrong;
  if (result.status !== answer.status) return `answered ${answer.status}, read as ${result.status}`;
  if (answer.body === undefined || !/json/.test(answer.contentType ?? "")) return undefined;
  return isDeepStrictEqual(plain(answer.body), plain(result.body)) ? undefined : "the body was read otherwise";
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const seconds = (begin: number): number => Math.round((performance.now() - begin) / 100) / 10;

function clientOptions({ contract, requests, responses }: Sides): object {
  const auth = Object.fromEntries(
    Object.entries(contract.securitySchemes).map(([name, scheme]) => [
      name,
      scheme.type === "http" && scheme.scheme.toLowerCase() === "basic"
        ? { username: "ada", password: "secret" }
        : "secret",
    ]),
  );
  return { auth, validate: validation({ contract, requests, responses }), timeout: 20_000 };
}

function mockClient(sides: Sides, seed: number): Callee {
  const faults: string[] = [];
  const baseUrl = "http://mocks.example";
  // Keys are made up: with a store that of nothing would be a 404, and a success is asked for.
  const mocks = sides.createMocks({ seed, baseUrl, stateful: false, onError: (error) => faults.push(String(error)) });
  return { client: sides.createClient({ ...clientOptions(sides), baseUrl, fetch: mocks.fetch }), faults };
}

/** The generated server on a socket, its handlers answering with generated values. */
async function startServer(sides: Sides, seed: number): Promise<Callee & { stop(): Promise<void> }> {
  const { contract, requests, responses, examples } = sides;
  const faults: string[] = [];
  const seen = new Map<string, { request: DecodedRequest; answer: Answer }>();
  const answers = new Answers(
    { requests, responses, examples },
    createValues(responses.schemas),
    seed,
    () => {},
    contract,
  );
  const handlers = Object.fromEntries(
    contract.operations.map((operation) => [
      operation.name,
      (request: DecodedRequest): Answer => {
        const draft = answers.draft({ operation, decoded: request, info: { url: "/", header: () => undefined } });
        const { answer } = answers.example(draft) ?? answers.generated(draft);
        seen.set(operation.name, { request, answer });
        return answer;
      },
    ]),
  );
  const security = Object.fromEntries(
    Object.keys(contract.securitySchemes).map((name) => [
      name,
      (_credentials: unknown, { scopes }: SecurityDetails) => granted({ name }, scopes),
    ]),
  );
  const app = sides.createServer({
    handlers,
    security,
    basePath: "",
    validateResponses: "enforce",
    onError: (error: unknown) => faults.push(String(error)),
  });
  const server = app.listen(0, "127.0.0.1");
  await new Promise((done, fail) => {
    server.once("listening", done);
    server.once("error", fail);
  });
  const { port } = server.address() as AddressInfo; // it listens on TCP
  const client = sides.createClient({ ...clientOptions(sides), baseUrl: `http://127.0.0.1:${port}` });
  return {
    client,
    faults,
    seen,
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
