/** Types as text: unions, intersections and lists of them, with parentheses only where they are needed. */

import { type Code, code, join, trusted } from "../code.ts";

/** How tightly a type's text binds. */
export const LEVEL = { union: 0, intersection: 1, primary: 2 } as const;
type Level = (typeof LEVEL)[keyof typeof LEVEL];

export interface Type {
  readonly text: Code;
  readonly level: Level;
  /** Equal for equal types; only simple ones have it. */
  readonly id?: string;
}

export const simple = (text: string): Type => ({ text: trusted(text), level: LEVEL.primary, id: text });
export const UNKNOWN = simple("unknown");
export const NEVER = simple("never");
export const NULL = simple("null");
export const SCALARS: Readonly<Record<string, Type>> = {
  string: simple("string"),
  number: simple("number"),
  integer: simple("number"),
  boolean: simple("boolean"),
  null: NULL,
};

export const arrayOf = (item: Type): Type => ({
  text: code`${parenthesised(item, LEVEL.primary)}[]`,
  level: LEVEL.primary,
  ...(item.id === undefined ? {} : { id: `${item.id}[]` }),
});

export const parenthesised = (type: Type, level: Level): Code =>
  type.level < level ? code`(${type.text})` : type.text;

export function union(types: readonly Type[]): Type {
  const members = distinct(types).filter((type) => type !== NEVER);
  if (members.includes(UNKNOWN)) return UNKNOWN;
  const [first = NEVER] = members;
  if (members.length <= 1) return first;
  const ids = members.map(({ id }) => id);
  return {
    text: join(
      members.map(({ text }) => text),
      code` | `,
    ),
    level: LEVEL.union,
    ...(ids.includes(undefined) ? {} : { id: ids.join("|") }),
  };
}

export function intersection(types: readonly Type[]): Type {
  if (types.includes(NEVER)) return NEVER;
  const members = distinct(types).filter((type) => type !== UNKNOWN);
  const [first = UNKNOWN] = members;
  if (members.length <= 1) return first;
  return {
    text: join(
      members.map((type) => parenthesised(type, LEVEL.intersection)),
      code` & `,
    ),
    level: LEVEL.intersection,
  };
}

function distinct(types: readonly Type[]): readonly Type[] {
  const seen = new Set<string>();
  return types.filter(({ id }) => id === undefined || (!seen.has(id) && seen.add(id)));
}
