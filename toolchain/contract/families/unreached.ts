/**
 * Members of families that no reference leads to: a filter leaves them out, or they stand beside their base in another
 * file. Where the base is referenced, a value can be one of them.
 */

import { escapeToken, formatPointer, isObject, parsePointer } from "tenon-runtime/core";
import { FILES } from "../../document/index.ts";
import type { Component } from "../components.ts";
import { referenceTo, type References } from "../references.ts";
import type { Node } from "../structure.ts";

interface Candidate {
  readonly pointer: string;
  readonly value: unknown;
}

/** Pointers of schemas that extend one of the schemas read so far, directly or not, and are to be read too. */
export function unreachedMembers(read: readonly Component[], references: References): string[] {
  const known = new Set(read.map(({ pointer }) => pointer));
  const families = new Set(read.filter(({ value }) => hasDiscriminator(value)).map(({ pointer }) => pointer));
  const extendsFamily = ({ value }: Candidate): boolean =>
    inherited(value).some((reference) => {
      const target = references.find(reference);
      return target !== undefined && families.has(target.pointer);
    });
  spread(read, families, extendsFamily);
  const beside = new Set([...families].map((pointer) => formatPointer(parsePointer(pointer).slice(0, -1))));
  const candidates: Candidate[] = [
    ...references.declared.filter(({ kind }) => kind === "schema"),
    ...[...beside].filter(holdsSchemas).flatMap((pointer) => entriesAt(pointer, references)),
  ].filter(({ pointer }) => !known.has(pointer));
  spread(candidates, families, extendsFamily);
  return candidates.map(({ pointer }) => pointer).filter((pointer) => families.has(pointer));
}

/** Adds those that belong to a family, until none is found any more. */
function spread(
  candidates: readonly Candidate[],
  families: Set<string>,
  belongs: (candidate: Candidate) => boolean,
): void {
  for (let before = -1; before < families.size;) {
    before = families.size;
    for (const candidate of candidates)
      if (!families.has(candidate.pointer) && belongs(candidate)) families.add(candidate.pointer);
  }
}

/** Schemas of another file: those under `schemas` or the like, or all of a file that holds nothing else. */
function holdsSchemas(pointer: string): boolean {
  const tokens = parsePointer(pointer);
  return tokens[0] === FILES && (tokens.length === 2 || ["schemas", "definitions", "$defs"].includes(tokens.at(-1)!));
}

function entriesAt(pointer: string, references: References): Candidate[] {
  const container = references.find(referenceTo(pointer))?.value;
  if (!isObject(container)) return [];
  return Object.entries(container).map(([key, value]) => ({ pointer: `${pointer}/${escapeToken(key)}`, value }));
}

const membersOf = (schema: unknown): readonly unknown[] =>
  isObject(schema) && Array.isArray(schema["allOf"]) ? schema["allOf"] : [];

const hasDiscriminator = (schema: unknown): boolean =>
  isObject(schema) && (schema["discriminator"] !== undefined || membersOf(schema).some(hasDiscriminator));

/** The references in a schema's `allOf`, as they are written. */
function inherited(schema: unknown): string[] {
  return membersOf(schema).flatMap((member) => {
    const reference = isObject(member) ? (member as Node)["$ref"] : undefined;
    return typeof reference === "string" ? [reference] : inherited(member);
  });
}
