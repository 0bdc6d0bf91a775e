/** Objects: whether the receiver accepts all that are sent (JSON Schema core §10.3.2, validation §6.5). */

import { escapeToken } from "tenon-runtime/core";
import type { Clause, Fact } from "./clause.ts";
import { Comparison } from "./comparison.ts";
import { expand } from "./expand.ts";
import { propertyOf } from "./matching.ts";
import { TEXT } from "./literal.ts";
import { doubted, found, pointerOf, verdictOf, type Ask, type Mode, type Reason, type Reasons } from "./reason.ts";
import { NOTHING, sample, sampleObject } from "./sample.ts";
import type { At, Expression } from "./world.ts";

/** Levels of the sampled values. */
const SAMPLE_DEPTH = 6;

export function objectReasons(ask: Ask, a: Clause, b: Clause, mode: Mode): Reasons {
  const comparison = new ObjectComparison(ask, a, b, mode);
  comparison.compareRequired();
  comparison.compareAbsent();
  comparison.compareMembers();
  comparison.noteUndeclared();
  comparison.compareUnnamed();
  for (const dependent of b.dependent) comparison.compareDependent(dependent);
  comparison.compareCount(b.minProperties, a.minProperties, 1);
  comparison.compareCount(b.maxProperties, a.maxProperties, -1);
  if (b.propertyNames.length > 0) comparison.compareNames();
  return comparison.reasons;
}

class ObjectComparison extends Comparison {
  /** Names that the sender's clause declares or requires. */
  readonly #own: ReadonlySet<string>;
  readonly #accepted: ReadonlySet<string>;
  /** Whether the sender may send members that its clause does not name. */
  readonly #sendsUnnamed: boolean;

  constructor(ask: Ask, a: Clause, b: Clause, mode: Mode) {
    super(ask, a, b, mode);
    this.#own = namesOf(a);
    this.#accepted = namesOf(b);
    this.#sendsUnnamed = sendsUnnamed(a, b, ask);
  }

  compareRequired(): void {
    const { sent: a, accepted: b, ask } = this;
    for (const [name, receiver] of b.required) {
      if (a.required.has(name) || ask.receiver.hides(propertyOf(b, name))) continue;
      const member = propertyOf(a, name);
      const hidden = ask.sender.hides(member);
      const hint = hidden
        ? ", but the other side marks it as readOnly or writeOnly, and senders may still send it"
        : this.#own.has(name)
          ? ""
          : ", but not declared";
      this.fail({
        kind: "required",
        verdict: hidden ? "unknown" : "no",
        sender: member[0]?.pointer,
        receiver,
        path: `/${name}`,
        text: `${JSON.stringify(name)} is required${hint}`,
        witness: this.#object({}, [name]),
      });
    }
  }

