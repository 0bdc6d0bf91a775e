/** Nodes of interpreted schemas, and the state of a run. */

import type { Violation } from "../validation.ts";
import type { Resource } from "./resources.ts";
import { escapeToken } from "../json-pointer.ts";
import { TOO_COMPLEX, tooDeepMessage } from "./messages.ts";
import { DEEPEST, MOST_STEPS } from "./values.ts";

/** A body can be wrong in as many places as it has bytes: a report ends here. */
export const MOST_VIOLATIONS = 100;

/** One keyword, or several that belong together. True: the value fits. */
export type Check = (value: unknown, state: State, evaluated: Evaluated | undefined) => boolean;

/** Members of a value that schemas have evaluated (JSON Schema 2020-12 core §11). */
export class Evaluated {
  properties: Set<string> | "all" | undefined;
  /** Items from the start, and others by index. */
  items = 0;
  indexes: Set<number> | undefined;

  property(name: string): void {
    if (this.properties === undefined) this.properties = new Set([name]);
    else if (this.properties !== "all") this.properties.add(name);
  }

  index(index: number): void {
    (this.indexes ??= new Set()).add(index);
  }

  hasProperty(name: string): boolean {
    return this.properties === "all" || (this.properties?.has(name) ?? false);
  }

  hasIndex(index: number): boolean {
    return index < this.items || (this.indexes?.has(index) ?? false);
  }

  merge(other: Evaluated): void {
    if (other.properties === "all") this.properties = "all";
    else if (other.properties !== undefined) for (const name of other.properties) this.property(name);
    this.items = Math.max(this.items, other.items);
    if (other.indexes !== undefined) for (const index of other.indexes) this.index(index);
  }
}

let runs = 0;

/** One run over one value. */
export class State {
  /** Tells runs apart. */
  readonly id: number = ++runs;
  /** Takes violations; `undefined`: the run only decides whether the value is valid. */
  report: Violation[] | undefined;
  depth = 0;
  #steps = 0;
  /** Resources that were entered, outermost first. */
  readonly scope: Resource[] = [];
  readonly #path: (string | number)[] = [];

  constructor(report: Violation[] | undefined) {
    this.report = report;
  }

  /** Adds a violation of the value at hand, or of one of its properties. Always false. */
  fail(keyword: string, schemaPointer: string, message: string, property?: string): false {
    const { report } = this;
    if (report !== undefined && report.length < MOST_VIOLATIONS) {
      let pointer = this.pointer();
      if (property !== undefined) pointer += `/${escapeToken(property)}`;
      report.push({ keyword, pointer, schemaPointer, message });
    }
    return false;
  }

  /** The report takes no more: checks may stop at the first failure. */
  get full(): boolean {
    return this.report === undefined || this.report.length >= MOST_VIOLATIONS;
  }

  /** Runs a schema on a member of the value at hand. */
  child(node: SchemaNode, key: string | number, value: unknown): boolean {
    if (this.depth >= DEEPEST) return this.fail("depth", node.pointer, tooDeepMessage(DEEPEST));
    if (++this.#steps > MOST_STEPS) return this.fail("complexity", node.pointer, TOO_COMPLEX);
    this.depth++;
    this.#path.push(key);
    const fits = node.run(value, this, undefined);
    this.#path.pop();
    this.depth--;
    return fits;
  }

  /** JSON Pointer of the value at hand. */
  pointer(): string {
    let pointer = "";
    for (const key of this.#path) pointer += typeof key === "number" ? `/${key}` : `/${escapeToken(key)}`;
    return pointer;
  }

  get lastKey(): string | number | undefined {
    return this.#path.at(-1);
  }
}

/** A schema that is ready to run. */
export class SchemaNode {
  readonly pointer: string;
  readonly resource: Resource;
  /** The dynamic scope has to be known. */
  readonly #scoped: boolean;
  #checks: readonly Check[] | undefined;
  readonly #make: () => readonly Check[];
  /** The run and the depth at which it runs now: a second time there, it would never end. */
  #run = 0;
  #depth = 0;

  constructor(pointer: string, resource: Resource, scoped: boolean, make: () => readonly Check[]) {
    this.pointer = pointer;
    this.resource = resource;
    this.#scoped = scoped;
    this.#make = make;
  }

  /** Makes its checks, which otherwise happens on the first run. @throws Error when the schema cannot be understood */
  get checks(): readonly Check[] {
    return (this.#checks ??= this.#make());
  }

  /** @param evaluated takes the members that were evaluated, where an outer schema needs them */
  run(value: unknown, state: State, evaluated: Evaluated | undefined): boolean {
    if (!this.#scoped || state.scope.at(-1) === this.resource) return this.#runChecks(value, state, evaluated);
    state.scope.push(this.resource);
    const fits = this.#runChecks(value, state, evaluated);
    state.scope.pop();
    return fits;
  }

  #runChecks(value: unknown, state: State, evaluated: Evaluated | undefined): boolean {
    let fits = true;
    for (const check of this.#checks ?? this.checks) {
      if (check(value, state, evaluated)) continue;
      fits = false;
      if (state.full) break;
    }
    return fits;
  }

  /** Runs the target of a reference. A reference that leads back to itself at the same value says nothing. */
  refer(value: unknown, state: State, evaluated: Evaluated | undefined): boolean {
    if (this.#run === state.id && this.#depth === state.depth) return true;
    const run = this.#run;
    const depth = this.#depth;
    this.#run = state.id;
    this.#depth = state.depth;
    const fits = this.run(value, state, evaluated);
    this.#run = run;
    this.#depth = depth;
    return fits;
  }
}
