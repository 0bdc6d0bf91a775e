/** Makes values from plans. Each choice is a hash of its place, so it does not depend on earlier values. */

import { isLong } from "../../core/schema/long.ts";
import { isObject } from "../../core/json-object.ts";
import type { Suggest, Suggestion } from "../suggest/types.ts";
import { unique } from "../../core/schema/values.ts";
import { type Hash, integer, mix } from "./hash.ts";
import { byHeight, isTooMuch, isWithin, mergedView, restOf, ROOT, singular, TRIES } from "./place.ts";
import type { Exclusion, FoundValue, Path, PropertySlot, SchemaPlan, ValueMaker, ValuePlace } from "./plan-types.ts";
import { isSchema } from "../../core/schema/resolve.ts";
import { EMPTY, NOTHING, type Nothing, put, type TypeName } from "./schema.ts";
import type { Making } from "./types.ts";
import { word } from "./words.ts";

/** The number of levels with optional properties. */
const DEEP = 6;
/** The largest number of values in one value. */
const MOST = 200_000;
/** The number of attempts for one value as a whole. */
const AGAIN = 500;

export interface MakerOptions {
  /** Use valid examples of the schemas. */
  readonly examples?: boolean | undefined;
  /** Ignore the values that users supply. */
  readonly own?: boolean | undefined;
}

export class Maker implements ValueMaker {
  readonly #suggest: Suggest;
  readonly #options: MakerOptions;
  #made = 0;
  again = AGAIN;

  constructor(suggest: Suggest, options: MakerOptions) {
    this.#suggest = suggest;
    this.#options = options;
  }

