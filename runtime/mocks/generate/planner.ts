/** Makes the plans of one set of schemas, each once, and computes their heights. */

import { isObject } from "../../core/json-object.ts";
import { isSchema, resolveRef, schemaKey, schemasIn } from "../../core/schema/resolve.ts";
import { checkOf } from "../../core/schema/validators.ts";
import type { Schema, Schemas } from "../../core/validation.ts";
import { type Flat, MergedSchemaPlan } from "./plan.ts";
import type { Check, Heights, Planner, SchemaPlan, ValueParts } from "./plan-types.ts";
import type { All, Atom } from "./schema.ts";

/** Annotations, and keywords that `#flatten` follows. */
const SILENT =
  /^(?:\$ref|allOf|\$comment|\$defs|title|description|summary|deprecated|readOnly|writeOnly|externalDocs|xml|default)$/;
/** The number of plans after which the proof that a plan has no value is given up. */
const MOST_PROVED = { height: 20_000, provedHeight: 300 };
/** The number of plans inside one another after which it is given up, too: each takes about ten frames of the call stack. */
const DEEPEST = 300;

export class SchemaPlanner implements Planner {
  readonly schemas: Schemas;
  readonly parts: ValueParts;
  readonly #ids = new WeakMap<object, number>();
  readonly #plans = new Map<string, SchemaPlan>();
  readonly #single = new WeakMap<object, SchemaPlan>();
  readonly #checks = new WeakMap<object, Check>();
  readonly #patterns = new Map<string, Schema>();
  #next = 0;
  #depth = 0;

  constructor(schemas: Schemas, parts: ValueParts) {
    this.schemas = schemas;
    this.parts = parts;
  }

  plan(
    all: All,
    settled: readonly object[] = NONE,
    nots: readonly Schema[] = NONE,
    of: Schema | undefined = all[0],
  ): SchemaPlan {
    const [only] = all;
    const alone = all.length === 1 && settled.length === 0 && nots.length === 0 && typeof only === "object";
    const known = alone ? this.#single.get(only) : undefined;
    if (known !== undefined) return known;
    const excluded = new Set(settled);
    const flat = this.#flatten(all, nots, excluded);
    const key = `${this.#key(flat.atoms)}|${this.#key(settled)}|${this.#key(flat.nots)}${flat.dead ? "!" : ""}|${flat.names.join()}`;
    let plan = this.#plans.get(key);
    if (plan === undefined)
      this.#plans.set(key, (plan = new MergedSchemaPlan(this, flat, excluded, this.#principal(of))));
    if (alone) this.#single.set(only, plan);
    return plan;
  }

