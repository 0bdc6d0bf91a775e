/** What a proof is: `npm run proof -- NAME` runs the one in `NAME.ts` beside this file and keeps its result. */

export interface ProofOptions {
  readonly seed: number;
  /** A small part, drawn by the seed, which is what `npm test` runs. */
  readonly slice: boolean;
  /** Tells a person how far it is. */
  readonly log: (line: string) => void;
}

/** Plain data: it is written as JSON. */
export interface Outcome {
  readonly holds: boolean;
  /** What was counted. */
  readonly numbers: Readonly<Record<string, unknown>>;
  /** Every case that is left out of the claim, with its reason. */
  readonly exceptions?: readonly Finding[];
  /** Every case against the claim. */
  readonly failures: readonly Finding[];
}

export interface Finding {
  readonly case: string;
  readonly reason: string;
}

export interface Proof {
  /** What holds when it passes, as a sentence. */
  readonly claim: string;
  /** Whether the seed changes anything besides which slice is taken. */
  readonly seeded: boolean;
  /** Why the proof cannot run here: it needs data that is not in the repository. Absent or `undefined`: it can. */
  readonly unavailable?: () => string | undefined;
  run(options: ProofOptions): Promise<Outcome>;
}

/** The proofs that need what is outside the repository: `npm test` runs no slice of them. */
export const OUTSIDE: readonly string[] = ["latest", "package-managers", "peers", "versions"];

/** As many members as asked, drawn by the seed, in their own order. */
export function draw<T>(all: readonly T[], count: number, seed: number): T[] {
  const random = randomness(seed);
  const ranks = all.map((_, index) => ({ index, rank: random() }));
  const drawn = ranks.toSorted((a, b) => a.rank - b.rank).slice(0, count);
  const chosen = new Set(drawn.map(({ index }) => index));
  return all.filter((_, index) => chosen.has(index));
}

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
export function randomness(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
