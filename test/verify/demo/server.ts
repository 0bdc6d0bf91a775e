/**
 * A library of books, written by hand over a Map as one would without a framework: what `tenon verify` is held against.
 * It is as its contract says; each of its parts can be given another that is not (`bugs.ts`).
 */

import { createHash } from "node:crypto";

export interface Book {
  readonly id: string;
  readonly receipt: string;
  readonly owner: string;
  readonly title: string;
  readonly isbn: string;
  readonly genre: string;
  readonly year: number;
  readonly author: { readonly name: string; readonly born?: number | null };
  readonly tags: readonly string[];
  readonly note: string | null;
  readonly price?: number;
  readonly published?: string;
  readonly acquired?: string;
  readonly shelf?: number;
  readonly summary?: string;
}

export interface Asked {
  readonly method: string;
  /** Below `/api`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A text is sent as it is, all else as JSON. */
  readonly body?: unknown;
}

type Fields = Readonly<Record<string, unknown>>;
type Rule = (value: unknown) => boolean;

const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const text =
  (least: number, most: number): Rule =>
  (value) => {
    const length = typeof value === "string" ? Array.from(value).length : -1;
    return length >= least && length <= most;
  };
const whole =
  (least: number, most: number): Rule =>
  (value) =>
    Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
const oneOf =
  (...all: unknown[]): Rule =>
  (value) =>
    all.includes(value);

