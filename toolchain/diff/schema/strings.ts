/** Texts: whether all that are sent are taken (JSON Schema validation §6.3, §8). */

import { FORMATS } from "tenon-runtime/validators";
import type { Clause } from "./clause.ts";
import { matches } from "./matching.ts";
import { ANNOTATION_FORMATS, formatTakes, textsOf, WIDER } from "./formats.ts";
import { textOutside } from "./pattern.ts";
import { found, pointerOf, type Ask, type Kind, type Reason, type Reasons } from "./reason.ts";
import { NOTHING, sampleText } from "./sample.ts";

export function stringReasons(ask: Ask, a: Clause, b: Clause): Reasons {
  const reasons: Reason[] = [];
  const push = (
    kind: Kind,
    sender: string | undefined,
    receiver: string,
    text: string,
    witness: unknown = NOTHING,
    verdict: "no" | "unknown" = "no",
  ): void => {
    reasons.push({ kind, verdict, sender: sender ?? pointerOf(a), receiver, path: "", text, ...found(witness) });
  };
  const texts = textsOf(a);
  const patterned = a.patterns.length + a.notPatterns.length > 0;
  const length = (limit: "minLength" | "maxLength"): void => {
    const asked = b[limit];
    if (asked === undefined) return;
    const own = a[limit];
    const longer = limit === "maxLength";
    if (own !== undefined && (longer ? own.value <= asked.value : own.value >= asked.value)) return;
    const beyond = longer
      ? { ...a, minLength: { value: Math.max(asked.value + 1, a.minLength?.value ?? 0), pointer: "" } }
      : { ...a, maxLength: { value: Math.min(asked.value - 1, a.maxLength?.value ?? Infinity), pointer: "" } };
    if (a.formats.length === 0 && patterned && asked.value < 400) {
      const other = textOutside(
        { ...texts, minLength: beyond.minLength?.value, maxLength: beyond.maxLength?.value },
        undefined,
      );
      if (other === "none") return; // the pattern alone keeps to it
    }
    const value = sampleText(beyond);
    push(
      "length",
      own?.pointer,
      asked.pointer,
      `${longer ? "at most" : "at least"} ${asked.value} characters${own === undefined ? "" : `, not ${own.value}`}`,
      value,
    );
  };
  length("minLength");
  length("maxLength");
  for (const { value: pattern, pointer } of b.patterns) {
    if (a.patterns.some(({ value }) => value === pattern)) continue;
    const other = textOutside(texts, pattern);
    if (other === "none") continue;
    const sender = a.patterns[0]?.pointer;
    if (textOutside(textsOf(b), undefined) === "none") {
      push(
        "pattern",
        sender,
        pointer,
        `no string matches both ${pattern} and the format, so Tenon cannot tell what is allowed`,
        NOTHING,
        "unknown",
      );
      continue;
    }
    if (other === "unknown" || a.formats.length > 0) {
      const value = sampleText(a);
      const refuted = typeof value === "string" && !matches(pattern, value);
      if (refuted) push("pattern", sender, pointer, `${JSON.stringify(value)} does not match ${pattern}`, value);
      else
        push(
          "pattern",
          sender,
          pointer,
          `Tenon cannot tell whether every string matches ${pattern}`,
          NOTHING,
          "unknown",
        );
    } else push("pattern", sender, pointer, `${JSON.stringify(other.text)} does not match ${pattern}`, other.text);
  }
  for (const { value: pattern, pointer } of b.notPatterns) {
    if (a.notPatterns.some(({ value }) => value === pattern)) continue;
    const other = textOutside({ ...texts, patterns: [...texts.patterns, pattern] }, undefined);
    if (other === "none") continue;
    if (other === "unknown")
      push(
        "pattern",
        undefined,
        pointer,
        `Tenon cannot tell whether some string matches ${pattern}`,
        NOTHING,
        "unknown",
      );
    else push("pattern", undefined, pointer, `${JSON.stringify(other.text)} matches ${pattern}`, other.text);
  }
  for (const { value: format, pointer } of b.formats) {
    if (ANNOTATION_FORMATS.has(format)) continue;
    if (a.formats.some(({ value }) => value === format || (WIDER[value] ?? []).includes(format))) continue;
    const own = a.formats.find(({ value }) => !ANNOTATION_FORMATS.has(value));
    const value = [sampleText(a), sampleText({ ...a, minLength: undefined })].find(
      (one) => typeof one === "string" && !formatTakes(format, one),
    );
    const known = FORMATS.has(format) || own !== undefined;
    push(
      "format",
      own?.pointer,
      pointer,
      own === undefined ? `only values of the format ${format} are allowed` : `format ${own.value} is not ${format}`,
      value ?? NOTHING,
      known ? "no" : "unknown",
    );
  }
  reasons.push(...contentReasons(ask, a, b, (at) => void at));
  return reasons;
}

/** What is written in a text: the same encoding and type, and a content that fits (JSON Schema validation §8). */
export function contentReasons(ask: Ask, a: Clause, b: Clause, note: (at: string) => void): Reasons {
  const reasons: Reason[] = [];
  for (const keyword of ["encoding", "mediaType"] as const) {
    const asked = b[keyword];
    if (asked === undefined || asked.value === a[keyword]?.value) continue;
    note(asked.pointer);
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
