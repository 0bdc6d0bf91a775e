/** Compares two contracts part by part. */

import { equal } from "tenon-runtime/validators";
import type { Callback, Contract, Operation, Server } from "../contract/index.ts";
import { IDS, schemaId, sourceOf, type ChangeDirection, type Place, type Rating, type Turn } from "./changes.ts";
import { Inclusion } from "./schema/include.ts";
import type { Mode, Reason } from "./schema/reason.ts";
import { World, type At, type Direction, type Expression } from "./schema/world.ts";
import type { Caller, Comparing, Context, FoundChange, ComparedPart, Side } from "./comparing.ts";
import { compareBody } from "./bodies.ts";
import { alternativeCause } from "./causes.ts";
import { compareLifecycle, isUnstable, removalOf } from "./lifecycle.ts";
import { compareNames } from "./names.ts";
import { compareParameters } from "./parameters.ts";
import { memberOf, normalisedPath, shownId, shownTags } from "./parts.ts";
import { compareResponses } from "./responses.ts";
import { compareSchemes, compareSecurity, saysSecurity } from "./security.ts";
import { createSameness, type Sameness } from "./same.ts";

export interface CompareOptions {
  /** Compare equal parts too, to prove that nothing is found in them. */
  readonly thorough?: boolean;
  /** The day, in UTC, on which sunset dates have passed: `2026-11-22`. Default: today. */
  readonly today?: string;
}

export function compareContracts(base: Contract, revision: Contract, options: CompareOptions = {}): FoundChange[] {
  return new Comparison(base, revision, options).all();
}

/** @param sends the direction in which this side sends: old clients send the base's requests, a new server the revision's responses */
const side = (contract: Contract, sends: Direction): Side => {
  const named = new Map<string, At>(contract.schemas.map(({ key, schema, pointer }) => [key, { schema, pointer }]));
  return {
    contract,
    worlds: {
      input: new World(named, "input", sends === "input"),
      output: new World(named, "output", sends === "output"),
    },
  };
};

/** A breaking change of an operation that is a draft or an alpha. */
const expected = (found: FoundChange): FoundChange => ({
  ...found,
  wire: "safe",
  message: `${found.message}; clients must expect that, because the operation was not yet stable`,
});

class Comparison implements Comparing {
  readonly base: Side;
  readonly revision: Side;
  readonly #same: Sameness;
  readonly #found: FoundChange[] = [];
  readonly #inclusions = new Map<string, Inclusion>();

  readonly #today: string;
  /** Labels of operations that were a draft or an alpha in the base. */
  readonly #unstable = new Set<string>();

  constructor(base: Contract, revision: Contract, { thorough = false, today }: CompareOptions) {
    this.#today = today ?? new Date().toISOString().slice(0, 10);
    this.base = side(base, "input");
    this.revision = side(revision, "output");
    this.#same = thorough ? () => false : createSameness(base, revision);
  }

  all(): FoundChange[] {
    const { contract: base } = this.base;
    const { contract: revision } = this.revision;
    compareSchemes(this);
    compareNames(this);
    this.#servers(base.servers, revision.servers, { base: "", revision: "" });
    this.#operations(base.operations, revision.operations, "client", "operation");
    this.#operations(base.webhooks, revision.webhooks, "api", "webhook");
    return this.#found;
  }