const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const TIME = /^(\d{4}-\d\d-\d\d)t([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(z|[+-]([01]\d|2[0-3]):[0-5]\d)$/i;

/** RFC 3339 §5.6 */
function isDate(value: unknown): boolean {
  const [, year = "", month = "", day = ""] = DATE.exec(String(value)) ?? [];
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  return year !== "" && date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}
const isTime = (value: unknown): boolean => isDate(TIME.exec(String(value))?.[1]);

const GENRES = ["novel", "poetry", "drama", "science"];

/** What each part does; a bug replaces some. */
export interface Parts {
  /** Who asks; `undefined`: nobody that is known. */
  reader(authorization: string | null, asked: Asked): string | undefined;
  /** What a book's properties may be, and a query's. */
  readonly fields: Readonly<Record<string, Rule>>;
  readonly query: Readonly<Record<string, Rule>>;
  readonly required: readonly string[];
  /** Whether a property that no rule names is refused. */
  readonly closed: boolean;
  json(asked: Asked): unknown;
  search(asked: Asked): Answer;
  readonly limit: number;
  readonly sort: string;
  only(books: readonly Book[], genre: string | null): readonly Book[];
  sorted(books: readonly Book[], by: string): readonly Book[];
  page(books: readonly Book[], from: number, limit: number): readonly Book[];
  mayRead(book: Book, reader: string): boolean;
  made(fields: Fields, id: string, owner: string): Book;
  changed(book: Book, changes: Fields): Book;
  replaced(book: Book, fields: Fields): Book;
  keep(books: Map<string, Book>, book: Book): void;
  remove(books: Map<string, Book>, book: Book): void;
  readonly methods: (methods: readonly string[], asked: Asked) => readonly string[];
  /** Waits between the check of a request and its effect; absent: both are one step. */
  readonly pause?: () => Promise<void>;
  /** Looks at each request first. */
  arrives(asked: Asked): void;
  label(book: Book, asked: Asked): Answer;
  mayReadReceipt(book: Book, reader: string): boolean;
  mayReadLabel(book: Book, reader: string): boolean;
  listed(book: Book, reader: string): boolean;
  /** The book as it is read. */
  seen(books: Map<string, Book>, book: Book): Book;
  matches(header: string | null, etag: string): boolean;
  method(asked: Asked): string;
  /** Further properties that requests may set. */
  readonly settable: readonly string[];
  /** The last word on every answer. */
  answer(answer: Answer, asked: Asked): Answer;
}

export const PARTS: Parts = {
  reader: (authorization) => /^Bearer (ada|bob)$/i.exec(authorization ?? "")?.[1],
  fields: {
    title: text(1, 200),
    isbn: (value) => typeof value === "string" && /^[0-9]{13}$/.test(value),
    genre: oneOf(...GENRES),
    year: whole(1450, 2100),
    author: (value) =>
      isObject(value) &&
      text(1, 80)(value["name"]) &&
      (value["born"] === undefined || value["born"] === null || whole(1, 2100)(value["born"])) &&
      Object.keys(value).every((name) => name === "name" || name === "born"),
    tags: (value) =>
      Array.isArray(value) && value.length <= 5 && value.every(text(1, 20)) && new Set(value).size === value.length,
    note: (value) => value === null || text(0, 1000)(value),
    price: (value) => typeof value === "number" && value >= 0 && value <= 10_000,
    published: (value) => isDate(value),
    acquired: (value) => isTime(value),
    shelf: (value) => Number.isInteger(value),
    summary: (value) => typeof value === "string",
  },
  query: {
    limit: (value) => /^\d+$/.test(String(value)) && whole(1, 50)(Number(value)),
    cursor: (value) => /^\d+$/.test(String(value)),
    genre: oneOf(...GENRES),
    sort: oneOf("title", "-title", "year", "-year"),
    q: text(1, 40),
  },
  required: ["title", "isbn", "genre", "year", "author"],
  closed: true,
  json(asked) {
    const type = asked.headers.get("content-type")?.split(";")[0]?.trim();
    if (asked.body !== "" && type !== "application/json") throw new Refusal(415);
    try {
      return JSON.parse(asked.body);
    } catch {
      throw new Refusal(400);
    }
  },
  search(asked) {
    if (!asked.query.has("q") || !asked.headers.get("x-client")) throw new Refusal(400);
    return { status: 200, body: { found: (asked.query.get("q") ?? "").length } };
  },
  limit: 6,
  sort: "title",
  only: (books, genre) => books.filter((book) => genre === null || book.genre === genre),
  sorted(books, by) {
    const name = by.replace("-", "") as "title" | "year";
    const up = by.startsWith("-") ? -1 : 1;
    return books.toSorted((a, b) => (a[name] === b[name] ? 0 : a[name] < b[name] ? -up : up));
  },
  page: (books, from, limit) => books.slice(from, from + limit),
  mayRead: (book, reader) => book.owner === reader,
  made: (fields, id, owner) => {
    const book: unknown = { tags: [], note: null, ...fields, id, receipt: `receipt-${id}`, owner };
    return book as Book; // its fields have been checked
  },
  changed: (book, changes) => ({ ...book, ...changes }),
  replaced: (book, fields) => PARTS.made(fields, book.id, book.owner),
  keep: (books, book) => void books.set(book.id, book),
  remove: (books, book) => void books.delete(book.id),
  methods: (methods) => methods,
  arrives: () => undefined,
  label: (book, { headers }) => {
    const plain = headers.get("accept")?.startsWith("text/plain") === true;
    const type = plain ? "text/plain" : "application/json";
    const body = plain ? book.title : { label: book.title };
    return { status: 200, headers: { "Content-Type": type, Vary: "Accept", "Cache-Control": "private" }, body };
  },
  mayReadReceipt: (book, reader) => book.owner === reader,
  mayReadLabel: (book, reader) => book.owner === reader,
  listed: (book, reader) => book.owner === reader,
  seen: (_, book) => book,
  matches: (header, etag) => header === null || header === "*" || header.includes(etag),
  method: ({ method }) => method,
  settable: [],
  answer: (answer) => answer,
};

export class Refusal extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  constructor(status: number, headers: Readonly<Record<string, string>> = {}) {
    super(`refused by ${status}`);
    this.status = status;
    this.headers = headers;
  }
}

type Work = (asked: Asked, id: string, reader: string) => Answer | Promise<Answer>;

/** The server as a fetch handler, empty. */
export function library(bug: Partial<Parts> = {}): (request: Request) => Promise<Response> {
  const parts: Parts = { ...PARTS, ...bug };
  const books = new Map<string, Book>();
  let count = 0;

  const fieldsOf = (asked: Asked, required: readonly string[]): Fields => {
    const fields = parts.json(asked);
    if (!isObject(fields)) throw new Refusal(400);
    for (const name of required) if (!Object.hasOwn(fields, name)) throw new Refusal(400);
    for (const [name, value] of Object.entries(fields)) {
      if (parts.settable.includes(name)) continue;
      const rule = Object.hasOwn(parts.fields, name) ? parts.fields[name] : undefined;
      if (rule === undefined ? parts.closed : !rule(value)) throw new Refusal(400);
    }
    const known = Object.entries(fields).filter(
      ([name]) => Object.hasOwn(parts.fields, name) || parts.settable.includes(name),
    );
    return Object.fromEntries(known);
  };
  const taken = (isbn: unknown, owner: string, id?: string): void => {
    for (const book of books.values())
      if (book.isbn === isbn && book.owner === owner && book.id !== id) throw new Refusal(409);
  };

  const etagOf = (book: Book): string => `"${createHash("sha1").update(JSON.stringify(book)).digest("base64url")}"`;
  const matching = (asked: Asked, book: Book): Book => {
    if (!parts.matches(asked.headers.get("if-match"), etagOf(book))) throw new Refusal(412);
    return book;
  };
  const routes: readonly [RegExp, Readonly<Record<string, Work>>][] = [
    [
      /^\/books$/,
      {
        GET({ query }, _, reader) {
          for (const [name, value] of query)
            if (Object.hasOwn(parts.query, name) && parts.query[name]?.(value) === false) throw new Refusal(400);
          const own = [...books.values()].filter((book) => parts.listed(book, reader));
          const all = parts.sorted(parts.only(own, query.get("genre")), query.get("sort") ?? parts.sort);
          const from = Number(query.get("cursor") ?? 0);
          const limit = Number(query.get("limit") ?? parts.limit);
          const next = from + limit < all.length ? String(from + limit) : null;
          const items = parts.page(all, from, limit).map(shown);
          return { status: 200, headers: { "X-Total-Count": String(all.length) }, body: { items, next } };
        },
        async POST(asked, _, reader) {
          const fields = fieldsOf(asked, parts.required);
          taken(fields["isbn"], reader);
          if (parts.pause !== undefined) await parts.pause();
          count += 1;
          const book = parts.made(fields, `b${count}`, reader);
          parts.keep(books, book);
          return { status: 201, headers: { Location: `/api/books/${book.id}` }, body: shown(book) };
        },
      },
    ],
    [
      /^\/books\/(b[0-9]{1,9})$/,
      {
        GET(_, id, reader) {
          const book = parts.seen(books, found(id, reader));
          return { status: 200, headers: { ETag: etagOf(book), "Cache-Control": "private" }, body: shown(book) };
        },
        PUT(asked, id, reader) {
          const fields = fieldsOf(asked, parts.required);
          const book = parts.replaced(matching(asked, found(id, reader)), fields);
          taken(book.isbn, reader, id);
          books.set(id, book);
          return { status: 200, body: shown(book) };
        },
        async PATCH(asked, id, reader) {
          const changes = fieldsOf(asked, []);
          const old = matching(asked, found(id, reader));
          if (parts.pause !== undefined) await parts.pause();
          const book = parts.changed(old, changes);
          taken(book.isbn, reader, id);
          books.set(id, book);
          return { status: 200, body: shown(book) };
        },
        DELETE(_, id, reader) {
          parts.remove(books, found(id, reader));
          return { status: 204 };
        },
      },
    ],
    [
      /^\/books\/(b[0-9]{1,9})\/label$/,
      { GET: (asked, id, reader) => parts.label(found(id, reader, parts.mayReadLabel), asked) },
    ],
    [
      /^\/receipts\/([^/]{8,40})$/u,
      {
        GET(_, id, reader) {
          const book = found(id.replace(/^receipt-/, ""), reader, parts.mayReadReceipt);
          return { status: 200, body: { book: book.id } };
        },
      },
    ],
    [
      /^\/search$/,
      {
        GET(asked) {
          if (parts.query["q"]?.(asked.query.get("q") ?? "-") === false) throw new Refusal(400);
          return parts.search(asked);
        },
      },
    ],
  ];
  const found = (id: string, reader: string, may = parts.mayRead): Book => {
    const book = books.get(id);
    if (book === undefined || !may(book, reader)) throw new Refusal(404);
    return book;
  };

  const handle = async (asked: Asked): Promise<Answer> => {
    parts.arrives(asked);
    const [route] = routes.flatMap(([path, methods]) => {
      const match = path.exec(decodeURIComponent(asked.path));
      return match === null ? [] : [{ methods, id: match[1] ?? "" }];
    });
    if (route === undefined)
      throw new Refusal(/^\/(?:books|receipts)\/[^/]*(?:\/label)?$/.test(asked.path) ? 400 : 404);
    const allowed = parts.methods([...Object.keys(route.methods), "HEAD"], asked);
    const method = parts.method(asked);
    const work = route.methods[method === "HEAD" ? "GET" : method];
    if (work === undefined) throw new Refusal(405, { Allow: allowed.join(", ") });
    const reader = parts.reader(asked.headers.get("authorization"), asked);
    if (reader === undefined && asked.path !== "/search") throw new Refusal(401, { "WWW-Authenticate": "Bearer" });
    return work(asked, route.id, reader ?? "");
  };

  return async (request) => {
    const url = new URL(request.url);
    const asked: Asked = {
      method: request.method,
      path: url.pathname.replace(/^\/api/, ""),
      query: url.searchParams,
      headers: request.headers,
      body: await request.text(),
    };
    let answer: Answer;
    try {
      answer = await handle(asked);
    } catch (error) {
      const refused = error instanceof URIError ? new Refusal(400) : error;
      const { status, headers } = refused instanceof Refusal ? refused : new Refusal(500);
      answer = {
        status,
        headers: { ...headers, "Content-Type": "application/problem+json" },
        body: { title: "No", status },
      };
    }
    return written(parts.answer(answer, asked), asked);
  };
}

// JSON leaves out what is undefined.
const shown = (book: Book): Fields => ({ ...book, owner: undefined });

function written({ status, headers = {}, body }: Answer, { method }: Asked): Response {
  const raw = typeof body === "string" || body === undefined || body instanceof Uint8Array;
  const content = raw ? body : JSON.stringify(body);
  const all = new Headers({ ...(content !== undefined && { "Content-Type": "application/json" }), ...headers });
  const bare = method === "HEAD" || content === undefined;
  // Bytes, since the Fetch standard gives a text a type of its own.
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : (content as Uint8Array<ArrayBuffer>);
  return new Response(bare ? null : bytes, { status, headers: all });
}
