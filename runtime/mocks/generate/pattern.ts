/** Random text of a pattern, made from its tree. Assertions are ignored, so the caller tests the text. */

import type { CharacterSet, Parsed, Tree } from "../../core/pattern/parse.ts";
import { fraction, type Hash, integer, mix, pick } from "./hash.ts";
import { word } from "./words.ts";

/** More repetitions are made only if a quantifier requires them. */
const MANY = 64;
/** Longer text is given up. */
const LONGEST = 20_000;

const PLAIN = /[A-Za-z0-9]/;
const PRINTABLE = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));
/** Some characters of each script and Unicode category. */
const OTHERS =
  "éÉßæāĀбБαΑאعकกあア漢한😀𝒳ǅˊ°±€№²Ⅷ—…“”«»‐¿$+<^`\u00a0\u2028\u3000\u0300\u200b\ufeff\t\n\r\f\v\0\u0007\u001b\u007f\u0085";

/** The code points in the source of a set, and their neighbours: its bounds. */
export function pointsIn({ source }: CharacterSet): readonly number[] {
  const points = Array.from(source, (character) => character.codePointAt(0) ?? 0);
  for (const [, hex] of source.matchAll(/\\(?:u\{?|x)([0-9a-fA-F]{2,6})\}?/g))
    points.push(Number.parseInt(hex ?? "0", 16));
  for (const [, octal] of source.matchAll(/\\([0-7]{1,3})/g)) points.push(Number.parseInt(octal ?? "0", 8));
  for (const [, control] of source.matchAll(/\\c([A-Za-z])/g)) points.push((control?.charCodeAt(0) ?? 0) % 32);
  return points.flatMap((point) => [point, point + 1, point - 1]).filter((point) => point >= 0 && point <= 0x10ffff);
}

const isSurrogate = (point: number): boolean => point >= 0xd800 && point < 0xe000;

/** Some characters of a set, which never change: a cache. */
const members = new WeakMap<CharacterSet, readonly string[]>();

/** Some characters of a set: letters and digits if it has any, because they are readable and satisfy more conditions. */
function membersOf(set: CharacterSet): readonly string[] {
  let found = members.get(set);
  if (found === undefined) {
    const printable = PRINTABLE.filter((character) => set.has(character.charCodeAt(0)));
    const plain = printable.filter((character) => PLAIN.test(character));
    found = plain.length > 0 ? plain : printable;
    if (found.length === 0)
      found = [...Array.from(OTHERS, (character) => character.codePointAt(0) ?? 0), ...pointsIn(set)]
        .filter((point) => !isSurrogate(point) && set.has(point))
        .map((point) => String.fromCodePoint(point));
    members.set(set, found);
  }
  return found;
}

/** Whether a set contains all small letters, which never changes: a cache. */
const wordy = new WeakMap<CharacterSet, boolean>();

function takesWords(set: CharacterSet): boolean {
  let takes = wordy.get(set);
  if (takes === undefined) {
    takes = PRINTABLE.every((character) => !/[a-z]/.test(character) || set.has(character.charCodeAt(0)));
    wordy.set(set, takes);
  }
  return takes;
}

/**
 * @param stretch how many times an open quantifier repeats beyond its minimum, at most
 * @returns text that probably matches; `undefined` when it becomes too long
 */
export function matching({ tree }: Parsed, hash: Hash, stretch: number): string | undefined {
  const groups: (string | undefined)[] = [];
  let length = 0;
  const write = (node: Tree, here: Hash): string => {
    if (length > LONGEST) return "";
    switch (node.kind) {
      case "one":
        length++;
        return pick(here, membersOf(node.set)) ?? "";
      case "all":
        return node.items.map((part, index) => write(part, mix(here, index))).join("");
      case "any": {
        const chosen = pick(here, node.items);
        return chosen === undefined ? "" : write(chosen, mix(here, "choice"));
      }
      case "repeat": {
        const most = Math.min(node.max, node.min + Math.min(stretch, MANY));
        // sometimes exactly the maximum: some lengths need it
        let count = fraction(mix(here, "most")) < 0.2 ? most : integer(mix(here, "count"), node.min, most);
        const { item } = node;
        let text = "";
        if (item.kind === "one" && count > 2 && takesWords(item.set)) {
          for (let index = 0; text.length < count; index++) {
            const next = word(mix(here, index));
            if (text.length >= node.min && text.length > 0) break;
            text += next;
          }
          text = text.slice(0, Math.max(count, Math.min(most, text.length)));
          length += text.length;
          return text;
        }
        for (let index = 0; index < count; index++) {
          text += write(item, mix(here, index));
          if (length > LONGEST) count = 0;
        }
        return text;
      }
      case "group":
        return (groups[node.group] = write(node.item, here));
      case "back":
        return node.groups.map((group) => groups[group] ?? "").join("");
      default:
        return "";
    }
  };
  const text = write(tree, hash);
  return length > LONGEST ? undefined : text;
}

/** The least and the greatest number of characters of a match. */
export function lengthsOf(tree: Tree): readonly [least: number, most: number] {
  switch (tree.kind) {
    case "one":
      return [1, 1];
    case "all":
      return tree.items.map(lengthsOf).reduce(([a, b], [c, d]) => [a + c, b + d], [0, 0]);
    case "any":
      return tree.items.map(lengthsOf).reduce(([a, b], [c, d]) => [Math.min(a, c), Math.max(b, d)], [Infinity, 0]);
    case "repeat": {
      const [least, most] = lengthsOf(tree.item);
      return [least * tree.min, most === 0 ? 0 : most * tree.max];
    }
    case "group":
      return lengthsOf(tree.item);
    case "back":
      return [0, Infinity];
    default:
      return [0, 0];
  }
}

/** Whether a match is the whole text. */
export const isWhole = (tree: Tree): boolean =>
  tree.kind === "group"
    ? isWhole(tree.item)
    : tree.kind === "all" && tree.items[0]?.kind === "start" && tree.items.at(-1)?.kind === "end";

export { OTHERS, isSurrogate };
