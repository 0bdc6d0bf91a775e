/** Sequences: what is created can be read, what is changed stays changed, what is deleted is gone; and lists hold together. */

import { isObject, operationAt, responseFor } from "tenon-runtime/core";
import { shortened } from "../checks/answer.ts";
import { isSecret, isVolatile, same } from "../checks/same.ts";
import { jsonOf, mediaOf, memberAt, type Doing, type Known, type Thing } from "../known.ts";
import type { Session } from "../session.ts";
import type { CheckName } from "../types.ts";
import { assignmentChecks } from "./assignment.ts";
import { Asking, wrapped } from "./asking.ts";
import { linksPhase } from "./links.ts";
import { listChecks } from "./lists.ts";
import { pageWith } from "./pages.ts";
import { roleChecks } from "./roles.ts";
import { overrideChecks, safeChecks } from "./override.ts";
import { strangerChecks } from "./ownership.ts";
import { lostUpdate, staleMatch, uniqueRace } from "./races.ts";

type Values = Readonly<Record<string, unknown>>;

export async function statefulPhase(session: Session, known: Known): Promise<void> {
  await roleChecks(session, known);
  for (const resource of known.resources) {
    await session.attempt(resource.name, () => new Sequence(session, known, resource).run());
    await session.attempt(resource.name, () => uniqueRace(new Asking(session, known, resource)));
    await session.attempt(resource.name, () => overrideChecks(new Asking(session, known, resource)));
    await session.attempt(resource.name, () => safeChecks(new Asking(session, known, resource)));
    await session.attempt(resource.name, () => listChecks(session, known, resource));
  }
  await linksPhase(session, known);
}

class Sequence extends Asking {
  #other: Thing | undefined;

  async run(): Promise<void> {
    const resource = this.resource;
    const thing = await this.known.create(resource, "a life");
    if (thing === undefined) return;
    this.requests.push(...thing.requests);
    const read = this.doing("read");
    if (read !== undefined) {
      const value = await this.#read(read, thing, "created-readable", `what was just created`);
      if (value === undefined) return;
      this.#same(read, "created-readable", "was created with", thing.value, value);
      const again = await this.#read(read, thing, "idempotent", "it again");
      if (again !== undefined) this.#same(read, "idempotent", "was at the first reading", value, again);
      if (thing.sent !== undefined) this.#same(read, "created-readable", "was sent", thing.sent, value);
      await this.#beside(read, thing);
      await this.#location(thing, read);
      await strangerChecks(this, thing);
      await this.#change(thing, read);
      await this.#replace(thing, read);
      await assignmentChecks(this, thing, read);
      await lostUpdate(this, thing, read);
      await staleMatch(this, thing, read);
    }
    await this.#remove(thing, read);
  }

