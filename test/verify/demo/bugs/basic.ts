/** Bugs in the order of the checks that find them. */

import { PARTS, Refusal, type Book } from "../server.ts";
import { answered, BOOK, BOOKS, failsOver, field, query, shownAs, WRITES, type Bugs, type Fields } from "./bug.ts";

export const BASIC: Bugs = {
  // the server fails
  "500 at the bound of a year": {
    check: "server-error",
    at: ["createBook", "replaceBook"],
    parts: failsOver(({ year }) => year === 1450),
  },
  "500 on a title that is not ASCII": {
    check: "server-error",
    at: ["createBook", "replaceBook"],
    parts: failsOver(({ title }) => /[^\0-\x7f]/.test(String(title))),
  },
  "500 on a long note": {
    check: "server-error",
    at: ["createBook", "replaceBook"],
    parts: failsOver(({ note }) => String(note).length > 250),
  },
  "500 on a list without entries": {
    check: "server-error",
    at: ["createBook", "replaceBook"],
    parts: failsOver(({ tags }) => Array.isArray(tags) && tags.length === 0),
  },
  "500 on a null that is allowed": {
    check: "server-error",
    at: ["createBook", "replaceBook"],
    parts: failsOver(({ note }) => note === null),
  },
  "500 on a property that is left out": {
    check: "server-error",
    at: ["createBook", "replaceBook"],
    parts: failsOver(({ tags }) => tags === undefined),
  },
  "500 on a request that breaks the contract": {
    check: "server-error",
    at: WRITES,
    parts: field("isbn", (value, fits) => {
      if (typeof value !== "string") throw new TypeError("value.replace is not a function");
      return fits;
    }),
  },
  "500 instead of 404": {
    check: "server-error",
    at: ["getBook", "deleteBook", "replaceBook", "changeBook"],
    parts: { answer: (answer) => (answer.status === 404 ? { ...answer, status: 500 } : answer) },
  },
  "500 where two have the same ISBN": {
    check: "server-error",
    at: "createBook",
    parts: { answer: (answer) => (answer.status === 409 ? { ...answer, status: 500 } : answer) },
  },

  // what answers look like
  "an undeclared status": {
    check: "declared-status",
    at: "createBook",
    parts: answered(201, "POST", BOOKS, (answer) => ({ ...answer, status: 200 })),
  },
  "an undeclared content type": {
    check: "declared-content-type",
    at: "getBook",
    parts: answered(200, "GET", BOOK, (answer) => ({ ...answer, headers: { "Content-Type": "text/html" } })),
  },
  "a number as text, deep inside": {
    check: "response-body",
    at: ["listBooks", "getBook", "createBook"],
    parts: answered(200, "GET", BOOKS, ({ body, ...rest }) => ({
      ...rest,
      body: { ...body, items: (body["items"] as Book[]).map((book) => ({ ...book, year: String(book.year) })) },
    })),
  },
  "null where it is not allowed": {
    check: "response-body",
    at: "getBook",
    parts: shownAs((book) => ({ ...book, tags: null })),
  },
  "a required property that is missing": {
    check: "response-body",
    at: "getBook",
    parts: shownAs((book) => ({ ...book, note: undefined })),
  },
  "an extra property where there must be none": {
    check: "response-body",
    at: "getBook",
    parts: shownAs((book) => ({ ...book, author: { ...(book["author"] as Fields), secret: "x" } })),
  },
  "a value outside of its list": {
    check: "response-body",
    at: "getBook",
    parts: shownAs((book) => ({ ...book, genre: String(book["genre"]).toUpperCase() })),
  },
  "an empty body": {
    check: "response-body",
    at: "getBook",
    parts: answered(200, "GET", BOOK, (answer) => ({ ...answer, body: "" })),
  },
  "JSON that is cut off": {
    check: "response-body",
    at: "getBook",
    parts: answered(200, "GET", BOOK, ({ body, ...rest }) => ({ ...rest, body: JSON.stringify(body).slice(0, -1) })),
  },
  "a header that is missing": {
    check: "response-headers",
    at: "listBooks",
    parts: answered(200, "GET", BOOKS, (answer) => ({ ...answer, headers: {} })),
  },
  "a header that is no number": {
    check: "response-headers",
    at: "listBooks",
    parts: answered(200, "GET", BOOKS, (answer) => ({ ...answer, headers: { "X-Total-Count": "many" } })),
  },
  "a problem document of another status": {
    check: "problem-document",
    at: ["getBook", "createBook", "listBooks", "deleteBook"],
    parts: { answer: (answer) => (answer.status === 400 ? { ...answer, body: { title: "No", status: 422 } } : answer) },
  },
  "a problem document that is no object": {
    check: "problem-document",
    at: ["getBook", "createBook", "listBooks", "deleteBook"],
    parts: { answer: (answer) => (answer.status === 400 ? { ...answer, body: ["No"] } : answer) },
  },

  // what is taken and what is refused
  "off by one: a title may be one longer": {
    check: "invalid-rejected",
    at: WRITES,
    parts: field("title", (value, fits) => fits || (typeof value === "string" && Array.from(value).length === 201)),
  },
  "off by one: a title may not be as long as allowed": {
    check: "valid-accepted",
    at: WRITES,
    parts: field("title", (value, fits) => fits && Array.from(String(value)).length < 200),
  },
  "lengths in units of UTF-16": {
    check: "valid-accepted",
    at: WRITES,
    parts: field("title", (value, fits) => fits && String(value).length <= 200),
  },
  "off by one: limit=0 is taken": {
    check: "invalid-rejected",
    at: "listBooks",
    parts: query("limit", (value, fits) => fits || value === "0"),
  },
  "off by one: limit=50 is refused": {
    check: "valid-accepted",
    at: "listBooks",
    parts: query("limit", (value, fits) => fits && value !== "50"),
  },
  "a list of values is not checked": {
    check: "invalid-rejected",
    at: "listBooks",
    parts: query("genre", () => true),
  },
  "a member of a list of values is refused": {
    check: "valid-accepted",
    at: WRITES,
    parts: field("genre", (value, fits) => fits && value !== "drama"),
  },
  "a pattern that is not anchored": {
    check: "invalid-rejected",
    at: WRITES,
    parts: field("isbn", (value) => /[0-9]{13}/.test(String(value))),
  },
  "a number as text is taken": {
    check: "invalid-rejected",
    at: WRITES,
    parts: {
      ...field("year", (value, fits) => fits || typeof value === "string"),
      made: (fields, id, owner) => PARTS.made({ ...fields, year: Number(fields["year"]) || 1999 }, id, owner),
      changed: (book, { year = book.year, ...fields }) =>
        PARTS.changed(book, { ...fields, year: Number(year) || 1999 }),
    },
  },
  "a repeated entry is taken": {
    check: "invalid-rejected",
    at: WRITES,
    parts: field(
      "tags",
      (value, fits) => fits || (Array.isArray(value) && PARTS.fields["tags"]?.([...new Set(value)]) === true),
    ),
  },
  "null is refused where it is allowed": {
    check: "valid-accepted",
    at: WRITES,
    parts: field("note", (value, fits) => fits && value !== null),
  },
  "a required property may be missing": {
    check: "invalid-rejected",
    at: ["createBook", "replaceBook"],
    parts: {
      required: PARTS.required.filter((name) => name !== "genre"),
      made: (fields, id, owner) => PARTS.made({ genre: "novel", ...fields }, id, owner),
    },
  },
  "an optional property is asked for": {
    check: "valid-accepted",
    at: ["createBook", "replaceBook"],
    parts: { required: [...PARTS.required, "note"] },
  },
  "an undeclared property is taken": {
    check: "invalid-rejected",
    at: WRITES,
    parts: { closed: false },
  },
  "a required parameter may be missing": {
    check: "invalid-rejected",
    at: "search",
    parts: { search: ({ query: { size } }) => ({ status: 200, body: { found: size } }) },
  },
  "a required header may be missing": {
    check: "invalid-rejected",
    at: "search",
    parts: {
      search({ query: asked }) {
        if (!asked.has("q")) throw new Refusal(400);
        return { status: 200, body: { found: 1 } };
      },
    },
  },
  "a body of any content type is taken": {
    check: "invalid-rejected",
    at: WRITES,
    parts: { json: (asked) => PARTS.json({ ...asked, headers: new Headers({ "content-type": "application/json" }) }) },
  },
  "a body that is no JSON is taken for none": {
    check: "invalid-rejected",
    at: "changeBook",
    parts: {
      json(asked) {
        try {
          return PARTS.json(asked);
        } catch (error) {
          if (asked.method === "PATCH" && error instanceof Refusal && error.status === 400) return {};
          throw error;
        }
      },
    },
  },

  // who may
  "nobody is asked for credentials": {
    check: "auth-enforced",
    at: "deleteBook",
    parts: {
      reader: (header, asked) => PARTS.reader(header, asked) ?? (asked.method === "DELETE" ? "ada" : undefined),
    },
  },
  "any token will do": {
    check: "auth-enforced",
    at: ["listBooks", "getBook"],
    parts: { reader: (header) => /^Bearer (\S+)$/i.exec(header ?? "")?.[1] },
  },
  "somebody else's book can be read": {
    check: "auth-enforced",
    at: ["getBook", "changeBook", "replaceBook", "deleteBook"],
    parts: { mayRead: () => true },
  },

  // what HTTP asks for
  "405 without Allow": {
    check: "method-not-allowed",
    at: ["listBooks", "getBook", "search", "getReceipt", "createBook"],
    parts: { answer: (answer) => (answer.status === 405 ? { ...answer, headers: {} } : answer) },
  },
  "an Allow that lacks a method": {
    check: "method-not-allowed",
    at: ["getBook", "listBooks"],
    parts: { methods: (methods) => methods.filter((method) => method !== "PATCH") },
  },
  "an Allow that has one too many": {
    check: "method-not-allowed",
    at: ["listBooks", "search", "getReceipt", "createBook"],
    parts: { methods: (methods, asked) => [...methods, asked.method] },
  },
  "another method is taken for GET": {
    check: "method-not-allowed",
    at: "search",
    parts: {
      answer: (answer, asked) =>
        answer.status === 405 && asked.path === "/search" ? { status: 200, body: { found: 0 } } : answer,
    },
  },
  "an unknown path is answered": {
    check: "unknown-path",
    at: ["listBooks", "search", "getBook", "createBook"],
    parts: {
      answer: (answer, asked) =>
        answer.status === 404 && /undeclared/.test(asked.path) ? { status: 200, body: "<html>" } : answer,
    },
  },
  "HEAD is not known": {
    check: "head-equals-get",
    at: ["getBook", "listBooks", "search"],
    parts: { answer: (answer, asked) => (asked.method === "HEAD" ? { status: 404 } : answer) },
  },
  "HEAD has another content type": {
    check: "head-equals-get",
    at: ["getBook", "listBooks", "search"],
    parts: {
      answer: (answer, asked) =>
        asked.method === "HEAD" ? { ...answer, headers: { ...answer.headers, "Content-Type": "text/plain" } } : answer,
    },
  },

  // lists
  "another default": { check: "default-applied", at: "listBooks", parts: { limit: 3 } },
  "another order by default": { check: "default-applied", at: "listBooks", parts: { sort: "-year" } },
  "a filter that does nothing": { check: "filter-applied", at: "listBooks", parts: { only: (books) => books } },
  "a filter that finds nothing": {
    check: "filter-applied",
    at: "listBooks",
    parts: { only: (books, genre) => (genre === null ? books : []) },
  },
  "an order that is another": {
    check: "filter-applied",
    at: "listBooks",
    parts: { sorted: (books, by) => PARTS.sorted(books, by.replace("-", "")) },
  },
  "a page that is one too long": {
    check: "pagination-coherent",
    at: "listBooks",
    parts: { page: (books, from, limit) => books.slice(from, from + limit + 1) },
  },
  "pages that repeat an entry": {
    check: "pagination-coherent",
    at: "listBooks",
    parts: { page: (books, from, limit) => books.slice(Math.max(0, from - 1), Math.max(0, from - 1) + limit) },
  },
  "pages that leave one out": {
    check: "pagination-coherent",
    at: "listBooks",
    parts: { page: (books, from, limit) => books.slice(from === 0 ? 0 : from + 1, from + limit) },
  },

  // lives
  "what is created is not kept": {
    check: "created-readable",
    at: ["getBook", "createBook"],
    parts: { keep: () => undefined },
  },
  "a property is lost when it is created": {
    check: "created-readable",
    at: ["getBook", "createBook"],
    parts: { made: (fields, id, owner) => ({ ...PARTS.made(fields, id, owner), note: null }) },
  },
  "Location leads elsewhere": {
    check: "created-readable",
    at: ["getBook", "createBook"],
    parts: answered(201, "POST", BOOKS, (answer) => ({ ...answer, headers: { Location: "/api/books/new" } })),
  },
  "a link leads nowhere": {
    check: "link-followed",
    at: ["createBook", "getReceipt"],
    parts: { made: (fields, id, owner) => ({ ...PARTS.made(fields, id, owner), receipt: `voucher-${id}` }) },
  },
  "each new one takes the place of the last": {
    check: "created-readable",
    at: ["getBook", "createBook"],
    parts: {
      keep(books, book) {
        books.clear();
        books.set(book.id, book);
      },
    },
  },
  "a change is lost": {
    check: "update-kept",
    at: ["getBook", "changeBook"],
    parts: { changed: (book) => book },
  },
  "a change takes other properties away": {
    check: "update-kept",
    at: ["getBook", "changeBook"],
    parts: { changed: (book, changes) => ({ ...book, tags: [], note: null, ...changes }) },
  },
  "what replaces it is lost": {
    check: "update-kept",
    at: ["getBook", "replaceBook"],
    parts: { replaced: (book) => book },
  },
  "PUT adds to what is there": {
    check: "idempotent",
    at: ["getBook", "replaceBook"],
    parts: {
      replaced: (book, fields) => ({ ...PARTS.replaced(book, fields), tags: [...book.tags, "again"] }),
    },
  },
  "DELETE twice is 500": {
    check: "server-error",
    at: "deleteBook",
    parts: {
      answer: (answer, asked) =>
        asked.method === "DELETE" && answer.status === 404 ? { ...answer, status: 500 } : answer,
    },
  },
  "what is deleted can be read": {
    check: "use-after-delete",
    at: ["getBook", "deleteBook"],
    parts: { remove: () => undefined },
  },
  "what is deleted is still listed": {
    check: "use-after-delete",
    at: ["listBooks", "deleteBook"],
    parts: {
      // It is only marked, and the list does not look at the mark.
      remove: (books, book) => void books.set(book.id, { ...book, receipt: "deleted!" }),
      mayRead: (book, reader) => PARTS.mayRead(book, reader) && book.receipt !== "deleted!",
    },
  },
  "a DELETE takes others along": {
    check: "use-after-delete",
    at: "deleteBook",
    parts: { remove: (books) => books.clear() },
  },
};
