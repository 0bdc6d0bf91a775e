/** Values that are not kept as they were sent, and lists that do not hold together. */

import { PARTS, type Book, type Parts } from "../server.ts";
import { answered, BOOKS, type Bug, type Bugs, type Fields } from "./bug.ts";

const keeps = (change: (fields: Fields) => Fields): Bug => ({
  check: "created-readable",
  at: ["createBook", "getBook"],
  parts: { made: (fields, id, owner) => PARTS.made(change(fields), id, owner) },
});
const text = (name: string, change: (value: string) => string): Bug =>
  keeps((fields) => (typeof fields[name] === "string" ? { ...fields, [name]: change(fields[name]) } : fields));
const number = (name: string, change: (value: number) => number | null): Bug =>
  keeps((fields) => (typeof fields[name] === "number" ? { ...fields, [name]: change(fields[name]) } : fields));
const listBooks = (check: Bug["check"], parts: Partial<Parts>): Bug => ({ check, at: "listBooks", parts });

const shuffled = (books: readonly Book[]): Book[] =>
  books
    .map((book) => ({ book, rank: Math.random() }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ book }) => book);

const DAY = 86_400_000;

export const KEPT: Bugs = {
  "a price is rounded to an integer": number("price", Math.round),
  "a price is rounded to a tenth": number("price", (price) => Number(price.toFixed(1))),
  "a number is cut to 32 bits": number("shelf", (shelf) => shelf | 0),
  "a number is cut to 16 bits": number("shelf", (shelf) => (shelf << 16) >> 16),
  "a day moves with the time zone": text("published", (day) =>
    new Date(Date.parse(day) - DAY).toISOString().slice(0, 10),
  ),
  "some days move with the time zone": text("published", (day) =>
    /-0[4-9]-/.test(day) ? new Date(Date.parse(day) - DAY).toISOString().slice(0, 10) : day,
  ),
  "an offset is dropped": text("acquired", (time) => time.replace(/[+-]\d\d:\d\d$/, "Z")),
  "a year of two digits": text("published", (day) => day.replace(/^\d\d/, "20")),
  "text is cut": text("title", (title) => title.slice(0, 100)),
  "text loses what is not Latin": text("title", (title) => title.replaceAll(/[^\0-\xff]/gu, "?")),
  "text is read in the wrong encoding": text("title", (title) => Buffer.from(title).toString("latin1")),
  "text is escaped for HTML": text("title", (title) => title.replaceAll("&", "&amp;").replaceAll("<", "&lt;")),
  "apostrophes are doubled": text("title", (title) => title.replaceAll("'", "''")),
  "line breaks are lost": text("summary", (summary) => summary.replaceAll(/\r?\n/g, " ")),
  "text is normalised": text("summary", (summary) => summary.normalize("NFKC")),
  "a plus sign becomes a space": text("summary", (summary) => summary.replaceAll("+", " ")),
  "the text null becomes null": keeps((fields) => (fields["note"] === "null" ? { ...fields, note: null } : fields)),
  "zero is lost": keeps((fields) => ({ ...fields, shelf: (fields["shelf"] as number) || 1 })),
  "further tags are lost": keeps((fields) => ({ ...fields, tags: ((fields["tags"] ?? []) as string[]).slice(0, 3) })),
  "a list of one item becomes a text": keeps((fields) => {
    const tags = fields["tags"] as string[] | undefined;
    return tags?.length === 1 ? { ...fields, tags: [`${tags[0]},`] } : fields;
  }),
  "a change of one value is lost": {
    check: "update-kept",
    at: ["changeBook", "getBook"],
    parts: {
      changed: (book, changes) =>
        PARTS.changed(book, changes["shelf"] === 0 ? { ...changes, shelf: book.shelf } : changes),
    },
  },
  "a PUT keeps what it leaves out": {
    check: "update-kept",
    at: "replaceBook",
    parts: { replaced: (book, fields) => ({ ...book, ...fields }) },
  },
  "two changes at once overwrite each other": {
    check: "lost-update",
    at: "changeBook",
    parts: { pause: () => new Promise((done) => setTimeout(done, 5)) },
  },
  "a key is not unique when two requests meet": {
    check: "unique-race",
    at: "createBook",
    parts: { pause: () => new Promise((done) => setTimeout(done, 5)) },
  },
  "If-Match is ignored": { check: "lost-update", at: "changeBook", parts: { matches: () => true } },
  "the order changes from request to request": listBooks("stable-order", { sorted: (books) => shuffled(books) }),
  "entries with the same value have no order": listBooks("stable-order", {
    sorted: (books, by) => PARTS.sorted(by.endsWith("title") ? books : shuffled(books), by),
  }),
  "a total of one page": listBooks(
    "pagination-coherent",
    answered(200, "GET", BOOKS, ({ body, ...rest }) => ({
      ...rest,
      body,
      headers: { "X-Total-Count": String(Math.min(3, (body["items"] as Book[]).length)) },
    })),
  ),
  "reading counts": {
    check: "idempotent",
    at: "getBook",
    parts: {
      seen(books, book) {
        const next = { ...book, shelf: (book.shelf ?? 0) + 1 };
        books.set(book.id, next);
        return next;
      },
    },
  },
};
