/** `oneOf` and `anyOf` whose members inherit from each other: there a member means its own values, not those of its descendants. */

import { isObject, schemaReference } from "tenon-runtime/core";
import type { Schema } from "../model.ts";
import type { Report } from "../report.ts";
import { mapSubschemas, referredKey } from "../schema-walk.ts";
import type { Node } from "../structure.ts";
import {
  coreOf,
  type Discriminator,
  type Hierarchy,
  listOf,
  type NamedSchemas,
  readDiscriminator,
  writtenName,
} from "./hierarchy.ts";
import { freeKey, type Split } from "./split.ts";
import { type Literal, narrow, ownValues, propertyFacts } from "./values.ts";

type Keyword = "oneOf" | "anyOf";

/** A union while it is rewritten. */
interface Union {
  readonly keyword: Keyword;
  readonly pointer: string;
  /** Keys of the members that are references. */
  readonly present: ReadonlySet<string | undefined>;
  readonly discriminator: Discriminator | undefined;
  readonly mapping: Map<string, string>;
}

export class UnionRewriting {
  readonly #splits: ReadonlyMap<string, Split>;
  readonly #hierarchy: Hierarchy;
  readonly #schemas: NamedSchemas;
  readonly #report: Report;
  /** What unions say of their members, by key. */
  readonly #literals = new Map<string, Literal>();
  /** Keys of schemas that are the own values of another in a union, by that key and the values. */
  readonly #selves = new Map<string, string>();
  readonly #reported = new Set<string>();

  constructor(splits: ReadonlyMap<string, Split>, hierarchy: Hierarchy, schemas: NamedSchemas, report: Report) {
    this.#splits = splits;
    this.#hierarchy = hierarchy;
    this.#schemas = schemas;
    this.#report = report;
  }

  /** The schema with every union in it rewritten. */
  rewrite(schema: Schema, pointer: string): Schema {
    if (!isObject(schema)) return schema;
    let out: Node = schema;
    for (const keyword of ["oneOf", "anyOf"] as const) {
      if (out[keyword] === undefined) continue;
      out = this.#expand(out, keyword, pointer);
      this.#note(out, keyword);
    }
    return mapSubschemas(out as Schema, (sub) => this.rewrite(sub, pointer));
  }

