/** A row of the conformance table, and the few words in which rows are written. */

import type { Answer } from "tenon-runtime/core";
import type { AnyServerOptions } from "../../runtime/server/types.ts";

type Json = unknown;
type Members = Readonly<Record<string, Json>>;

export interface Row {
  /** The section that asks for it: `OAS 3.2 §4.12.6`, `RFC 9110 §15.5.6`. */
  readonly at: string;
  /** A sentence; unique within the section. */
  readonly says: string;
  /** A contract without `openapi` (3.2.0 unless told) and `info`. */
  readonly contract: Members;
  /** `GET /x?a=1`. */
  readonly send?: string;
  /** Header lines of the request: a name may come twice. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly body?: string | Uint8Array | FormData;
  /** What the handler returns; 204 unless told. What it throws where that is a function. */
  readonly answer?: unknown;
  readonly options?: Omit<Partial<AnyServerOptions>, "handlers">;
  /** Parts of what the handler received; the others are not looked at. */
  readonly got?: Got;
  /** Parts of the response; the others are not looked at. `status` is 204 unless told, 400 with `errors`. */
  readonly gives?: Given;
  /** The handler is called although the answer is a 4xx or 5xx: it is the handler's own, or breaks the contract. */
  readonly ran?: true;
  /** What `onError` is told, as texts; nothing unless told. */
  readonly tells?: readonly RegExp[];
  /** The codes of all diagnostics of the contract; none unless told. */
  readonly diagnostics?: readonly string[];
  /** What `createServer` says when it refuses to start. */
  readonly refusesToStart?: RegExp;
  /** Why the row cannot be sent over a socket, or only over one. */
  readonly only?: { readonly host: "fetch" | "express"; readonly because: string };
}

export interface Got {
  /** The name of the operation. */
  readonly operation?: string;
  readonly params?: Members;
  readonly query?: Json;
  readonly headers?: Members;
  readonly cookies?: Members;
  /** A file is `{ file: name, type, text }`, a binary body its text, a sequence the list of its items. */
  readonly body?: Json;
  readonly contentType?: string;
  /** What the security handlers said. */
  readonly auth?: Members;
}

export interface Given {
  readonly status?: number;
  /** `null`: the header is not there. */
  readonly headers?: Readonly<Record<string, string | RegExp | null>>;
  /** A text, or the value of a JSON body. */
  readonly body?: Json;
  /** Members of a JSON body; the others are not looked at. */
  readonly has?: Members;
  /** The violations of a problem document: place, name with pointer, keyword: `query limit maximum`, `body /a/0 type`. */
  readonly errors?: readonly string[];
}

export interface KnownGap {
  readonly row: string;
  readonly reason: string;
}

const NO_CONTENT: Members = { "204": { description: "nothing" } };

/** One operation, `x`, which answers 204 where its responses are not told. */
export const operation = (members: Members = {}, method = "get", path = "/x"): Members => ({
  paths: { [path]: { [method]: { operationId: "x", responses: NO_CONTENT, ...members } } },
});

/** `GET /x` with these parameters. */
export const takes = (...parameters: readonly Members[]): Members => operation({ parameters });

/** `GET` of a path with these parameters. */
export const takesAt = (path: string, ...parameters: readonly Members[]): Members =>
  operation({ parameters }, "get", path);

/** `POST /x` with these media types: their schemas, or Media Type Objects where they have a `schema` or an `itemSchema`. */
export const takesBody = (content: Members, required = true, components?: Members): Members => ({
  ...operation({ requestBody: { required, content: mediaTypes(content) } }, "post"),
  ...(components && { components: { schemas: components } }),
});

/** `GET /x` that answers 200 with these media types, as {@link takesBody} has them. */
export const answers = (content: Members, more: Members = {}, components?: Members): Members => ({
  ...operation({ responses: { "200": { description: "", content: mediaTypes(content), ...more } } }),
  ...(components && { components: { schemas: components } }),
});

const isMediaType = (value: Json): boolean =>
  typeof value === "object" && value !== null && ("schema" in value || "itemSchema" in value);
const mediaTypes = (content: Members): Members =>
  Object.fromEntries(Object.entries(content).map(([type, of]) => [type, isMediaType(of) ? of : { schema: of }]));

const parameter =
  (place: string) =>
  (name: string, schema: Json, more: Members = {}): Members => ({
    name,
    in: place,
    ...(place === "path" && { required: true }),
    ...(more["content"] === undefined && { schema }),
    ...more,
  });
export const path = parameter("path");
export const query = parameter("query");
export const header = parameter("header");
export const cookie = parameter("cookie");

export const STRING = { type: "string" } as const;
export const INTEGER = { type: "integer" } as const;
export const NUMBER = { type: "number" } as const;
export const BOOLEAN = { type: "boolean" } as const;
export const list = (items: Json, more: Members = {}): Members => ({ type: "array", items, ...more });
export const STRINGS = list(STRING);
export const INTEGERS = list(INTEGER);
export const object = (properties: Members, more: Members = {}): Members => ({ type: "object", properties, ...more });
/** The object of the specification's own table (OAS 3.2 §4.12.6). */
export const COLOUR = object({ R: INTEGER, G: INTEGER, B: INTEGER });
export const REQUIRED = { required: true } as const;

export const json = (value: Json): Pick<Row, "headers" | "body"> => ({
  headers: [["content-type", "application/json"]],
  body: typeof value === "string" ? value : JSON.stringify(value),
});
export const text = (body: string, type = "text/plain"): Pick<Row, "headers" | "body"> => ({
  headers: [["content-type", type]],
  body,
});
export const form = (body: string): Pick<Row, "headers" | "body"> => text(body, "application/x-www-form-urlencoded");
export const multipart = (...fields: readonly (readonly [string, string | File])[]): Pick<Row, "body"> => {
  const data = new FormData();
  for (const [name, value] of fields) data.append(name, value);
  return { body: data };
};
export const ok = (body: Json, more: Partial<Answer> = {}): Answer => ({ status: 200, body, ...more });

/** Rows of one section. */
export const section = (at: string, rows: readonly Omit<Row, "at">[]): readonly Row[] =>
  rows.map((row) => ({ at, ...row }));
