/** The mocks of a contract: core's engine, with generated answers in place of handlers. */

import { createAdmission, type Parts } from "../core/admission.ts";
import type { EncodedAnswer } from "../core/answer/index.ts";
import { encodePlain } from "../core/answer/plain.ts";
import { encodeProblem } from "../core/answer/problem.ts";
import { responseFor } from "../core/answer/response-for.ts";
import type { Answering } from "../core/answering.ts";
import type { Contract, Operation } from "../core/contract.ts";
import { type Admitted, admit, type Refused, WebRequest, webResponse, wholeSource } from "../core/fetch.ts";
import { didYouMean, refuseUnknownOptions, refuseWrongChoice } from "../core/names.ts";
import { Gone } from "../core/http/bytes.ts";
import { HttpProblem } from "../core/problem/index.ts";
import { pointed } from "../core/problem/told.ts";
import { createReport, type Report } from "../core/report.ts";
import type { RequestInfo } from "../core/types.ts";
import type { Answers } from "./answers.ts";
import { basesOf } from "./base-url.ts";
import { type Exchange, Observers, type Outcome } from "./exchange.ts";
import { NetworkFault } from "./fault.ts";
import { mix } from "./generate/hash.ts";
import { createMaking } from "./generate/making.ts";
import type { ValueParts } from "./generate/parts.ts";
import type { AnyAnswer } from "./overrides.ts";
import { lacks, type Met, refused } from "./met.ts";
import { isPlainly } from "./plainly.ts";
import type * as rarely from "./rare.ts";
import type { Refusals } from "./refusals.ts";
import type { Delay, Mocks, MockOptions, MockSource, OverrideOptions } from "./types.ts";
import { CERTIFICATE, securityOf } from "./security.ts";
import { createStore } from "./store/index.ts";
import { suggest, withSupplied } from "./suggest/index.ts";
import type { AnyDb } from "./store/types.ts";
import { Unmet } from "./unmet.ts";
import { World } from "./world.ts";

/** `mocks.on` of a contract that nobody has typed. */
export type UntypedOverrides = Readonly<Record<string, (answer: AnyAnswer, options?: OverrideOptions) => void>>;

const OPTIONS = {
  seed: true,
  baseUrl: true,
  stateful: true,
  unknownIds: true,
  now: true,
  values: true,
  faker: true,
  delay: true,
  security: true,
  context: true,
  problem: true,
  invalidStatus: true,
  onReport: true,
  onError: true,
} satisfies Record<keyof MockOptions, true>;

/** Names the scenarios that one request is answered by, with commas between them. */
const SCENARIO_HEADER = "tenon-scenario";
/** So many sets of scenarios that requests name are remembered, since a caller can name them in any order. */
const MOST_WORLDS = 100;

/** What is loaded when a request first asks for it. */
const PARTS: Parts = {
  others: () => import("../core/body/others.ts"),
  styles: () => import("../core/parameters/style.ts"),
  challenges: () => import("../core/security/challenges.ts"),
  negotiation: () => import("../core/http/negotiate.ts"),
};

/** What few requests ask for, for these mocks. */
type Rare = typeof rarely & { readonly answers: Answers; readonly refusals: Refusals };

/**
 * Mocks of a contract. Generated code gives them their type, and the parts that the contract needs:
 * `createMocksOf<Mocks>(contract, source, options)`.
 * @throws Error for an option that is none, and for `security` of a scheme that the contract has not
 */
