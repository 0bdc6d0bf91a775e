/** How much work something is, without a clock. */

import { vi } from "vitest";

/** How often a scanner looks at a character while this runs: an input of twice the length may take twice as much. */
export function looksOf(action: () => unknown): number {
  const spy = vi.spyOn(String.prototype, "charCodeAt");
  try {
    action();
    return spy.mock.calls.length;
  } finally {
    spy.mockRestore();
  }
}
