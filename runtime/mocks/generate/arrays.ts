/** The array keywords of a plan: how many items there are, and a plan for each place. */

import { isSchema } from "../../core/schema/resolve.ts";
import type { Schema } from "../../core/validation.ts";
import type { ArraySpec, SchemaPlan } from "./plan-types.ts";
import { HUGE, itemSchemas, numbers } from "./schema.ts";

/** How often an item must and may occur. */
interface Contains {
  readonly schema: Schema;
  readonly least: number;
  readonly most: number;
}

const MOST_NEEDED = 100;

/** Whether the plan can have a value, without following it. */
const isOpen = ({ dead, types }: SchemaPlan): boolean => !dead && types.length > 0;

/** Longer lists of all possible values are not written out. */
const DOMAIN = 1000;

export class MergedArraySpec implements ArraySpec {
  readonly least: number;
  readonly most: number;
  readonly unique: boolean;
  /** Places that have a schema of their own. */
  readonly tuple: number;
  readonly #plan: SchemaPlan;
  readonly #contains: readonly Contains[];
  readonly #needed: number;
  /** The index of the first item that `contains` requires. */
  readonly #start: number;
  /** Places before this index have plans of their own. */
  readonly #distinct: number;
  readonly #items = new Map<number, SchemaPlan>();

  constructor(plan: SchemaPlan) {
    const { atoms } = plan;
    this.#plan = plan;
    this.#contains = atoms.flatMap(({ contains, minContains, maxContains }) =>
      isSchema(contains)
        ? [
            {
              schema: contains,
              least: typeof minContains === "number" ? minContains : 1,
              most: typeof maxContains === "number" ? maxContains : Infinity,
            },
          ]
        : [],
    );
    this.most = Math.min(Infinity, ...numbers(atoms, "maxItems"));
    const each = this.#contains.map(({ least }) => least);
    const needed = each.reduce((sum, count) => sum + count, 0);
    // if there are too few places, one item must satisfy several `contains`
    this.#needed = needed > this.most ? Math.max(0, ...each) : needed;
    this.unique = atoms.some(({ uniqueItems }) => uniqueItems === true);
    this.tuple = Math.max(0, ...atoms.map(({ prefixItems }) => (Array.isArray(prefixItems) ? prefixItems.length : 0)));
    // the required items come first, unless the first places have other schemas
    const first = (start: number): boolean =>
      this.#contains.some(({ schema, least }) =>
        Array.from({ length: least }).some(
          (_, index) => !isOpen(plan.planner.plan([...itemSchemas(atoms, start + index), schema])),
        ),
      );
    this.#start = this.tuple > 0 && needed > 0 && needed < MOST_NEEDED && first(0) ? this.tuple : 0;
    this.#distinct = Math.max(this.tuple, this.#start + this.#needed);
    this.least = Math.max(this.#needed === 0 ? 0 : this.#start + this.#needed, ...numbers(atoms, "minItems"));
  }

  item(index: number): SchemaPlan {
    const at = Math.min(index, this.#distinct);
    let plan = this.#items.get(at);
    if (plan === undefined) this.#items.set(at, (plan = this.#item(at)));
    return plan;
  }

  #item(index: number): SchemaPlan {
    const { atoms, planner } = this.#plan;
    const all: Schema[] = [...itemSchemas(atoms, index)];
    for (const { unevaluatedItems: rest } of atoms)
      if (isSchema(rest) && index >= this.tuple && !atoms.some(({ items }) => isSchema(items))) all.push(rest);
    const nots: Schema[] = [];
    let from = this.#start;
    const shared = this.#needed < this.#contains.reduce((sum, { least }) => sum + least, 0);
    for (const { schema, least, most } of this.#contains) {
      const start = shared ? this.#start : from;
      from += least;
      if (index >= start && index < start + least) all.push(schema);
      else if (most < Infinity) nots.push(schema);
    }
    return planner.plan(all, [], nots);
  }

  height(of: (plan: SchemaPlan) => number): number {
    if (this.least > this.most) return Infinity;
    let height = 0;
    for (let index = 0; index < this.least; index++) {
      height = Math.max(height, 1 + of(this.item(index)));
      if (height === Infinity || index > this.#distinct) break;
    }
    if (this.unique && this.least > this.tuple && this.tuple === 0) {
      const domain = this.domain(0);
      if (domain !== undefined && domain.length < this.least) return Infinity;
    }
    return height;
  }

  /** The values that an item can have, where they are few. */
  domain(index: number): readonly unknown[] | undefined {
    const plan = this.item(index);
    if (plan.listed !== undefined) return plan.listed;
    if (plan.choice !== undefined || plan.types.length !== 1 || plan.nots.length > 0) return undefined;
    const [type] = plan.types;
    if (type === "boolean") return [true, false];
    if (type === "null") return [null];
    return type === "integer" || type === "number" ? plan.number.all(DOMAIN) : undefined;
  }

  size(rest: number): number {
    const count = rest === 0 ? this.least : Math.min(this.most, Math.max(this.least, this.tuple, 3));
    if (count > HUGE) return HUGE;
    let size = 1;
    for (let index = 0; index < count && index < 20; index++) {
      const plan = this.item(index);
      if (this.#plan.planner.height(plan) === Infinity) break;
      size += plan.size(Math.max(0, rest - 1));
      if (size >= HUGE) break;
    }
    return count > 20 ? (size * count) / 20 : size;
  }
}
