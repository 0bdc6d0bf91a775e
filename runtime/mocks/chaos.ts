/**
 * Faults by percentage: `chaos("503:2%,delay:50-400ms")`. The seed of the mocks and the number of the request choose, so the
 * same requests meet the same faults.
 */

import type { Operation } from "../core/contract.ts";
import { fraction, type Hash, integer, mix } from "./generate/hash.ts";

/** What happens to one request. */
export interface ChaosEffect {
  /** Milliseconds before the answer. */
  readonly delay?: number;
  /** A status, or a fault as overrides have them. */
  readonly fault?: number | "network" | "timeout" | "malformed";
}

export interface Chaos {
  /** @param hash another one for each request */
  effect(operation: Operation, hash: Hash): ChaosEffect;
  /** Names of operations that have rules of their own. */
  readonly operations: readonly string[];
}

/** Rules for all operations, or by the name of the operation; `*` stands for all others. */
export type ChaosRules = string | Readonly<Record<string, string>>;

interface Rule {
  readonly fault: number | "network" | "timeout" | "malformed";
  /** From 0 to 1. */
  readonly share: number;
}

interface Rules {
  readonly faults: readonly Rule[];
  readonly delay: readonly [from: number, to: number] | undefined;
}

const FORM = /^(?:(\d{3}|network|timeout|malformed):(\d+(?:\.\d+)?)%|delay:(\d+)(?:-(\d+))?ms)$/;

/**
 * Rules are separated by commas: `503:2%`, `network:1%`, `timeout:0.5%`, `malformed:1%`, `delay:50-400ms`.
 * @throws TypeError for another form, and for more than 100 %
 */
export function chaos(rules: ChaosRules): Chaos {
  const byName = new Map(
    Object.entries(typeof rules === "string" ? { "*": rules } : rules).map(([name, text]) => [name, parse(text)]),
  );
  return {
    operations: [...byName.keys()].filter((name) => name !== "*"),
    effect({ name }, hash) {
      const { faults, delay } = byName.get(name) ?? byName.get("*") ?? { faults: [], delay: undefined };
      const drawn = fraction(mix(hash, "fault"));
      let upTo = 0;
      const fault = faults.find(({ share }) => drawn < (upTo += share))?.fault;
      return {
        ...(delay !== undefined && { delay: integer(mix(hash, "delay"), delay[0], delay[1]) }),
        ...(fault !== undefined && { fault }),
      };
    },
  };
}

function parse(text: string): Rules {
  const faults: Rule[] = [];
  let delay: Rules["delay"];
  for (const part of text.split(",").map((each) => each.trim())) {
    const [, fault, share, from, to = from] = FORM.exec(part) ?? [];
    if (fault !== undefined)
      faults.push({ fault: /^\d/.test(fault) ? Number(fault) : (fault as "network"), share: Number(share) / 100 }); // by FORM
    else if (from !== undefined && Number(from) <= Number(to)) delay = [Number(from), Number(to)];
    else
      throw new TypeError(
        `"${part}" is no rule of chaos. Write "503:2%", "network:1%", "timeout:1%", "malformed:1%" or "delay:50-400ms"`,
      );
  }
  const share = faults.reduce((sum, rule) => sum + rule.share, 0);
  if (share > 1) throw new TypeError(`The faults of "${text}" are more than 100 % of the requests`);
  return { faults, delay };
}
