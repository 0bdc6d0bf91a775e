/** The object keywords of a plan: the properties, each with a plan of its own. */

import { isSchema } from "../../core/schema/resolve.ts";
import { isObject } from "../../core/json-object.ts";
import { patternOf } from "../../core/pattern/index.ts";
import type { Schema } from "../../core/validation.ts";
import type { ObjectSpec, PropertySlot, SchemaPlan } from "./plan-types.ts";
import { type All, type Atom, HUGE, numbers, propertySchemas } from "./schema.ts";

interface SlotOptions {
  readonly name: string;
  readonly required: boolean;
  readonly owner: SchemaPlan;
  /** The schemas of the property. */
  readonly all: () => All;
}

class Slot implements PropertySlot {
  readonly name: string;
  readonly required: boolean;
  readonly #owner: SchemaPlan;
  readonly #all: () => All;
  #plan: SchemaPlan | undefined;
  readonly suggestions: PropertySlot["suggestions"] = new Map();

  constructor({ name, required, owner, all }: SlotOptions) {
    this.name = name;
    this.required = required;
    this.#owner = owner;
    this.#all = all;
  }

  /** Names of the object's properties. */
  get siblings(): readonly string[] {
    return this.#owner.object.slots.map(({ name }) => name);
  }

  get plan(): SchemaPlan {
    return (this.#plan ??= this.#owner.planner.plan(this.#all()));
  }
}

export class MergedObjectSpec implements ObjectSpec {
  readonly slots: readonly PropertySlot[];
  readonly least: number;
  readonly most: number;
  readonly #plan: SchemaPlan;
  /** Undeclared properties are forbidden. */
  readonly #closed: boolean;
  readonly #names: readonly Schema[];
  readonly patterns: readonly string[];
  readonly #extra = new Map<string, PropertySlot>();

  constructor(plan: SchemaPlan) {
    const { atoms } = plan;
    this.#plan = plan;
    const names = new Set<string>();
    const required = new Set<string>();
    for (const { properties } of atoms)
      if (isObject(properties)) for (const name of Object.keys(properties)) names.add(name);
    for (const { required: own } of atoms)
      if (Array.isArray(own))
        for (const name of own as unknown[]) {
          if (typeof name !== "string") continue;
          required.add(name);
          names.add(name);
        }
    this.#names = atoms.map(({ propertyNames }) => propertyNames).filter(isSchema);
    this.patterns = atoms.flatMap(({ patternProperties }) =>
      isObject(patternProperties) ? Object.keys(patternProperties) : [],
    );
    this.#closed = atoms.some(
      ({ additionalProperties, unevaluatedProperties, patternProperties }) =>
        (additionalProperties === false || unevaluatedProperties === false) && patternProperties === undefined,
    );
    this.slots = Array.from(names, (name) => this.#slot(name, required.has(name)));
    this.least = Math.max(0, ...numbers(atoms, "minProperties"));
    this.most = Math.min(Infinity, ...numbers(atoms, "maxProperties"));
  }

  #all(name: string): All {
    const { atoms, planner } = this.#plan;
    if (this.#names.some((rule) => !planner.holds(rule, name))) return [false];
    const all = propertySchemas(atoms, name);
    for (const { unevaluatedProperties: rest } of atoms)
      if (isSchema(rest) && !atoms.some((atom) => declares(atom, name))) all.push(rest);
    return all;
  }

  #slot(name: string, required?: boolean): Slot {
    return new Slot({ name, required: required === true, owner: this.#plan, all: () => this.#all(name) });
  }

  extra(name: string): PropertySlot {
    let slot = this.#extra.get(name);
    if (slot === undefined) this.#extra.set(name, (slot = this.#slot(name)));
    return slot;
  }

  get nameRule(): All | undefined {
    return this.#closed ? undefined : this.#names;
  }

  height(of: (plan: SchemaPlan) => number): number {
    let height = 0;
    let count = 0;
    for (const { required, plan } of this.slots.filter((slot) => slot.required)) {
      if (!required) continue;
      count++;
      height = Math.max(height, 1 + of(plan));
      if (height === Infinity) return height;
    }
    if (count > this.most || this.least > this.most) return Infinity;
    if (this.least <= count) return height;
    if (!this.#closed) return height + 1;
    const others = this.slots
      .filter(({ required }) => !required)
      .map(({ plan }) => of(plan))
      .toSorted((a, b) => a - b);
    return Math.max(height, 1 + (others[this.least - count - 1] ?? Infinity));
  }

  size(rest: number): number {
    let size = 1 + (this.slots.length === 0 ? this.least : 0);
    const { planner } = this.#plan;
    for (const slot of this.slots) {
      if (!slot.required && rest === 0) continue;
      if (planner.height(slot.plan) < Infinity) size += slot.plan.size(Math.max(0, rest - 1));
      if (size >= HUGE) break;
    }
    return size;
  }
}

function declares(atom: Atom, name: string): boolean {
  const { properties, patternProperties, additionalProperties } = atom;
  return (
    isSchema(additionalProperties) ||
    (isObject(properties) && Object.hasOwn(properties, name)) ||
    (isObject(patternProperties) && Object.keys(patternProperties).some((pattern) => patternOf(pattern).test(name)))
  );
}
