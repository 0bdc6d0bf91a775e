import { isObject } from "tenon-runtime/core";

/** An object of the copy that is upgraded. It may be changed. */
export type MutableNode = Record<string, unknown>;

export const isNode = (value: unknown): value is MutableNode => isObject(value);