  /** Writes into the members of unions which values they have. Called when all schemas have been rewritten. */
  narrowMembers(): void {
    for (const [key, literal] of this.#literals) {
      const named = this.#schemas.get(key);
      // a member that others extend passes its value on to them
      if (named === undefined || this.#hierarchy.children(key).length > 0) continue;
      const core = coreOf(named.schema);
      if (core !== undefined && core === named.schema) named.schema = narrow(core, literal);
    }
  }

  #expand(schema: Node, keyword: Keyword, pointer: string): Node {
    const members = listOf(schema[keyword]);
    const keys = members.map((member) => this.#keyOf(member));
    const discriminator = readDiscriminator(schema["discriminator"]);
    const mapping = new Map(discriminator?.mapping);
    const union: Union = { keyword, pointer, present: new Set(keys), discriminator, mapping };
    const instead = keys.map((key) => (key === undefined ? undefined : this.#instead(key, union)));
    if (instead.every((each) => each === undefined)) return schema;
    const after = new Map<unknown, Schema>();
    members.forEach((member, index) => {
      for (const key of instead[index] ?? []) after.set(key, after.get(key) ?? { $ref: schemaReference(key) });
      if (instead[index] === undefined) after.set(keys[index] ?? member, member);
    });
    return {
      ...schema,
      [keyword]: [...after.values()],
      ...(discriminator !== undefined && {
        discriminator: {
          ...(schema["discriminator"] as Node), // it was read
          mapping: Object.fromEntries([...mapping].map(([value, key]) => [value, schemaReference(key)])),
        },
      }),
    };
  }

  /** Keys of the schemas in place of a member; undefined where it can stay. */
  #instead(key: string, { keyword, pointer, present, discriminator, mapping }: Union): readonly string[] | undefined {
    const related = this.#hierarchy.descendants(key).some((each) => present.has(each));
    const split = this.#splits.get(key);
    const chosen = split !== undefined && split.family.property === discriminator?.property;
    if (!chosen && !(related && (split !== undefined || discriminator !== undefined))) return undefined;
    if (related && keyword === "oneOf") this.#overlap(key, pointer);
    const selecting = [...mapping]
      .filter(([, target]) => this.#hierarchy.unaliased(target) === key)
      .map(([value]) => value);
    if (split !== undefined) {
      // what selected the member selects its own part; its descendants keep their values
      for (const value of selecting) mapping.set(value, split.mapping.get(value) ?? split.selfKey ?? key);
      for (const [value, target] of split.mapping) if (!mapping.has(value)) mapping.set(value, target);
      return split.leaves;
    }
    if (discriminator === undefined) return undefined;
    const self = this.#selfOf(key, discriminator);
    for (const value of selecting.length > 0 ? selecting : [writtenName(key, this.#schemas)]) mapping.set(value, self);
    return [self];
  }

  #overlap(key: string, pointer: string): void {
    const id = `${key} ${pointer}`;
    // a part that was split off has had its report
    if (this.#reported.has(id) || this.#schemas.get(key)?.component.hoisted === true) return;
    this.#reported.add(id);
    this.#report("overlapping-members", { schema: key }, { pointer });
  }

  /** A schema that others extend, narrowed to its own values of a union. */
  #selfOf(key: string, discriminator: Discriminator): string {
    const literal = this.#literalFor(key, discriminator);
    const id = JSON.stringify([key, literal]);
    let self = this.#selves.get(id);
    if (self === undefined) {
      self = freeKey(`${key}Self`, this.#schemas);
      this.#selves.set(id, self);
      const { component, schema } = this.#schemas.get(key)!;
      const core = coreOf(schema);
      const own = core === undefined || literal === undefined ? schema : narrow(core, literal);
      this.#schemas.set(self, {
        component: { ...component, key: self, hoisted: true },
        schema: this.rewrite(own, component.pointer),
      });
    }
    return self;
  }

  /** What the discriminator of a union says for a member; undefined where the member's schema cannot say so. */
  #literalFor(key: string, { property, mapping }: Discriminator): Literal | undefined {
    const core = coreOf(this.#schemas.get(key)?.schema);
    if (core === undefined || core["oneOf"] !== undefined || core["anyOf"] !== undefined) return undefined;
    const types = [core["type"]].flat();
    if (core["type"] !== undefined && (types.length !== 1 || types[0] !== "object")) return undefined;
    const { declared, text, values } = propertyFacts(core as Schema, property, this.#schemas);
    // an enum of its own says it already
    if (!text || ownValues(core, property, this.#schemas) !== undefined) return undefined;
    if (!declared && core["type"] === undefined && core["allOf"] === undefined) return undefined;
    const mapped = [...mapping]
      .filter(([, target]) => this.#hierarchy.unaliased(target) === key)
      .map(([value]) => value);
    const wanted = mapped.length > 0 ? mapped : [writtenName(key, this.#schemas)];
    // an inherited enum has to list the values
    if (values !== undefined && !wanted.every((value) => values.includes(value))) return undefined;
    return { property, values: wanted, required: !declared };
  }

  /** Which values the members of a union have. The first union of a member decides by which property. */
  #note(schema: Node, keyword: Keyword): void {
    const discriminator = readDiscriminator(schema["discriminator"]);
    if (discriminator === undefined) return;
    for (const member of listOf(schema[keyword])) {
      const key = referredKey(member);
      // any other value is the default member, too
      if (key === undefined || key === discriminator.fallback) continue;
      const literal = this.#literalFor(key, discriminator);
      if (literal === undefined) continue;
      const before = this.#literals.get(key);
      if (before === undefined) this.#literals.set(key, literal);
      else if (before.property === literal.property)
        this.#literals.set(key, { ...before, values: [...new Set([...before.values, ...literal.values])] });
    }
  }

  #keyOf(member: Schema): string | undefined {
    const key = referredKey(member);
    return key === undefined ? undefined : this.#hierarchy.unaliased(key);
  }
}
