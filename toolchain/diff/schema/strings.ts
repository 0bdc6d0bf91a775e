/** Texts: whether the receiver accepts all that are sent (JSON Schema validation §6.3, §8). */

import { FORMATS } from "tenon-runtime/validators";
import type { Clause, Fact } from "./clause.ts";
import { Comparison } from "./comparison.ts";
import { matches } from "./matching.ts";
import { ANNOTATION_FORMATS, formatTakes, textsOf, WIDER } from "./formats.ts";
import { pointerOf, type Ask, type Reason, type Reasons } from "./reason.ts";
import { sampleText } from "./sample.ts";

/** Tenon searches no longer texts for a pattern. */
const MOST_SEARCHED_LENGTH = 400;

export function stringReasons(ask: Ask, a: Clause, b: Clause): Reasons {
  const comparison = new Comparison(ask, a, b);
  compareLength(comparison, "minLength");
  compareLength(comparison, "maxLength");
  for (const pattern of b.patterns) comparePattern(comparison, pattern);
  for (const pattern of b.notPatterns) compareNotPattern(comparison, pattern);
  for (const format of b.formats) compareFormat(comparison, format);
  comparison.add(contentReasons(ask, a, b));
  return comparison.reasons;
}

function compareLength(comparison: Comparison, limit: "minLength" | "maxLength"): void {
  const { ask, sent: a, accepted: b } = comparison;
  const required = b[limit];
  if (required === undefined) return;
  const own = a[limit];
  const longer = limit === "maxLength";
  if (own !== undefined && (longer ? own.value <= required.value : own.value >= required.value)) return;
  const beyond = longer
    ? { ...a, minLength: { value: Math.max(required.value + 1, a.minLength?.value ?? 0), pointer: "" } }
    : { ...a, maxLength: { value: Math.min(required.value - 1, a.maxLength?.value ?? Infinity), pointer: "" } };
  const patterned = a.patterns.length + a.notPatterns.length > 0;
  if (a.formats.length === 0 && patterned && required.value < MOST_SEARCHED_LENGTH) {
    const texts = { ...textsOf(a), minLength: beyond.minLength?.value, maxLength: beyond.maxLength?.value };
    if (ask.sender.patterns.textOutside(texts, undefined) === "none") return; // the pattern alone keeps the limit
  }
  comparison.fail({
    kind: "length",
    sender: own?.pointer,
    receiver: required.pointer,
    text: `${longer ? "at most" : "at least"} ${required.value} characters${own === undefined ? "" : `, not ${own.value}`}`,
    witness: sampleText(beyond, ask.sender),
  });
}

function comparePattern(comparison: Comparison, { value: pattern, pointer }: Fact<string>): void {
  const { ask, sent: a, accepted: b } = comparison;
  if (a.patterns.some(({ value }) => value === pattern)) return;
  const { patterns } = ask.sender;
  const other = patterns.textOutside(textsOf(a), pattern);
  if (other === "none") return;
  const failure = { kind: "pattern", sender: a.patterns[0]?.pointer, receiver: pointer } as const;
  const refutes = (text: string): string => `${JSON.stringify(text)} does not match ${pattern}`;
  if (patterns.textOutside(textsOf(b), undefined) === "none") {
    const text = `no string matches both ${pattern} and the format, so Tenon cannot tell what is allowed`;
    comparison.fail({ ...failure, text, verdict: "unknown" });
  } else if (other !== "unknown" && a.formats.length === 0)
    comparison.fail({ ...failure, text: refutes(other.text), witness: other.text });
  else {
    const value = sampleText(a, ask.sender);
    if (typeof value === "string" && !matches(pattern, value))
      comparison.fail({ ...failure, text: refutes(value), witness: value });
    else
      comparison.fail({
        ...failure,
        text: `Tenon cannot tell whether every string matches ${pattern}`,
        verdict: "unknown",
      });
  }
}

/** A pattern that the receiver excludes. */
function compareNotPattern(comparison: Comparison, { value: pattern, pointer }: Fact<string>): void {
  const { ask, sent: a } = comparison;
  if (a.notPatterns.some(({ value }) => value === pattern)) return;
  const texts = textsOf(a);
  const other = ask.sender.patterns.textOutside({ ...texts, patterns: [...texts.patterns, pattern] }, undefined);
  if (other === "none") return;
  const failure = { kind: "pattern", receiver: pointer } as const;
  if (other === "unknown") {
    const text = `Tenon cannot tell whether some string matches ${pattern}`;
    comparison.fail({ ...failure, text, verdict: "unknown" });
  } else comparison.fail({ ...failure, text: `${JSON.stringify(other.text)} matches ${pattern}`, witness: other.text });
}

function compareFormat(comparison: Comparison, { value: format, pointer }: Fact<string>): void {
  const { ask, sent: a } = comparison;
  if (ANNOTATION_FORMATS.has(format)) return;
  if (a.formats.some(({ value }) => value === format || (WIDER[value] ?? []).includes(format))) return;
  const own = a.formats.find(({ value }) => !ANNOTATION_FORMATS.has(value));
  const isKnown = FORMATS.has(format) || own !== undefined;
  comparison.fail({
    kind: "format",
    sender: own?.pointer,
    receiver: pointer,
    text:
      own === undefined ? `only values of the format ${format} are allowed` : `format ${own.value} is not ${format}`,
    witness: [sampleText(a, ask.sender), sampleText({ ...a, minLength: undefined }, ask.sender)].find(
      (one) => typeof one === "string" && !formatTakes(format, one),
    ),
    verdict: isKnown ? "no" : "unknown",
  });
}

/** Compares the encoding, the media type and the content of texts (JSON Schema validation §8). */
export function contentReasons(ask: Ask, a: Clause, b: Clause): Reasons {
  const reasons: Reason[] = [];
  for (const keyword of ["encoding", "mediaType"] as const) {
    const asked = b[keyword];
    if (asked === undefined || asked.value === a[keyword]?.value) continue;
    reasons.push({
      kind: "content",
      verdict: "no",
      sender: a[keyword]?.pointer ?? pointerOf(a),
      receiver: asked.pointer,
      path: "",
      text: `the string must contain ${asked.value}${a[keyword] === undefined ? "" : `, not ${a[keyword].value}`}`,
    });
  }
  if (b.content.length > 0)
    reasons.push(
      ...ask.check(a.content, b.content).map(({ verdict, sender, receiver, text }): Reason => ({
        kind: "content",
        verdict,
        sender,
        receiver,
        text,
        path: "",
      })),
    );
  return reasons;
}
