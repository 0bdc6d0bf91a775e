/** Bugs that harm other users, or that show what a server must hide. */

import { PARTS, type Answer, type Asked, type Parts } from "../server.ts";
import { answered, BOOK, BOOKS, is, type Bug, type Bugs, type Fields } from "./bug.ts";

const errors = (text: string, like: (answer: Answer) => boolean = ({ status }) => status === 400): Bug => ({
  check: "error-details",
  at: [
    "listBooks",
    "createBook",
    "getBook",
    "replaceBook",
    "changeBook",
    "deleteBook",
    "search",
    "getReceipt",
    "getLabel",
  ],
  parts: {
    answer: (answer) =>
      like(answer) ? { ...answer, body: { title: "No", status: answer.status, detail: text } } : answer,
  },
});
const headers = (path: RegExp, more: (asked: Asked) => Readonly<Record<string, string>>): Partial<Parts> => ({
  answer: (answer, asked) =>
    answer.status === 200 && is(asked, "GET", path)
      ? { ...answer, headers: { ...answer.headers, ...more(asked) } }
      : answer,
});
const overridden = (asked: Asked): string | null =>
  asked.headers.get("x-http-method-override") ?? asked.query.get("_method");

export const SAFETY: Bugs = {
  "private data may be cached by all": {
    check: "private-cache",
    at: ["getBook", "listBooks"],
    parts: headers(BOOK, () => ({ "Cache-Control": "public, max-age=60" })),
  },
  "private lists are cached by proxies": {
    check: "private-cache",
    at: "listBooks",
    parts: headers(BOOKS, () => ({ "Cache-Control": "s-maxage=60" })),
  },
  "Vary lacks Accept": {
    check: "vary-header",
    at: "getLabel",
    parts: {
      label: (book, asked) => ({
        ...PARTS.label(book, asked),
        headers: { ...PARTS.label(book, asked).headers, Vary: "Origin" },
      }),
    },
  },
  "Vary lacks Origin": {
    check: "vary-header",
    at: ["getBook"],
    parts: headers(BOOK, ({ headers: own }) => ({ "Access-Control-Allow-Origin": own.get("origin") ?? "*" })),
  },
  "Vary lacks the language": {
    check: "vary-header",
    at: ["getBook"],
    parts: headers(BOOK, ({ headers: own }) => ({ "Content-Language": own.get("accept-language") ?? "en" })),
  },
  "receipts of others can be read": { check: "auth-enforced", at: "getReceipt", parts: { mayReadReceipt: () => true } },
  "labels of others can be read": { check: "auth-enforced", at: "getLabel", parts: { mayReadLabel: () => true } },
  "lists have the books of others": { check: "auth-enforced", at: "listBooks", parts: { listed: () => true } },
  "a header replaces the method": {
    check: "method-override",
    at: "getBook",
    parts: { method: (asked) => (asked.method === "POST" ? (overridden(asked) ?? "POST") : asked.method) },
  },
  "a parameter of a GET replaces the method": {
    check: "method-override",
    at: "getBook",
    parts: { method: (asked) => asked.query.get("_method") ?? asked.method },
  },
  "callers choose the receipt": { check: "read-only", at: "createBook", parts: assigning("receipt") },
  "callers choose the id": { check: "read-only", at: "createBook", parts: assigning("id") },
  "callers change the receipt": {
    check: "read-only",
    at: "changeBook",
    parts: {
      settable: ["receipt"],
      made: (fields, id, owner) => ({ ...PARTS.made(fields, id, owner), receipt: `receipt-${id}` }),
    },
  },
  "a stack trace of JavaScript": errors("TypeError: x is not a function\n    at handle (/srv/app/books.js:12:9)"),
  "a stack trace of Python": errors('Traceback (most recent call last):\n  File "app.py", line 3, in get'),
  "a stack trace of Java": errors("java.lang.NullPointerException\n\tat com.example.Books.get(Books.java:42)"),
  "SQL in an error": errors("SELECT * FROM books WHERE id = ?"),
  "an error of the database": errors("UNIQUE constraint failed: books.isbn", ({ status }) => status === 409),
  "a file path in an error": errors("cannot open /usr/src/app/lib/books.js", ({ status }) => status === 404),
  "404 for an unsupported method": {
    check: "method-not-allowed",
    at: ["listBooks", "createBook", "getBook", "search", "getReceipt", "getLabel"],
    parts: { answer: (answer) => (answer.status === 405 ? { ...answer, status: 404, headers: {} } : answer) },
  },
  "a body in Latin-1": {
    check: "response-body",
    at: "getBook",
    parts: answered(200, "GET", BOOK, ({ body, ...rest }) => ({
      ...rest,
      body: new Uint8Array(Buffer.from(JSON.stringify({ ...body, note: "é" }), "latin1")),
    })),
  },
};

function assigning(name: "id" | "receipt"): Partial<Parts> {
  return {
    settable: [name],
    made: (fields: Fields, id, owner) => ({
      ...PARTS.made(fields, id, owner),
      ...(Object.hasOwn(fields, name) && { [name]: fields[name] }),
    }),
  };
}
