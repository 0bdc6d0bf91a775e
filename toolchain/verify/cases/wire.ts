/** What becomes of a value that is sent as text: whether whoever reads it by its shape gets the same. */

import type { Shape } from "tenon-runtime/core";

/**
 * - `same`: the reader gets the value
 * - `misfit`: the reader gets a text that is of no type that is allowed there
 * - `other`: the reader may get something else, or it cannot be written
 */
export type Arrival = "same" | "misfit" | "other";

const NUMBER = /^[-+.\d]/;

/** @param level `nested`: inside of a list or an object, where styles cannot write a further one */
export function arrival(value: unknown, shape: Shape | undefined, level: "top" | "nested" = "top"): Arrival {
  if (value === null || value === undefined) return "other";
  if (Array.isArray(value)) {
    if (level === "nested" || typeof shape !== "object" || !("array" in shape)) return "other";
    // RFC 6570 §2.3: an empty list is as none; and one that holds an empty text is written like an empty one.
    if (value.length === 0 || (value.length === 1 && value[0] === "")) return "other";
    return worst(value.map((item) => arrival(item, shape.array, "nested")));
  }
  if (typeof value === "object") {
    if (level === "nested" || typeof shape !== "object" || !("object" in shape)) return "other";
    if (Object.keys(value).length === 0) return "other";
    return worst(
      Object.entries(value).map(([name, item]) =>
        arrival(item, Object.hasOwn(shape.object, name) ? shape.object[name] : (shape.rest ?? "null"), "nested"),
      ),
    );
  }
  return scalar(value, shape);
}

function scalar(value: unknown, shape: Shape | undefined): Arrival {
  switch (shape) {
    case undefined:
    case "string":
    case "any":
    case "binary":
      return typeof value === "string" ? "same" : "other";
    case "integer":
    case "long":
      if (typeof value === "number") return Number.isInteger(value) ? plain(value) : "misfit";
      return misfit(value);
    case "number":
    case "decimal":
      return typeof value === "number" ? plain(value) : misfit(value);
    case "boolean":
      return typeof value === "boolean" ? "same" : misfit(value);
    case "null":
      return "other";
  }
  if ("enum" in shape) return typeof value === "string" ? "same" : "other";
  if (!("anyOf" in shape)) return "other";
  // A text that looks like nothing else is taken for a text; what else there may be is tried in an order.
  const others = shape.anyOf.filter((member) => typeof member === "string" && member !== "string");
  if (typeof value === "string" && shape.anyOf.includes("string"))
    return others.length === shape.anyOf.length - 1 && misfit(value) === "misfit" && !others.includes("any")
      ? "same"
      : "other";
  return "other";
}

/** Beyond it, notations differ. */
const plain = (value: number): Arrival => (/^-?\d{1,15}(\.\d+)?$/.test(String(value)) ? "same" : "other");
const misfit = (value: unknown): Arrival =>
  typeof value === "string" && value !== "" && !NUMBER.test(value) && !["true", "false", "null"].includes(value)
    ? "misfit"
    : "other";

function worst(all: readonly Arrival[]): Arrival {
  if (all.includes("other")) return "other";
  return all.includes("misfit") ? "misfit" : "same";
}
