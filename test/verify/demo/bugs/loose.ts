/** Rules of the contract that the server does not check. */

import { PARTS } from "../server.ts";
import { field, query, WRITES, type Bug, type Bugs, type Fields } from "./bug.ts";

const takes = (name: string, rule: (value: unknown) => boolean): Bug => ({
  check: "invalid-rejected",
  at: WRITES,
  parts: field(name, (value, fits) => fits || rule(value)),
});

export const LOOSE: Bugs = {
  "a day that does not exist": takes("published", (value) => /^\d{4}-\d\d-\d\d$/.test(String(value))),
  "a time without an offset": takes("acquired", (value) => /^\d{4}-\d\d-\d\dT[\d:]+$/.test(String(value))),
  "a price above the greatest": takes("price", (value) => Number(value) > 10_000),
  "a negative price": takes("price", (value) => typeof value === "number" && value < 0),
  "a price as a text": takes("price", (value) => typeof value === "string"),
  "a shelf with a fraction": takes("shelf", (value) => typeof value === "number"),
  "a year after the last": takes("year", (value) => value === 2101),
  "a title that is null": takes("title", (value) => value === null),
  "an empty title": takes("title", (value) => value === ""),
  "too many tags": takes("tags", (value) => Array.isArray(value) && value.length === 6),
  "a tag that is too long": takes(
    "tags",
    (value) => Array.isArray(value) && value.length < 6 && value.every((tag) => typeof tag === "string"),
  ),
  "an author with more": takes("author", (value) => typeof (value as Fields | null)?.["name"] === "string"),
  "a note that is a number": takes("note", (value) => typeof value === "number"),
  "an ISBN of twelve digits": takes("isbn", (value) => /^\d{12}$/.test(String(value))),
  "an ISBN with a line break": takes("isbn", (value) => /^\d{13}$/m.test(String(value))),
  "a page size that is too large": {
    check: "invalid-rejected",
    at: "listBooks",
    parts: query("limit", (value) => /^\d+$/.test(String(value)) && value !== "0"),
  },
  "a page size that is a word": {
    check: "invalid-rejected",
    at: "listBooks",
    parts: {
      ...query("limit", (value, fits) => fits || !/^-?[\d.]+$/.test(String(value))),
      page: (books, from, limit) => PARTS.page(books, from, limit || 6),
    },
  },
  "an unknown order": { check: "invalid-rejected", at: "listBooks", parts: query("sort", () => true) },
};
