/** What there is on the other side: keys of things that were created or listed, so that requests can name them. */

import { AsyncLocalStorage } from "node:async_hooks";
import { type Operation, isObject, parsePointer } from "tenon-runtime/core";
import type { Action, Resource } from "tenon-runtime/mocks";
import { generate, mix } from "tenon-runtime/mocks/values";
import { inputFor, NoInput, requestOf, type CaseRequest, type Input, type Meant } from "./cases/index.ts";
import type { Session } from "./session.ts";
import { headerOf, type Reply } from "./target.ts";

export type Key = string | number;
type Values = Readonly<Record<string, unknown>>;

/** A thing that the other side keeps. */
export interface Thing {
  readonly resource: Resource;
  readonly key: Key;
  /** As it was answered. */
  readonly value: Values;
  /** The path parameters that lead to where it is. */
  readonly params: Values;
  /** What was sent to make it; absent where it was there. */
  readonly sent?: Values;
  /** Where its creator was told that it is. */
  readonly location?: string;
  /** What made it, or listed it. */
  readonly requests: readonly CaseRequest[];
}

/** An operation and what it does with a resource. */
export interface Doing {
  readonly operation: Operation;
  readonly action: Action;
}

export interface InputOptions {
  /** Without optional parts. */
  readonly bare?: boolean;
  /** Another number, other values. */
  readonly variety?: number;
}

/** Whether a thing is being made for another one. */
const MAKING = new AsyncLocalStorage<true>();

export class Known {
  readonly #session: Session;
  readonly #things = new Map<string, Promise<Thing | undefined>>();
  readonly #unfinished = new Set<string>();
  readonly #used = new Map<string, Set<string>>();
  /** Higher than the numbers that callers pass. */
  #varieties = 1000;
  /** By operation: whether the server accepts an ordinary request. */
  readonly accepted = new Map<Operation, Promise<boolean>>();
  /** Names of resources that a second user cannot read. */
  readonly privates = new Set<string>();

  constructor(session: Session) {
    this.#session = session;
    // A server that was started again need not have what was there.
    session.lifeline.onStart = () => this.#things.clear();
  }

  get resources(): readonly Resource[] {
    return this.#session.source.resources;
  }

  /** Query parameters whose values only the other side makes: cursors. */
  opaque(operation: Operation): readonly string[] {
    const page = this.actionOf(operation)?.action.list?.page ?? {};
    return Object.entries(page).flatMap(([name, role]) => (role === "cursor" || role === "before" ? [name] : []));
  }

  /** What an operation does, where it is a resource's. */
  actionOf(operation: Operation): { readonly resource: Resource; readonly action: Action } | undefined {
    for (const resource of this.resources) {
      const action = Object.hasOwn(resource.operations, operation.name)
        ? resource.operations[operation.name]
        : undefined;
      if (action !== undefined) return { resource, action };
    }
    return undefined;
  }

  doing(resource: Resource, does: Action["does"]): Doing | undefined {
    const { operations } = this.#session;
    for (const [name, action] of Object.entries(resource.operations)) {
      const operation = action.does === does ? operations.find((each) => each.name === name) : undefined;
      if (operation !== undefined) return { operation, action };
    }
    return undefined;
  }

