/** The mocks of a contract, as generated code types them. */

import type { Contract } from "../core/contract.ts";
import { refuseUnknownOptions, refuseWrongChoice } from "../core/names.ts";
import { MockEngine } from "./engine.ts";
import { mix } from "./generate/hash.ts";
import type { ValueParts } from "./generate/plan-types.ts";
import type { AnyAnswer, OverrideOptions } from "./overrides.ts";
import type { AnyDb } from "./store/types.ts";
import type { MockOptions, Mocks, MockSource } from "./types.ts";
import type { World } from "./world.ts";

/** `mocks.on` without generated types. */
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
  chaos: true,
  security: true,
  context: true,
  problem: true,
  invalidStatus: true,
  unknownProperties: true,
  bodyDefaults: true,
  onReport: true,
  onError: true,
} satisfies Record<keyof MockOptions, true>;

const KEEPING = { keepsCookies: true };

/**
 * Mocks of a contract. Generated code gives them their type, and the parts that the contract needs:
 * `createMocksOf<Mocks>(contract, source, options)`.
 * @throws Error for an unknown option, and for `security` of a scheme that the contract does not have
 */
export function createMocksOf<M extends Mocks<unknown> = Mocks<UntypedOverrides, AnyDb>>(
  contract: Contract,
  source: MockSource & { readonly parts: ValueParts },
  options: MockOptions<object> = {},
): M {
  refuseUnknownOptions(options, OPTIONS);
  refuseWrongChoice("invalidStatus", options.invalidStatus, [400, 422]);
  refuseWrongChoice("unknownProperties", options.unknownProperties, ["refuse", "strip", "allow"]);
  refuseWrongChoice("bodyDefaults", options.bodyDefaults, [true, false]);
  const engine = new MockEngine(contract, source, options);
  const baseUrl = options.baseUrl ?? contract.servers[0] ?? "/";
  // A relative URL is resolved against it: only its path is looked at.
  const origin = URL.canParse(baseUrl) ? baseUrl : "http://localhost/";
  const shared: SharedMembers = {
    contract,
    get fingerprint() {
      return mix(mix(0, JSON.stringify(contract)), JSON.stringify(source.responses.schemas)).toString(36);
    },
    baseUrl,
    clock: engine.clock,
    fetch(input, init) {
      // Creating a request from a request is expensive.
      if (input instanceof Request && init === undefined) return engine.respond(input, KEEPING);
      const url = typeof input === "string" && !URL.canParse(input) ? new URL(input, origin) : input;
      return engine.respond(new Request(url, init), KEEPING);
    },
    respond: (request, known) => engine.respond(request, known),
    answer: (name, request, context) => engine.answer(name, request, context),
    matches: (request) => engine.matches(request),
    scenario(name, arrange) {
      engine.scenarios.add(name, (world) => (arrange as (mocks: object) => void)(mocksOf(world)));
    },
    get scenarios() {
      return engine.scenarios.names;
    },
    observe: (listener) => engine.observers.add(listener),
    onChange: (listener) => engine.changes.add(listener),
  };
  const main = combined(
    shared,
    membersOf(contract, engine.scenarios.main, {
      use: (...names) => engine.scenarios.use(...names),
      reset: () => engine.reset(),
    }),
  );
  /** The mocks that a scenario gets: its changes go to one world. */
  const mocksOf = (world: World): object =>
    combined(
      main,
      membersOf(contract, world, {
        use: (...names) => engine.scenarios.apply(world, names),
        reset: () => world.reset(),
      }),
    );
  return main as unknown as M; // generated code types what the contract's data makes
}

type WorldMembers = Pick<
  Mocks<UntypedOverrides>,
  "on" | "onEvery" | "db" | "delay" | "chaos" | "active" | "use" | "reset"
>;
type SharedMembers = Omit<Mocks<UntypedOverrides>, keyof WorldMembers>;

function membersOf(
  { operations }: Contract,
  world: World,
  controls: Pick<WorldMembers, "use" | "reset">,
): WorldMembers {
  // No prototype: an operation may have any name, and `on` has nothing but operations.
  const on = Object.create(null) as Record<string, UntypedOverrides[string]>; // `Object.create` is typed `any`
  for (const { name } of operations) on[name] = (answer, options) => world.overrides.add(name, answer, options);
  return {
    on,
    onEvery(answer, { methods, ...options } = {}) {
      for (const { name, method } of operations)
        if (methods === undefined || methods.includes(method)) world.overrides.add(name, answer, options);
    },
    db: world.store.db,
    get delay() {
      return world.delay;
    },
    set delay(delay) {
      world.delay = delay;
    },
    get chaos() {
      return world.chaos;
    },
    set chaos(chaos) {
      world.chaos = chaos;
    },
    get active() {
      return world.active;
    },
    ...controls,
  };
}

/** All members of both, accessors as accessors. */
const combined = (base: object, members: object): object =>
  Object.defineProperties(
    {},
    {
      ...Object.getOwnPropertyDescriptors(base),
      ...Object.getOwnPropertyDescriptors(members),
    },
  );
