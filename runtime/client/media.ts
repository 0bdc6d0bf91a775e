/** Media types, as far as a client needs them (RFC 9110 §8.3). */

import type { MediaType } from "../core/contract.ts";

/** `type/subtype`, lower-case. */
export const essenceOf = (type: string | null): string => (type ?? "").split(";", 1)[0]!.trim().toLowerCase();

/** The media type of a body without `contentType`: JSON where there is any, else the first; generated types agree. */
export const preferredMedia = (content: readonly MediaType[]): MediaType | undefined =>
  content.find(({ kind }) => kind === "json") ?? content[0];

/** The declared media type of a body, where none is a range or has parameters. The part `mediaRanges` matches all. */
export const matchPlain = (given: string, declared: readonly MediaType[]): MediaType | undefined =>
  declared.find(({ type }) => type === essenceOf(given));