  compareAbsent(): void {
    const { sent: a, accepted: b, ask } = this;
    for (const [name, receiver] of b.absent) {
      if (a.absent.has(name)) continue;
      const member = propertyOf(a, name);
      const isSent = (this.#own.has(name) && expand(member, ask.sender).length > 0) || this.#sendsUnnamed;
      if (!isSent) continue;
      this.fail({
        kind: "condition",
        sender: member[0]?.pointer,
        receiver,
        path: `/${name}`,
        text: `${JSON.stringify(name)} is not allowed here`,
        witness: this.#objectWith(name),
      });
    }
  }

  compareMembers(): void {
    for (const name of this.#comparedNames()) {
      const member = propertyOf(this.sent, name);
      const accepted = propertyOf(this.accepted, name);
      if (this.sent.absent.has(name) || this.ask.sender.hides(member) || this.ask.receiver.hides(accepted)) continue;
      const refusal = accepted.find(({ schema }) => schema === false);
      if (refusal === undefined) this.#compareMember(name, member, accepted);
      else this.#compareRefused(name, member, refusal);
    }
  }

  /**
   * Names of the sender, and names of the receiver that the sender may use. A name that only the receiver has is taken as
   * unused, unless the sender says something about unnamed members.
   */
  #comparedNames(): ReadonlySet<string> {
    const { layers } = this.sent;
    const saysMore =
      this.ask.pure ||
      layers.some(
        ({ rest, patterns }) =>
          patterns.length > 0 ||
          (rest !== undefined && typeof rest.schema === "object" && Object.keys(rest.schema).length > 0),
      );
    const isClosed = layers.some(({ rest }) => rest?.schema === false);
    const conditional = isClosed
      ? []
      : this.accepted.layers.flatMap((layer) => (layer.conditional === true ? [...layer.names.keys()] : []));
    return new Set([...this.#own, ...(saysMore ? this.#accepted : []), ...conditional]);
  }

  /** A member that the receiver refuses with any value. */
  #compareRefused(name: string, member: Expression, refusal: At): void {
    if (member.some(({ schema }) => schema === false) || expand(member, this.ask.sender).length === 0) return;
    this.fail({
      kind: "undeclared",
      sender: member[0]?.pointer,
      receiver: refusal.pointer,
      path: `/${name}`,
      text: `${JSON.stringify(name)} is rejected`,
      witness: this.#objectWith(name),
    });
  }

  #compareMember(name: string, member: Expression, accepted: Expression): void {
    if (this.#own.has(name) && !this.#accepted.has(name))
      this.fail({
        kind: "property",
        verdict: "note",
        sender: member[0]?.pointer,
        receiver: pointerOf(this.accepted),
        path: `/${name}`,
        text: `${JSON.stringify(name)} is not declared`,
        only: "sender",
      });
    if (accepted.length === 0) return;
    const isUncertain = this.accepted.layers.some(
      ({ rest, uncertain }) => uncertain === true && rest !== undefined && accepted.includes(rest),
    );
    for (const reason of this.ask.check(member, accepted, this.mode)) {
      const judged = isUncertain && reason.verdict === "no" ? doubted(reason) : reason;
      this.#addInside(`/${escapeToken(name)}`, judged, name);
    }
  }

  /** Members that only the receiver declares. */
  noteUndeclared(): void {
    for (const name of this.#accepted) {
      const member = propertyOf(this.accepted, name);
      if (this.#own.has(name) || this.ask.receiver.hides(member)) continue;
      this.fail({
        kind: "property",
        verdict: "note",
        receiver: member[0]?.pointer ?? pointerOf(this.accepted),
        path: `/${name}`,
        text: `${JSON.stringify(name)} is not declared`,
        only: "receiver",
      });
    }
  }

  /** Members whose names the contract does not give. */
  compareUnnamed(): void {
    const { sent: a, accepted: b, ask, mode } = this;
    const sentRest = restOf(a);
    const isOpen = this.#sendsUnnamed && !sentRest.some(({ schema }) => schema === false);
    const sentPatterns = a.layers.flatMap(({ patterns }) => patterns);
    const acceptedPatterns = b.layers.flatMap(({ patterns }) => patterns);
    for (const { value: pattern, at } of acceptedPatterns) {
      const same = sentPatterns.filter(({ value }) => value === pattern).map((one) => one.at);
      if (same.length > 0) this.#addUnnamed(ask.check(same, [at], mode));
      else if (isOpen) {
        const name = this.#nameMatching(pattern);
        for (const reason of ask.check(sentRest, [at], mode)) this.#addInside("/*", reason, name);
      }
    }
    const accepted = restOf(b);
    if (accepted.length === 0) return;
    for (const { value: pattern, at } of sentPatterns)
      if (!acceptedPatterns.some(({ value }) => value === pattern)) this.#addUnnamed(ask.check([at], accepted, mode));
    if (!isOpen) return;
    const refusal = accepted.find(({ schema }) => schema === false);
    if (refusal === undefined) {
      this.#addUnnamed(ask.check(sentRest, accepted, mode));
      return;
    }
    const value = sample(sentRest, ask.sender, SAMPLE_DEPTH);
    this.fail({
      kind: "undeclared",
      sender: sentRest[0]?.pointer,
      receiver: refusal.pointer,
      path: "/*",
      text: "undeclared properties are rejected",
      witness: this.#object({ unnamed: value === NOTHING ? "a" : value }),
    });
  }

  #nameMatching(pattern: string): string | undefined {
    const found = this.ask.sender.patterns.textOutside({ patterns: [pattern] }, undefined);
    return typeof found === "string" ? undefined : found.text || undefined;
  }

  #addUnnamed(reasons: Reasons): void {
    for (const reason of reasons) this.#addInside("/*", reason, "unnamed");
  }

