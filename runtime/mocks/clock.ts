/** The clock of mocks, which tests can move. */

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  millisecond: 1,
  s: 1000,
  second: 1000,
  m: 60_000,
  minute: 60_000,
  h: 3_600_000,
  hour: 3_600_000,
  d: 86_400_000,
  day: 86_400_000,
  w: 604_800_000,
  week: 604_800_000,
};

/** `mocks.clock`: times that come are counted from it, entries and cookies expire by it. */
export interface MockClock {
  /** Milliseconds since 1970. */
  now(): number;
  /**
   * Moves the clock forward. From the next request on, entries whose time of expiry has passed say so (`expired`,
   * `status`). Cookies expire.
   * @param by milliseconds, or a text such as `"2 days"`, `"90 minutes"`, `"1h"`
   * @throws TypeError for another text, and for a negative time
   */
  advance(by: number | string): void;
}

export class MovableClock implements MockClock {
  /** What {@link advance} has added, in milliseconds. */
  offset = 0;
  readonly #base: () => number;

  constructor(base: () => number) {
    this.#base = base;
  }

  now(): number {
    return this.#base() + this.offset;
  }

  advance(by: number | string): void {
    const milliseconds = typeof by === "number" ? by : duration(by);
    if (!(milliseconds >= 0)) throw new TypeError(`The clock cannot advance by ${JSON.stringify(by)}`);
    this.offset += milliseconds;
  }

  reset(): void {
    this.offset = 0;
  }
}

function duration(text: string): number {
  const [, count, unit = ""] = /^\s*(\d+(?:\.\d+)?)\s*([a-z]+?)s?\s*$/i.exec(text) ?? [];
  const size = UNITS[unit.toLowerCase()] ?? UNITS[`${unit}s`.toLowerCase()];
  if (count === undefined || size === undefined)
    throw new TypeError(`"${text}" is no time: write "2 days", "90 minutes" or milliseconds`);
  return Number(count) * size;
}