  /** What is read; `undefined`, and told, where it is not there. */
  async #read(read: Doing, thing: Thing, check: CheckName, what: string): Promise<Values | undefined> {
    const asked = await this.ask(read, thing, `reading ${what}`);
    if (asked === undefined) return undefined;
    const { request, reply } = asked;
    const value = memberAt(jsonOf(reply), read.action.at);
    if (reply.status < 300 && isObject(value)) return value;
    if (reply.status === 304) return undefined;
    this.find(
      check,
      read,
      { message: `answered ${reply.status} to reading ${what}`, expected: "it, with a 200" },
      { request, reply },
    );
    return undefined;
  }

  /** Holds what both have against each other. */
  #same({ operation }: Doing, check: CheckName, verb: string, before: Values, now: Values): void {
    for (const [name, value] of Object.entries(before)) {
      const origin = verb === "was sent" || verb === "was set to" ? "given" : "unknown";
      if (!Object.hasOwn(now, name) || isVolatile(name, origin) || isSecret(name) || same(value, now[name])) continue;
      // A key that is sent, and read as what it leads to.
      if (isObject(value) !== isObject(now[name])) continue;
      const last = this.requests.at(-1);
      if (last === undefined) return;
      this.session.find(
        {
          check,
          message: `"${name}" ${verb} ${shortened(value)} and is ${shortened(now[name])}`,
          expected: `"${name}" as it ${verb}`,
          at: operationAt(operation),
        },
        { operation, name: `a sequence on ${this.resource.name}`, before: this.requests.slice(0, -1) },
        last,
        undefined,
      );
      return;
    }
  }

  /** Another one, which must not take the place of the first. */
  async #beside(read: Doing, thing: Thing): Promise<void> {
    this.#other = await this.known.create(this.resource, "beside it");
    if (this.#other === undefined) return;
    this.requests.push(...this.#other.requests);
    await this.#read(read, thing, "created-readable", "what was created before another was");
  }

  /** RFC 9110 §15.3.2: where what was created is. */
  async #location(thing: Thing, read: Doing): Promise<void> {
    const { location } = thing;
    if (location === undefined) return;
    const asked = await this.ask(read, thing, "where it is");
    if (asked === undefined) return;
    const base = new URL(`${this.session.options.target.url}/`);
    const url = URL.canParse(location, base) ? new URL(location, base) : undefined;
    const prefix = base.pathname.replace(/\/$/, "");
    if (url === undefined || !url.pathname.startsWith(prefix)) return;
    // A public name for the same server is for it to know.
    const request = { ...asked.request, url: url.pathname.slice(prefix.length) + url.search };
    const operation = read.operation;
    const reply = await this.session.send(request, {
      operation,
      name: "following Location",
      foreign: true,
      before: this.requests,
    });
    if (reply !== undefined && reply.status >= 400)
      this.find(
        "created-readable",
        { operation },
        {
          message: `Location is ${location}, which answers ${reply.status}`,
          expected: "what was created (RFC 9110 §10.2.2)",
        },
        { request, reply },
      );
  }

  /** One property after another: each is kept, and those before it too. */
  async #change(thing: Thing, read: Doing): Promise<void> {
    const patch = this.doing("patch");
    if (patch === undefined) return;
    const input = await this.known.input(patch.operation);
    const whole = memberAt(input?.body, patch.action.from);
    if (!isObject(whole)) return;
    const meant = await this.known.freshened(
      { input: { ...input, body: whole }, media: mediaOf(patch.operation) },
      patch.operation,
      "a change",
    );
    const changes = Object.entries(meant.input.body as Values).filter(
      ([name, value]) => value !== null && name !== this.resource.key,
    );
    let current = await this.#read(read, thing, "created-readable", "it before it is changed");
    const kept: Record<string, unknown> = {};
    for (const [name, value] of changes.slice(0, MOST_CHANGES)) {
      if (current === undefined) return;
      const body = { [name]: value };
      if (!this.fits(patch, wrapped(patch.action.from, body))) continue;
      const asked = await this.ask(patch, thing, `changing "${name}"`, { body: wrapped(patch.action.from, body) });
      if (asked === undefined) return;
      if (asked.reply.status >= 300) continue; // other parts of it may be in the way
      this.requests.push(asked.request);
      kept[name] = value;
      const now = await this.#read(read, thing, "update-kept", "what was changed");
      if (now === undefined) return;
      this.#same(read, "update-kept", "was set to", kept, now);
      const others = Object.fromEntries(Object.entries(current).filter(([key]) => !Object.hasOwn(kept, key)));
      this.#same(read, "update-kept", "was not changed from", others, now);
      for (const other of Object.keys(others))
        if (!Object.hasOwn(now, other) && !isVolatile(other)) {
          this.find(
            "update-kept",
            patch,
            { message: `changing "${name}" took "${other}" away`, expected: `"${other}" as it was` },
            asked,
          );
          break;
        }
      current = now;
    }
  }

  async #replace(thing: Thing, read: Doing): Promise<void> {
    const replace = this.doing("replace");
    if (replace === undefined) return;
    const input = await this.known.input(replace.operation);
    if (input === undefined) return;
    const meant = { input, media: mediaOf(replace.operation) };
    const { body: given } = (await this.known.freshened(meant, replace.operation, "another")).input;
    const { key } = this.resource;
    // The path says which one it is.
    const named = key !== undefined && isObject(given) && Object.hasOwn(given, key);
    const body = named ? { ...given, [key]: thing.key } : given;
    const sent = memberAt(body, replace.action.from);
    const asked = await this.ask(replace, thing, "replacing it", { body });
    if (asked === undefined || asked.reply.status >= 300 || !isObject(sent)) return;
    this.requests.push(asked.request);
    const once = await this.#read(read, thing, "update-kept", "what was replaced");
    if (once === undefined) return;
    this.#same(read, "update-kept", "was set to", sent, once);
    const again = await this.ask(replace, thing, "replacing it once more", { body });
    if (again === undefined) return;
    if (again.reply.status >= 400) {
      this.find(
        "idempotent",
        replace,
        {
          message: `answered ${asked.reply.status}, and ${again.reply.status} to the same again`,
          expected: "the same answer (RFC 9110 §9.2.2)",
        },
        { request: again.request, reply: again.reply },
      );
      return;
    }
    this.requests.push(again.request);
    const twice = await this.#read(read, thing, "update-kept", "what was replaced twice");
    if (twice !== undefined) this.#same(read, "idempotent", "was after one PUT", once, twice);
    await this.#shorter(thing, read, replace, sent);
  }

  /** RFC 9110 §9.3.4: a PUT replaces the whole state, so that what it leaves out is not kept. */
  async #shorter(thing: Thing, read: Doing, replace: Doing, sent: Values): Promise<void> {
    const name = Object.keys(sent).find((each) => {
      const { [each]: value, ...rest } = sent;
      return !isEmpty(value) && !isVolatile(each) && this.fits(replace, wrapped(replace.action.from, rest));
    });
    if (name === undefined) return;
    const { [name]: old, ...rest } = sent;
    const asked = await this.ask(replace, thing, `replacing it without "${name}"`, {
      body: wrapped(replace.action.from, rest),
    });
    if (asked === undefined || asked.reply.status >= 300) return;
    this.requests.push(asked.request);
    const now = await this.current(read, thing);
    if (now === undefined || !Object.hasOwn(now, name) || !same(old, now[name])) return;
    const message = `a PUT without "${name}" kept ${shortened(old)}`;
    this.find("update-kept", replace, { message, expected: `no "${name}", or its default`, about: name }, asked);
  }

  async #remove(thing: Thing, read: Doing | undefined): Promise<void> {
    const remove = this.doing("delete");
    if (remove === undefined) return;
    const asked = await this.ask(remove, thing, "deleting it");
    if (asked === undefined || asked.reply.status >= 300) return;
    // 202: it is only going to be deleted.
    if (asked.reply.status === 202) return;
    this.requests.push(asked.request);
    const gone = async (doing: Doing | undefined, what: string): Promise<void> => {
      if (doing === undefined) return;
      const after = await this.ask(
        doing,
        thing,
        `${what} it after it was deleted`,
        doing.action.does === "read" ? {} : { body: await this.#some(doing) },
      );
      if (after === undefined || after.reply.status >= 400) return;
      // A mock answers only with declared statuses.
      if (this.session.options.mocks === true && !MISSING.some((status) => responseFor(doing.operation, status)))
        return;
      // A PUT may make it again.
      if (doing.action.does === "replace" && after.reply.status === 201) return;
      this.find(
        "use-after-delete",
        doing,
        { message: `answered ${after.reply.status} to ${what} what was deleted`, expected: "404 or 410" },
        { request: after.request, reply: after.reply },
      );
    };
    await gone(read, "reading");
    await this.#left(remove, read);
    await gone(this.doing("patch"), "changing");
    await gone(this.doing("replace"), "replacing");
    const again = await this.ask(remove, thing, "deleting it once more");
    if (again !== undefined && again.reply.status >= 400 && ![404, 409, 410].includes(again.reply.status))
      this.find(
        "idempotent",
        remove,
        {
          message: `answered ${asked.reply.status}, and ${again.reply.status} to the same again`,
          expected: "the same answer, 404 or 410 (RFC 9110 §9.2.2)",
        },
        { request: again.request, reply: again.reply },
      );
    const list = this.known.doing(this.resource, "list");
    if (list === undefined || Object.keys(list.action.scope ?? {}).length > 0) return;
    const input = await this.known.input(list.operation, { bare: true });
    if (input === undefined) return;
    const { key } = this.resource;
    if (key === undefined) return;
    const there = { ...input, params: { ...input.params, ...thing.params } };
    const occasion = { operation: list.operation, name: "the list after it was deleted", before: this.requests };
    const page = await pageWith(this.session, this.known, list, there, [key, thing.key], occasion);
    if (page === undefined) return;
    const { request, reply } = page;
    this.find(
      "use-after-delete",
      list,
      { message: "the list has what was deleted", expected: "a list without it" },
      { request, reply },
    );
  }

  /** The other one is still there. */
  async #left(remove: Doing, read: Doing | undefined): Promise<void> {
    if (read === undefined || this.#other === undefined) return;
    const asked = await this.ask(read, this.#other, "reading another one");
    if (asked === undefined || (asked.reply.status !== 404 && asked.reply.status !== 410)) return;
    this.find(
      "use-after-delete",
      remove,
      {
        message: `deleting one took another along: reading that answered ${asked.reply.status}`,
        expected: "the other one, as it was",
      },
      { request: asked.request, reply: asked.reply },
    );
  }

  async #some({ operation }: Doing): Promise<unknown> {
    return (await this.known.input(operation))?.body;
  }
}

/** Statuses for what does not exist. */
const MISSING = [404, 410];

/** A value that a server may give to a missing property. */
const isEmpty = (value: unknown): boolean =>
  typeof value === "object" && value !== null
    ? Object.keys(value).length === 0
    : value === null || value === "" || value === 0 || typeof value === "boolean";

/** So many properties of a thing are changed, one after the other. */
const MOST_CHANGES = 8;
