/** When and how long after a request is sent once more. */

import type { Operation } from "../core/contract.ts";
import type { Retry } from "./types.ts";

/** RFC 9110 §9.2.2; QUERY is safe and idempotent by its definition. */
const IDEMPOTENT: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE", "QUERY"]);

export interface RetryPlan {
  readonly attempts: number;
  readonly delay: number;
  readonly maxDelay: number;
}

/** @param always whether any method may be repeated: who receives webhooks has to expect that one comes twice */
export function retryPlan(
  operation: Operation,
  retry: number | Retry | undefined,
  body: unknown,
  always: boolean = false,
): RetryPlan {
  const given: Retry = typeof retry === "number" ? { attempts: retry } : (retry ?? { attempts: 0 });
  const repeatable = (always || IDEMPOTENT.has(operation.method)) && !(body instanceof ReadableStream);
  return { attempts: repeatable ? given.attempts : 0, delay: given.delay ?? 200, maxDelay: given.maxDelay ?? 30_000 };
}

/** Milliseconds to wait before repetition number `repetition` (from 1); `undefined`: the answer stands. */
export function delayBefore(
  repetition: number,
  plan: RetryPlan,
  response: Response | undefined,
  now: number = Date.now(),
): number | undefined {
  if (repetition > plan.attempts) return undefined;
  const asked = response === undefined ? undefined : retryAfter(response, now);
  if (
    response !== undefined &&
    ![502, 503, 504].includes(response.status) &&
    !(response.status === 429 && asked !== undefined)
  )
    return undefined;
  if (asked !== undefined) return asked > plan.maxDelay ? undefined : asked;
  // Between half and all of the doubled delay, so that many clients do not come back together.
  return Math.min(plan.maxDelay, plan.delay * 2 ** (repetition - 1)) * (0.5 + Math.random() / 2);
}

/** RFC 9110 §10.2.3: seconds or a date; milliseconds from now. */
function retryAfter(response: Response, now: number): number | undefined {
  const text = response.headers.get("Retry-After")?.trim();
  if (text === undefined || text === "") return undefined;
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