  #key(parts: readonly (object | boolean)[]): string {
    let key = "";
    for (const part of parts) {
      if (typeof part === "boolean") {
        key += `,${part}`;
        continue;
      }
      let id = this.#ids.get(part);
      if (id === undefined) this.#ids.set(part, (id = this.#next++));
      key += `,${id}`;
    }
    return key;
  }

  #principal(schema: Schema | undefined): object | undefined {
    let at = schema;
    for (let hops = 0; isObject(at) && hops < 100; hops++) {
      const parts = schemasIn(at["allOf"]);
      const next: Schema | undefined =
        typeof at["$ref"] === "string"
          ? resolveRef(at["$ref"], this.schemas)
          : parts.length === 1 && !("properties" in at)
            ? parts[0]
            : undefined;
      if (next === undefined) return at;
      at = next;
    }
    return undefined;
  }

  #flatten(all: All, besides: readonly Schema[], settled: ReadonlySet<object>): Flat {
    const atoms: Atom[] = [];
    const names: string[] = [];
    const nots = new Set<Schema>(besides);
    let dead = nots.has(true);
    const open: Schema[] = all.toReversed();
    const seen = new Set<Schema>();
    for (let schema = open.pop(); schema !== undefined; schema = open.pop()) {
      if (schema === false) dead = true;
      if (typeof schema === "boolean" || seen.has(schema)) continue;
      seen.add(schema);
      if (Object.keys(schema).some((keyword) => !SILENT.test(keyword))) atoms.push(schema);
      const { not, $ref } = schema;
      for (const keyword of ["oneOf", "anyOf", "allOf"] as const) {
        const parts = schemasIn(schema[keyword]);
        if (keyword === "allOf" || parts.length === 1) for (const part of parts.toReversed()) open.push(part);
      }
      if (isSchema(not)) {
        if (not === true || (isObject(not) && Object.keys(not).length === 0)) dead = true;
        else if (not !== false && !settled.has(not)) nots.add(not);
      }
      if (typeof $ref !== "string") continue;
      const target = resolveRef($ref, this.schemas);
      if (target === undefined) continue;
      const name = schemaKey($ref);
      if (name !== undefined && !names.includes(name)) names.push(name);
      open.push(target);
    }
    nots.delete(false);
    return { atoms, names, nots: [...nots], dead };
  }

  matching(pattern: string): Schema {
    let schema = this.#patterns.get(pattern);
    if (schema === undefined) this.#patterns.set(pattern, (schema = { pattern }));
    return schema;
  }

  /** Uses the interpreter. An invalid schema is reported where it is used; here it allows every value. */
  check(all: All): Check {
    const [only] = all;
    if (all.length === 0) return ANYTHING;
    const check = checkOf(this.schemas, all.length === 1 && only !== undefined ? only : { allOf: all });
    return {
      is: (value) => attempt(() => check.is(value)) ?? true,
      explain: (value) => attempt(() => check.explain(value)) ?? NONE,
    };
  }

  holds(schema: Schema, value: unknown): boolean {
    if (typeof schema === "boolean") return schema;
    let check = this.#checks.get(schema);
    if (check === undefined) this.#checks.set(schema, (check = this.check([schema])));
    return check.is(value);
  }

  height(plan: SchemaPlan): number {
    return plan.height ?? this.settle(plan, "height", (each, of) => heightOf(each, { of }));
  }

  settle(
    start: SchemaPlan,
    field: "height" | "provedHeight",
    evaluate: (plan: SchemaPlan, of: (plan: SchemaPlan) => number) => number,
  ): number {
    const heights = new Map<SchemaPlan, number>();
    const visit = (plan: SchemaPlan): number => {
      const known = plan[field] ?? heights.get(plan);
      if (known !== undefined) return known;
      if (heights.size > MOST_PROVED[field] || this.#depth > DEEPEST) return 0;
      heights.set(plan, Infinity);
      this.#depth++;
      const height = evaluate(plan, visit);
      this.#depth--;
      heights.set(plan, height);
      return height;
    };
    visit(start);
    for (let changed = true; changed;) {
      changed = false;
      for (const [plan, before] of heights) {
        const height = before === 0 ? 0 : evaluate(plan, visit);
        if (height >= before) continue;
        heights.set(plan, height);
        changed = true;
      }
    }
    for (const [plan, height] of heights) plan[field] = height;
    return heights.get(start) ?? 0;
  }
}

const NONE: readonly never[] = [];
const ANYTHING: Check = { is: () => true, explain: () => NONE };

function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}

export function heightOf(plan: SchemaPlan, heights: Heights): number {
  if (plan.dead) return Infinity;
  if (plan.listed !== undefined) return plan.listed.length === 0 ? Infinity : 0;
  let least = Infinity;
  if (plan.choice !== undefined) {
    for (let index = 0; index < plan.choice.branches.length && least > 0; index++)
      least = Math.min(least, heights.of(plan.branch(index)));
    return least;
  }
  // scalars first: if one of them is allowed, the other types do not matter
  for (let index = plan.types.length - 1; index >= 0 && least > 0; index--)
    least = Math.min(least, plan.typeHeight(plan.types[index]!, heights));
  return least;
}