  /** Adds a reason of a member, with an object around its witness. */
  #addInside(path: string, { witness, ...reason }: Reason, name: string | undefined): void {
    const value = witness === undefined || name === undefined ? NOTHING : this.#object({ [name]: witness.value });
    this.add([{ ...reason, path: `${path}${reason.path}`, ...found(value) }]);
  }

  compareDependent({ value: name, needs, pointer }: Clause["dependent"][number]): void {
    const { sent: a, accepted: b, ask } = this;
    if (a.required.has(needs) || a.absent.has(name)) return;
    if (a.dependent.some((one) => one.value === name && one.needs === needs)) return;
    if (!this.#own.has(name) && !this.#sendsUnnamed) return;
    if (ask.receiver.hides(propertyOf(b, needs))) return;
    this.fail({
      kind: "dependent",
      receiver: pointer,
      path: `/${name}`,
      text: `${JSON.stringify(needs)} is required when ${JSON.stringify(name)} is present`,
      witness: this.#objectWith(name, [needs]),
    });
  }

  /** @param sign 1 for the smallest number of members, -1 for the largest */
  compareCount(required: Fact<number> | undefined, own: Fact<number> | undefined, sign: 1 | -1): void {
    if (required === undefined || (own !== undefined && (own.value - required.value) * sign >= 0)) return;
    const implied =
      sign === 1 ? this.sent.required.size >= required.value : !this.#sendsUnnamed && this.#own.size <= required.value;
    if (implied) return;
    this.fail({
      kind: "size",
      sender: own?.pointer,
      receiver: required.pointer,
      text: `${sign === 1 ? "at least" : "at most"} ${required.value} properties`,
      witness: sign === 1 ? this.#object() : NOTHING,
    });
  }

  compareNames(): void {
    const { sent: a, accepted: b, ask } = this;
    for (const name of this.#own) {
      const constant = { schema: ask.sender.constant({ const: name }), pointer: pointerOf(a) };
      const verdict = verdictOf(ask.check([constant], b.propertyNames));
      if (verdict !== "yes")
        this.fail({
          kind: "names",
          verdict,
          sender: propertyOf(a, name)[0]?.pointer,
          receiver: b.propertyNames[0]!.pointer,
          path: `/${name}`,
          text: `a property must not have the name ${JSON.stringify(name)}`,
        });
    }
    if (!this.#sendsUnnamed && a.propertyNames.length === 0) return;
    const refused = ask.check([...a.propertyNames, { schema: TEXT, pointer: pointerOf(a) }], b.propertyNames);
    for (const { kind: _, witness, ...reason } of refused) {
      const value = witness === undefined ? NOTHING : this.#objectWith(String(witness.value));
      this.add([{ kind: "names", ...reason, path: "/*", ...found(value) }]);
    }
  }

  /** An object that the sender may send, with these members and without those. */
  #object(members: Readonly<Record<string, unknown>> = {}, without: readonly string[] = []): unknown {
    return sampleObject(this.sent, this.ask.sender, SAMPLE_DEPTH, members, without);
  }

  #objectWith(name: string, without: readonly string[] = []): unknown {
    const value = sample(propertyOf(this.sent, name), this.ask.sender, SAMPLE_DEPTH);
    return value === NOTHING ? NOTHING : this.#object({ [name]: value }, without);
  }
}

/** What a clause says about members without a name. */
const restOf = (one: Clause): Expression => one.layers.flatMap(({ rest }) => (rest === undefined ? [] : [rest]));

const namesOf = (clause: Clause): Set<string> =>
  new Set([...clause.layers.flatMap(({ names }) => [...names.keys()]), ...clause.required.keys()]);

/**
 * Whether the sender may send members that its contract does not name: if the contract says so or names none, or if one of
 * the two says what such members must be.
 */
function sendsUnnamed(a: Clause, b: Clause, { pure }: Ask): boolean {
  const rests = a.layers.flatMap(({ rest }) => (rest === undefined ? [] : [rest.schema]));
  if (rests.includes(false)) return false;
  if (rests.length > 0) return true;
  if (pure || isOpen(a)) return true;
  if (b.propertyNames.length > 0) return true;
  return b.layers.some(
    ({ rest, patterns }) => patterns.length > 0 || (rest !== undefined && typeof rest.schema !== "boolean"),
  );
}

/** Whether a clause says nothing about members. */
export const isOpen = (a: Clause): boolean =>
  namesOf(a).size === 0 && a.layers.every(({ rest, patterns }) => rest === undefined && patterns.length === 0);
