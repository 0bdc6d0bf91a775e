/**
 * Words and numbers that a server may compare with: from the contract, from its responses, and from the source code of
 * an application that Tenon runs.
 */

import { isObject, type Operation, type Schemas, type Validators } from "tenon-runtime/core";

/** Longer texts are data, not words that a program compares with. */
const LONGEST = 80;
const MOST_TEXTS = 3000;
const MOST_NUMBERS = 2000;

export class Dictionary {
  readonly #texts = new Set<string>();
  readonly #numbers = new Set<number>();

  /** In the order in which they were learned; the lists only grow. */
  readonly texts: string[] = [];
  readonly numbers: number[] = [];

  addText(text: string): void {
    if (text === "" || text.length > LONGEST || this.#texts.has(text) || this.#texts.size >= MOST_TEXTS) return;
    this.#texts.add(text);
    this.texts.push(text);
  }

  /** Adds a number and its neighbours: `>` and `>=` differ there. */
  addNumber(value: number): void {
    for (const near of Number.isInteger(value) ? [value, value + 1, value - 1] : [value]) {
      if (!Number.isFinite(near) || this.#numbers.has(near) || this.#numbers.size >= MOST_NUMBERS) continue;
      this.#numbers.add(near);
      this.numbers.push(near);
    }
  }

  /** Adds all names and values of a JSON value. */
  addJson(value: unknown, depth = 5): void {
    if (typeof value === "string") this.addText(value);
    else if (typeof value === "number") this.addNumber(value);
    else if (depth === 0) return;
    else if (Array.isArray(value)) for (const item of value.slice(0, 10)) this.addJson(item, depth - 1);
    else if (isObject(value))
      for (const [name, member] of Object.entries(value)) {
        this.addText(name);
        this.addJson(member, depth - 1);
      }
  }

  /** Adds the words of a sentence that may be values: quoted texts, code and numbers. */
  addProse(text: string): void {
    for (const [, word = ""] of text.matchAll(/[`"']([^`"'\n]{1,80})[`"']/g)) this.addText(word);
    for (const [number] of text.matchAll(/-?\b\d+(?:\.\d+)?\b/g)) this.addNumber(Number(number));
  }
}

const VALUES = ["const", "default", "example"] as const;

/** What a contract says of its values: enums, constants, defaults, examples and descriptions. */
export function addContract(dictionary: Dictionary, operations: readonly Operation[], requests: Validators): void {
  for (const operation of operations) {
    for (const { name } of operation.parameters ?? []) dictionary.addText(name);
    for (const segment of operation.path.split("/")) if (!segment.includes("{")) dictionary.addText(segment);
  }
  addSchemas(dictionary, requests.schemas);
}

function addSchemas(dictionary: Dictionary, schemas: Schemas): void {
  const open: unknown[] = Object.values(schemas);
  for (let schema = open.pop(); schema !== undefined; schema = open.pop()) {
    if (Array.isArray(schema)) open.push(...schema);
    if (!isObject(schema)) continue;
    for (const keyword of VALUES) if (Object.hasOwn(schema, keyword)) dictionary.addJson(schema[keyword]);
    for (const keyword of ["enum", "examples"]) if (Array.isArray(schema[keyword])) dictionary.addJson(schema[keyword]);
    for (const [keyword, member] of Object.entries(schema)) if (!DATA.has(keyword)) open.push(member);
  }
}

/** Keywords whose values are data, not schemas. */
const DATA: ReadonlySet<string> = new Set(["enum", "examples", ...VALUES]);
