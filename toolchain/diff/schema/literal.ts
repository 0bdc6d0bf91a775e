/** Schemas and types of values that a comparison makes itself. */

import type { Type } from "./negate.ts";

export const TEXT = { type: "string" } as const;

export const typeName = (value: unknown): Type =>
  value === null ? "null" : Array.isArray(value) ? "array" : (typeof value as Type);
