/** Rows that fail, each with the reason; one that no longer fails makes the tests fail until it is taken out. */

import type { KnownGap } from "./row.ts";

export const KNOWN_GAPS: readonly KnownGap[] = [];
