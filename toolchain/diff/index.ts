/** Changes between two contracts, rated by what they break: `tenon diff`. docs/diff.md describes the model. */

import type { LoadedContract } from "../contract/index.ts";
import type { Change, ChangePlace } from "./changes.ts";
import { compareContracts, type CompareOptions } from "./compare.ts";
import type { FoundChange } from "./comparing.ts";
import type { Prove } from "./counterexample.ts";

export {
  IDS,
  KIND_TEXTS,
  PLACES,
  schemaId,
  type Change,
  type ChangeDirection,
  type Counterexample,
  type Rating,
} from "./changes.ts";
export { byCause } from "./causes.ts";
export { changelog, proves, short } from "./changelog.ts";
export { compareContracts } from "./compare.ts";
export { consumersOf, type Consumers } from "./consumers.ts";
export { DOUBT, DOUBTS } from "./doubts.ts";
export { checkDeprecations, type DeprecationPolicy } from "./deprecation.ts";
export { judgeVersion, nextVersion } from "./versions.ts";
export { advise, type Advice, type Bump } from "./semver.ts";
export { KINDS, type Kind } from "./schema/reason.ts";
export { createProver } from "./counterexample.ts";

export interface Diff {
  readonly changes: readonly Change[];
}

export interface DiffContractsOptions extends Pick<CompareOptions, "today"> {
  /** Validates a value on both sides. Without it no counterexample is shown. */
  readonly prove?: Prove;
}

/** Compares two contracts that were loaded with `asWritten`. */
export function diffContracts(
  base: LoadedContract,
  revision: LoadedContract,
  { prove, today }: DiffContractsOptions = {},
): Diff {
  if (base.contract === undefined || revision.contract === undefined) return { changes: [] };
  const found = compareContracts(base.contract, revision.contract, today === undefined ? {} : { today });
  const merged = new Map<string, { readonly first: FoundChange; readonly operations: string[] }>();
  for (const one of found) {
    const [before, after] = [placeOf(base, one.base), placeOf(revision, one.revision)];
    const key = JSON.stringify([
      one.id,
      one.wire,
      one.message,
      before.position,
      after.position,
      whose(one, before, after),
    ]);
    const known = merged.get(key);
    if (known === undefined) merged.set(key, { first: one, operations: [...one.operations] });
    else
      for (const operation of one.operations)
        if (!known.operations.includes(operation)) known.operations.push(operation);
  }
  const changes = [...merged.values()].map(({ first, operations }): Change => {
    const { base: before, revision: after, witness, doubtful, ...rest } = first;
    const counterexample = witness === undefined ? undefined : prove?.(witness);
    const unproved = doubtful === true && counterexample === undefined;
    return {
      ...rest,
      ...(unproved && {
        wire: "unknown",
        message: `${rest.message}, unless a condition that Tenon cannot analyze excludes it`,
      }),
      operations,
      base: placeOf(base, before),
      revision: placeOf(revision, after),
      ...(counterexample !== undefined && { counterexample }),
    };
  });
  return { changes };
}

/**
 * What distinguishes changes with the same text and position. Several operations can refer to the same lines of a file:
 * then it is one change. Otherwise the operation and the place distinguish them.
 */
function whose({ operations, place, base, revision }: FoundChange, before: ChangePlace, after: ChangePlace): unknown {
  const located = before.position !== undefined && after.position !== undefined;
  const shared = [base, revision].every((pointer) => pointer?.startsWith("/components/") === true);
  const member = inside(place);
  return located && member !== "" ? member : [shared ? "" : operations, base, revision, member];
}

/** The member that changed. A member of a shared schema is the same one in all operations. */
const inside = (place: string): string => place.slice(place.lastIndexOf("/") + 1);

function placeOf(loaded: LoadedContract, pointer: string | undefined): ChangePlace {
  if (pointer === undefined) return {};
  const position = loaded.locate(pointer);
  return { pointer, ...(position !== undefined && { position }) };
}
