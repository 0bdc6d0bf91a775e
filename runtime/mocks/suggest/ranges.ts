/** Numbers by what a name means. */

export interface Range {
  readonly from: number;
  readonly to: number;
  /** Decimal places, for a number that need not be whole. */
  readonly digits: number;
}

/** `from to digits name name …` */
const TABLE = `
  1 99999 0 id ids number
  -60 70 5 lat latitude
  -180 180 5 lng lon long longitude
  1 500 2 price amount total cost fee balance subtotal tax value salary discount budget
  18 80 0 age
  1990 2025 0 year
  1 12 0 month
  1 28 0 day
  0 23 0 hour hours
  0 59 0 minute minutes second seconds
  0 100 0 percent percentage progress score points humidity
  1 5 1 rating stars grade
  0 40 0 count quantity qty stock views likes
  1 5 0 page level priority rank position index
  10 100 0 limit pagesize perpage
  1 40 0 pages
  1 200 0 totalcount capacity
  100 500000 0 size bytes length
  100 1920 0 width height depth
  1 90 1 weight distance radius area
  1 3600 0 duration ttl timeout expiresin
  1024 49151 0 port
  -10 35 1 temperature
  0 1 2 ratio probability confidence
`;

export const RANGES: ReadonlyMap<string, Range> = new Map(
  TABLE.trim()
    .split("\n")
    .flatMap((line) => {
      const [from, to, digits, ...names] = line.trim().split(" ");
      const range = { from: Number(from), to: Number(to), digits: Number(digits) };
      return names.map((name) => [name, range] as const);
    }),
);

const LOW = /^(min(imum)?|low(er|est)?|from|start)$/;
const HIGH = /^(max(imum)?|high(er|est)?|to|end)$/;

/** `age_min` is an age. */
export function withoutEnds(words: readonly string[]): readonly string[] {
  const others = words.filter((word) => !LOW.test(word) && !HIGH.test(word));
  return others.length > 0 ? others : words;
}

/** Of what has two ends in one object, each in its half, so that the lower end is not above the upper one. */
export function halved(range: Range, words: readonly string[]): Range {
  const middle = (range.from + range.to) / 2;
  if (words.some((word) => LOW.test(word))) return { ...range, to: middle };
  return words.some((word) => HIGH.test(word)) ? { ...range, from: middle } : range;
}
