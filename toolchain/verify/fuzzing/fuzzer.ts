/** Fuzzes one operation: draws inputs, keeps those that reach new behaviour, and reports what the server does wrong. */

import { EncodeError, operationAt, type Operation } from "tenon-runtime/core";
import { mix } from "tenon-runtime/mocks/values";
import { isCertain, requestOf, type CaseRequest, type Input } from "../cases/index.ts";
import type { Fault } from "../checks/fault.ts";
import { echoFaults } from "../checks/echo.ts";
import { refusalFault } from "../checks/refusal.ts";
import { jsonOf, mediaOf, type Known } from "../known.ts";
import { acceptanceFault, dependsOnState } from "../phases/acceptance.ts";
import type { Session } from "../session.ts";
import type { Reply } from "../target.ts";
import { behaviourOf } from "./behaviour.ts";
import { Corpus } from "./corpus.ts";
import { Draws, type Draw } from "./draws.ts";
import { malformed } from "./malformed.ts";
import { valueAt, withValueAt } from "./places.ts";
import { Random } from "./random.ts";
import { shrink } from "./shrink.ts";
import { isExtreme } from "./validity.ts";
import type { Dictionary } from "./values/dictionary.ts";

type Adapt = (input: Input) => Input;

/** What came of one input. */
interface Outcome {
  readonly draw: Draw;
  readonly request: CaseRequest;
  readonly reply: Reply | undefined;
  readonly faults: readonly Fault[];
}

/** One request in so many is malformed. */
const MALFORMED = 12;
/** Findings of one kind at one operation, beyond which further ones are not sought. */
const MOST_OF_KIND = 6;
/** How far a finding's own inputs are followed when it hides others. */
const MOST_LAYERS = 3;
/** Statuses about the size of a request (RFC 9110 §15.5.14, §15.5.15, RFC 6585 §5): a server may limit it. */
const OF_SIZE: ReadonlySet<number> = new Set([413, 414, 431]);

export class Fuzzer {
  readonly operation: Operation;
  readonly #session: Session;
  readonly #known: Known;
  readonly #dictionary: Dictionary;
  readonly #random: Random;
  readonly #corpus = new Corpus();
  #draws: Draws;
  /** By kind of fault: the places that are known to cause it. */
  readonly #culprits = new Map<string, Set<string>>();
  /** Places with which the server ended, or did not answer: their values stay usual. */
  readonly #deadly = new Set<string>();
  #label = 0;
  /** Grows with each new behaviour, and shrinks with each round without one. */
  energy = 1;

  /** @param adapt puts the keys of what is there into an input */
  constructor(
    session: Session,
    known: Known,
    operation: Operation,
    { adapt, dictionary }: { readonly adapt: Adapt; readonly dictionary: Dictionary },
  ) {
    this.operation = operation;
    this.#session = session;
    this.#known = known;
    this.#dictionary = dictionary;
    const seed = mix(mix(session.seed, "fuzzing"), operation.name);
    this.#random = new Random(seed);
    this.#draws = this.#drawsWith(adapt);
  }

  #drawsWith(adapt: Adapt): Draws {
    const [dictionary, random, corpus] = [this.#dictionary, this.#random, this.#corpus];
    const { source, seed } = this.#session;
    return new Draws(this.operation, { source, dictionary, random, corpus, seed, adapt });
  }

  /** Draws with other keys: the server was started again. */
  adapt(adapt: Adapt): void {
    this.#draws = this.#drawsWith(adapt);
  }

  /** How many places a request has: the more, the more requests they need. */
  get size(): number {
    const { usual } = this.#draws;
    return usual === undefined ? 0 : this.#draws.placesOf(usual).length;
  }