  add(id: string, direction: ChangeDirection, more: Partial<FoundChange> & { message: string }): void {
    const rule = IDS[id];
    if (rule === undefined) throw new Error(`the change ${id} is not declared`);
    const found = { id, direction, wire: rule.wire, source: rule.source, operations: [], place: "", ...more };
    const unstable = found.operations.length > 0 && found.operations.every((one) => this.#unstable.has(one));
    this.#found.push(unstable && found.wire === "breaking" ? expected(found) : found);
  }

  isSame(base: unknown, revision: unknown): boolean {
    return this.#same(base, revision);
  }

  /** @param owner the pointers of the contract, or of the operation with the label, that has the lists */
  #servers(
    base: readonly Server[],
    revision: readonly Server[],
    owner: { readonly base: string; readonly revision: string },
    label?: string,
  ): void {
    const urls = (servers: readonly Server[]): string[] => servers.map(({ url }) => url.replace(/\/+$/, ""));
    const [before, after] = [urls(base), urls(revision)];
    const places = {
      base: before.length > 0 ? `${owner.base}/servers` : owner.base,
      revision: after.length > 0 ? `${owner.revision}/servers` : owner.revision,
      operations: label === undefined ? [] : [label],
    };
    for (const url of before.filter((one) => !after.includes(one)))
      this.add("server-removed", "request", {
        ...places,
        message: `the server URL ${url || "/"} was removed; Tenon cannot tell whether it still works`,
      });
    for (const url of after.filter((one) => !before.includes(one)))
      this.add("server-added", "request", { ...places, message: `the server URL ${url || "/"} was added` });
  }

