/** Reads an Overlay document (Overlay Specification 1.0 and 1.1, §4). */

import { isObject } from "tenon-runtime/core";
import { diagnostic, type Diagnostic, type Place } from "../../diagnostics/index.ts";

export interface Action {
  /** RFC 9535 JSONPath: the nodes that the action changes. */
  readonly target: string;
  readonly change:
    | { readonly kind: "remove" }
    | { readonly kind: "update"; readonly value: unknown }
    | { readonly kind: "copy"; readonly from: string };
  /** Where the action is in its file. */
  readonly tokens: readonly (string | number)[];
}

export interface Overlay {
  readonly version: "1.0" | "1.1";
  readonly actions: readonly Action[];
  readonly diagnostics: readonly Diagnostic[];
}

/** @param at the position of tokens in the overlay's file */
export function readOverlay(data: unknown, at: (tokens: readonly (string | number)[]) => Place): Overlay {
  const diagnostics: Diagnostic[] = [];
  const wrong = (what: string, ...tokens: readonly (string | number)[]): void => {
    diagnostics.push(diagnostic("invalid-overlay", { what }, at(tokens)));
  };
  const found = isObject(data) ? data : {};
  const [, version] = /^(1\.[01])\.\d+$/.exec(String(found["overlay"])) ?? [];
  if (version === undefined) {
    const given = typeof found["overlay"] === "string" ? `version "${found["overlay"]}"` : "no version";
    wrong(`it has ${given}, and Tenon reads the versions 1.0.x and 1.1.x`, ...("overlay" in found ? ["overlay"] : []));
    return { version: "1.0", actions: [], diagnostics };
  }
  const list = found["actions"];
  if (!Array.isArray(list)) wrong("`actions` must be a list of actions", ...("actions" in found ? ["actions"] : []));
  const actions = (Array.isArray(list) ? list : []).flatMap((action: unknown, index): Action[] => {
    const tokens = ["actions", index];
    if (!isObject(action) || typeof action["target"] !== "string") {
      wrong("an action must be an object with a `target`", ...tokens);
      return [];
    }
    const change = changeOf(action, version);
    if (change !== undefined) return [{ target: action["target"], change, tokens }];
    const fields = version === "1.0" ? "`update` or `remove: true`" : "`update`, `copy` or `remove: true`";
    wrong(`an action must have ${fields}`, ...tokens);
    return [];
  });
  return { version: version as Overlay["version"], actions, diagnostics };
}

/** `remove` wins over `update`, and `update` over `copy` (§4.4.3). */
function changeOf(action: Readonly<Record<string, unknown>>, version: string): Action["change"] | undefined {
  if (action["remove"] === true) return { kind: "remove" };
  if ("update" in action) return { kind: "update", value: action["update"] };
  const from = action["copy"];
  return version !== "1.0" && typeof from === "string" ? { kind: "copy", from } : undefined;
}
