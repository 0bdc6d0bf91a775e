/** Parameters whose text is one scalar, read: most of them. The rest is in `style.ts`. */

import type { ParameterStyle, Shape } from "../contract.ts";
import { coerceScalar, isScalar, Misfit } from "./scalar.ts";

/** What has to be known of a parameter or a form field to read it; everything resolved. */
export interface Field {
  readonly name: string;
  readonly style: ParameterStyle;
  readonly explode: boolean;
  readonly shape: Shape | undefined;
  /** For `content`: the media type of the text. */
  readonly mediaType: string | undefined;
  /** Reads a text that is JSON. Absent: integers that would lose digits are refused. */
  readonly parse?: ((text: string) => unknown) | undefined;
  /** Names of the other parameters, which an exploded object with free keys leaves alone. */
  readonly others?: ReadonlySet<string>;
}

export type Decode = (raw: string) => string | undefined;
export type Values = Record<string, unknown>;

/** An object for names that a caller chooses: no prototype, so that none is special. */
export const emptyRecord = (): Values => Object.create(null) as Values; // `Object.create` is typed `any`

export const MALFORMED = new Misfit("encoding", "is not percent-encoded correctly", true);
export const REPEATED = new Misfit("repeated", "is given more than once", true);
export function isMember<K extends "array" | "object">(
  shape: Shape | undefined,
  kind: K,
): shape is Extract<Shape, Record<K, unknown>> {
  return typeof shape === "object" && kind in shape;
}

/** Whether a text of its own is all there is to it, in any style. */
export const isPlain = ({ mediaType, shape, style }: Field): boolean =>
  mediaType === undefined &&
  shape !== "any" &&
  isScalar(shape) &&
  (style === "form" || style === "simple" || style === "cookie");

/** @returns the value, a {@link Misfit}, or `undefined` when it is not there */
export function decodePlain({ shape }: Field, values: readonly string[] | undefined, decode: Decode): unknown {
  if (values === undefined || !isScalar(shape)) return undefined;
  if (values.length > 1) return REPEATED;
  const text = decode(values[0] ?? "");
  if (text === undefined) return MALFORMED;
  const value = coerceScalar(text, shape);
  return value instanceof Misfit ? value.of(text) : value;
}
