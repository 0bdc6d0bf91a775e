/** Answers that are broken on purpose. */

import type { EncodedAnswer } from "../core/answer/index.ts";
import type { MalformedFault } from "./overrides.ts";

/** The usual answer, broken off in its middle, or what is given instead. */
export function malformedAnswer({ answer }: MalformedFault, usual: EncodedAnswer): EncodedAnswer {
  const { status, contentType, body } = answer ?? {};
  const sent = usual.body;
  const half =
    typeof sent === "string" || sent instanceof Uint8Array ? sent.slice(0, Math.max(1, sent.length >> 1)) : "{";
  const type = contentType ?? usual.headers.find(([name]) => name === "Content-Type")?.[1] ?? "application/json";
  return {
    status: status ?? usual.status,
    headers: [...usual.headers.filter(([name]) => !/^content-(?:type|length)$/i.test(name)), ["Content-Type", type]],
    body: body ?? half,
  };
}
