/** Content negotiation: which of several media types a caller wants (RFC 9110 §12.5.1). */

import { isRange, parseMediaType, type ParsedType } from "./media.ts";
import { refusalOf, type HttpProblem } from "../problem/index.ts";
import type { RequestInfo } from "../types.ts";

/** One member of an `Accept` field. */
interface Wanted extends ParsedType {
  /** 0 to 1; 0: not at all. */
  readonly weight: number;
}

const RANGE = /^(?:\*\/\*|[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+)$/;
const WEIGHT = /^(?:0(?:\.\d*)?|1(?:\.0*)?)$/;

/** What is longer asks for nothing in particular: no browser sends a tenth of it. */
const LONGEST = 4096;

const COMMA = 44;
const QUOTE = 34;
const BACKSLASH = 92;

/** The members of a list (RFC 9110 §5.6.1), each character looked at once; a comma in quotes is none that divides. */
export function listMembers(text: string): string[] {
  const members: string[] = [];
  let quoted = false;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) quoted = !quoted;
    else if (code === BACKSLASH && quoted) at++;
    else if (code === COMMA && !quoted) {
      members.push(text.slice(start, at));
      start = at + 1;
    }
  }
  members.push(text.slice(start));
  return members;
}

/** What is no media range is left out: a field with nothing else in it asks for nothing in particular. */
function parseAccept(accept: string): Wanted[] {
  if (accept.length > LONGEST) return [];
  return listMembers(accept).flatMap((member) => {
    const { essence, parameters } = parseMediaType(member);
    if (!RANGE.test(essence)) return [];
    const asked = new Map(parameters);
    const q = asked.get("q");
    asked.delete("q");
    // It says how bytes are read, not which representation is meant; UTF-8 is what there is.
    asked.delete("charset");
    return [{ essence, parameters: asked, weight: q !== undefined && WEIGHT.test(q) ? Number(q) : 1 }];
  });
}

/** How closely a member names a type: 0 not at all, 1 by `*` + `/*`, 2 by its main type, 3 and more by itself and its parameters. */
function closeness(wanted: Wanted, type: ParsedType): number {
  if (wanted.essence === "*/*" || wanted.essence === "*") return 1;
  if (wanted.essence.endsWith("/*")) return overlaps(type.essence, wanted.essence) ? 2 : 0;
  if (!(isRange(type.essence) ? overlaps(wanted.essence, type.essence) : wanted.essence === type.essence)) return 0;
  for (const [name, value] of wanted.parameters) {
    if (type.parameters.get(name)?.toLowerCase() !== value.toLowerCase()) return 0;
  }
  return 3 + wanted.parameters.size;
}

/** Whether a type, or a range of its own, has something in common with a range. */
const overlaps = (type: string, range: string): boolean =>
  type === "*/*" || range === "*/*" || type.startsWith(range.slice(0, -1));

/** The closest member decides. A declared range stands for many types: whichever of them is wanted most. */
function weightOf(wanted: readonly Wanted[], type: ParsedType): number {
  const all = isRange(type.essence);
  let weight = 0;
  let closest = 0;
  for (const each of wanted) {
    const close = closeness(each, type);
    if (close === 0 || (!all && close < closest)) continue;
    weight = all || close === closest ? Math.max(weight, each.weight) : each.weight;
    closest = close;
  }
  return weight;
}

/** Callers send the same few fields again and again; more than these, or longer ones, are somebody's experiments. */
const MOST_KNOWN = 32;
const LONGEST_KNOWN = 200;

/**
 * Tells which of these is wanted most: the first of those that are wanted alike, the first of all where the caller does not
 * say, `undefined` where none of them is wanted. For offers that stay the same; it remembers what it was asked.
 */
export function negotiator<T>(
  offers: readonly T[],
  typeOf: (offer: T) => string,
): (accept: string | undefined) => T | undefined {
  const known = new Map<string, T | undefined>();
  return (accept) => {
    if (accept === undefined || accept === "*/*") return offers[0];
    const before = known.get(accept);
    if (before !== undefined || known.has(accept)) return before;
    const best = negotiate(accept, offers, typeOf);
    if (accept.length > LONGEST_KNOWN) return best;
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(accept, best);
    return best;
  };
}

/** As {@link negotiator}, once. */
export function negotiate<T>(
  accept: string | undefined,
  offers: readonly T[],
  typeOf: (offer: T) => string,
): T | undefined {
  const wanted = accept === undefined ? [] : parseAccept(accept);
  if (wanted.length === 0) return offers[0];
  let best: T | undefined;
  let most = 0;
  for (const offer of offers) {
    const weight = weightOf(wanted, parseMediaType(typeOf(offer)));
    if (weight > most) [best, most] = [offer, weight];
  }
  return best;
}

/**
 * For a handler that can answer in several media types: the one that the caller wants most, by its `Accept` header; the
 * first where it does not say, `undefined` where it wants none of them.
 *
 * `const contentType = accepts(context.request, ["application/json", "text/csv"]) ?? "application/json";`
 */
export const accepts = <T extends string>(request: Pick<RequestInfo, "header">, types: readonly T[]): T | undefined =>
  negotiate(request.header("accept"), types, (type) => type);

/** RFC 9110 §15.5.7: what there is instead. */
export const notAcceptable = (offers: readonly string[]): HttpProblem =>
  refusalOf(406, { detail: `The response is available only as ${offers.join(", ")}` }, { headers: { Vary: "Accept" } });
