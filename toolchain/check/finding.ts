/** Findings: diagnostics with a consequence, and with a fingerprint that stays the same when lines move. */

import { createHash } from "node:crypto";
import type { Diagnostic } from "../diagnostics/index.ts";
import { whyOf } from "./why.ts";

/** A diagnostic with further facts for reports. */
export interface Told extends Diagnostic {
  /** The consequence of ignoring it. */
  readonly why?: string;
  /** The path of the contract that it concerns, where its pointer does not say so. */
  readonly path?: string;
  /** A text for the fingerprint that stays the same when the message changes. Default: the pointer or the message. */
  readonly identity?: string;
}

export interface Finding extends Told {
  /** Identifies the finding in all runs: 32 hex digits. */
  readonly fingerprint: string;
}

const isFinding = (one: Told): one is Finding => "fingerprint" in one;

/**
 * The fingerprint depends on rule, file and JSON Pointer, so that neither a line above nor another wording changes it. Without a
 * pointer it depends on the message. In files that contracts share it depends on the contract too. Equal findings are numbered.
 * Findings stay as they are.
 */
export function findings(diagnostics: readonly Told[], contract?: string): Finding[] {
  const seen = new Map<string, number>();
  return diagnostics.map((one) => {
    if (isFinding(one)) return one;
    const file = one.position?.file ?? one.file ?? "";
    // In a file that several contracts share, each contract has a finding of its own.
    const owner = contract === undefined || file === "" || file === contract ? [] : [contract.replaceAll("\\", "/")];
    const what = [one.code, file.replaceAll("\\", "/"), one.identity ?? one.pointer ?? one.message, ...owner].join(
      "\0",
    );
    const count = seen.get(what) ?? 0;
    seen.set(what, count + 1);
    const fingerprint = createHash("sha256")
      .update(count === 0 ? what : `${what}\0${count}`)
      .digest("hex")
      .slice(0, 32);
    const { identity: _, ...rest } = one;
    const why = one.why ?? whyOf(one.code);
    return { ...rest, ...(why !== undefined && { why }), fingerprint };
  });
}
