/** Bugs on single values: inside of a range, at a magnitude, of a length, of a character, of a date. */

import { PARTS, Refusal, type Asked, type Parts } from "../server.ts";
import { failsOver, field, query, WRITES, type Bug, type Bugs, type Fields } from "./bug.ts";

const CREATES = ["createBook", "replaceBook"];
const fails = (like: (fields: Fields) => boolean): Bug => ({
  check: "server-error",
  at: [...CREATES, "changeBook"],
  parts: { ...failsOver(like), changed: (book, changes) => (like(changes) ? crash() : PARTS.changed(book, changes)) },
});
const crash = (): never => {
  throw new TypeError("undefined is not a function");
};
const title = (like: RegExp): Bug => fails(({ title }) => typeof title === "string" && like.test(title));
const rejects = (name: string, like: (value: unknown) => boolean): Bug => ({
  check: "valid-accepted",
  at: WRITES,
  parts: field(name, (value, fits) => fits && !like(value)),
});
const arriving = (like: (asked: Asked) => boolean): Partial<Parts> => ({
  arrives: (asked) => (like(asked) ? crash() : undefined),
});
const ANY = [
  "listBooks",
  "createBook",
  "getBook",
  "replaceBook",
  "changeBook",
  "deleteBook",
  "getLabel",
  "getReceipt",
  "search",
];

