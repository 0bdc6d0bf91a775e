/** Objects: whether all that are sent are taken (JSON Schema core §10.3.2, validation §6.5). */

import { escapeToken } from "tenon-runtime/core";
import type { Clause, Fact } from "./clause.ts";
import { expand } from "./expand.ts";
import { propertyOf } from "./matching.ts";
import { TEXT } from "./literal.ts";
import { doubted, found, pointerOf, verdictOf, type Ask, type Mode, type Reason, type Reasons } from "./reason.ts";
import { NOTHING, sample, sampleObject } from "./sample.ts";
import type { Expression, World } from "./world.ts";

export function objectReasons(ask: Ask, a: Clause, b: Clause, mode: Mode): Reasons {
  const reasons: Reason[] = [];
  const own = namesOf(a);
  const other = namesOf(b);
  const travels = unnamed(a, b, ask.pure);
  const wrap = (name: string, reason: Reason): Reason => {
    const { witness, ...bare } = reason;
    const value = witness === undefined ? NOTHING : sampleObject(a, ask.sender, 6, { [name]: witness.value });
    return { ...bare, path: `/${escapeToken(name)}${reason.path}`, ...found(value) };
  };
  for (const [name, where] of b.required) {
    if (a.required.has(name)) continue;
    const asked = propertyOf(b, name);
    if (ask.receiver.hides(asked)) continue;
    const hidden = ask.sender.hides(propertyOf(a, name));
    reasons.push({
      kind: "required",
      verdict: hidden ? "unknown" : "no",
      sender: propertyOf(a, name)[0]?.pointer ?? pointerOf(a),
      receiver: where,
      path: `/${name}`,
      text: hidden
        ? `${JSON.stringify(name)} is required, but the other side marks it as readOnly or writeOnly, and senders may still send it`
        : own.has(name)
          ? `${JSON.stringify(name)} is required`
          : `${JSON.stringify(name)} is required, but not declared`,
      ...found(sampleObject(a, ask.sender, 6, {}, [name])),
    });
  }
  for (const [name, where] of b.absent) {
    if (a.absent.has(name)) continue;
    const can = (own.has(name) && expand(propertyOf(a, name), ask.sender).length > 0) || travels;
    if (!can) continue;
    const value = sample(propertyOf(a, name), ask.sender, 6);
    reasons.push({
      kind: "condition",
      verdict: "no",
      sender: propertyOf(a, name)[0]?.pointer ?? pointerOf(a),
      receiver: where,
      path: `/${name}`,
      text: `${JSON.stringify(name)} is not allowed here`,
      ...found(value === NOTHING ? NOTHING : sampleObject(a, ask.sender, 6, { [name]: value })),
    });
  }
  // What one side names anew is taken not to have been in use, unless something was said of members without a name.
  const said =
    ask.pure ||
    a.layers.some(
      ({ rest, patterns }) =>
        patterns.length > 0 ||
        (rest !== undefined && typeof rest.schema === "object" && Object.keys(rest.schema).length > 0),
    );
  const closedA = a.layers.some(({ rest }) => rest?.schema === false);
  const conditional = closedA
    ? []
    : b.layers.flatMap((layer) => (layer.conditional === true ? [...layer.names.keys()] : []));
  for (const name of new Set([...own, ...(said ? other : []), ...conditional])) {
    if (a.absent.has(name)) continue;
    const member = propertyOf(a, name);
    if (ask.sender.hides(member)) continue;
    const asked = propertyOf(b, name);
    if (ask.receiver.hides(asked)) continue;
    const none = asked.find(({ schema }) => schema === false);
    if (none !== undefined) {
      if (member.some(({ schema }) => schema === false)) continue;
      if (expand(member, ask.sender).length === 0) continue;
      const value = sample(member, ask.sender, 6);
      reasons.push({
        kind: "undeclared",
        verdict: "no",
        sender: member[0]?.pointer ?? pointerOf(a),
        receiver: none.pointer,
        path: `/${name}`,
        text: `${JSON.stringify(name)} is rejected`,
        ...found(value === NOTHING ? NOTHING : sampleObject(a, ask.sender, 6, { [name]: value })),
      });
      continue;
    }
    if (own.has(name) && !other.has(name))
      reasons.push({
        kind: "property",
        verdict: "note",
        sender: member[0]?.pointer ?? pointerOf(a),
        receiver: pointerOf(b),
        path: `/${name}`,
        text: `${JSON.stringify(name)} is not declared`,
        only: "sender",
      });
    if (asked.length === 0) continue;
    const uncertain = b.layers.some(
      ({ rest, uncertain: is }) => is === true && rest !== undefined && asked.includes(rest),
    );
    const inner = ask.check(member, asked, mode);
    reasons.push(...inner.map((reason) => wrap(name, uncertain && reason.verdict === "no" ? doubted(reason) : reason)));
  }
  for (const name of other) {
    if (own.has(name) || ask.receiver.hides(propertyOf(b, name))) continue;
    reasons.push({
      kind: "property",
      verdict: "note",
      sender: pointerOf(a),
      receiver: propertyOf(b, name)[0]?.pointer ?? pointerOf(b),
      path: `/${name}`,
      text: `${JSON.stringify(name)} is not declared`,
      only: "receiver",
    });
  }
  reasons.push(...unnamedMembers(ask, a, b, travels, mode));
  for (const { value: name, needs, pointer } of b.dependent) {
    if (
      a.required.has(needs) ||
      a.absent.has(name) ||
      a.dependent.some((one) => one.value === name && one.needs === needs)
    )
      continue;
    if (!own.has(name) && !travels) continue;
    if (ask.receiver.hides(propertyOf(b, needs))) continue;
    const value = sample(propertyOf(a, name), ask.sender, 6);
    reasons.push({
      kind: "dependent",
      verdict: "no",
      sender: pointerOf(a),
      receiver: pointer,
      path: `/${name}`,
      text: `${JSON.stringify(needs)} is required when ${JSON.stringify(name)} is present`,
      ...found(value === NOTHING ? NOTHING : sampleObject(a, ask.sender, 6, { [name]: value }, [needs])),
    });
  }
  const count = (asked: Fact<number> | undefined, mine: Fact<number> | undefined, sign: 1 | -1): void => {
    if (asked === undefined || (mine !== undefined && (mine.value - asked.value) * sign >= 0)) return;
    if (sign === 1 ? a.required.size >= asked.value : !travels && own.size <= asked.value) return;
    reasons.push({
      kind: "size",
      verdict: "no",
      sender: mine?.pointer ?? pointerOf(a),
      receiver: asked.pointer,
      path: "",
      text: `${sign === 1 ? "at least" : "at most"} ${asked.value} properties`,
      ...(sign === 1 && found(sampleObject(a, ask.sender, 6))),
    });
  };
  count(b.minProperties, a.minProperties, 1);
  count(b.maxProperties, a.maxProperties, -1);
  if (b.propertyNames.length > 0) {
    for (const name of own) {
      const refused = ask.check(
        [{ schema: ask.sender.constant({ const: name }), pointer: pointerOf(a) }],
        b.propertyNames,
      );
      if (verdictOf(refused) !== "yes")
        reasons.push({
          kind: "names",
          verdict: verdictOf(refused) === "no" ? "no" : "unknown",
          sender: propertyOf(a, name)[0]?.pointer ?? pointerOf(a),
          receiver: b.propertyNames[0]!.pointer,
          path: `/${name}`,
          text: `a property must not have the name ${JSON.stringify(name)}`,
        });
    }
    if (travels || a.propertyNames.length > 0) {
      const refused = ask.check([...a.propertyNames, { schema: TEXT, pointer: pointerOf(a) }], b.propertyNames);
      for (const { kind: _, witness, ...reason } of refused) {
        const value = witness === undefined ? NOTHING : sample(propertyOf(a, String(witness.value)), ask.sender, 6);
        reasons.push({
          kind: "names",
          ...reason,
          path: "/*",
          ...found(value === NOTHING ? NOTHING : sampleObject(a, ask.sender, 6, { [String(witness?.value)]: value })),
        });
      }
    }
  }
  return reasons;
}

