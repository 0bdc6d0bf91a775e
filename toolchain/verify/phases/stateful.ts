/** Sequences: what is created can be read, what is changed stays changed, what is deleted is gone; and lists hold together. */

import { type Operation, isObject, operationAt } from "tenon-runtime/core";
import type { Resource } from "tenon-runtime/mocks";
import { requestOf, type CaseRequest, type Input } from "../cases/index.ts";
import { shortened } from "../checks/answer.ts";
import { isSecret, isVolatile, same } from "../checks/same.ts";
import { jsonOf, mediaOf, memberAt, type Doing, type Known, type Thing } from "../known.ts";
import type { Session } from "../session.ts";
import type { Reply } from "../target.ts";
import type { CheckName } from "../types.ts";
import { linksPhase } from "./links.ts";
import { listChecks, pageWith } from "./lists.ts";

type Values = Readonly<Record<string, unknown>>;

export async function statefulPhase(session: Session, known: Known): Promise<void> {
  for (const resource of known.resources) {
    await session.attempt(resource.name, () => new Sequence(session, known, resource).run());
    await session.attempt(resource.name, () => listChecks(session, known, resource));
  }
  await linksPhase(session, known);
}

class Sequence {
  readonly #session: Session;
  readonly #known: Known;
  readonly #resource: Resource;
  readonly #requests: CaseRequest[] = [];
  #other: Thing | undefined;

  constructor(session: Session, known: Known, resource: Resource) {
    this.#session = session;
    this.#known = known;
    this.#resource = resource;
  }

  async run(): Promise<void> {
    const resource = this.#resource;
    const thing = await this.#known.create(resource, "a life");
    if (thing === undefined) return;
    this.#requests.push(...thing.requests);
    const read = this.#doing("read");
    if (read !== undefined) {
      const value = await this.#read(read, thing, "created-readable", `what was just created`);
      if (value === undefined) return;
      this.#same(read, "created-readable", "was created with", thing.value, value);
      if (thing.sent !== undefined) this.#same(read, "created-readable", "was sent", thing.sent, value);
      await this.#beside(read, thing);
      await this.#location(thing, read);
      await this.#strangers(thing);
      await this.#change(thing, read);
      await this.#replace(thing, read);
    }
    await this.#remove(thing, read);
  }

