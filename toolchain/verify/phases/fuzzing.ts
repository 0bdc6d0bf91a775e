/** Requests that nobody thought of: valid and invalid ones, and for each that fails the smallest that still does. */

import fc from "fast-check";
import { type Operation, type Parameter, isObject, operationAt } from "tenon-runtime/core";
import { mix } from "tenon-runtime/mocks/values";
import { EncodeError } from "tenon-runtime/core";
import {
  arrival,
  inputFor,
  isCertain,
  isSendable,
  NoInput,
  PARTS,
  requestOf,
  type CaseRequest,
  type Input,
} from "../cases/index.ts";
import type { Fault } from "../checks/answer.ts";
import { mediaOf, type Known } from "../known.ts";
import { Stopped, type Session } from "../session.ts";
import type { Reply } from "../target.ts";
import { acceptanceFault } from "./acceptance.ts";

/** Requests of one operation in one go; then it is the next one's turn. */
const ROUND = 20;
const ROUNDS = 5;

export async function fuzzingPhase(session: Session, known: Known): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1)
    for (const operation of session.operations) {
      session.progress(operation);
      await session.attempt(operation.name, () => fuzz(session, known, operation, round));
    }
}

interface Draw {
  readonly input: Input;
  readonly valid: boolean;
}

interface Failure {
  readonly fault: Fault;
  readonly request: CaseRequest;
  readonly reply: Reply | undefined;
  readonly draw: Draw;
}

async function fuzz(session: Session, known: Known, operation: Operation, round: number): Promise<void> {
  const own = known.actionOf(operation);
  // What fuzzing deletes others need.
  const adapt = own?.action.does === "delete" ? (input: Input) => input : await known.adapter(operation);
  const draws = new Draws(session, operation, adapt);
  if (!draws.possible) return;
  let failure: Failure | undefined;
  let stopped: Stopped | undefined;
  let label = 0;
  const property = fc.asyncProperty(draws, async (draw) => {
    if (stopped !== undefined) return true;
    try {
      const meant = await known.freshened(
        { input: draw.input, media: mediaOf(operation) },
        operation,
        `fuzzing ${round} ${(label += 1)}`,
      );
      const input = draws.classOf(meant.input) === draw.valid ? meant.input : draw.input;
      const found = await attempt(session, known, operation, { ...draw, input });
      // Of one thing that is wrong: the smallest request that shows it.
      if (found === undefined || (failure !== undefined && failure.fault.check !== found.fault.check)) return true;
      failure = found;
      return false;
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      stopped = error;
      return true;
    }
  });
  await fc.check(property, {
    seed: mix(mix(session.seed, operation.name), round),
    numRuns: ROUND,
    includeErrorInReport: false,
  } as fc.Parameters<[Draw]>);
  if (failure !== undefined) {
    const { fault, request, reply } = failure;
    session.find(fault, { operation, name: `fuzzing, ${failure.draw.valid ? "valid" : "invalid"}` }, request, reply);
  }
  if (stopped !== undefined) throw stopped;
}

async function attempt(session: Session, known: Known, operation: Operation, draw: Draw): Promise<Failure | undefined> {
  let request: CaseRequest;
  try {
    request = await requestOf(
      session.source.contract,
      operation,
      draw.input,
      mediaOf(operation),
      session.options.credentials ?? {},
    );
  } catch (error) {
    if (error instanceof EncodeError) return undefined;
    throw error;
  }
  // Another operation may answer it.
  if (!isCertain(session.source.contract, operation, request.url)) return undefined;
  const name = draw.valid ? "a valid request" : "a request that breaks its schema";
  const { reply, faults } = await session.look(request, { operation, name, refusable: !draw.valid });
  const all = [...faults];
  if (reply !== undefined && reply.status < 500) {
    const expected = draw.valid
      ? ({ kind: "valid", input: draw.input } as const)
      : ({ kind: "invalid", status: 400 } as const);
    const fault = await acceptanceFault(
      session,
      known,
      operation,
      { operation: operation.name, name, request, expected },
      reply,
    );
    if (fault !== undefined) all.push({ ...fault, at: operationAt(operation) });
  }
  const fault = all.find((each) => !session.isKnown(each, operation));
  return fault && { fault, request, reply, draw };
}

