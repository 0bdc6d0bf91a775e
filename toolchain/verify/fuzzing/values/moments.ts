/** Dates and times that programs get wrong: leap days, ends of months and years, changes of the clock, offsets. */

const DAY = 86_400_000;

/** Each day of a leap year, in an order that jumps: a wrong month shows early. */
function* daysOf(year: number): Generator<string> {
  for (let index = 0; index < 366; index += 1) {
    const day = (index * 31) % 366;
    yield new Date(Date.UTC(year, 0, 1) + day * DAY).toISOString().slice(0, 10);
  }
}

const DATES: readonly string[] = [
  "2024-02-29",
  "2000-02-29",
  "2023-02-28",
  "2023-03-01",
  "2024-12-31",
  "2024-01-01",
  "2023-12-31",
  "2024-12-30", // of week 1 of the next year
  "2021-01-03",
  "1970-01-01",
  "1969-12-31",
  "1900-02-28",
  "1582-10-10",
  "0001-01-01",
  "9999-12-31",
  "2038-01-19",
  "2024-03-10", // the clock changes in North America
  "2024-11-03",
  "2024-03-31", // and in Europe
  "2024-10-27",
];

const TIMES: readonly string[] = [
  "2024-02-29T23:59:59Z",
  "2024-12-31T23:59:59.999Z",
  "2025-01-01T00:00:00Z",
  "1969-12-31T23:59:59Z",
  "2038-01-19T03:14:08Z",
  "2024-03-10T02:30:00-05:00",
  "2024-03-10T07:30:00Z",
  "2024-11-03T01:30:00-04:00",
  "2024-11-03T01:30:00-05:00",
  "2024-03-31T02:30:00+01:00",
  "2024-10-27T02:30:00+02:00",
  "2024-10-27T01:30:00Z",
  "2024-06-15T00:30:00+14:00",
  "2024-06-15T23:30:00-12:00",
  "2024-06-15T12:00:00+05:45",
  "2024-06-15T12:00:00-00:00",
  "2024-06-15T12:00:00.123456789Z",
  "2024-06-15t12:00:00z",
  "0001-01-01T00:00:00Z",
  "9999-12-31T23:59:59Z",
  "2016-12-31T23:59:60Z",
];

/** Texts of a format, the most telling first; none if the format is not about time. */
export function* momentsOf(format: unknown): Generator<string> {
  if (format === "date") {
    yield* DATES;
    yield* daysOf(2024);
  } else if (format === "date-time") {
    yield* TIMES;
    for (const day of DATES) yield `${day}T00:00:00Z`;
    for (const day of daysOf(2024)) yield `${day}T23:30:00-05:00`;
    for (const hour of Array.from({ length: 24 }, (_, index) => String(index).padStart(2, "0")))
      yield `2024-06-15T${hour}:00:00Z`;
  } else if (format === "time") {
    yield* ["00:00:00Z", "23:59:59Z", "23:59:60Z", "12:00:00+14:00", "02:30:00-05:00", "12:00:00.5Z"];
  }
}