  #doing(does: "read" | "patch" | "replace" | "delete"): Doing | undefined {
    const doing = this.#known.doing(this.#resource, does);
    return doing?.action.id === undefined ? undefined : doing;
  }

  async #inputFor({ operation, action }: Doing, thing: Thing, body?: unknown): Promise<Input | undefined> {
    if (!this.#known.mayName(operation, action.id ?? "", thing.key)) return undefined;
    const input = await this.#known.input(operation, { bare: true });
    return (
      input && {
        ...input,
        params: { ...input.params, ...thing.params, [action.id ?? ""]: thing.key },
        ...(body !== undefined && { body }),
      }
    );
  }

  async #ask(
    doing: Doing,
    thing: Thing,
    name: string,
    body?: unknown,
    credentials = this.#session.options.credentials ?? {},
  ) {
    const { operation } = doing;
    const input = await this.#inputFor(doing, thing, body);
    if (input === undefined) return undefined;
    const { contract } = this.#session.source;
    const request = await requestOf(contract, operation, input, mediaOf(operation), credentials);
    const before = [...this.#requests];
    const reply = await this.#session.send(request, { operation, name, before });
    return reply === undefined ? undefined : { request, reply, before };
  }

  /** What is read; `undefined`, and told, where it is not there. */
  async #read(read: Doing, thing: Thing, check: CheckName, what: string): Promise<Values | undefined> {
    const asked = await this.#ask(read, thing, `reading ${what}`);
    if (asked === undefined) return undefined;
    const { request, reply } = asked;
    const value = memberAt(jsonOf(reply), read.action.at);
    if (reply.status < 300 && isObject(value)) return value;
    if (reply.status === 304) return undefined;
    this.#find(check, read.operation, `answered ${reply.status} to reading ${what}`, "it, with a 200", request, reply);
    return undefined;
  }

  #find(
    check: CheckName,
    operation: Operation,
    message: string,
    expected: string,
    request: CaseRequest,
    reply: Reply,
    before: readonly CaseRequest[] = this.#requests,
  ): void {
    const name = `a sequence on ${this.#resource.name}`;
    this.#session.find(
      { check, message, expected, at: operationAt(operation) },
      { operation, name, before: [...before] },
      request,
      reply,
    );
  }

  /** Holds what both have against each other. */
  #same({ operation }: Doing, check: CheckName, verb: string, before: Values, now: Values): void {
    for (const [name, value] of Object.entries(before)) {
      const origin = verb === "was sent" || verb === "was set to" ? "given" : "unknown";
      if (!Object.hasOwn(now, name) || isVolatile(name, origin) || isSecret(name) || same(value, now[name])) continue;
      // A key that is sent, and read as what it leads to.
      if (isObject(value) !== isObject(now[name])) continue;
      const last = this.#requests.at(-1);
      if (last === undefined) return;
      this.#session.find(
        {
          check,
          message: `"${name}" ${verb} ${shortened(value)} and is ${shortened(now[name])}`,
          expected: `"${name}" as it ${verb}`,
          at: operationAt(operation),
        },
        { operation, name: `a sequence on ${this.#resource.name}`, before: this.#requests.slice(0, -1) },
        last,
        undefined,
      );
      return;
    }
  }

  /** Another one, which must not take the place of the first. */
  async #beside(read: Doing, thing: Thing): Promise<void> {
    this.#other = await this.#known.create(this.#resource, "beside it");
    if (this.#other === undefined) return;
    this.#requests.push(...this.#other.requests);
    await this.#read(read, thing, "created-readable", "what was created before another was");
  }

  /** RFC 9110 §15.3.2: where what was created is. */
  async #location(thing: Thing, read: Doing): Promise<void> {
    const { location } = thing;
    if (location === undefined) return;
    const asked = await this.#ask(read, thing, "where it is");
    if (asked === undefined) return;
    const base = new URL(`${this.#session.options.target.url}/`);
    const url = URL.canParse(location, base) ? new URL(location, base) : undefined;
    const prefix = base.pathname.replace(/\/$/, "");
    if (url === undefined || !url.pathname.startsWith(prefix)) return;
    // A public name for the same server is for it to know.
    const request = { ...asked.request, url: url.pathname.slice(prefix.length) + url.search };
    const operation = read.operation;
    const reply = await this.#session.send(request, {
      operation,
      name: "following Location",
      foreign: true,
      before: this.#requests,
    });
    if (reply !== undefined && reply.status >= 400)
      this.#find(
        "created-readable",
        operation,
        `Location is ${location}, which answers ${reply.status}`,
        "what was created (RFC 9110 §10.2.2)",
        request,
        reply,
      );
  }

  async #strangers(thing: Thing): Promise<void> {
    const { otherCredentials } = this.#session.options;
    if (otherCredentials === undefined) return;
    for (const does of ["read", "patch", "replace", "delete"] as const) {
      const doing = this.#doing(does);
      if (doing === undefined || (doing.operation.security ?? []).length === 0) continue;
      if (doing.operation.security?.some((each) => Object.keys(each).length === 0)) continue;
      const asked = await this.#ask(doing, thing, `${does} by somebody else`, undefined, otherCredentials);
      if (asked === undefined || asked.reply.status >= 400) continue;
      this.#find(
        "auth-enforced",
        doing.operation,
        `answered ${asked.reply.status} to somebody else's ${does}`,
        "401, 403 or 404",
        asked.request,
        asked.reply,
      );
    }
  }

  /** One property after another: each is kept, and those before it too. */
  async #change(thing: Thing, read: Doing): Promise<void> {
    const patch = this.#doing("patch");
    if (patch === undefined) return;
    const input = await this.#known.input(patch.operation);
    const whole = memberAt(input?.body, patch.action.from);
    if (!isObject(whole)) return;
    const meant = await this.#known.freshened(
      { input: { ...input, body: whole }, media: mediaOf(patch.operation) },
      patch.operation,
      "a change",
    );
    const changes = Object.entries(meant.input.body as Values).filter(
      ([name, value]) => value !== null && name !== this.#resource.key,
    );
    let current = await this.#read(read, thing, "created-readable", "it before it is changed");
    const kept: Record<string, unknown> = {};
    for (const [name, value] of changes.slice(0, MOST_CHANGES)) {
      if (current === undefined) return;
      const body = { [name]: value };
      if (!this.#fits(patch, body)) continue;
      const asked = await this.#ask(patch, thing, `changing "${name}"`, wrapped(patch.action.from, body));
      if (asked === undefined) return;
      if (asked.reply.status >= 300) continue; // other parts of it may be in the way
      this.#requests.push(asked.request);
      kept[name] = value;
      const now = await this.#read(read, thing, "update-kept", "what was changed");
      if (now === undefined) return;
      this.#same(read, "update-kept", "was set to", kept, now);
      const others = Object.fromEntries(Object.entries(current).filter(([key]) => !Object.hasOwn(kept, key)));
      this.#same(read, "update-kept", "was not changed from", others, now);
      for (const other of Object.keys(others))
        if (!Object.hasOwn(now, other) && !isVolatile(other)) {
          this.#find(
            "update-kept",
            patch.operation,
            `changing "${name}" took "${other}" away`,
            `"${other}" as it was`,
            asked.request,
            asked.reply,
            asked.before,
          );
          break;
        }
      current = now;
    }
  }

  #fits({ operation, action }: Doing, body: Values): boolean {
    const media = mediaOf(operation);
    const validator = media && this.#session.source.requests.get(operation.name, `body ${media.type}`);
    return validator === undefined || validator.is(wrapped(action.from, body));
  }

  async #replace(thing: Thing, read: Doing): Promise<void> {
    const replace = this.#doing("replace");
    if (replace === undefined) return;
    const input = await this.#known.input(replace.operation);
    if (input === undefined) return;
    const meant = { input, media: mediaOf(replace.operation) };
    const { body: given } = (await this.#known.freshened(meant, replace.operation, "another")).input;
    const { key } = this.#resource;
    // The path says which one it is.
    const named = key !== undefined && isObject(given) && Object.hasOwn(given, key);
    const body = named ? { ...given, [key]: thing.key } : given;
    const sent = memberAt(body, replace.action.from);
    const asked = await this.#ask(replace, thing, "replacing it", body);
    if (asked === undefined || asked.reply.status >= 300 || !isObject(sent)) return;
    this.#requests.push(asked.request);
    const once = await this.#read(read, thing, "update-kept", "what was replaced");
    if (once === undefined) return;
    this.#same(read, "update-kept", "was set to", sent, once);
    const again = await this.#ask(replace, thing, "replacing it once more", body);
    if (again === undefined) return;
    if (again.reply.status >= 400) {
      this.#find(
        "idempotent",
        replace.operation,
        `answered ${asked.reply.status}, and ${again.reply.status} to the same again`,
        "the same answer (RFC 9110 §9.2.2)",
        again.request,
        again.reply,
      );
      return;
    }
    this.#requests.push(again.request);
    const twice = await this.#read(read, thing, "update-kept", "what was replaced twice");
    if (twice !== undefined) this.#same(read, "idempotent", "was after one PUT", once, twice);
  }

  async #remove(thing: Thing, read: Doing | undefined): Promise<void> {
    const remove = this.#doing("delete");
    if (remove === undefined) return;
    const asked = await this.#ask(remove, thing, "deleting it");
    if (asked === undefined || asked.reply.status >= 300) return;
    // 202: it is only going to be deleted.
    if (asked.reply.status === 202) return;
    this.#requests.push(asked.request);
    const gone = async (doing: Doing | undefined, what: string): Promise<void> => {
      if (doing === undefined) return;
      const after = await this.#ask(
        doing,
        thing,
        `${what} it after it was deleted`,
        doing.action.does === "read" ? undefined : await this.#some(doing),
      );
      if (after === undefined || after.reply.status >= 400) return;
      // A PUT may make it again.
      if (doing.action.does === "replace" && after.reply.status === 201) return;
      this.#find(
        "use-after-delete",
        doing.operation,
        `answered ${after.reply.status} to ${what} what was deleted`,
        "404 or 410",
        after.request,
        after.reply,
      );
    };
    await gone(read, "reading");
    await this.#left(remove, read);
    await gone(this.#doing("patch"), "changing");
    await gone(this.#doing("replace"), "replacing");
    const again = await this.#ask(remove, thing, "deleting it once more");
    if (again !== undefined && again.reply.status >= 400 && ![404, 409, 410].includes(again.reply.status))
      this.#find(
        "idempotent",
        remove.operation,
        `answered ${asked.reply.status}, and ${again.reply.status} to the same again`,
        "the same answer, 404 or 410 (RFC 9110 §9.2.2)",
        again.request,
        again.reply,
      );
    const list = this.#known.doing(this.#resource, "list");
    if (list === undefined || Object.keys(list.action.scope ?? {}).length > 0) return;
    const input = await this.#known.input(list.operation, { bare: true });
    if (input === undefined) return;
    const { key } = this.#resource;
    if (key === undefined) return;
    const there = { ...input, params: { ...input.params, ...thing.params } };
    const occasion = { operation: list.operation, name: "the list after it was deleted", before: this.#requests };
    const page = await pageWith(this.#session, this.#known, list, there, [key, thing.key], occasion);
    if (page === undefined) return;
    const { request, reply } = page;
    this.#find(
      "use-after-delete",
      list.operation,
      "the list has what was deleted",
      "a list without it",
      request,
      reply,
    );
  }

  /** The other one is still there. */
  async #left(remove: Doing, read: Doing | undefined): Promise<void> {
    if (read === undefined || this.#other === undefined) return;
    const asked = await this.#ask(read, this.#other, "reading another one");
    if (asked === undefined || (asked.reply.status !== 404 && asked.reply.status !== 410)) return;
    this.#find(
      "use-after-delete",
      remove.operation,
      `deleting one took another along: reading that answered ${asked.reply.status}`,
      "the other one, as it was",
      asked.request,
      asked.reply,
    );
  }

  async #some({ operation }: Doing): Promise<unknown> {
    return (await this.#known.input(operation))?.body;
  }
}

/** So many properties of a thing are changed, one after the other. */
const MOST_CHANGES = 8;

function wrapped(from: string | undefined, body: Values): Values {
  return (from?.split(".") ?? []).reduceRight<Values>((inner, name) => ({ [name]: inner }), body);
}
