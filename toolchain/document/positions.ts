/** The position of a JSON Pointer in a text, computed when it is needed. */

import { isAlias, isMap, isPair, isScalar, isSeq, type Document, type Node, type Pair, type YAMLMap } from "yaml";

/** 1-based, as editors count. */
export interface LineColumn {
  readonly line: number;
  readonly column: number;
}

export interface Positions {
  /** The place of what the tokens lead to (of its key, in a mapping), or of the nearest parent that is there. */
  at(tokens: readonly string[]): LineColumn;
}

/** Line and column of an offset, by bisection over the starts of lines. */
export function lineCounter(text: string): (offset: number) => LineColumn {
  let starts: number[] | undefined;
  return (offset) => {
    if (starts === undefined) {
      starts = [0];
      for (let i = text.indexOf("\n"); i !== -1; i = text.indexOf("\n", i + 1)) starts.push(i + 1);
    }
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - starts[low]! + 1 };
  };
}

interface Member {
  /** Offset of the key, or of the item. */
  readonly start: number;
  /** Offset of the value. */
  readonly value: number;
}

/**
 * Positions in a text that `JSON.parse` has accepted. A container is scanned at most once, and only when a pointer
 * leads through it: a parse tree of a contract of 13 MB would cost more than generating from it.
 */
export function jsonPositions(text: string): Positions {
  const lineColumn = lineCounter(text);
  const containers = new Map<number, Map<string, Member>>();

  const skipSpace = (i: number): number => {
    while (i < text.length && text.charCodeAt(i) <= 32) i++;
    return i;
  };
  /** `i` is at the opening quote; the result is behind the closing one. */
  const skipString = (i: number): number => {
    for (;;) {
      i = text.indexOf('"', i + 1);
      if (i === -1) return text.length;
      let backslashes = 0;
      while (text.charCodeAt(i - 1 - backslashes) === 92) backslashes++;
      if (backslashes % 2 === 0) return i + 1;
    }
  };
  const skipValue = (i: number): number => {
    let depth = 0;
    while (i < text.length) {
      const c = text.charCodeAt(i);
      if (c === 34) {
        i = skipString(i);
        if (depth === 0) return i;
      } else if (c === 123 || c === 91) {
        depth++;
        i++;
      } else if (c === 125 || c === 93) {
        if (depth === 0) return i; // the end of a number, directly before its container's
        i++;
        if (--depth === 0) return i;
      } else if (depth === 0 && (c === 44 || c <= 32)) return i;
      else i++;
    }
    return i;
  };
  const membersOf = (offset: number): Map<string, Member> => {
    const known = containers.get(offset);
    if (known !== undefined) return known;
    const members = new Map<string, Member>();
    containers.set(offset, members);
    const isObject = text[offset] === "{";
    if (!isObject && text[offset] !== "[") return members;
    let i = skipSpace(offset + 1);
    for (let index = 0; i < text.length && text[i] !== "}" && text[i] !== "]"; index++) {
      const start = i;
      let key = String(index);
      if (isObject) {
        const end = skipString(i);
        key = JSON.parse(text.slice(i, end)) as string; // a JSON string: nothing else can stand here
        i = skipSpace(skipSpace(end) + 1);
      }
      members.set(key, { start, value: i });
      i = skipSpace(skipValue(i));
      if (text[i] === ",") i = skipSpace(i + 1);
    }
    return members;
  };

  return {
    at(tokens) {
      let offset = skipSpace(0);
      let place = offset;
      for (const token of tokens) {
        const found = membersOf(offset).get(token);
        if (found === undefined) break;
        place = found.start;
        offset = found.value;
      }
      return lineColumn(place);
    },
  };
}

/** Positions in a YAML document; aliases and merge keys are followed. */
export function yamlPositions(document: Document, lineColumn: (offset: number) => LineColumn): Positions {
  const target = (node: unknown): unknown => (isAlias(node) ? node.resolve(document) : node);

  const pairOf = (map: YAMLMap, token: string, depth = 0): Pair | undefined => {
    const direct = map.items.find((pair) => String(isScalar(pair.key) ? pair.key.value : pair.key) === token);
    if (direct !== undefined || depth > 10) return direct;
    for (const merge of map.items.filter((pair) => isScalar(pair.key) && pair.key.source === "<<")) {
      const sources = target(merge.value);
      for (const source of isSeq(sources) ? sources.items : [sources]) {
        const from = target(source);
        const found = isMap(from) ? pairOf(from, token, depth + 1) : undefined;
        if (found !== undefined) return found;
      }
    }
    return undefined;
  };

  return {
    at(tokens) {
      let node: unknown = document.contents;
      let place: unknown = node;
      for (const token of tokens) {
        node = target(node);
        const found = isMap(node)
          ? pairOf(node, token)
          : isSeq(node) && /^\d+$/.test(token)
            ? node.items[Number(token)]
            : undefined;
        if (found === undefined) break;
        place = isPair(found) ? found.key : found;
        node = isPair(found) ? found.value : found;
      }
      return lineColumn((place as Node | null)?.range?.[0] ?? 0);
    },
  };
}
