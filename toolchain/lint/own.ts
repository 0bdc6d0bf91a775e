/** Rules for valid contracts from which Tenon could generate better code. Only lint runs them; they never stop `generate`. */

import type { Contract, MediaType, Operation } from "../contract/model.ts";
import { diagnostic, type Diagnostic, type Position } from "../diagnostics/index.ts";

/** The largest number of findings of one rule that are listed. The others are counted. */
const MOST = 20;

/** @param locate the place of a pointer */
export function ownRules(
  { operations }: Contract,
  locate: (pointer: string) => Position | undefined,
): readonly Diagnostic[] {
  const bodies = operations.flatMap(bodiesOf);
  return [untypedBodies(bodies, locate), repeatedSchemas(bodies, locate)].flatMap((found) => {
    const [first] = found;
    if (first === undefined || found.length <= MOST) return found;
    const rest = diagnostic("more-of-the-same", { code: first.code, count: found.length - MOST });
    return [...found.slice(0, MOST), first.severity === "info" ? { ...rest, severity: "info" } : rest];
  });
}

interface Body {
  /** `the 200 of getStudent` */
  readonly name: string;
  readonly media: MediaType;
}

const bodiesOf = ({ operationId, body, responses, method, path }: Operation): Body[] => {
  const operation = operationId ?? `${method} ${path}`;
  return [
    ...(body?.content ?? []).map((media) => ({ name: `the request of ${operation}`, media })),
    ...responses.flatMap(({ status, content }) =>
      content.map((media) => ({ name: `the ${status} of ${operation}`, media })),
    ),
  ];
};

function untypedBodies(bodies: readonly Body[], locate: (pointer: string) => Position | undefined): Diagnostic[] {
  return [...new Map(bodies.map((body) => [body.media.pointer, body])).values()].flatMap(({ name, media }) => {
    const { body, schema, itemSchema, pointer, type } = media;
    const says = schema === undefined || schema === true || Object.keys(schema).length === 0;
    if (body !== "json" || itemSchema !== undefined || !says) return [];
    return [diagnostic("untyped-body", { body: name, type }, { pointer, position: locate(pointer) })];
  });
}

/** Shorter schemas are not worth a name of their own. */
const WORTH_A_NAME = 60;

function repeatedSchemas(bodies: readonly Body[], locate: (pointer: string) => Position | undefined): Diagnostic[] {
  const same = new Map<string, Map<string, Body>>();
  for (const body of bodies) {
    const { schema, pointer } = body.media;
    if (typeof schema !== "object" || schema["properties"] === undefined) continue;
    const text = JSON.stringify(schema);
    if (text.length < WORTH_A_NAME) continue;
    const places = same.get(text) ?? new Map<string, Body>();
    // A response that several operations refer to is one place.
    same.set(text, places.set(pointer, body));
  }
  return [...same.values()].flatMap((places) => {
    const [first] = places.values();
    if (first === undefined || places.size < 2) return [];
    const { pointer } = first.media;
    const params = { body: first.name, count: places.size };
    return [
      diagnostic("repeated-schema", params, { pointer: `${pointer}/schema`, position: locate(`${pointer}/schema`) }),
    ];
  });
}