/** Texts and numbers that programs stumble over. */
const ODD: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1,
  0.1,
  -0.5,
  2_147_483_648,
  9_007_199_254_740_991,
  -9_007_199_254_740_991,
  1e21,
  "",
  " ",
  "0",
  "null",
  "a",
  "\u0000",
  "\ud83d\ude00",
  "e\u0301",
  "\u202e",
  "'; DROP TABLE x; --",
  "../../etc/passwd",
  "{{7*7}}",
  "%00",
  "\r\n",
  "constructor",
  "x".repeat(300),
  "x".repeat(5000),
  [],
  {},
  [null],
  { a: 1 },
];

class Draws extends fc.Arbitrary<Draw> {
  readonly possible: boolean;
  readonly #session: Session;
  readonly #operation: Operation;
  readonly #adapt: (input: Input) => Input;
  readonly #usual: Input;

  constructor(session: Session, operation: Operation, adapt: (input: Input) => Input) {
    super();
    this.#session = session;
    this.#operation = operation;
    this.#adapt = adapt;
    const usual = this.#input(session.seed);
    this.#usual = usual ?? {};
    this.possible = usual !== undefined && this.classOf(usual) !== undefined;
  }

  #input(seed: number): Input | undefined {
    try {
      return this.#adapt(inputFor(this.#operation, this.#session.source.requests, seed));
    } catch (error) {
      if (error instanceof NoInput) return undefined;
      throw error;
    }
  }

  override generate(random: fc.Random): fc.Value<Draw> {
    const base = this.#input(random.nextInt()) ?? this.#usual;
    for (let tries = 0; tries < 10; tries += 1) {
      let input = base;
      for (let edits = random.nextInt(0, 3); edits > 0; edits -= 1) input = this.#edited(input, random);
      const valid = this.classOf(input);
      if (valid !== undefined) return new fc.Value({ input, valid }, undefined);
    }
    return new fc.Value({ input: base, valid: true }, undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is Draw {
    return value === undefined;
  }

  /** Smaller ones of the same kind. */
  override shrink({ input, valid }: Draw): fc.Stream<fc.Value<Draw>> {
    const smaller = function* (draws: Draws): Generator<fc.Value<Draw>> {
      for (const candidate of draws.#smaller(input))
        if (draws.classOf(candidate) === valid) yield new fc.Value<Draw>({ input: candidate, valid }, undefined);
    };
    return fc.stream(smaller(this));
  }

  /** Whether the contract takes it; `undefined` where the wire cannot carry it as it is meant. */
  classOf(input: Input): boolean | undefined {
    const { requests } = this.#session.source;
    const { name: operation, parameters = [], body } = this.#operation;
    let valid = true;
    for (const parameter of parameters) {
      if (parameter.in === "querystring") continue;
      const value = input[PARTS[parameter.in]]?.[parameter.name];
      const usual = this.#usual[PARTS[parameter.in]]?.[parameter.name];
      if (value !== usual && this.#isCredential(parameter)) return undefined;
      if (value === undefined) {
        if (parameter.in === "path") return undefined;
        if (parameter.required === true) valid = false;
        continue;
      }
      if (value === usual) continue;
      if (!isSendable(value, parameter)) return undefined;
      if (parameter.mediaType === undefined && arrival(value, parameter.shape) !== "same") return undefined;
      const validator = requests.get(operation, `${parameter.in} ${parameter.name}`);
      if (validator?.is(value) === false) valid = false;
    }
    const media = mediaOf(this.#operation);
    if (media === undefined) return valid;
    // The Fetch standard (§5.4) lets no GET or HEAD have a body: one that is required cannot be sent.
    const bodiless = this.#operation.method === "GET" || this.#operation.method === "HEAD";
    if (bodiless && body?.required === true) return undefined;
    if (input.body === undefined) return body?.required === true ? false : valid;
    if (media.kind !== "json") return input.body === this.#usual.body ? valid : undefined;
    const validator = requests.get(operation, `body ${media.type}`);
    if (validator === undefined || validator.is(input.body)) return valid;
    // That read-only properties are refused nobody can ask for.
    return validator.explain(input.body).some(({ keyword }) => keyword !== "false") ? false : undefined;
  }

  /** It is sent all the same, and what else stands there says who asks. */
  #isCredential({ name, in: place }: Parameter): boolean {
    const { securitySchemes } = this.#session.source.contract;
    return Object.values(securitySchemes).some(
      (scheme) => scheme.type === "apiKey" && scheme.in === place && scheme.name.toLowerCase() === name.toLowerCase(),
    );
  }

  #edited(input: Input, random: fc.Random): Input {
    const odd = ODD[random.nextInt(0, ODD.length - 1)];
    const media = mediaOf(this.#operation);
    const places = (["query", "headers", "cookies"] as const).filter(
      (part) => Object.keys(input[part] ?? {}).length > 0,
    );
    const inBody =
      media?.kind === "json" && input.body !== undefined && (places.length === 0 || random.nextInt(0, 2) > 0);
    if (inBody) return { ...input, body: editedAt(input.body, odd, random) };
    const part = places[random.nextInt(0, Math.max(0, places.length - 1))];
    if (part === undefined) return input;
    const values = input[part] ?? {};
    const names = Object.keys(values);
    const name = names[random.nextInt(0, names.length - 1)] ?? "";
    const { [name]: _, ...rest } = values;
    return { ...input, [part]: random.nextInt(0, 3) === 0 ? rest : { ...rest, [name]: odd } };
  }

  *#smaller(input: Input): Generator<Input> {
    for (const part of ["query", "headers", "cookies"] as const)
      for (const name of Object.keys(input[part] ?? {})) {
        const { [name]: value, ...rest } = input[part] ?? {};
        yield { ...input, [part]: rest };
        for (const less of smallerValues(value)) yield { ...input, [part]: { ...rest, [name]: less } };
      }
    if (input.body === undefined) return;
    const { body, ...bare } = input;
    yield bare;
    for (const less of smallerValues(body)) yield { ...input, body: less };
  }
}

/** A random member, or the value itself, is replaced, left out or added to. */
function editedAt(value: unknown, odd: unknown, random: fc.Random, depth = 0): unknown {
  const further = depth < 6 && random.nextInt(0, 4) > 0;
  if (Array.isArray(value) && value.length > 0 && further) {
    const index = random.nextInt(0, value.length - 1);
    const action = random.nextInt(0, 4);
    if (action === 0) return value.toSpliced(index, 1);
    if (action === 1) return [...value, value[index]];
    return value.with(index, editedAt(value[index], odd, random, depth + 1));
  }
  if (isObject(value) && further) {
    const names = Object.keys(value);
    const action = random.nextInt(0, 5);
    if (action === 0 || names.length === 0) return { ...value, undeclared: odd };
    const name = names[random.nextInt(0, names.length - 1)] ?? "";
    const { [name]: member, ...rest } = value;
    return action === 1 ? rest : { ...value, [name]: editedAt(member, odd, random, depth + 1) };
  }
  return odd;
}

function* smallerValues(value: unknown): Generator<unknown> {
  if (typeof value === "string") {
    if (value === "") return;
    yield "";
    for (let length = value.length >> 1; length > 0; length >>= 1) yield value.slice(0, value.length - length);
  } else if (typeof value === "number") {
    if (value !== 0) yield 0;
    if (!Number.isInteger(value)) yield Math.trunc(value);
    if (Math.abs(value) > 1) yield Math.trunc(value / 2);
  } else if (Array.isArray(value)) {
    if (value.length > 0) yield [];
    for (const index of value.keys()) yield value.toSpliced(index, 1);
    for (const [index, item] of value.entries()) for (const less of smallerValues(item)) yield value.with(index, less);
  } else if (isObject(value)) {
    for (const name of Object.keys(value)) {
      const { [name]: _, ...rest } = value;
      yield rest;
    }
    for (const [name, member] of Object.entries(value))
      for (const less of smallerValues(member)) yield { ...value, [name]: less };
  }
}
