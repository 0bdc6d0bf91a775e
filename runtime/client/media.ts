/** Media types, as far as a client needs them (RFC 9110 §8.3). */

import type { MediaType } from "../core/contract.ts";

/** `type/subtype`, lower-case. */
export const essenceOf = (type: string | null): string => (type ?? "").split(";", 1)[0]!.trim().toLowerCase();

/** The media type of a body without `contentType`: JSON where there is any, else the first; generated types agree. */
export const preferredMedia = (content: readonly MediaType[]): MediaType | undefined =>
  content.find(({ kind }) => kind === "json") ?? content[0];

/** The declared media type for a type: the same text, the same essence, then the longest range (OAS 3.2 §4.14). */
export function mediaOf(type: string, content: readonly MediaType[]): MediaType | undefined {
  const essence = essenceOf(type);
  const fits = ({ type: declared }: MediaType): boolean => {
    if (essenceOf(declared) === "*/*") return true;
    const [start = "", end] = essenceOf(declared).split("*", 2);
    return end === undefined ? start === essence : essence.startsWith(start) && (essence.endsWith(end) || end === "/*");
  };
  return content.find((media) => media.type === type) ?? content.filter(fits).toSorted((a, b) => rank(b) - rank(a))[0];
}

const rank = ({ type }: MediaType): number => (type.includes("*") ? type.length : 1e3);
