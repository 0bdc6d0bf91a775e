/** The order in which mocks decide what answers a request: preference → override → store → example → generated value. */

import { responseFor } from "../core/answer/response-for.ts";
import type { Operation } from "../core/contract.ts";
import { ownMember, type Values } from "../core/conversions/types.ts";
import { PROBLEM_MEDIA_TYPE } from "../core/problem/index.ts";
import type { Answer } from "../core/types.ts";
import type { Validators } from "../core/validation.ts";
import type { ApiLinks } from "./api-links.ts";
import type { ChaosEffect } from "./chaos.ts";

import type { MovableClock } from "./clock.ts";
import type { Decision, MockCall } from "./call.ts";
import type { OnDemand, OnDemandParts } from "./on-demand.ts";
import type { ActiveOverride } from "./overrides.ts";
import { isDeclaredProblem } from "./problem-document.ts";
import { lacksRequiredHeader } from "./result.ts";
import { type StoreAnswer, StoreRefusal } from "./store/index.ts";
import type { MockSource } from "./types.ts";
import type { World } from "./world.ts";

type Fault = NonNullable<ChaosEffect["fault"]>;

export class Decisions {
  readonly #onDemand: OnDemand;
  readonly #links: ApiLinks;
  readonly #responses: Validators;
  readonly #values: Values | undefined;
  readonly #operations: readonly Operation[];
  readonly #clock: MovableClock;

  constructor(
    onDemand: OnDemand,
    links: ApiLinks,
    { responses, conversions }: MockSource,
    operations: readonly Operation[],
    clock: MovableClock,
  ) {
    this.#operations = operations;
    this.#clock = clock;
    this.#onDemand = onDemand;
    this.#links = links;
    this.#responses = responses;
    this.#values = conversions?.operations;
  }

  /**
   * Loads what the call needs, then decides. Nothing is changed before everything is loaded.
   * @throws MockProblem, NetworkFault, AnswerError, and what overrides throw
   */
  async decide(call: MockCall): Promise<Decision> {
    const preparing = this.#prepare(call);
    if (preparing !== undefined) await preparing;
    if (call.world.expired !== this.#clock.offset) await this.#expire(call.world);
    const { world, operation, preference, info } = call;
    const chaos = preference === undefined ? world.chaos?.effect(operation, world.nextHash()) : undefined;
    const faulty = chaos?.fault === undefined ? undefined : await this.#faulty(call, chaos.fault);
    const override =
      preference === undefined && faulty === undefined ? world.overrides.take(operation.name) : undefined;
    const delay = chaos?.delay ?? override?.options.delay ?? world.delay;
    if (delay !== undefined) {
      await world.pause(delay, info.signal);
      info.signal.throwIfAborted();
    }
    if (faulty !== undefined) return faulty();
    const decision = (await this.#preferred(call)) ?? (await this.#from(call, override));
    return this.#filed(call, decision);
  }

  /** Keeps the files of a successful request; those of a deleted entry go. */
  async #filed(call: MockCall, decision: Decision): Promise<Decision> {
    const { world, operation, decoded, info } = call;
    const { status } = decision.answer;
    if (status >= 300) return decision;
    if (operation.method === "DELETE") world.files?.remove(info.url);
    else if (operation.body?.content.some(({ kind }) => kind === "multipart" || kind === "binary") === true) {
      const { Files } = await this.#onDemand.load();
      world.files ??= new Files();
      await world.files.keep(operation, this.#operations, info.url, decoded, decision.answer);
    }
    return decision;
  }

  /** Entries whose time has passed since the clock was moved say so. */
  async #expire(world: World): Promise<void> {
    const { expireEntries } = await import("./store/expire.ts");
    world.expired = this.#clock.offset;
    for (const store of world.store.stores) expireEntries(store, this.#clock.now());
  }

  /** What answers a request that chaos has chosen: a declared response, or what no contract allows. */
  async #faulty(call: MockCall, fault: Fault): Promise<() => Promise<Decision>> {
    const { answers, chaosAnswer } = await this.#onDemand.load();
    const answer = chaosAnswer(answers, call, fault);
    return () => this.#overridden(call, { answer, options: {}, next: undefined, left: 0 });
  }

  /** Override → store → example → generated value. */
  async #from(call: MockCall, override: ActiveOverride | undefined): Promise<Decision> {
    return (await this.#kept(call, override)) ?? (await this.#made(call));
  }

  /** Override → store. */
  async #kept(call: MockCall, override: ActiveOverride | undefined): Promise<Decision | undefined> {
    return override === undefined ? this.#stored(call) : this.#overridden(call, override);
  }