  root(plan: SchemaPlan, { hash, given, frugal = false, name = "" }: Making): unknown {
    const rest = frugal ? 0 : DEEP;
    return this.#value(plan, given, {
      hash,
      object: hash,
      depth: 0,
      rest,
      name,
      parent: undefined,
      slot: undefined,
      path: undefined,
      repeated: false,
    });
  }

  #value(plan: SchemaPlan, given: unknown, place: ValuePlace): unknown {
    if (given !== undefined && (typeof given !== "object" || given === null)) return given;
    if (++this.#made > MOST) return NOTHING;
    if (given !== undefined) {
      if (isLong(given) || (!Array.isArray(given) && !isObject(given))) return given;
      const path: Path = { principal: plan.principal, outer: place.path };
      return this.#supplied(plan, given, place) ?? this.branching(plan, given, { ...place, path });
    }
    if (plan.planner.height(plan) === Infinity) return NOTHING;
    const ready = this.#supplied(plan, given, place) ?? this.#ready(plan, place);
    if (ready !== NOTHING) return ready;
    const { listed } = plan;
    if (listed !== undefined) {
      const values = listed.length > 1 ? listed.filter((value) => value !== null) : listed;
      const value = values[values.length > 1 ? integer(mix(place.hash, "enum"), 0, values.length - 1) : 0];
      return typeof value === "object" ? structuredClone(value) : value;
    }
    return this.branching(plan, undefined, place);
  }

  /** The value that users supply, with the given parts laid over it; undefined: none that fits. */
  #supplied(plan: SchemaPlan, given: unknown, place: ValuePlace): unknown {
    const [type] = plan.types;
    if (type === undefined || this.#options.own === true) return undefined;
    const value = this.#suggestion(plan, place, type)?.supplied?.(place.hash, given);
    return value !== undefined && plan.is(value) ? value : undefined;
  }

  /** An example. */
  #ready(plan: SchemaPlan, place: ValuePlace): unknown {
    if (this.#options.examples !== true || place.repeated || plan.listed !== undefined || plan.examples.length === 0)
      return NOTHING;
    const { examples } = plan;
    return structuredClone(
      examples[examples.length > 1 ? integer(mix(place.hash, "example"), 0, examples.length - 1) : 0],
    );
  }

  #suggestion(plan: SchemaPlan, place: ValuePlace, type: TypeName): Suggestion | undefined {
    const { slot, parent, name } = place;
    const asked = slot?.suggestions.get(plan);
    if (asked !== undefined && asked.parent === parent) return asked.found;
    const key = `${parent}\0${name}`;
    if (slot === undefined && plan.suggestions.has(key)) return plan.suggestions.get(key);
    const found = this.#suggest({
      name,
      parent,
      type,
      schema: mergedView(plan),
      schemas: plan.names,
      siblings: slot?.siblings,
      explain: (value) => plan.explain(value),
    });
    if (slot === undefined) plan.suggestions.set(key, found);
    else if (asked === undefined) slot.suggestions.set(plan, { parent, found });
    return found;
  }

  branching(plan: SchemaPlan, given: unknown, place: ValuePlace): unknown {
    if (plan.choice === undefined)
      return plan.careful ? this.#looked(plan, given, place) : this.#plain(plan, given, place);
    const path: Path = { principal: plan.principal, outer: place.path };
    for (const index of plan.planner.parts.alternatives?.order(plan, given, place) ?? []) {
      const branch = plan.branch(index);
      const within =
        given === undefined && isWithin(branch.principal, place.path) && branch.principal !== plan.principal;
      // `parent` is the schema where the branch has the name
      const here: ValuePlace = { ...place, path, rest: within ? 0 : place.rest };
      const value = this.#supplied(branch, given, here) ?? this.branching(branch, given, here);
      if (value !== NOTHING && (given === undefined || plan.is(value))) return value;
    }
    return NOTHING;
  }

  /** Validates a value before it is used, and follows exclusions. */
  #looked(plan: SchemaPlan, given: unknown, place: ValuePlace): unknown {
    const tries = { left: TRIES };
    for (let attempt = 0; attempt < 4 && (attempt === 0 || this.again-- > 0); attempt++) {
      const hash = attempt === 0 ? place.hash : mix(place.hash, `again ${attempt}`);
      const here: ValuePlace = { ...place, hash, rest: attempt > 1 ? 0 : place.rest };
      const found = this.excluding(plan, given, { place: here, tries, usual: attempt === 0 });
      if (found === EMPTY) return NOTHING;
      if (found !== undefined) return found.value;
    }
    return NOTHING;
  }

  excluding(plan: SchemaPlan, given: unknown, exclusion: Exclusion): FoundValue | typeof EMPTY | undefined {
    const value = this.#plain(plan, given, exclusion.place);
    if (value !== NOTHING && plan.is(value)) return { value, plan };
    if (plan.nots.length === 0) return undefined;
    return plan.planner.parts.alternatives?.excluding(this, plan, given, exclusion, value);
  }

  fresh(): ValueMaker {
    return new Maker(this.#suggest, { own: this.#options.own });
  }

  #plain(plan: SchemaPlan, given: unknown, place: ValuePlace): unknown {
    if (plan.listed !== undefined && given === undefined) {
      const { listed } = plan;
      return listed.length === 0
        ? NOTHING
        : structuredClone(listed[integer(mix(place.hash, "enum"), 0, listed.length - 1)]);
    }
    const order = given !== undefined ? plan.types : place.rest <= 0 ? byHeight(plan) : plan.types;
    for (const type of order) {
      const value = this.#typed(type, plan, given, place);
      if (value !== NOTHING) return value;
    }
    return NOTHING;
  }

  #typed(type: TypeName, plan: SchemaPlan, given: unknown, place: ValuePlace): unknown {
    switch (type) {
      case "object":
        if (Array.isArray(given)) return NOTHING;
        return this.#object(plan, given as Readonly<Record<string, unknown>> | undefined, place); // neither an array nor a scalar
      case "array":
        if (given !== undefined && !Array.isArray(given)) return NOTHING;
        return this.#array(plan, given, place);
      default:
    }
    if (given !== undefined) return NOTHING;
    switch (type) {
      case "null":
        return null;
      case "boolean":
        return mix(place.hash, "boolean") % 2 === 0;
      case "string": {
        const encoded = this.#encoded(plan, place);
        if (encoded !== undefined) return encoded;
        const wanted = this.#suggestion(plan, place, type)?.make(place.hash, place.object);
        return plan.text.make(mix(place.hash, "text"), place.name, wanted);
      }
      default: {
        const wanted = this.#suggestion(plan, place, type)?.make(place.hash, place.object);
        for (let attempt = 0; attempt < 12; attempt++) {
          const value = plan.number.make(
            mix(place.hash, attempt === 0 ? "number" : attempt),
            attempt === 0 ? wanted : undefined,
          );
          if (plan.nots.length === 0 || value === NOTHING || plan.is(value)) return value;
        }
        return NOTHING;
      }
    }
  }

  /** A text of JSON (JSON Schema 2020-12, Validation §8.5): a value of its `contentSchema`. */
  #encoded(plan: SchemaPlan, place: ValuePlace): string | undefined {
    const { contentMediaType, contentSchema } = mergedView(plan);
    if (typeof contentMediaType !== "string" || !/[/+]json(?:;|$)/i.test(contentMediaType) || !isSchema(contentSchema))
      return undefined;
    const value = this.#value(plan.planner.plan([contentSchema]), undefined, { ...place, slot: undefined });
    const text = value === NOTHING ? undefined : JSON.stringify(value);
    return text !== undefined && plan.text.fits(text) ? text : undefined;
  }

  #array(plan: SchemaPlan, given: readonly unknown[] | undefined, place: ValuePlace): unknown[] | Nothing {
    const { array, planner } = plan;
    const { least, most, tuple } = array;
    if (least > MOST) return NOTHING;
    const path: Path = { principal: plan.principal, outer: place.path };
    const usual =
      place.rest <= 0 ? least : tuple > 0 ? tuple : place.depth < 4 ? integer(mix(place.hash, "length"), 2, 3) : 1;
    const length = given?.length ?? Math.min(most, Math.max(least, usual));
    const name = singular(place.name);
    const items: unknown[] = [];
    for (let index = 0; index < length; index++) {
      const item = array.item(index);
      const part = given?.[index];
      if (part === undefined) {
        // a recursive list ends here
        if (planner.height(item) === Infinity || (index >= least && isWithin(item.principal, path)))
          return index >= least ? items : NOTHING;
      }
      const hash = mix(place.hash, index);
      const here: ValuePlace = {
        hash,
        object: hash,
        depth: place.depth + 1,
        rest: restOf(item, { ...place, path }),
        name,
        parent: place.parent,
        slot: undefined,
        path,
        repeated: place.repeated || index > 0,
      };
      const value = array.unique ? this.#another(plan, index, items, part, here) : this.#value(item, part, here);
      if (value === NOTHING) return index >= least && given === undefined ? items : NOTHING;
      items.push(value);
    }
    return items;
  }

  /** An item that differs from the earlier ones. */
  #another(plan: SchemaPlan, index: number, items: readonly unknown[], given: unknown, place: ValuePlace): unknown {
    const item = plan.array.item(index);
    for (let attempt = 0; attempt < 24; attempt++) {
      const hash = attempt === 0 ? place.hash : mix(place.hash, `again ${attempt}`);
      const value = this.#value(item, given, { ...place, hash, repeated: place.repeated || attempt > 0 });
      if (value === NOTHING || given !== undefined) return value;
      if (unique([...items, value])) return value;
      if (attempt < 2) continue;
      const left = plan.array.domain(index)?.filter((each) => unique([...items, each]));
      if (left !== undefined) return left.length === 0 ? NOTHING : left[integer(hash, 0, left.length - 1)];
    }
    return NOTHING;
  }

  #object(
    plan: SchemaPlan,
    given: Readonly<Record<string, unknown>> | undefined,
    place: ValuePlace,
  ): Record<string, unknown> | Nothing {
    const { object: spec, planner } = plan;
    const path: Path = { principal: plan.principal, outer: place.path };
    const around: ValuePlace = { ...place, path };
    const object: Record<string, unknown> = {};
    const parent = plan.names[0] ?? (place.name === "" ? place.parent : place.name);
    const make = (slot: PropertySlot, part: unknown): boolean => {
      const value = this.#value(slot.plan, part, {
        hash: mix(place.hash, slot.name),
        object: place.hash,
        depth: place.depth + 1,
        rest: restOf(slot.plan, around),
        name: slot.name,
        parent,
        slot,
        path,
        repeated: place.repeated,
      });
      if (value === NOTHING) return false;
      put(object, slot.name, value);
      return true;
    };
    const { slots } = spec;
    let left = spec.most - (spec.most < Infinity ? slots.filter(({ required }) => required).length : 0);
    // in the order of the schema, which readers know
    for (const slot of slots) {
      const { name, required } = slot;
      const has = given !== undefined && Object.hasOwn(given, name);
      const part = has ? given[name] : undefined;
      if (!required) {
        if (has ? part === undefined : place.rest <= 0 || left <= 0) continue;
        if (!has && isTooMuch(slot.plan, around)) continue;
        left--;
      }
      if (!make(slot, part) && (required || part !== undefined)) return NOTHING;
    }
    if (given !== undefined)
      for (const name of Object.keys(given)) {
        if (Object.hasOwn(object, name) || given[name] === undefined || slots.some((slot) => slot.name === name))
          continue;
        if (!make(spec.extra(name), given[name])) return NOTHING;
      }
    let count = Object.keys(object).length;
    // optional properties, if `minProperties` requires more
    for (const slot of slots) {
      if (count >= spec.least) break;
      if (
        !Object.hasOwn(object, slot.name) &&
        !(given !== undefined && Object.hasOwn(given, slot.name)) &&
        make(slot, undefined)
      )
        count++;
    }
    const free = slots.length === 0 && place.rest > 0 && given === undefined ? 2 : 0;
    for (let index = 0; index < 20 + spec.least && count < spec.most && (count < spec.least || index < free); index++) {
      const name = this.#freeName(plan, mix(place.hash, `extra ${index}`), index);
      if (name === undefined) break;
      if (Object.hasOwn(object, name)) continue;
      const slot = spec.extra(name);
      // an unknown property is added only if `minProperties` requires it
      if (count >= spec.least && (slot.plan.atoms.length === 0 || planner.height(slot.plan) === Infinity)) continue;
      if (make(slot, undefined)) count++;
    }
    return count < spec.least ? NOTHING : object;
  }

  /** A name for a property that is not declared. */
  #freeName(plan: SchemaPlan, hash: Hash, index: number): string | undefined {
    const { nameRule, patterns } = plan.object;
    if (nameRule === undefined) return undefined;
    const pattern = patterns[index % Math.max(1, patterns.length)];
    const rules = [...nameRule, ...(pattern === undefined ? [] : [plan.planner.matching(pattern)])];
    if (rules.length === 0) return index < 20 ? word(hash) : `${word(hash)}${index}`;
    const name = this.#value(plan.planner.plan([TEXT, ...rules]), undefined, { ...ROOT, hash, object: hash });
    return typeof name === "string" ? name : undefined;
  }
}

const TEXT = { type: "string" } as const;
