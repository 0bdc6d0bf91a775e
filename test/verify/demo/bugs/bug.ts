/** What a planted bug is, and short forms for common kinds. */

import type { CheckName } from "../../../../toolchain/verify/index.ts";
import { PARTS, type Answer, type Asked, type Parts } from "../server.ts";

export interface Bug {
  readonly check: CheckName;
  /** The operation it is found at; several where it may be any of them. */
  readonly at: string | readonly string[];
  readonly parts: Partial<Parts>;
}

export type Bugs = Readonly<Record<string, Bug>>;

export const is = (asked: Asked, method: string, path: RegExp): boolean =>
  asked.method === method && path.test(asked.path);
export const BOOKS = /^\/books$/;
export const BOOK = /^\/books\/b\d+$/;
export type Fields = Record<string, unknown>;

/** Changes the answers with this status to one method and path. */
export const answered = (
  status: number,
  method: string,
  path: RegExp,
  change: (answer: Answer & { readonly body: Fields }) => Answer,
): Partial<Parts> => ({
  answer: (answer, asked) =>
    answer.status === status && is(asked, method, path)
      ? change(answer as Answer & { readonly body: Fields }) // all that succeed have objects
      : answer,
});
/** Changes a book that is answered, but not what is kept. */
export const shownAs = (change: (book: Fields) => Fields): Partial<Parts> =>
  answered(200, "GET", BOOK, (answer) => ({ ...answer, body: change(answer.body) }));
export const field = (name: string, rule: (value: unknown, asItWas: boolean) => boolean): Partial<Parts> => ({
  fields: { ...PARTS.fields, [name]: (value) => rule(value, PARTS.fields[name]?.(value) === true) },
});
export const query = (name: string, rule: (value: unknown, asItWas: boolean) => boolean): Partial<Parts> => ({
  query: { ...PARTS.query, [name]: (value) => rule(value, PARTS.query[name]?.(value) === true) },
});
/** The server fails over a book that is like this. */
export const failsOver = (like: (fields: Fields) => boolean): Partial<Parts> => ({
  made(fields, id, owner) {
    if (like(fields)) throw new TypeError("undefined is not a function");
    return PARTS.made(fields, id, owner);
  },
});
export const WRITES = ["createBook", "replaceBook", "changeBook"];
