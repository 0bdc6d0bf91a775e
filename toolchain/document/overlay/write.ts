/** Writes an overlay (Overlay Specification 1.0 §4.4). */

import { stringify } from "yaml";

export interface WrittenAction {
  /** A JSONPath. */
  readonly target: string;
  readonly description: string;
  readonly update?: unknown;
  readonly remove?: true;
}

/** The overlay as YAML. */
export const overlayText = (title: string, actions: readonly WrittenAction[]): string =>
  stringify({ overlay: "1.0.0", info: { title, version: "1" }, actions });
