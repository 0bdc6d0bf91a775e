/** The part of the version number that changes demand. */

import type { Change } from "./changes.ts";

export type Bump = "major" | "minor" | "patch" | "none";

export interface Advice {
  /** For the version of the API, which deployed clients and servers use. */
  readonly wire: Bump;
  /** For the version of a package of generated code. */
  readonly source: Bump;
  /** The number of undecided changes. A person must decide whether each of them is breaking. */
  readonly undecided: number;
}

export function advise(changes: readonly Change[]): Advice {
  const undecided = changes.filter(({ wire }) => wire === "unknown").length;
  const least = changes.length === 0 ? "none" : changes.every(isQuiet) ? "patch" : "minor";
  return {
    wire: changes.some(({ wire }) => wire === "breaking") ? "major" : least,
    source: changes.some(({ source, wire }) => source === "breaking" || wire === "breaking") ? "major" : least,
    undecided,
  };
}

/** Changes that neither a client nor a server notices. */
const isQuiet = ({ id }: Change): boolean =>
  id === "operation-deprecated" ||
  id === "sunset-changed" ||
  id === "stability-changed" ||
  id === "tags-changed" ||
  id === "operation-id-changed" ||
  id === "path-parameter-renamed";