export const VALUES: Bugs = {
  "500 on one year inside of its range": fails(({ year }) => year === 1777),
  "one year inside of its range is rejected": rejects("year", (year) => year === 1933),
  "500 on years of one decade": fails(({ year }) => Number(year) >= 1810 && Number(year) < 1815),
  "500 on one page size": {
    check: "server-error",
    at: "listBooks",
    parts: query("limit", (value, fits) => (value === "37" ? crash() : fits)),
  },
  "one page size is rejected": {
    check: "valid-accepted",
    at: "listBooks",
    parts: query("limit", (value, fits) => fits && value !== "23"),
  },
  "500 on one year of birth": fails(({ author }) => (author as Fields | undefined)?.["born"] === 1066),
  "500 on one length of a title": fails(({ title }) => String(title).length === 137),
  "one length of a title is rejected": rejects("title", (value) => String(value).length === 64),
  "500 on one length of a tag": fails(
    ({ tags }) => Array.isArray(tags) && tags.some((tag) => String(tag).length === 17),
  ),
  "500 on three tags": fails(({ tags }) => Array.isArray(tags) && tags.length === 3),
  "500 on five tags": fails(({ tags }) => Array.isArray(tags) && tags.length === 5),
  "500 above 32 bits": fails(({ shelf }) => Number(shelf) > 2 ** 31 - 1),
  "500 below zero": fails(({ shelf }) => Number(shelf) < 0),
  "500 on zero": fails(({ shelf }) => shelf === 0),
  "500 on one small number": fails(({ shelf }) => shelf === 404),
  "500 on one million": fails(({ shelf }) => shelf === 1_000_000),
  "500 on 65536": fails(({ shelf }) => shelf === 65_536),
  "500 on a number from the description": fails(({ shelf }) => shelf === 900),
  "500 beside a number from the description": fails(({ shelf }) => shelf === 901),
  "500 on a word from the description": fails(({ summary }) => summary === "wanted"),
  "500 on a fraction": fails(({ price }) => price !== undefined && !Number.isInteger(Number(price) * 100)),
  "500 on the greatest price": fails(({ price }) => price === 10_000),
  "500 on a price of zero": fails(({ price }) => price === 0),
  "500 over an undeclared limit": fails(({ summary }) => String(summary).length > 255),
  "an undeclared limit": rejects("summary", (value) => String(value).length > 1000),
  "an undeclared least length": rejects("summary", (value) => String(value).length < 1),
  "an undeclared greatest number": rejects("shelf", (value) => Number(value) > 9999),
  "500 on a leap day": fails(({ published }) => String(published).endsWith("-02-29")),
  "a leap day is rejected": rejects("published", (value) => String(value).endsWith("-02-29")),
  "500 on the last day of a year": fails(({ published }) => String(published).endsWith("-12-31")),
  "500 on one day": fails(({ published }) => String(published).endsWith("-07-14")),
  "500 on the oldest dates": fails(({ published }) => String(published) < "1900"),
  "500 in the hour that the clock skips": fails(({ acquired }) => /^2024-03-10T0?2:30:00-05/.test(String(acquired))),
  "500 on a large offset": fails(({ acquired }) => String(acquired).endsWith("+14:00")),
  "500 on a part of a second": fails(({ acquired }) => /\.\d{4,}/.test(String(acquired))),
  "a time in lower case is rejected": rejects("acquired", (value) => String(value).endsWith("z")),
  "500 on an emoji": title(/[\u{1f300}-\u{1faff}]/u),
  "500 on a combining mark": title(/\u0301/),
  "500 on text from right to left": title(/[\u0590-\u06ff\u202e]/),
  "500 on characters without width": title(/[\u200b-\u200d\ufeff]/),
  "500 on a letter whose upper case is longer": title(/ß/),
  "500 on an apostrophe": title(/'/),
  "500 on a percent sign": title(/%/),
  "500 on a backslash": title(/\\/),
  "500 on a line break": title(/\n/),
  "500 on a NUL": title(/\0/),
  "500 on a name of the prototype": title(/^(?:__proto__|constructor)$/),
  "500 on a template": title(/\$\{|\{\{/),
  "500 on a text that is a number": title(/^-?\d+$/),
  "500 on spaces alone": title(/^\s+$/),
  "500 on two values together": fails(({ genre, year }) => genre === "poetry" && Number(year) < 1500),
  "500 on a value beside one that is missing": fails(({ genre, tags }) => genre === "science" && tags === undefined),
  "500 on a body that is cut": {
    check: "server-error",
    at: WRITES,
    parts: {
      json(asked) {
        if (/^\{.*[^}]$/.test(asked.body)) throw new SyntaxError("Unexpected end of JSON input");
        return PARTS.json(asked);
      },
    },
  },
  "500 on deep JSON": {
    check: "server-error",
    at: WRITES,
    parts: arriving(({ body }) => body.includes("[".repeat(500))),
  },
  "500 on an unpaired surrogate": {
    check: "server-error",
    at: WRITES,
    parts: arriving(({ body }) => /\\ud800/.test(body)),
  },
  "500 on NaN": {
    check: "server-error",
    at: WRITES,
    parts: arriving(({ body }) => body.includes("NaN")),
  },
  "500 on a strange Range": {
    check: "server-error",
    at: ANY,
    parts: arriving(({ headers }) => headers.get("range") === "bytes=abc-"),
  },
  "500 on strange cookies": {
    check: "server-error",
    at: ANY,
    parts: arriving(({ headers }) => headers.get("cookie")?.includes("%ZZ") === true),
  },
  "500 on a strange language": {
    check: "server-error",
    at: ANY,
    parts: arriving(({ headers }) => headers.get("accept-language")?.includes("q=-1") === true),
  },
  "500 on a token that is no token": {
    check: "server-error",
    at: ANY,
    parts: arriving(({ headers }) => /a\.b\.c/.test(headers.get("authorization") ?? "")),
  },
  "500 on many parameters": {
    check: "server-error",
    at: ANY,
    parts: arriving(({ query: all }) => [...all].length > 200),
  },
  "500 on a parameter that is a list": {
    check: "server-error",
    at: ANY,
    parts: arriving(({ query: all }) => all.has("a[]")),
  },
  "500 on one text that is searched": {
    check: "server-error",
    at: "search",
    parts: query("q", (value, fits) => (String(value).includes("*") ? crash() : fits)),
  },
  "404 on one text that is searched": {
    check: "declared-status",
    at: "search",
    parts: {
      search(asked) {
        if (asked.query.get("q")?.length === 29) throw new Refusal(404);
        return PARTS.search(asked);
      },
    },
  },
};
