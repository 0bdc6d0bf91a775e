/**
 * JSON Patch (RFC 6902). Generated mocks import this entry only if the contract accepts `application/json-patch+json`.
 */

import { isObject } from "../core/json-object.ts";
import { parsePointer } from "../core/json-pointer.ts";
import { equal } from "../core/schema/values.ts";

/**
 * Applies a patch as a whole. The document stays unchanged; the result shares its unchanged parts.
 * @throws TypeError for an invalid patch, and for an operation that fails: the message names the operation and the reason
 */
export function jsonPatch(document: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch)) throw new TypeError("A JSON Patch is an array of operations");
  const budget = { left: MOST_COPIED };
  return patch.reduce((result: unknown, operation: unknown, index) => {
    try {
      return apply(result, operation, budget);
    } catch (error) {
      throw new TypeError(`Operation ${index} of the patch: ${(error as Error).message}`); // thrown below
    }
  }, document);
}

/** A limit of characters and values, because copies of copies double with each operation. */
const MOST_COPIED = 1_000_000;

function sizeOf(value: unknown): number {
  if (typeof value === "string") return value.length + 1;
  if (typeof value !== "object" || value === null) return 1;
  return Object.values(value).reduce<number>((sum, part) => sum + sizeOf(part), 1);
}

function apply(document: unknown, operation: unknown, budget: { left: number }): unknown {
  if (!isObject(operation)) throw new TypeError("it is not an object");
  const { op } = operation;
  const path = tokensOf(operation, "path");
  const value = (): unknown => {
    if (!Object.hasOwn(operation, "value")) throw new TypeError('"value" is missing');
    return operation["value"];
  };
  switch (op) {
    case "add":
      return insert(document, path, value());
    case "remove":
      return remove(document, path);
    case "replace":
      get(document, path);
      return replace(document, path, value());
    case "copy": {
      const copied = get(document, tokensOf(operation, "from"));
      budget.left -= sizeOf(copied);
      if (budget.left < 0) throw new TypeError(`it copies more than ${MOST_COPIED} characters and values`);
      return insert(document, path, copied);
    }
    case "move": {
      const from = tokensOf(operation, "from");
      const moved = get(document, from);
      // RFC 6902 §4.4
      if (from.length < path.length && from.every((token, index) => token === path[index]))
        throw new TypeError("a value cannot be moved into itself");
      return insert(from.length === 0 ? document : remove(document, from), path, moved);
    }
    case "test":
      if (!equal(get(document, path), value())) throw new TypeError(`${pointer(path)} has another value`);
      return document;
    default:
      throw new TypeError(`${JSON.stringify(op)} is not an operation of JSON Patch`);
  }
}

/** RFC 6901 */
function tokensOf(operation: Readonly<Record<string, unknown>>, name: "path" | "from"): readonly string[] {
  const text = Object.hasOwn(operation, name) ? operation[name] : undefined;
  if (typeof text !== "string" || !/^(\/([^~]|~[01])*)?$/s.test(text))
    throw new TypeError(`"${name}" is not a JSON Pointer`);
  return parsePointer(text);
}

const pointer = (tokens: readonly string[]): string => JSON.stringify(tokens.map((token) => `/${token}`).join(""));

function get(document: unknown, tokens: readonly string[]): unknown {
  let value = document;
  for (const token of tokens) {
    if (Array.isArray(value) && indexOf(token) < value.length) value = value[indexOf(token)] as unknown;
    else if (isObject(value) && Object.hasOwn(value, token)) value = value[token];
    else throw new TypeError(`${pointer(tokens)} does not exist`);
  }
  return value;
}

/** RFC 6901 §4: digits without a zero in front; otherwise beyond every array. */
const indexOf = (token: string): number => (/^(0|[1-9]\d*)$/.test(token) ? Number(token) : Number.POSITIVE_INFINITY);

/** The document with one container changed. */
function within(
  document: unknown,
  tokens: readonly string[],
  change: (container: object, token: string) => object,
): unknown {
  const [token = "", ...rest] = tokens;
  if (typeof document !== "object" || document === null) throw new TypeError(`${pointer(tokens)} does not exist`);
  if (rest.length === 0) return change(document, token);
  return set(document, token, within(get(document, [token]), rest, change));
}

function set(container: object, token: string, value: unknown): object {
  if (Array.isArray(container)) return container.with(indexOf(token), value) as unknown[];
  const copy = { ...container };
  // "__proto__" is an ordinary name
  Object.defineProperty(copy, token, { value, enumerable: true, configurable: true, writable: true });
  return copy;
}

function replace(document: unknown, tokens: readonly string[], value: unknown): unknown {
  return tokens.length === 0 ? value : within(document, tokens, (container, token) => set(container, token, value));
}

function insert(document: unknown, tokens: readonly string[], value: unknown): unknown {
  if (tokens.length === 0) return value;
  return within(document, tokens, (container, token) => {
    if (!Array.isArray(container)) return set(container, token, value);
    const index = token === "-" ? container.length : indexOf(token);
    if (index > container.length) throw new TypeError(`the array has no place ${JSON.stringify(token)}`);
    return container.toSpliced(index, 0, value) as unknown[];
  });
}

function remove(document: unknown, tokens: readonly string[]): unknown {
  get(document, tokens);
  // RFC 6902 §4.2 does not define the result
  if (tokens.length === 0) return null;
  return within(document, tokens, (container, token) => {
    if (Array.isArray(container)) return container.toSpliced(indexOf(token), 1) as unknown[];
    const { [token]: _, ...rest } = container as Readonly<Record<string, unknown>>; // an object that is no array
    return rest;
  });
}
