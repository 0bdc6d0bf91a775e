/** Violations as they are told: what a validator found in one schema, put in its place in the contract. */

import type { Operation } from "./contract.ts";
import type { Violation } from "./validation.ts";

export type Direction = "request" | "response";

/**
 * @param at JSON Pointer of the schema that was asked, with its `#`; absent where nobody knows it: of a parameter the data
 *   does not say whether it is the operation's or the path's, nor which one it is
 */
export function told(violation: Violation, direction: Direction, at?: string): Violation {
  const { schemaPointer } = violation;
  const inContract = schemaPointer.startsWith("#/components/");
  const placed: Violation = {
    ...violation,
    schemaPointer: inContract ? schemaPointer : at === undefined ? "" : at + schemaPointer.slice(1),
  };
  const token = violation.pointer.slice(violation.pointer.lastIndexOf("/") + 1);
  // In the variant of a schema for one direction, what only the other one has is `false`.
  if (violation.keyword !== "false" || violation.pointer === "" || !isPropertyOf(schemaPointer, token)) return placed;
  return { ...placed, ...otherDirection(violation.pointer, direction) };
}

/** A property that only the other direction has (OAS 3.2 §4.24, JSON Schema 2020-12 validation §9.4). */
export function otherDirection(pointer: string, direction: Direction): Pick<Violation, "keyword" | "message"> {
  const name = JSON.stringify(unescape(pointer.slice(pointer.lastIndexOf("/") + 1)));
  return direction === "request"
    ? { keyword: "readOnly", message: `${name} is read-only: a request must not have it` }
    : { keyword: "writeOnly", message: `${name} is write-only: an answer must not have it` };
}

function isPropertyOf(schemaPointer: string, token: string): boolean {
  let decoded = schemaPointer;
  try {
    decoded = decodeURIComponent(schemaPointer);
  } catch {
    // not percent-encoded: the name has a bare %
  }
  return [schemaPointer, decoded].some((each) => each.endsWith(`/properties/${token}`));
}

/** Where the contract has the schema of a request's body. */
export const bodySchemaAt = ({ pointer }: Operation, type: string): string =>
  `#${pointer}/requestBody/content/${escapeToken(type)}/schema`;

/** Where the contract has the schema of an answer's body. */
export const answerSchemaAt = ({ pointer }: Operation, status: string, type: string): string =>
  `#${pointer}/responses/${status}/content/${escapeToken(type)}/schema`;

/** Where the contract has the schema of an answer's header. */
export const headerSchemaAt = ({ pointer }: Operation, status: string, name: string, type?: string): string =>
  `#${pointer}/responses/${status}/headers/${escapeToken(name)}${type === undefined ? "" : `/content/${escapeToken(type)}`}/schema`;

/** RFC 6901 §3. */
export const escapeToken = (text: string): string => text.replaceAll("~", "~0").replaceAll("/", "~1");
const unescape = (token: string): string => token.replaceAll("~1", "/").replaceAll("~0", "~");
