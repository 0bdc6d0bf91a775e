/** Dates, times and durations of RFC 3339 (§5.6 and appendix A). What is not usual is read code by code; nothing is allocated. */

const DAYS = [0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Negative where one of the codes is no digit. A place behind the text's end counts as one: lengths come first. */
const digits = (a: number, b: number): number => (a - 48) | (57 - a) | (b - 48) | (57 - b);

/** The number that two digits make. */
const two = (a: number, b: number): number => a * 10 + b - 528;

/** Whether the ten characters from the start are a day that exists. */
function startsWithDate(text: string): boolean {
  const y1 = text.charCodeAt(0);
  const y2 = text.charCodeAt(1);
  const y3 = text.charCodeAt(2);
  const y4 = text.charCodeAt(3);
  const m1 = text.charCodeAt(5);
  const m2 = text.charCodeAt(6);
  const d1 = text.charCodeAt(8);
  const d2 = text.charCodeAt(9);
  if ((digits(y1, y2) | digits(y3, y4) | digits(m1, m2) | digits(d1, d2)) < 0) return false;
  if (text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return false;
  const month = two(m1, m2);
  const day = two(d1, d2);
  if (month === 0 || month > 12 || day === 0) return false;
  if (day <= 28) return true;
  if (day > 29 || month !== 2) return day <= (DAYS[month] ?? 0);
  const year = two(y3, y4);
  return year % 4 === 0 && (year !== 0 || two(y1, y2) % 4 === 0);
}

/** Whether the rest of the text from `at` is a time; with an offset, unless it may be absent. */
function endsWithTime(text: string, at: number, offsetNeeded: boolean): boolean {
  if (text.charCodeAt(at + 2) !== 58 || text.charCodeAt(at + 5) !== 58) return false;
  const h1 = text.charCodeAt(at);
  const h2 = text.charCodeAt(at + 1);
  const m1 = text.charCodeAt(at + 3);
  const m2 = text.charCodeAt(at + 4);
  const s1 = text.charCodeAt(at + 6);
  const s2 = text.charCodeAt(at + 7);
  if ((digits(h1, h2) | digits(m1, m2) | digits(s1, s2)) < 0) return false;
  const hour = two(h1, h2);
  const minute = two(m1, m2);
  const second = two(s1, s2);
  if (hour > 23 || minute > 59 || second > 60) return false;
  let end = at + 8;
  if (text.charCodeAt(end) === 46) {
    const start = ++end;
    for (let code = text.charCodeAt(end); code >= 48 && code <= 57; code = text.charCodeAt(end)) end++;
    if (end === start) return false;
  }
  const sign = text.charCodeAt(end);
  if (sign === 90 || sign === 122) return end + 1 === text.length && (second < 60 || (hour === 23 && minute === 59));
  if (end === text.length) return !offsetNeeded && second < 60;
  if ((sign !== 43 && sign !== 45) || text.charCodeAt(end + 3) !== 58 || end + 6 !== text.length) return false;
  const o1 = text.charCodeAt(end + 1);
  const o2 = text.charCodeAt(end + 2);
  const o4 = text.charCodeAt(end + 4);
  const o5 = text.charCodeAt(end + 5);
  if ((digits(o1, o2) | digits(o4, o5)) < 0) return false;
  const hours = two(o1, o2);
  const minutes = two(o4, o5);
  if (hours > 23 || minutes > 59) return false;
  if (second < 60) return true;
  // A leap second is the last of a day in UTC (RFC 3339 §5.7).
  const offset = (hours * 60 + minutes) * (sign === 43 ? -1 : 1);
  return (hour * 60 + minute + offset + 2880) % 1440 === 1439;
}

/** RFC 3339 `full-date`: `2026-11-22`. */
export const date = (text: string): boolean => text.length === 10 && startsWithDate(text);

/** RFC 3339 `full-time`: `13:17:00Z`. */
export const time = (text: string): boolean => text.length >= 9 && endsWithTime(text, 0, true);

/** Most instants, as `Date` writes them: not after the 28th of a month, no leap second. A regular expression is faster here. */
const USUAL_INSTANT = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?Z$/;

/** RFC 3339 `date-time`: `2026-11-22T13:17:00Z`. */
export function dateTime(text: string): boolean {
  if (USUAL_INSTANT.test(text)) return true;
  if (text.length < 20) return false;
  const separator = text.charCodeAt(10);
  return (separator === 84 || separator === 116) && startsWithDate(text) && endsWithTime(text, 11, true);
}

/** As many back ends write it: the offset may be absent, and a blank stand in place of the `T`. */
export function looseDateTime(text: string): boolean {
  if (text.length < 19) return false;
  const separator = text.charCodeAt(10);
  return (
    (separator === 84 || separator === 116 || separator === 32) && startsWithDate(text) && endsWithTime(text, 11, false)
  );
}

/** A time whose offset may be absent. */
export const looseTime = (text: string): boolean => text.length >= 8 && endsWithTime(text, 0, false);

/** RFC 3339 appendix A: units in order, none left out between two; weeks stand alone. */
const DURATION =
  /^P(?:\d+W|(?:\d+Y(?:\d+M(?:\d+D)?)?|\d+M(?:\d+D)?|\d+D)?(?:T(?:\d+H(?:\d+M(?:\d+S)?)?|\d+M(?:\d+S)?|\d+S))?)$/;
export const duration = (text: string): boolean => text.length > 2 && DURATION.test(text);
