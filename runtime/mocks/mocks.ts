/** The mocks of a contract: core's engine, with generated answers in place of handlers. */

import type { Contract, Operation } from "../core/contract.ts";
import { createFetchHandler } from "../core/fetch.ts";
import { refuseUnknownOptions } from "../core/names.ts";
import { type AnySecurityHandler, granted } from "../core/security/index.ts";
import type { Answer, ClientCertificate, DecodedRequest, RequestInfo } from "../core/types.ts";
import { Answers } from "./answers.ts";
import { basesOf } from "./base-url.ts";
import { integer, mix } from "./generate/hash.ts";
import { type ActiveOverride, type AnyAnswer, type AnyPatch, Overrides } from "./overrides.ts";
import type { Delay, Mocks, MockOptions, MockSource, OverrideOptions } from "./types.ts";

/** `mocks.on` of a contract that nobody has typed. */
export type UntypedOverrides = Readonly<Record<string, (answer: AnyAnswer, options?: OverrideOptions) => void>>;

const OPTIONS = {
  seed: true,
  baseUrl: true,
  delay: true,
  context: true,
  problem: true,
  invalidStatus: true,
  onReport: true,
  onError: true,
} satisfies Record<keyof MockOptions, true>;

/**
 * Mocks of a contract. Generated code gives them their type: `createMocks<Mocks>(contract, source, options)`; a contract
 * that is loaded at run time needs nothing but its data and validators.
 * @throws Error for an option that is none
 */
export function createMocks<M extends Mocks<unknown> = Mocks<UntypedOverrides>>(
  contract: Contract,
  source: MockSource,
  options: MockOptions = {},
): M {
  refuseUnknownOptions(options, OPTIONS);
  const overrides = new Overrides();
  const scenarios = new Map<string, (mocks: M) => void>();
  const seed = options.seed ?? 0;
  const answers = new Answers(source, seed, options.onReport ?? (() => {}), contract.operations);
  const bases = basesOf(contract, options.baseUrl);
  let answered = 0;

  const respond = async (operation: Operation, request: DecodedRequest, context: object): Promise<Answer> => {
    const override = overrides.take(operation.name);
    // The engine's own context (OAS has no word for it) always has the request's description.
    const { request: info } = context as { request: RequestInfo };
    await pause(override?.options.delay ?? options.delay, mix(mix(0, String(seed)), (answered += 1)), info.signal);
    return answerOf(override, operation, request, context, info);
  };
  const answerOf = (
    override: ActiveOverride | undefined,
    operation: Operation,
    request: DecodedRequest,
    context: object,
    info: RequestInfo,
  ): Answer | Promise<Answer> => {
    const answer = override?.answer;
    // What a handler returns is looked at by the engine, which takes anything.
    if (typeof answer === "function") return answer(request, context) as Answer | Promise<Answer>;
    if (answer !== undefined && !isPatch(answer)) return answer;
    return answers.answer({
      operation,
      request,
      accept: info.header("accept"),
      url: info.url,
      ...(answer === undefined ? {} : { patch: answer }),
    });
  };

  const handle = createFetchHandler({
    contract,
    requests: source.requests,
    responses: () => source.responses,
    security: Object.fromEntries(Object.keys(contract.securitySchemes).map((name) => [name, acceptAny])),
    certificate: () => CERTIFICATE,
    respond,
    // Nobody parses it here: any text will do.
    xml: "text",
    ...(options.invalidStatus === undefined ? {} : { invalidStatus: options.invalidStatus }),
    ...(bases.basePath === undefined ? {} : { basePath: bases.basePath }),
    ...(options.context === undefined ? {} : { context: options.context }),
    ...(options.problem === undefined ? {} : { problem: options.problem }),
    ...(options.onError === undefined ? {} : { onError: options.onError }),
  });

  // No prototype: an operation may have any name, and what is no operation is not there.
  const on = Object.create(null) as Record<string, (answer: AnyAnswer, settings?: OverrideOptions) => void>; // `Object.create` is typed `any`
  for (const { name } of contract.operations) on[name] = (answer, settings) => overrides.add(name, answer, settings);

  const baseUrl = options.baseUrl ?? contract.servers[0] ?? "/";
  const mocks: Mocks<UntypedOverrides> = {
    on,
    baseUrl,
    async fetch(input, init) {
      const request = new Request(
        typeof input === "string" && URL.canParse(input, origin()) ? new URL(input, origin()) : input,
        init,
      );
      request.signal.throwIfAborted();
      const response = await handle(request);
      request.signal.throwIfAborted();
      return response;
    },
    async answer(name, request, context) {
      const operation = contract.operations.find((candidate) => candidate.name === name);
      if (operation === undefined) throw new RangeError(`There is no operation "${name}"`);
      return respond(operation, request, context);
    },
    matches(request) {
      const url = new URL(request.url);
      return bases.matches(url, () => handle.matches(request.method, url.pathname));
    },
    scenario(name, fn) {
      scenarios.set(name, fn as (mocks: M) => void); // `this` of the interface is M here
    },
    use(name) {
      const scenario = scenarios.get(name);
      if (scenario === undefined)
        throw new RangeError(
          `There is no scenario "${name}"; there are: ${[...scenarios.keys()].join(", ") || "none"}`,
        );
      overrides.clear();
      scenario(mocks as unknown as M);
    },
    reset: () => overrides.clear(),
  };
  return mocks as unknown as M; // generated code types what the contract's data makes

  /** What a relative URL is resolved against: only its path is looked at. */
  function origin(): string {
    return URL.canParse(baseUrl) ? baseUrl : "http://localhost/";
  }
}

/** Whatever is well-formed is accepted, with all scopes; what is missing never gets here. */
const acceptAny: AnySecurityHandler = (credentials: unknown, { scopes }) => granted(credentials, scopes);

/** Nobody connects to a mock by TLS. */
const CERTIFICATE: ClientCertificate = {
  subject: { CN: "mock" },
  issuer: { CN: "mock" },
  serialNumber: "00",
  fingerprint256: "",
  raw: new Uint8Array(),
};

const isPatch = (answer: Answer | AnyPatch): answer is AnyPatch => "patch" in answer;

async function pause(delay: Delay | undefined, hash: number, signal: AbortSignal): Promise<void> {
  if (delay === undefined) return;
  const milliseconds = typeof delay === "number" ? delay : integer(hash, delay[0], delay[1]);
  await new Promise<void>((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener("abort", end);
    if (signal.aborted) end();
  });
}
