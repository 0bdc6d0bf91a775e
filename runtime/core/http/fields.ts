/** `name=value` fields as they are in a query, a form body and a cookie header: raw, in a Map, so that no name is special. */

/** Decoded names → values, still percent-encoded. */
export type Fields = Map<string, string[]>;

/**
 * @returns the fields; `undefined` when a name is not percent-encoded correctly
 * @throws RangeError for more fields than `limit`
 */
export function parseFields(text: string, limit: number): Fields | undefined {
  const fields: Fields = new Map();
  if (text === "") return fields;
  let count = 0;
  for (const pair of text.split("&")) {
    if (pair === "") continue;
    if (++count > limit) throw new RangeError(`More than ${limit} fields`);
    const equals = pair.indexOf("=");
    const name = decodeText(equals === -1 ? pair : pair.slice(0, equals));
    if (name === undefined) return undefined;
    const value = equals === -1 ? "" : pair.slice(equals + 1);
    const values = fields.get(name);
    if (values === undefined) fields.set(name, [value]);
    else values.push(value);
  }
  return fields;
}

/** RFC 6265 §5.4: `a=1; b=2`. The first of two cookies with one name is the more specific one, later ones follow it. */
export function parseCookies(header: string | undefined): Fields {
  const cookies: Fields = new Map();
  for (const pair of (header ?? "").split(";")) {
    const equals = pair.indexOf("=");
    if (equals === -1) continue;
    const name = pair.slice(0, equals).trim();
    const text = pair.slice(equals + 1).trim();
    const value = text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;
    const values = cookies.get(name);
    if (values === undefined) cookies.set(name, [value]);
    else values.push(value);
  }
  return cookies;
}

/** Percent-decodes, `+` being a space as in forms (URL Standard §5.1); `undefined` for a malformed `%`. */
export function decodeText(raw: string): string | undefined {
  return decodePercent(raw.includes("+") ? raw.replaceAll("+", " ") : raw);
}

/** Percent-decodes, `+` being itself; `undefined` for a malformed `%` or what is not UTF-8. */
export function decodePercent(raw: string): string | undefined {
  if (!raw.includes("%")) return raw;
  try {
    return decodeURIComponent(raw);
  } catch {
    return undefined;
  }
}