export function createMocksOf<M extends Mocks<unknown> = Mocks<UntypedOverrides, AnyDb>>(
  contract: Contract,
  source: MockSource & { readonly parts: ValueParts },
  options: MockOptions<object> = {},
): M {
  refuseUnknownOptions(options, OPTIONS);
  refuseWrongChoice("invalidStatus", options.invalidStatus, [400, 422]);
  const seed = options.seed ?? 0;
  const { onReport = () => {} } = options;
  const values = createMaking(
    source.responses.schemas,
    withSupplied(suggest, { values: options.values, faker: options.faker, onReport }),
    source.parts,
  );
  let rare: Rare | undefined;
  const loadRare = async (): Promise<Rare> => {
    const by = await import("./rare.ts");
    const telling = by.judged(values);
    return (rare ??= {
      ...by,
      answers: new by.Answers(source, telling, seed, onReport, contract.operations),
      refusals: new by.Refusals(source, telling, onReport),
    });
  };
  const bases = basesOf(contract, options.baseUrl);
  const baseUrl = options.baseUrl ?? contract.servers[0] ?? "/";
  const observers = new Observers<Exchange>();
  const scenarios = new Map<string, (mocks: M) => void>();
  const newWorld = (changed?: () => void): World => {
    const { resources = [], ...data } = source;
    const { unknownIds, now } = options;
    const forms = async (): Promise<Refusals> => (await loadRare()).refusals;
    const store = createStore({ contract, resources, ...data, values, seed, unknownIds, now, changed, forms });
    return new World(seed, options, store);
  };
  const changes = new Observers<void>();
  const main = newWorld(() =>
    changes.tell(undefined, (error) => {
      throw error; // to whoever changes something
    }),
  );
  /** Of requests that name their scenarios, by the header. */
  const others = new Map<string, World>();
  const told = createReport(options.onError);
  /** What went wrong with requests, for those who observe them. */
  const errors = new WeakMap<object, unknown>();
  const report: Report = (error, info) => {
    if (info.request !== undefined) errors.set(info.request, error);
    told(error, info);
  };
  const admission = createAdmission(
    {
      contract,
      requests: source.requests,
      security: securityOf(contract, options.security),
      // Nobody parses it here: any text will do.
      xml: "text",
      ...(options.invalidStatus === undefined ? {} : { invalidStatus: options.invalidStatus }),
      ...(bases.basePath === undefined ? {} : { basePath: bases.basePath }),
    },
    PARTS,
    report,
  );
  let answering: Answering | undefined;
  const loadAnswering = async (): Promise<Answering> => {
    const { createAnswering } = await import("../core/answering.ts");
    const { problem } = options;
    return (answering ??= createAnswering({ responses: () => source.responses, ...(problem && { problem }) }, report));
  };
  const refusal = async (
    operation: Operation | undefined,
    error: unknown,
    info: RequestInfo,
  ): Promise<EncodedAnswer> => {
    const met = operation === undefined ? error : pointed(operation, error);
    return met instanceof HttpProblem && options.problem === undefined
      ? encodeProblem(met)
      : (answering ?? (await loadAnswering())).refusal(operation, met, info);
  };
  const engine = { ...admission, refusal };
  const host = { source: wholeSource, ...(options.context && { context: options.context }) };

  const handle = async (request: Request): Promise<Response> => {
    request.signal.throwIfAborted();
    const started = observers.any ? performance.now() : 0;
    const found = request.url.includes("__") ? (rare ?? (await loadRare())).wishesOf(request.url) : undefined;
    const info = new WebRequest(request, false, found?.url);
    info.certificate = CERTIFICATE;
    const failed = (error: unknown): void => report(error, { during: "response", request: info });
    const admitted = await admit(engine, host, info, request);
    const met: Met =
      "refusal" in admitted
        ? admitted.reason instanceof Gone
          ? {
              ...(admitted.operation && { operation: admitted.operation.name }),
              outcome: "fault",
              thrown: admitted.reason,
            }
          : refused(admitted.operation?.name, admitted.reason, await formed(admitted, info))
        : await answered(admitted, info, found?.wishes);
    if (observers.any) {
      const { encoded, thrown: _, ...seen } = met;
      const { method, url } = info;
      const exchange = { ...seen, request: { method, url, headers: request.headers }, status: encoded?.status ?? 0 };
      const error = errors.get(info);
      observers.tell(
        { ...exchange, ...(error !== undefined && { error }), milliseconds: performance.now() - started },
        failed,
      );
    }
    request.signal.throwIfAborted();
    if (met.encoded === undefined) throw met.thrown;
    return webResponse(met.encoded, info.method === "HEAD", failed);
  };

  /** The engine's refusal as the contract declares it, where nobody has said how. */
  const formed = async ({ operation, reason, refusal: usual }: Refused, info: WebRequest): Promise<EncodedAnswer> => {
    if (options.problem !== undefined || operation === undefined || !(reason instanceof HttpProblem)) return usual;
    const declared = responseFor(operation, reason.status);
    if (declared === undefined || !(declared.content?.length || declared.headers?.length)) return usual;
    if (isPlainly(source.responses, operation, declared, reason.document) && !lacks(declared, reason.headers))
      return usual;
    const { answers, refusals } = rare ?? (await loadRare());
    const answer = refusals.answer(operation, reason.document, info.header("accept"));
    if (answer === undefined) return usual;
    const headers: Record<string, unknown> = { ...reason.headers };
    const own = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
    for (const [name, value] of Object.entries(answers.required(operation, answer.status)))
      if (!own.has(name.toLowerCase())) headers[name] = value;
    return (answering ?? (await loadAnswering())).answer(operation, { ...answer, headers }, info, true);
  };

  const answered = async (
    { operation, decoded, context }: Admitted,
    info: WebRequest,
    wishes: ReadonlyMap<string, string> | undefined,
  ): Promise<Met> => {
    const met = { operation: operation.name, decoded };
    let outcome: Outcome = "override";
    try {
      const world = worldOf(info.header(SCENARIO_HEADER), info);
      const prefer = info.header("prefer");
      const preference =
        prefer === undefined && wishes === undefined
          ? undefined
          : (rare ?? (await loadRare())).preferenceOf(prefer, wishes);
      const override = preference === undefined ? world.overrides.take(operation.name) : undefined;
      const delay = override?.options.delay ?? world.delay;
      if (delay !== undefined) {
        await world.pause(delay, info.signal);
        info.signal.throwIfAborted();
      }
      const call = { world, operation, decoded, context, info, preference };
      const keeping =
        override === undefined && preference === undefined ? world.kept(operation, decoded, info) : undefined;
      const kept = keeping instanceof Promise ? await keeping : keeping;
      if (kept !== undefined && !lacks(responseFor(operation, kept.status), kept.headers)) {
        const encoded = encodePlain(operation, kept);
        if (encoded !== undefined) return { ...met, answer: kept, outcome: "store", encoded };
      }
      const by = rare ?? (await loadRare());
      const made =
        override !== undefined
          ? await by.respond(by.answers, call, override)
          : kept === undefined
            ? by.made(by.answers, call)
            : by.stored(by.answers, operation, kept);
      outcome = made.outcome;
      const sending = (answering ?? (await loadAnswering())).answer(operation, made.answer, info, made.checked);
      const encoded = sending instanceof Promise ? await sending : sending;
      const { answer } = made;
      return { ...met, answer, outcome, encoded: made.malformed ? by.malformed(made.malformed, encoded) : encoded };
    } catch (error) {
      if (error instanceof Unmet)
        return { ...met, ...refused(operation.name, error, await refusal(operation, error, info)) };
      if (error instanceof NetworkFault || info.signal.aborted) return { ...met, outcome: "fault", thrown: error };
      return { ...met, outcome, encoded: await (answering ?? (await loadAnswering())).failure(operation, error, info) };
    }
  };

  /** The scenarios that a request names have mocks of their own, made when they are first named. */
  const worldOf = (header: string | undefined, info: RequestInfo): World => {
    if (header === undefined) return main;
    const names = [...new Set(header.split(",").map((name) => name.trim()))];
    const key = names.join();
    let world = others.get(key);
    if (world === undefined) {
      const unknown = names.find((name) => !scenarios.has(name));
      if (unknown !== undefined) throw new Unmet(400, { detail: noScenario(unknown) });
      try {
        apply((world = newWorld()), names);
      } catch (error) {
        report(error, { during: "handler", request: info });
        throw new Unmet(500, { detail: `The scenario "${key}" fails: ${String(error)}` });
      }
      for (const [oldest] of others) if (others.size >= MOST_WORLDS) others.delete(oldest);
    }
    // the last that was asked for is the last to go
    others.delete(key);
    others.set(key, world);
    return world;
  };
  const noScenario = (name: string): string =>
    `There is no scenario "${name}"; ${didYouMean(name, [...scenarios.keys()])}`;
  /** @throws RangeError for a name that is none */
  const apply = (world: World, names: readonly string[]): void => {
    for (const name of names) {
      const scenario = scenarios.get(name);
      if (scenario === undefined) throw new RangeError(noScenario(name));
      scenario(face(world));
      world.active = [...new Set([...world.active, name])]; // one may use others
    }
  };
  const overridesOf = (world: World): UntypedOverrides => {
    // No prototype: an operation may have any name, and what is no operation is not there.
    const on = Object.create(null) as Record<string, UntypedOverrides[string]>; // `Object.create` is typed `any`
    for (const { name } of contract.operations)
      on[name] = (answer, settings) => world.overrides.add(name, answer, settings);
    return on;
  };
  const everyOf =
    (world: World): Mocks<unknown>["onEvery"] =>
    (answer, { methods, ...settings } = {}) => {
      for (const { name, method } of contract.operations)
        if (methods === undefined || methods.includes(method)) world.overrides.add(name, answer, settings);
    };
  /** The mocks as a scenario gets them: what it does to them is done to one world. */
  const face = (world: World): M =>
    Object.create(mocks, {
      on: { value: overridesOf(world) },
      onEvery: { value: everyOf(world) },
      db: { value: world.store.db },
      delay: {
        get: () => world.delay,
        set(delay: Delay | undefined) {
          world.delay = delay;
        },
      },
      active: { get: () => world.active },
      use: { value: (...names: readonly string[]) => apply(world, names) },
      reset: { value: () => world.reset() },
    }) as M; // `Object.create` is typed `any`
  const reset = (): void => {
    main.reset();
    for (const world of others.values()) world.reset();
    others.clear();
  };

  const mocks: Mocks<UntypedOverrides> = {
    contract,
    get fingerprint() {
      return mix(mix(0, JSON.stringify(contract)), JSON.stringify(source.responses.schemas)).toString(36);
    },
    baseUrl,
    on: overridesOf(main),
    onEvery: everyOf(main),
    db: main.store.db,
    get delay() {
      return main.delay;
    },
    set delay(delay) {
      main.delay = delay;
    },
    fetch(input, init) {
      // To make a request of a request is dear.
      if (input instanceof Request && init === undefined) return handle(input);
      const url = typeof input === "string" && !URL.canParse(input) ? new URL(input, origin()) : input;
      return handle(new Request(url, init));
    },
    async answer(name, request, context) {
      const operation = contract.operations.find((candidate) => candidate.name === name);
      if (operation === undefined) throw new RangeError(`There is no operation "${name}"`);
      // The engine's own context (OAS has no word for it) always has the request's description.
      const { request: info } = context as { request: RequestInfo };
      const override = main.overrides.take(name);
      const delay = override?.options.delay ?? main.delay;
      if (delay !== undefined) await main.pause(delay, info.signal);
      const call = { world: main, operation, decoded: request, context, info };
      const { answers, respond } = rare ?? (await loadRare());
      return (await respond(answers, call, override)).answer;
    },
    matches(request) {
      const url = new URL(request.url);
      return bases.matches(url, () => admission.route(request.method, url.pathname).kind !== "none");
    },
    scenario(name, fn) {
      scenarios.set(name, fn as (mocks: M) => void); // `this` of the interface is M here
      others.clear();
    },
    get scenarios() {
      return [...scenarios.keys()];
    },
    get active() {
      return main.active;
    },
    use(...names) {
      const unknown = names.find((name) => !scenarios.has(name));
      if (unknown !== undefined) throw new RangeError(noScenario(unknown));
      main.reset();
      apply(main, names);
    },
    reset,
    observe: (listener) => observers.add(listener),
    onChange: (listener) => changes.add(listener),
  };
  return mocks as unknown as M; // generated code types what the contract's data makes

  /** What a relative URL is resolved against: only its path is looked at. */
  function origin(): string {
    return URL.canParse(baseUrl) ? baseUrl : "http://localhost/";
  }
}