  /** One that requests may read and change; made once. */
  some(resource: Resource): Promise<Thing | undefined> {
    const { name } = resource;
    // Two may relate to each other: neither waits for the other while it is made.
    if (this.#unfinished.has(name) && MAKING.getStore() === true) return Promise.resolve(undefined);
    let thing = this.#things.get(name);
    if (thing === undefined) {
      this.#unfinished.add(name);
      thing = MAKING.run(true, async () => {
        try {
          return (await this.create(resource, "to be read and changed")) ?? (await this.#listed(resource));
        } catch (error) {
          // There was no time for it; later there may be.
          this.#things.delete(name);
          throw error;
        } finally {
          this.#unfinished.delete(name);
        }
      });
      this.#things.set(name, thing);
    }
    return thing;
  }

  /**
   * A new one. `undefined` where none can be made.
   * @param what it is for: another one for each
   * @param variety another number, another kind of thing
   */
  async create(resource: Resource, what: string, variety = 0): Promise<Thing | undefined> {
    const doing = this.doing(resource, "create");
    if (doing === undefined) return undefined;
    const { operation, action } = doing;
    const input = (await this.input(operation, { variety })) ?? (await this.input(operation));
    if (input === undefined) return undefined;
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const meant = await this.freshened({ input, media: mediaOf(operation) }, operation, `${what} ${attempt}`);
      const request = await this.request(operation, meant.input);
      const reply = await this.#session.send(request, { operation, name: `a new entry of ${resource.name}` });
      // Something of an earlier run has the same name.
      if (reply?.status === 409) continue;
      if (reply === undefined || reply.status >= 300) return undefined;
      return thingOf(resource, action, reply, meant, [request]);
    }
    return undefined;
  }

  async #listed(resource: Resource): Promise<Thing | undefined> {
    const doing = this.doing(resource, "list");
    if (doing === undefined) return undefined;
    const { operation, action } = doing;
    const input = await this.input(operation, { bare: true });
    if (input === undefined) return undefined;
    const request = await this.request(operation, input);
    const reply = await this.#session.send(request, { operation, name: `the list of ${resource.name}` });
    if (reply === undefined || reply.status >= 300) return undefined;
    const [first] = entriesOf(action, reply);
    return first === undefined ? undefined : asThing(resource, first, input, [request]);
  }

  /** Valid input that names what is there. */
  async input(operation: Operation, { bare = false, variety = 0 }: InputOptions = {}): Promise<Input | undefined> {
    const { seed, source } = this.#session;
    let input: Input;
    try {
      input = inputFor(operation, source.requests, variety === 0 ? seed : mix(seed, `variety ${variety}`));
    } catch (error) {
      if (error instanceof NoInput) return undefined;
      throw error;
    }
    const adapted = (await this.adapter(operation))(input);
    return bare ? required(operation, adapted) : adapted;
  }