  /** Example → generated value. */
  async #made(call: MockCall): Promise<Decision> {
    const { answers } = await this.#onDemand.load();
    const file = call.preference === undefined ? await this.#file(call) : undefined;
    if (file !== undefined) return file;
    const draft = answers.draft(call);
    return this.#linked(call, answers.example(draft) ?? answers.generated(draft));
  }

  /** An uploaded file. */
  async #file({ world, operation, info }: MockCall): Promise<Decision | undefined> {
    if (world.files === undefined || operation.method !== "GET") return undefined;
    const answer = await world.files.answer(operation, info.url, info.header("accept"));
    if (answer === undefined) return undefined;
    const { answers } = await this.#onDemand.load();
    const headers = { ...answers.requiredHeaders(operation, answer.status), ...answer.headers };
    return { answer: { ...answer, headers }, outcome: "store", checked: true };
  }

  /** A preference chooses between the contract's responses and examples; it never reads the store. */
  async #preferred(call: MockCall): Promise<Decision | undefined> {
    return call.preference === undefined ? undefined : this.#made(call);
  }

  async #overridden(call: MockCall, override: ActiveOverride): Promise<Decision> {
    const { answers, overridden } = await this.#onDemand.load();
    const next = (): ActiveOverride | undefined => call.world.overrides.take(call.operation.name, override);
    const below = {
      any: () => this.#from(call, next()),
      kept: () => this.#kept(call, next()),
      linked: (decision: Decision) => this.#linked(call, decision),
    };
    return overridden(answers, call, override, below, ownMember(this.#values, call.operation.name));
  }

  async #stored(call: MockCall): Promise<Decision | undefined> {
    const { world, operation, decoded, info } = call;
    if (!world.stateful) return undefined;
    const outcome = world.store.answer(operation, decoded, info);
    if (outcome === undefined) return undefined;
    const answer =
      outcome instanceof StoreRefusal ? await this.#refusal(call, outcome) : await this.#whole(call, outcome);
    const decision = { answer, outcome: "store", checked: true } as const;
    if (!lacksRequiredHeader(responseFor(operation, answer.status), answer.headers))
      return this.#linked(call, decision);
    const { answers } = await this.#onDemand.load();
    const headers = { ...answers.requiredHeaders(operation, answer.status), ...answer.headers };
    return this.#linked(call, { ...decision, answer: { ...answer, headers } });
  }

  /** An example or a generated body where the answer shows no entry, with what the store knows of it. */
  async #whole(wanted: MockCall, stored: StoreAnswer): Promise<Answer> {
    const { around, ...answer } = stored;
    if (around === undefined) return answer;
    const { answers } = await this.#onDemand.load();
    const { status } = answer;
    const draft = answers.draft({ ...wanted, status });
    const made = (answers.example(draft) ?? answers.generated(draft)).answer;
    const known =
      Object.keys(around).length > 0 ? answers.patched(wanted, { status, patch: around }, made).answer : made;
    return { ...known, headers: { ...known.headers, ...answer.headers } };
  }

  /** URLs that point into the API lead to this mock. */
  #linked({ operation, info }: MockCall, decision: Decision): Decision {
    const answer = this.#links.reached(decision.answer, operation, info);
    return answer === decision.answer ? decision : { ...decision, answer };
  }

  /** The contract's own form of a refusal; a generated body where the form has no place for the reason. */
  async #refusal({ operation, decoded, info }: MockCall, { problem }: StoreRefusal): Promise<Answer> {
    const { status } = problem;
    const declared = responseFor(operation, status);
    if (declared !== undefined && isDeclaredProblem(this.#responses, operation, declared, problem))
      return { status, contentType: PROBLEM_MEDIA_TYPE, body: problem };
    const { answers, refusalForms } = await this.#onDemand.load();
    const form = refusalForms.answer(operation, problem, info.header("accept"));
    return form ?? answers.generated(answers.draft({ operation, decoded, info, status })).answer;
  }

  #prepare({ world, operation, preference }: MockCall): Promise<unknown> | undefined {
    const stored = world.stateful && world.store.keeps(operation);
    const storing = stored ? world.store.prepare(operation) : undefined;
    const simple =
      stored &&
      preference === undefined &&
      world.chaos === undefined &&
      !world.overrides.has(operation.name) &&
      !world.store.generates(operation) &&
      !hasRequiredHeaders(operation);
    const loading: Promise<OnDemandParts> | undefined =
      simple || this.#onDemand.loaded !== undefined ? undefined : this.#onDemand.load();
    return storing === undefined || loading === undefined ? (storing ?? loading) : storing.then(() => loading);
  }
}

/** Whether a response has a required header that the store does not write. */
const hasRequiredHeaders = ({ responses }: Operation): boolean =>
  responses.some(
    ({ headers }) => headers?.some(({ name, required }) => required === true && !/^location$/i.test(name)) === true,
  );
