/** Fields of a message that passes through (RFC 9110 §7.6). */

import type { IncomingMessage } from "node:http";

/** RFC 9110 §7.6.1, with those that it names for being about one connection alone. */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "proxy-authenticate",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

type Field = readonly [name: string, value: string];

/** In their order and spelling, without what is about the connection, and what it names so. */
export function endToEnd({ rawHeaders, headers }: IncomingMessage): Field[] {
  const named = new Set((headers.connection ?? "").split(",").map((name) => name.trim().toLowerCase()));
  const fields: Field[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? "";
    const key = name.toLowerCase();
    if (!HOP_BY_HOP.has(key) && !named.has(key)) fields.push([name, rawHeaders[index + 1] ?? ""]);
  }
  return fields;
}

/** Fields with one name may come several times: as node:http takes them. */
function collected(fields: readonly Field[]): Record<string, string | string[]> {
  const all: Record<string, string | string[]> = {};
  const spelling = new Map<string, string>();
  for (const [name, value] of fields) {
    const key = spelling.get(name.toLowerCase()) ?? name;
    spelling.set(name.toLowerCase(), key);
    const before = Object.hasOwn(all, key) ? all[key] : undefined;
    all[key] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value];
  }
  return all;
}

/** What this proxy does not hand on: it says these itself. */
const OWN = new Set(["host", "expect", "forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "via"]);

/**
 * Of a request on its way to the real server: its own `Host`, and what it was called by (RFC 7239, and the fields that
 * were there before it).
 * @param id by which this proxy knows itself again (RFC 9110 §7.6.3)
 */
export function requestFields(message: IncomingMessage, target: URL, id: string): Record<string, string | string[]> {
  const { headers, socket } = message;
  const from = socket.remoteAddress ?? "unknown";
  const node = from.includes(":") ? `"[${from}]"` : from;
  const host = headers.host ?? "";
  const quoted = `"${host.replaceAll(/["\\]/g, "")}"`;
  const after = (before: string | string[] | undefined, value: string): string =>
    before === undefined || before.length === 0 ? value : `${[before].flat().join(", ")}, ${value}`;
  return {
    ...collected(endToEnd(message).filter(([name]) => !OWN.has(name.toLowerCase()))),
    Host: target.host,
    Forwarded: after(headers.forwarded, `for=${node};host=${quoted};proto=http`),
    "X-Forwarded-For": after(headers["x-forwarded-for"], from),
    "X-Forwarded-Host": [headers["x-forwarded-host"] ?? host].flat().join(", "),
    "X-Forwarded-Proto": [headers["x-forwarded-proto"] ?? "http"].flat().join(", "),
    Via: after(headers.via, `${message.httpVersion} ${id}`),
  };
}

/** The request has been here before (RFC 9110 §7.6.3). */
export const isLoop = ({ headers }: IncomingMessage, id: string): boolean =>
  (headers.via ?? "").split(/[\s,]+/).includes(id);

/**
 * Of an answer on its way back. What leads to the real server leads here instead, as its callers know no other; cookies are
 * for whoever was asked.
 * @param cors whether it is said here whose pages may read it
 */
export function answerFields(
  answer: IncomingMessage,
  message: IncomingMessage,
  target: URL,
  id: string,
  cors: boolean,
): Record<string, string | string[]> {
  const fields = endToEnd(answer).flatMap(([name, value]): Field[] => {
    const key = name.toLowerCase();
    if (key === "via" || (cors && key.startsWith("access-control-"))) return [];
    if (key === "set-cookie") return [[name, value.replaceAll(/;\s*domain=[^;]*/gi, "")]];
    if (key !== "location" && key !== "content-location") return [[name, value]];
    return [[name, led(value, message, target)]];
  });
  const via = answer.headers.via === undefined ? "" : `${answer.headers.via}, `;
  return { ...collected(fields), Via: `${via}${answer.httpVersion} ${id}` };
}

function led(location: string, message: IncomingMessage, target: URL): string {
  if (!URL.canParse(location)) return location;
  const url = new URL(location);
  if (url.origin !== target.origin) return location;
  const path = `${url.pathname}${url.search}${url.hash}`;
  return `http://${message.headers.host ?? ""}${path}`;
}