  #operations(
    base: readonly Operation[],
    revision: readonly Operation[],
    caller: Caller,
    what: "operation" | "webhook" | "callback",
    within?: string,
  ): void {
    const key = ({ method, path }: Operation): string =>
      `${method} ${what === "operation" ? normalisedPath(path) : path}`;
    const left = new Map<string, Operation[]>();
    for (const one of revision) left.set(key(one), [...(left.get(key(one)) ?? []), one]);
    const label = ({ method, path }: Operation): string =>
      `${within === undefined ? "" : `${within} → `}${what === "webhook" ? "webhook " : ""}${method} ${path}`;
    for (const one of base) {
      const candidates = left.get(key(one)) ?? [];
      const other = candidates.find(({ path }) => path === one.path) ?? candidates[0];
      if (other === undefined) {
        const removal = what === "operation" ? removalOf(one, label(one), this.#today) : undefined;
        this.add(removal?.id ?? `${what}-removed`, "none", {
          operations: [label(one)],
          base: one.pointer,
          revision: "",
          message: removal?.message ?? `${label(one)} was removed`,
        });
        continue;
      }
      if (isUnstable(one)) this.#unstable.add(label(one));
      candidates.splice(candidates.indexOf(other), 1);
      this.#operation({ operation: { base: one, revision: other }, label: label(one), caller });
    }
    for (const one of [...left.values()].flat())
      this.add(`${what}-added`, "none", {
        operations: [label(one)],
        base: "",
        revision: one.pointer,
        message: `${label(one)} was added`,
      });
  }

  #operation(context: Context): void {
    const { base, revision } = context.operation;
    const { pointer: _, ...left } = base;
    const { pointer: __, ...right } = revision;
    if (this.#same(left, right) && saysSecurity(this.base, base) === saysSecurity(this.revision, revision)) return;
    const operations = [context.label];
    const places = { base: base.pointer, revision: revision.pointer };
    if (base.operationId !== revision.operationId)
      this.add("operation-id-changed", "none", {
        operations,
        ...places,
        message: `the operationId is ${shownId(revision)}, not ${shownId(base)}`,
        ...(base.name === revision.name && { source: "safe" }),
      });
    if (base.deprecated !== revision.deprecated)
      this.add("operation-deprecated", "none", {
        operations,
        ...places,
        message: revision.deprecated ? "it became deprecated" : "it is no longer deprecated",
      });
    if (!equal([...base.tags].sort(), [...revision.tags].sort()))
      this.add("tags-changed", "none", {
        operations,
        ...places,
        message: `the tags are ${shownTags(revision)}, not ${shownTags(base)}`,
      });
    // Operations without their own servers use those of the contract, which are compared once.
    if (base.servers !== undefined || revision.servers !== undefined)
      this.#servers(
        base.servers ?? this.base.contract.servers,
        revision.servers ?? this.revision.contract.servers,
        places,
        context.label,
      );
    compareLifecycle(this, context);
    compareSecurity(this, context);
    compareParameters(this, context);
    compareBody(this, context);
    compareResponses(this, context);
    this.#callbacks(context);
  }

  /** What travels from clients to the API is sent by the base and taken by the revision; what comes back the other way. */
  schemas(
    context: Context,
    place: Place,
    part: ComparedPart,
    where: string,
    base: Expression,
    revision: Expression,
    mode: Mode = "json",
    lists = true,
  ): void {
    const request = place === "parameter" || place === "request";
    const sent = request === (context.caller === "client") ? "client" : "api";
    const direction: Direction = sent === "client" ? "input" : "output";
    const [from, to] = [this.base.worlds[direction], this.revision.worlds[direction]];
    // The API itself issued the values in paths. The contract does not show whether it issued a value that it now refuses.
    const isIssued = part.kind === "parameter" && part.name.startsWith("path ");
    const forward = this.#inclusion(`${direction} forward`, from, to, this.#same, sent === "client");
    const backward = this.#inclusion(`${direction} backward`, to, from, (a, b) => this.#same(b, a));
    forward.listsDiffer = !lists;
    backward.listsDiffer = !lists;
    const gone = forward.check(base, revision, mode);
    const come = backward.check(revision, base, mode);
    const travel: ChangeDirection = request ? "request" : "response";
    const report = (reason: Reason, turn: Turn, breaking: boolean): void => {
      const note = reason.verdict === "note";
      const added = note && (reason.only === "sender") === (turn === "widened");
      const id = note ? `${place}-property-${added ? "added" : "removed"}` : schemaId(place, reason.kind, turn);
      const own = isIssued && (reason.kind === "pattern" || reason.kind === "format");
      const wire: Rating = note || !breaking ? "safe" : reason.verdict === "no" && !own ? "breaking" : "unknown";
      const [basePointer, revisionPointer] =
        turn === "narrowed" ? [reason.sender, reason.receiver] : [reason.receiver, reason.sender];
      this.add(id, travel, {
        wire,
        source: note ? (added ? "safe" : "breaking") : sourceOf(reason.kind, turn),
        operations: [context.label],
        place: `${where}${reason.path === "" ? "" : ` ${reason.path}`}`,
        message: note
          ? `${memberOf(reason.path)} was ${added ? "added" : "removed"}`
          : breaking
            ? `${turn === "widened" ? "the response allows more values: in the base, " : ""}${reason.text}${own ? "; Tenon cannot tell whether the API ever issued such a value" : ""}`
            : turn === "widened"
              ? `the request allows more values: in the base, ${reason.text}`
              : `the response allows fewer values: ${reason.text}`,
        base: basePointer,
        revision: revisionPointer,
        ...(reason.alternative !== undefined && {
          cause: alternativeCause(reason, reason.alternative, where, travel, turn),
        }),
        ...(wire === "breaking" && reason.doubtful === true && { doubtful: true }),
        ...(wire === "breaking" &&
          reason.witness !== undefined && {
            witness: {
              value: reason.witness.value,
              validIn: turn === "narrowed" ? "base" : "revision",
              operation: context.operation,
              part,
            },
          }),
      });
    };
    const clientSends = sent === "client";
    for (const reason of gone) if (reason.verdict !== "note" || clientSends) report(reason, "narrowed", clientSends);
    for (const reason of come) if (reason.verdict !== "note" || !clientSends) report(reason, "widened", !clientSends);
  }

  #inclusion(key: string, from: World, to: World, same: Sameness, declared = false): Inclusion {
    let made = this.#inclusions.get(key);
    if (made === undefined) this.#inclusions.set(key, (made = new Inclusion(from, to, { declared, same })));
    return made;
  }

  #callbacks(context: Context): void {
    const { base, revision } = context.operation;
    const other: Caller = context.caller === "client" ? "api" : "client";
    const flat = (callbacks: readonly Callback[]): Operation[] =>
      callbacks.flatMap(({ name, expression, operations }) =>
        operations.map((one) => ({ ...one, path: `${name} ${expression}` })),
      );
    this.#operations(flat(base.callbacks), flat(revision.callbacks), other, "callback", context.label);
  }
}