  /** Valid input with values that no request had before. */
  otherInput(operation: Operation): Promise<Input | undefined> {
    this.#varieties += 1;
    return this.input(operation, { variety: this.#varieties });
  }

  /** The same, with names that are free. @param label another one for each request */
  async freshInput(operation: Operation, label: string): Promise<Input | undefined> {
    const input = await this.input(operation);
    return input && (await this.freshened({ input, media: mediaOf(operation) }, operation, label)).input;
  }

  request(operation: Operation, input: Input): Promise<CaseRequest> {
    const { source, options } = this.#session;
    return requestOf(source.contract, operation, input, mediaOf(operation), options.credentials ?? {});
  }

  /** Puts the keys of what is there where an operation's input has keys. */
  async adapter(operation: Operation): Promise<(input: Input) => Input> {
    const params: Record<string, unknown> = {};
    const own = this.actionOf(operation);
    const relations: [property: string, key: Key][] = [];
    if (own !== undefined) {
      const { resource, action } = own;
      for (const [name, other] of Object.entries(action.parents ?? {})) {
        const parent = this.resources.find((each) => each.name === other);
        const thing = parent === undefined || parent === resource ? undefined : await this.some(parent);
        if (thing !== undefined) Object.assign(params, thing.params, { [name]: thing.key });
      }
      if (action.id !== undefined && action.does !== "create" && action.does !== "list") {
        const thing = await this.some(resource);
        if (thing !== undefined) Object.assign(params, thing.params, { [action.id]: thing.key });
      }
      for (const [property, other] of Object.entries(resource.relations ?? {})) {
        const related = this.resources.find((each) => each.name === other);
        const thing = related === undefined || related === resource ? undefined : await this.some(related);
        if (thing !== undefined) relations.push([property, thing.key]);
      }
    }
    // A parameter that leads to an item of another resource: `/students/{studentId}/photo`.
    for (const { name, in: place } of operation.parameters ?? []) {
      if (place !== "path" || Object.hasOwn(params, name)) continue;
      const owner = this.#ownerOf(operation, name);
      const thing = owner === undefined || owner === own?.resource ? undefined : await this.some(owner);
      if (thing !== undefined) params[name] = thing.key;
    }
    const opaque = this.opaque(operation);
    const { requests } = this.#session.source;
    const media = mediaOf(operation);
    const validator = media && requests.get(operation.name, `body ${media.type}`);
    const fitting = (before: Values, after: Values): Values =>
      validator === undefined || validator.is(after) || !validator.is(before) ? after : before;
    return (input) => {
      const query = Object.entries(input.query ?? {}).filter(([name]) => !opaque.includes(name));
      const known = Object.fromEntries(
        // A key that the contract does not allow there is another one's.
        Object.entries(params).filter(
          ([name, key]) =>
            input.params !== undefined && Object.hasOwn(input.params, name) && this.mayName(operation, name, key),
        ),
      );
      return {
        ...input,
        ...(input.query && { query: Object.fromEntries(query) }),
        ...(input.params && { params: { ...input.params, ...known } }),
        ...(isRecord(input.body) && { body: fitting(input.body, related(input.body, relations)) }),
      };
    };
  }

  #ownerOf(operation: Operation, parameter: string): Resource | undefined {
    const before = operation.path.slice(0, operation.path.indexOf(`{${parameter}}`) + parameter.length + 2);
    return this.resources.find(({ path }) => path === before);
  }

  /**
   * With other values where no two entries may have the same.
   * @param label another one for each request
   * @param pointer the place that the request is about, which stays as it is
   */
  async freshened(meant: Meant, operation: Operation, label: string, pointer?: string): Promise<Meant> {
    const own = this.actionOf(operation);
    const { body } = meant.input;
    if (own === undefined || !isRecord(body) || meant.media?.kind !== "json") return meant;
    const { resource, action } = own;
    if (action.does !== "create" && action.does !== "replace") return meant;
    const { requests } = this.#session.source;
    const validator = requests.get(operation.name, `body ${meant.media.type}`);
    if (validator === undefined) return meant;
    const names = new Set((resource.unique ?? []).flat());
    if (resource.key !== undefined && action.does === "create") names.add(resource.key);
    const changed: Record<string, unknown> = { ...body };
    const touched = parsePointer(pointer ?? "")[0] ?? "";
    for (const name of names) {
      if (!Object.hasOwn(body, name) || name === touched || Object.hasOwn(resource.relations ?? {}, name)) continue;
      const made = this.#unused(resource, name, (attempt) => {
        const hash = mix(mix(mix(0, `fresh ${this.#session.seed}`), operation.name), `${name} ${label} ${attempt}`);
        const whole = generate(validator.schema, { schemas: requests.schemas, hash, examples: false });
        return isObject(whole) ? whole[name] : undefined;
      });
      if (made !== undefined && made !== null) changed[name] = made;
    }
    await this.#relate(resource, changed, label, touched);
    return { ...meant, input: { ...meant.input, body: changed } };
  }

  /** One that no request has had there: there are few words, and many requests. */
  #unused(resource: Resource, name: string, make: (attempt: number) => unknown): unknown {
    const place = `${resource.name} ${name}`;
    let used = this.#used.get(place);
    if (used === undefined) this.#used.set(place, (used = new Set()));
    for (let attempt = 0; attempt < FRESH; attempt += 1) {
      const made = make(attempt);
      if (made === undefined || made === null) return undefined;
      const text = JSON.stringify(made).toLowerCase();
      if (used.has(text) && attempt < FRESH - 1) continue;
      used.add(text);
      return made;
    }
    return undefined;
  }

  /** Where two entries may not relate to the same things, one of these is made anew: a student enrols in a course once. */
  async #relate(resource: Resource, body: Record<string, unknown>, label: string, touched: string): Promise<void> {
    const relations = resource.relations ?? {};
    for (const set of resource.unique ?? []) {
      const [property, ...others] = set.filter((name) => name !== touched && Object.hasOwn(body, name));
      if (property === undefined || ![property, ...others].every((name) => Object.hasOwn(relations, name))) continue;
      const other = this.resources.find(({ name }) => name === relations[property]);
      if (other === undefined || other === resource || MAKING.getStore() === true) continue;
      const thing = await MAKING.run(true, () => this.create(other, `${label} of ${resource.name}`));
      if (thing !== undefined && !Array.isArray(body[property])) body[property] = thing.key;
    }
  }

  /** Whether the contract allows a key there: what answers have and what paths take need not be the same. */
  mayName(operation: Operation, parameter: string, key: unknown): boolean {
    return this.#session.source.requests.get(operation.name, `path ${parameter}`)?.is(key) !== false;
  }

  /** The same for a thing of its own, where an operation deletes: others are still needed. */
  async disposable(operation: Operation, input: Input, label: string): Promise<Input> {
    const own = this.actionOf(operation);
    if (own?.action.does !== "delete" || own.action.id === undefined) return input;
    const thing = await this.create(own.resource, label);
    if (thing === undefined || !this.mayName(operation, own.action.id, thing.key)) return input;
    return { ...input, params: { ...input.params, ...thing.params, [own.action.id]: thing.key } };
  }
}

