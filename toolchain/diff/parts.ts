/** Parts of contracts: how they correspond, their names, and their schemas. */

import { escapeToken, isObject, unescapeToken } from "tenon-runtime/core";
import type { Contract, Header, MediaType, Operation, Parameter, Response } from "../contract/index.ts";
import type { Mode } from "./schema/reason.ts";
import type { Expression } from "./schema/world.ts";

const SUCCESS = /^[123]/;
export const isError = (status: string): boolean => !SUCCESS.test(status) && status !== "default";

export function nodeAt(
  document: Contract["document"],
  { path, method }: Operation,
): Readonly<Record<string, unknown>> | undefined {
  const paths = document["paths"];
  const item = isObject(paths) ? paths[path] : undefined;
  if (!isObject(item)) return undefined;
  const node = item[method.toLowerCase()];
  return isObject(node) ? node : undefined;
}

/** `/students/{id}` and `/students/{studentId}` are the same on the wire. */
export const normalisedPath = (path: string): string => path.replace(/\{[^{}]*\}/g, "{}").replace(/(.)\/+$/, "$1");
export const templateNames = (path: string): string[] =>
  [...path.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? "");

export const schemaOf = (one: Parameter | Header): Expression => {
  const below = one.mediaType === undefined ? "/schema" : `/content/${escapeToken(one.mediaType)}/schema`;
  return one.schema === true ? [] : [{ schema: one.schema, pointer: `${one.pointer}${below}` }];
};

export const expressionOf = (one: MediaType, keyword: "schema" | "itemSchema"): Expression =>
  one[keyword] === undefined ? [] : [{ schema: one[keyword], pointer: `${one.pointer}/${keyword}` }];

export const modeOf = (one: MediaType, other: MediaType): Mode =>
  one.body === "xml" || other.body === "xml"
    ? "markup"
    : one.body === "form" && other.body === "form"
      ? "text"
      : "json";

export const encodingOf = ({ encoding }: MediaType): unknown => encoding;

/** A media type without its parameters. */
export const bareType = (type: string): string => type.split(";")[0]!.trim();

/** The media type of the other side that this one corresponds to: itself, a range that contains it, or other parameters. */
export function counterpart(
  { type }: MediaType,
  others: readonly MediaType[],
  match: "wider" | "related",
): MediaType | undefined {
  const [top, sub] = bareType(type).split("/");
  return (
    others.find((one) => one.type === type) ??
    others.find((one) => bareType(one.type) === bareType(type)) ??
    others.find((one) => one.type === "*/*" || one.type === `${top}/*`) ??
    (match === "related"
      ? (others.find((one) => bareType(one.type).startsWith(`${top}/`) && bareType(one.type).endsWith(`+${sub}`)) ??
        (sub === "*" ? others.find((one) => top === "*" || bareType(one.type).startsWith(`${top}/`)) : undefined))
      : undefined)
  );
}

export const inRange = (status: string, range: string): boolean => /^\dXX$/.test(range) && status[0] === range[0];

/** The response that a status gets: its own, its range's, the default. */
export const responseFor = (status: string, responses: readonly Response[]): Response | undefined =>
  responses.find((one) => one.status === status) ??
  responses.find((one) => /^\dXX$/.test(one.status) && one.status[0] === status[0] && status !== "default") ??
  responses.find((one) => one.status === "default");

export const wireOf = (scheme: unknown): unknown => {
  const { bearerFormat: _, ...rest } = scheme as Record<string, unknown>; // a plain object
  return rest;
};
export const describeScheme = (scheme: { readonly type: string } & object): string => Object.values(scheme).join(" ");
export const describeRequirement = (one: Readonly<Record<string, readonly string[]>>): string =>
  Object.keys(one).length === 0
    ? "no credential"
    : Object.entries(one)
        .map(([name, scopes]) => (scopes.length > 0 ? `${name} (${scopes.join(", ")})` : name))
        .join(" with ");
export const describeStyle = ({ mediaType, style, explode }: Parameter): string =>
  mediaType ?? `${style}${explode ? ", exploded" : ""}`;

export const shownId = ({ operationId }: Operation): string =>
  operationId === undefined ? "absent" : `"${operationId}"`;
export const shownTags = ({ tags }: Operation): string =>
  tags.length === 0 ? "none" : tags.map((tag) => `"${tag}"`).join(", ");
export const shown = (value: unknown): string => (value === undefined ? "none" : JSON.stringify(value));
export const memberOf = (path: string): string => JSON.stringify(unescapeToken(path.slice(path.lastIndexOf("/") + 1)));
