/** What answers a request that chaos has chosen. */

import { responseFor } from "../core/answer/response-for.ts";
import { statusPhrase } from "../core/http/status.ts";
import { PROBLEM_MEDIA_TYPE } from "../core/problem/index.ts";
import type { Answers } from "./answers.ts";
import type { MockCall } from "./call.ts";
import type { ChaosEffect } from "./chaos.ts";
import type { AnyOutcome } from "./overrides.ts";

/** An example or a generated body of a declared status, a problem document of another one, or a fault. */
export function chaosAnswer(answers: Answers, call: MockCall, fault: NonNullable<ChaosEffect["fault"]>): AnyOutcome {
  if (typeof fault !== "number") return { fault };
  if (responseFor(call.operation, fault) !== undefined) {
    const draft = answers.draft({ ...call, status: fault });
    return (answers.example(draft) ?? answers.generated(draft)).answer;
  }
  const body = JSON.stringify({ type: "about:blank", title: statusPhrase(fault), status: fault });
  return { fault: "malformed", answer: { status: fault, contentType: PROBLEM_MEDIA_TYPE, body } };
}
