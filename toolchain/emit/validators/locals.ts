/** Names in emitted functions. */

import { local, type Local } from "./tree.ts";

/** `Student_address_city`, cut to a length that people can read. */
export function memberName(owner: string, member: string): string {
  const word = member.replace(/\W+/g, "_").slice(0, 30);
  const name = `${owner}_${word}`;
  return name.length <= 60 ? name : `${owner.slice(0, owner.indexOf("_") + 1 || 30).slice(0, 30)}${word}`;
}

/** The locals of one function, named after the properties that they hold; `$` sets them apart from functions. */
export class Locals {
  readonly #taken = new Set<string>();

  of(property: string): Local {
    const base = `$${property.replace(/\W+/g, "_").slice(0, 40)}`;
    let name = base;
    for (let count = 2; this.#taken.has(name); count++) name = `${base}_${count}`;
    this.#taken.add(name);
    return local(name);
  }
}
