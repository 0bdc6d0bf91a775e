/** Chance without a stream: every choice is a function of where it is made, so that a new field shifts no other. */

/** 32 bits. */
export type Hash = number;

/** A key below a place: a property's name, an index, the name of a choice. MurmurHash3's mixing. */
export function mix(hash: Hash, key: string | number): Hash {
  if (typeof key === "number") return finish(Math.imul(hash ^ key, 0x9e3779b1) + 0x7f4a7c15);
  let mixed = hash ^ 0x2545f491;
  for (let index = 0; index < key.length; index += 1) {
    mixed = Math.imul(mixed ^ key.charCodeAt(index), 0x5bd1e995);
    mixed ^= mixed >>> 15;
  }
  return finish(mixed ^ key.length);
}

function finish(value: number): Hash {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** 0 ≤ x < 1. */
export const fraction = (hash: Hash): number => hash / 0x1_0000_0000;

/** An integer from…to, both included; the range may be wider than 32 bits. */
export function integer(hash: Hash, from: number, to: number): number {
  const span = to - from + 1;
  const spread = span > 0xffff_ffff ? fraction(hash) + fraction(mix(hash, "low")) / 0x1_0000_0000 : fraction(hash);
  return Math.min(to, from + Math.floor(spread * span));
}

export function pick<T>(hash: Hash, items: readonly T[]): T | undefined {
  return items[integer(hash, 0, items.length - 1)];
}
