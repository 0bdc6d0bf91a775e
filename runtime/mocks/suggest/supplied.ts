/** Values that users supply: by name, format or named schema, and by `x-faker` where they hand over a faker. */

import { isObject } from "../../core/json-object.ts";
import type { Violation } from "../../core/validation.ts";
import type { Hash } from "../generate/hash.ts";
import { merged } from "../merge.ts";
import type { Suggest, Suggestion, SuggestPlace } from "./types.ts";

/** What a value is asked for. */
export interface ProviderPlace {
  /** Of the place: the same request gives the same. A whole number of 32 bits. */
  readonly hash: Hash;
  /** The same, for generators that take a seed: a whole number below 2³¹. */
  readonly seed: number;
  /** The property's name; in a list, the list's in the singular; empty where there is none. */
  readonly name: string;
  /** What has the property: a named schema (`Student`), or the property that holds the object. */
  readonly parent?: string | undefined;
  /** JSON Schema, `$ref`s and `allOf`s merged. */
  readonly schema: Readonly<Record<string, unknown>>;
}

/**
 * Makes the value of a place. It is held against the schema: one that does not hold is told once (`onReport`), and a
 * generated one is taken. `undefined`: none this time, and nothing to tell.
 */
export type Provider = (place: ProviderPlace) => unknown;

/**
 * Providers, the first that fits is asked: of `schemas`, of `names`, of `formats`.
 *
 * ```ts
 * createMocks({
 *   values: {
 *     names: { nickname: ({ hash }) => `nick${hash % 100}`, "*Email": () => "someone@example.com" },
 *     formats: { "student-number": ({ hash }) => `S-${hash % 10_000}` },
 *     schemas: { Student: ({ hash }) => students[hash % students.length] },
 *   },
 * });
 * ```
 */
export interface SuppliedValues {
  /** By the property's name, `Student.email` that of one schema alone; `*` stands for any text. Exact names go first. */
  readonly names?: Readonly<Record<string, Provider>> | undefined;
  /** By `format`. */
  readonly formats?: Readonly<Record<string, Provider>> | undefined;
  /** By the key of the named schema, as the contract has it. */
  readonly schemas?: Readonly<Record<string, Provider>> | undefined;
}

/** What is asked of faker: `@faker-js/faker`'s `faker`, or that of a locale. */
export interface FakerLike {
  seed(seed: number): unknown;
}

export interface Supplied {
  readonly values?: SuppliedValues | undefined;
  readonly faker?: FakerLike | undefined;
  /** Told once of each provider whose value does not fit. */
  readonly onReport?: ((report: Misfit) => void) | undefined;
}

/** A value that a user supplied and that was not taken. */
export interface Misfit {
  readonly code: "unfit-value";
  /** Whatever operation comes first to it: it is none's own. */
  readonly operation: "";
  /** Whose it is, and where: `names.email of Student`, `x-faker internet.email of email`. */
  readonly place: string;
  readonly violations: readonly Violation[];
}

/** What users supply goes before what `otherwise` suggests. */
export function withSupplied(otherwise: Suggest, { values = {}, faker, onReport }: Supplied): Suggest {
  if (Object.keys(values).length === 0 && faker === undefined) return otherwise;
  const names = matcher(values.names);
  const told = new Set<string>();
  const tell = (place: string, violations: readonly Violation[]): void => {
    if (told.has(place)) return;
    told.add(place);
    onReport?.({ code: "unfit-value", operation: "", place, violations });
  };
  return (place) => {
    const provided = find(place, values, names) ?? (faker && fakerOf(place, faker));
    if (provided === undefined) return otherwise(place);
    const { name, parent, schema, explain } = place;
    const [key, provider] = provided;
    const where = `${key} of ${[parent, name].filter(Boolean).join(".") || "a schema"}`;
    const supplied: Suggestion["supplied"] = (hash, given) => {
      let value: unknown;
      try {
        value = provider({ hash, seed: hash >>> 1, name, parent, schema });
        if (value !== undefined) value = merged(value, given);
      } catch (error) {
        tell(where, [{ keyword: "", pointer: "", schemaPointer: "", message: `could not be made: ${String(error)}` }]);
        return undefined;
      }
      const violations = value === undefined ? [] : (explain?.(value) ?? []);
      if (violations.length === 0) return value;
      tell(where, violations);
      return undefined;
    };
    return { make: () => undefined, ...otherwise(place), supplied };
  };
}

type Provided = readonly [of: string, provider: Provider];

function find(
  { name, parent, schema, schemas }: SuggestPlace,
  { formats, schemas: named }: SuppliedValues,
  names: (name: string) => Provided | undefined,
): Provided | undefined {
  for (const key of schemas) {
    const found = own(named, key) ?? own(named, plain(key));
    if (found !== undefined) return [`schemas.${key}`, found];
  }
  const by = name === "" ? undefined : (parent && names(`${plain(parent)}.${name}`)) || names(name);
  if (by) return by;
  const format = schema["format"];
  const found = typeof format === "string" ? own(formats, format) : undefined;
  return found && [`formats.${String(format)}`, found];
}

/** Without the direction that the contract does not have in its names. */
const plain = (key: string): string => key.replace(/(?<=.)(Input|Output)$/, "");

const own = <T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined =>
  record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;

/** Exact names, then those with `*` in the order in which they were given. */
function matcher(names: SuppliedValues["names"] = {}): (name: string) => Provided | undefined {
  const stars = Object.keys(names).filter((key) => key.includes("*"));
  const tests = stars.map((key) => [key, new RegExp(`^${key.split("*").map(literal).join(".*")}$`)] as const);
  return (name) => {
    const key = Object.hasOwn(names, name) ? name : tests.find(([, test]) => test.test(name))?.[0];
    const provider = key === undefined ? undefined : names[key];
    return provider && [`names.${key}`, provider];
  };
}

const literal = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** What a contract, which anybody may have written, must not reach. */
const HIDDEN = /^(constructor|prototype|__.*|seed|call|apply|bind)$/;

/** `x-faker: person.firstName`, or `{ "number.int": { max: 9 } }`, where a list is a list of arguments. */
function fakerOf({ schema }: SuggestPlace, faker: FakerLike): Provided | undefined {
  const wish = schema["x-faker"];
  const [path, args] = isObject(wish) ? (Object.entries(wish)[0] ?? []) : [wish];
  if (typeof path !== "string") return undefined;
  const given: readonly unknown[] = args === undefined ? [] : Array.isArray(args) ? args : [args];
  return [
    `x-faker ${path}`,
    ({ seed }) => {
      let owner: unknown;
      let found: unknown = faker;
      for (const key of path.split(".")) {
        owner = found;
        found = isObject(owner) && !HIDDEN.test(key) ? owner[key] : undefined;
      }
      if (typeof found !== "function") throw new TypeError(`faker has no ${path}`);
      faker.seed(seed);
      const value: unknown = Reflect.apply(found, owner, given);
      if (value instanceof Date) return value.toISOString().slice(0, schema["format"] === "date" ? 10 : undefined);
      return typeof value === "bigint" ? Number(value) : value;
    },
  ];
}