/** So many values are drawn until one is new. */
const FRESH = 12;
/** So many names are tried for a new thing: earlier runs of the same seed may have left theirs. */
const ATTEMPTS = 5;

/** The media type that bodies are sent as: JSON, else the first one. */
export const mediaOf = ({ body }: Operation): Meant["media"] =>
  body?.content.find(({ kind }) => kind === "json") ?? body?.content[0];

/** An object of named values; a body of bytes or a file is none. */
const isRecord = (value: unknown): value is Values =>
  isObject(value) && [Object.prototype, null].includes(Object.getPrototypeOf(value));

export function related(body: Values, relations: readonly (readonly [string, Key])[]): Values {
  const changed: Record<string, unknown> = { ...body };
  for (const [property, key] of relations)
    if (Object.hasOwn(body, property) && body[property] !== null)
      changed[property] = Array.isArray(body[property]) ? [key] : key;
  return changed;
}

function required({ parameters = [], body }: Operation, input: Input): Input {
  const keep = (part: Values | undefined, place: string): Values =>
    Object.fromEntries(
      Object.entries(part ?? {}).filter(([name]) =>
        parameters.some((each) => each.name === name && each.in === place && each.required === true),
      ),
    );
  return {
    ...(input.params && { params: input.params }),
    query: keep(input.query, "query"),
    headers: keep(input.headers, "header"),
    cookies: keep(input.cookies, "cookie"),
    ...(body?.required === true && { body: input.body }),
  };
}

/** The JSON of an answer; `undefined` where it is none. */
export function jsonOf(reply: Reply): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(reply.body));
  } catch {
    return undefined;
  }
}

/** What is at `data.items`. */
export function memberAt(value: unknown, at: string | undefined): unknown {
  let here = value;
  for (const name of at === undefined ? [] : at.split(".")) here = isObject(here) ? here[name] : undefined;
  return here;
}

export function entriesOf(action: Action, reply: Reply): Values[] {
  const list = memberAt(jsonOf(reply), action.at);
  return Array.isArray(list) ? list.filter(isObject) : [];
}

export function thingOf(
  resource: Resource,
  action: Action,
  reply: Reply,
  { input }: Meant,
  requests: readonly CaseRequest[],
): Thing | undefined {
  const value = memberAt(jsonOf(reply), action.at);
  const sent = memberAt(input.body, action.from);
  const thing = isObject(value) ? asThing(resource, value, input, requests) : undefined;
  const location = headerOf(reply, "location");
  return thing && { ...thing, ...(isObject(sent) && { sent }), ...(location !== undefined && { location }) };
}

function asThing(
  resource: Resource,
  value: Values,
  { params = {} }: Input,
  requests: readonly CaseRequest[],
): Thing | undefined {
  const key = resource.key === undefined ? undefined : value[resource.key];
  return typeof key === "string" || typeof key === "number" ? { resource, key, value, params, requests } : undefined;
}