  /** @param isNewCode whether the application ran code that it had not run before the request */
  async step(isNewCode: () => Promise<boolean>): Promise<void> {
    this.#label += 1;
    if (this.#random.below(MALFORMED) === 0) return this.#sendMalformed();
    const drawn = this.#draws.draw();
    const draw = drawn && this.#harmless(drawn);
    const outcome = draw && (await this.#send(draw, "with other names"));
    if (outcome === undefined) return;
    const { reply } = outcome;
    if (reply !== undefined) {
      if (this.#corpus.note(outcome.draw.input, behaviourOf(reply)) === "new") {
        this.energy += 1;
        this.#dictionary.addJson(jsonOf(reply));
      } else if (await isNewCode()) {
        this.energy += 1;
        this.#corpus.keep(outcome.draw.input);
      }
    }
    await this.#report(outcome, MOST_LAYERS);
  }

  #harmless({ input, validity }: Draw): Draw | undefined {
    const without = this.#withoutCulprits(input, this.#deadly);
    if (without === input) return { input, validity };
    const now = this.#draws.judge.validityOf(without);
    return now === "unsendable" ? undefined : { input: without, validity: now };
  }

  async #sendMalformed(): Promise<void> {
    const input = (await this.#known.input(this.operation)) ?? this.#draws.usual;
    const base = input && (await this.#requestOf(input));
    if (base === undefined) return;
    const { name, request } = malformed(base, this.#random);
    if (request.method === "DELETE") return;
    const occasion = { operation: this.operation, name, refusable: true };
    const certain = isCertain(this.#session.source.contract, this.operation, request.url);
    const { reply, faults } = await this.#session.look(request, certain ? occasion : { ...occasion, foreign: true });
    for (const fault of faults)
      if (fault.check === "server-error" || fault.check === "error-details")
        this.#session.find({ ...fault, about: name.replace(/:.*/, "") }, occasion, request, reply);
  }

  async #requestOf(input: Input): Promise<CaseRequest | undefined> {
    const { source, options } = this.#session;
    const media = mediaOf(this.operation);
    try {
      const request = await requestOf(source.contract, this.operation, input, media, options.credentials ?? {});
      // Otherwise another operation may answer.
      return isCertain(source.contract, this.operation, request.url) ? request : undefined;
    } catch (error) {
      if (error instanceof EncodeError) return undefined;
      throw error;
    }
  }

  /** @param names whether names that must be unique are drawn anew */
  async #send(draw: Draw, names: "with other names" | "as it is"): Promise<Outcome | undefined> {
    let { input } = draw;
    if (names === "with other names") {
      const meant = { input, media: mediaOf(this.operation) };
      const { input: fresh } = await this.#known.freshened(meant, this.operation, `fuzzing ${this.#label}`);
      if (this.#draws.judge.validityOf(fresh) === draw.validity) input = fresh;
    }
    const request = await this.#requestOf(input);
    if (request === undefined) return undefined;
    const { operation } = this;
    const valid = draw.validity === "valid";
    const refusable = !valid || isExtreme(input) || this.#namesAnother(input);
    const { reply, faults } = await this.#session.look(request, { operation, name: nameOf(draw), refusable });
    const own = { input, validity: draw.validity };
    const outcome = { draw: own, request, reply, faults };
    if (reply === undefined || reply.status >= 500) return outcome;
    if (valid && reply.status < 300 && !this.#namesAnother(input))
      return { ...outcome, faults: [...faults, ...echoFaults(this.#known, operation, input, reply)] };
    if (valid && (refusable || OF_SIZE.has(reply.status) || dependsOnState(operation, reply.status))) return outcome;
    const { contract } = this.#session.source;
    const fault = refusalFault(contract, operation, this.#caseOf(outcome), reply);
    return fault === undefined
      ? outcome
      : { ...outcome, faults: [...faults, { ...fault, at: operationAt(operation) }] };
  }

  /** Whether the path names something that need not exist. */
  #namesAnother({ params }: Input): boolean {
    const usual = this.#draws.usual?.params ?? {};
    return Object.entries(params ?? {}).some(([name, value]) => usual[name] !== value);
  }

  #caseOf({ draw, request }: Pick<Outcome, "draw" | "request">) {
    const expected =
      draw.validity === "valid"
        ? ({ kind: "valid", input: draw.input } as const)
        : ({ kind: "invalid", status: 400 } as const);
    return { operation: this.operation.name, name: nameOf(draw), request, expected };
  }

  /** Reports each fault that is new; a known one may hide others, which show when its cause is removed. */
  async #report(outcome: Outcome, layers: number): Promise<void> {
    for (const fault of outcome.faults) {
      const kind = kindOf(fault, outcome.reply);
      if (!this.#session.wants(fault.check)) continue;
      const culprits = this.#culprits.get(kind) ?? new Set();
      if (culprits.has("") || culprits.size >= MOST_OF_KIND) continue;
      const without = this.#withoutCulprits(outcome.draw.input, culprits);
      if (without === outcome.draw.input) {
        this.#culprits.set(kind, culprits);
        await this.#investigate(outcome, fault, culprits);
      } else if (layers > 0) {
        const next = await this.#send({ ...outcome.draw, input: without }, "as it is");
        if (next !== undefined && this.#draws.judge.validityOf(without) === outcome.draw.validity)
          await this.#report(next, layers - 1);
      }
    }
  }

  #withoutCulprits(input: Input, culprits: ReadonlySet<string>): Input {
    const { usual } = this.#draws;
    if (usual === undefined || culprits.size === 0) return input;
    let changed = input;
    for (const { key, path } of this.#draws.placesOf(input)) {
      const value = valueAt(usual, path);
      if (culprits.has(key) && !Object.is(valueAt(input, path), value)) changed = withValueAt(changed, path, value);
    }
    return changed;
  }

  /** Finds the places that cause a fault, and reports the smallest request that shows it. */
  async #investigate(outcome: Outcome, fault: Fault, culprits: Set<string>): Promise<void> {
    const { draw } = outcome;
    let shown: Outcome = outcome;
    let of = fault;
    const kind = kindOf(fault, outcome.reply);
    const stillFails = async (input: Input): Promise<boolean> => {
      if (this.#draws.judge.validityOf(input) !== draw.validity) return false;
      const names = outcome.faults.some(({ check }) => check === "invalid-rejected") ? "as it is" : "with other names";
      const next = await this.#send({ ...draw, input }, names);
      const same = next?.faults.find((each) => kindOf(each, next.reply) === kind);
      if (next === undefined || same === undefined) return false;
      shown = next;
      of = same;
      return true;
    };
    const usual = this.#draws.usual ?? draw.input;
    const places = this.#draws.placesOf(draw.input);
    const shrunk = await shrink(draw.input, places, usual, stillFails).catch((error: unknown) => {
      // When the server is started again meanwhile, or the time ends, the finding is what it is so far.
      const name = `fuzzing, ${nameOf(draw)}`;
      this.#session.find(of, { operation: this.operation, name }, shown.request, shown.reply);
      throw error;
    });
    const about = shrunk.culprits.join(" and ");
    culprits.add(shrunk.culprits.length === 1 ? about : about === "" ? "" : `several ${about}`);
    for (const key of shrunk.culprits) culprits.add(key);
    if (shown.reply === undefined) for (const key of shrunk.culprits) this.#deadly.add(key);
    const { request, reply } = shown;
    if (of.check === "valid-accepted" && reply !== undefined) {
      const [place = ""] = shrunk.culprits;
      const kept = /^body (\/.*)/.exec(place)?.[1];
      const confirmed = await acceptanceFault(
        this.#session,
        this.#known,
        this.operation,
        this.#caseOf(shown),
        reply,
        kept,
      );
      if (confirmed === undefined) return;
      of = { ...confirmed, message: `${confirmed.message}${place === "" ? "" : ` with another ${place.trim()}`}` };
    }
    const named = of.check === "response-body" || of.check === "response-headers" ? of : { ...of, about };
    const name = `fuzzing, ${nameOf(draw)}${about === "" ? "" : `: ${about}`}`;
    this.#session.find(named, { operation: this.operation, name }, request, reply);
  }
}

const nameOf = ({ validity }: Draw): string =>
  validity === "valid" ? "a valid request" : "a request that breaks its schema";

/** Faults of one kind may have one cause. */
const kindOf = ({ check, at }: Fault, reply: Reply | undefined): string => `${check} ${at} ${reply?.status ?? "none"}`;