/** What members may hold whose names the contract does not give. */
function unnamedMembers(ask: Ask, a: Clause, b: Clause, travels: boolean, mode: Mode): Reasons {
  const reasons: Reason[] = [];
  const rest = (one: Clause): Expression =>
    one.layers.flatMap((layer) => (layer.rest === undefined ? [] : [layer.rest]));
  const patterns = (one: Clause): Expression[] => one.layers.flatMap((layer) => layer.patterns.map(({ at }) => [at]));
  const under = (reason: Reason): Reason => {
    const { witness, ...bare } = reason;
    return {
      ...bare,
      path: `/*${reason.path}`,
      ...found(witness === undefined ? NOTHING : sampleObject(a, ask.sender, 6, { unnamed: witness.value })),
    };
  };
  const closed = rest(a).some(({ schema }) => schema === false);
  for (const layer of b.layers)
    for (const { value: pattern, at } of layer.patterns) {
      const same = a.layers
        .flatMap((one) => one.patterns.filter(({ value }) => value === pattern))
        .map((one) => one.at);
      if (same.length > 0) reasons.push(...ask.check(same, [at], mode).map(under));
      else if (travels && !closed) {
        // A name that the pattern takes, as a value of it.
        const named = ask.sender.patterns.textOutside({ patterns: [pattern] }, undefined);
        const name = typeof named === "string" ? undefined : named.text || undefined;
        for (const reason of ask.check(rest(a), [at], mode)) {
          const { witness, ...bare } = reason;
          reasons.push({
            ...bare,
            path: `/*${reason.path}`,
            ...found(
              witness === undefined || name === undefined
                ? NOTHING
                : sampleObject(a, ask.sender, 6, { [name]: witness.value }),
            ),
          });
        }
      }
    }
  const asked = rest(b);
  if (asked.length === 0) return reasons;
  const theirs = new Set(b.layers.flatMap((layer) => layer.patterns.map(({ value }) => value)));
  for (const layer of a.layers)
    for (const { value: pattern, at } of layer.patterns)
      if (!theirs.has(pattern) && patterns(a).length > 0) reasons.push(...ask.check([at], asked, mode).map(under));
  if (travels && !closed) {
    const none = asked.find(({ schema }) => schema === false);
    if (none !== undefined)
      reasons.push({
        kind: "undeclared",
        verdict: "no",
        sender: rest(a)[0]?.pointer ?? pointerOf(a),
        receiver: none.pointer,
        path: "/*",
        text: "undeclared properties are rejected",
        ...found(sampleObject(a, ask.sender, 6, { unnamed: sampleRest(rest(a), ask.sender) })),
      });
    else reasons.push(...ask.check(rest(a), asked, mode).map(under));
  }
  return reasons;
}

const sampleRest = (rest: Expression, world: World): unknown => {
  const value = sample(rest, world, 6);
  return value === NOTHING ? "a" : value;
};

const namesOf = (clause: Clause): Set<string> =>
  new Set([...clause.layers.flatMap(({ names }) => [...names.keys()]), ...clause.required.keys()]);

/**
 * Whether members travel that the sender's contract does not name: where it says so, where it names none at all, and
 * where one of the two says what they have to be.
 */
function unnamed(a: Clause, b: Clause, pure: boolean): boolean {
  const rests = a.layers.flatMap(({ rest }) => (rest === undefined ? [] : [rest.schema]));
  if (rests.includes(false)) return false;
  if (rests.length > 0) return true;
  if (pure || isOpen(a)) return true;
  if (b.propertyNames.length > 0) return true;
  return b.layers.some(
    ({ rest, patterns }) => patterns.length > 0 || (rest !== undefined && typeof rest.schema !== "boolean"),
  );
}

/** Whether nothing is said of members at all. */
export const isOpen = (a: Clause): boolean =>
  namesOf(a).size === 0 && a.layers.every(({ rest, patterns }) => rest === undefined && patterns.length === 0);
