/**
 * Cookies of the client that mocks answer in its own process. Node's `fetch` keeps no cookies, and a response made by a
 * page cannot set any, so the mocks keep those that they have set (RFC 6265 §5).
 */

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
  /** Milliseconds since 1970; `Infinity` for a session cookie. */
  readonly expires: number;
}

export class CookieJar {
  /** By name and path. */
  readonly #cookies = new Map<string, Cookie>();

  readonly #now: () => number;

  /** @param now milliseconds since 1970 */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** @param field a `Set-Cookie` @param path of the request that it answers */
  set(field: string, path: string): void {
    const now = this.#now();
    const cookie = parsed(field, path, now);
    if (cookie === undefined) return;
    const key = `${cookie.name} ${cookie.path}`;
    this.#cookies.delete(key);
    if (cookie.expires > now && !keptByPage(field, cookie)) this.#cookies.set(key, cookie);
  }

  /** The cookies of a path, as the field `Cookie` has them. */
  get(path: string): ReadonlyMap<string, string> {
    const now = this.#now();
    const found = [...this.#cookies.values()]
      .filter((cookie) => cookie.expires > now && isBelow(cookie.path, path))
      .toSorted((a, b) => a.path.length - b.path.length);
    return new Map(found.map(({ name, value }) => [name, value])); // the longest path counts
  }

  clear(): void {
    this.#cookies.clear();
  }
}

/** RFC 6265 §5.2. `Domain` and `Secure` do not count: the mock is wherever it is reached. */
function parsed(field: string, requestPath: string, now: number): Cookie | undefined {
  const [pair = "", ...attributes] = field.split(";");
  const [name, value] = split(pair);
  if (name === "") return undefined;
  let path = requestPath.slice(0, Math.max(1, requestPath.lastIndexOf("/"))); // RFC 6265 §5.1.4
  let expires = Infinity;
  let age: number | undefined;
  for (const attribute of attributes) {
    const [key, text] = split(attribute);
    if (/^path$/i.test(key) && text.startsWith("/")) path = text;
    else if (/^max-age$/i.test(key) && /^-?\d+$/.test(text)) age = Number(text);
    else if (/^expires$/i.test(key) && !Number.isNaN(Date.parse(text))) expires = Date.parse(text);
  }
  return { name, value, path, expires: age === undefined ? expires : now + age * 1000 };
}

function split(pair: string): readonly [name: string, value: string] {
  const equals = pair.indexOf("=");
  return equals === -1 ? [pair.trim(), ""] : [pair.slice(0, equals).trim(), pair.slice(equals + 1).trim()];
}

/** RFC 6265 §5.1.4. */
const isBelow = (base: string, path: string): boolean =>
  path === base || (path.startsWith(base) && (base.endsWith("/") || path.charAt(base.length) === "/"));

type Page = { readonly document?: { cookie?: string }; readonly location?: { readonly origin?: string } };

/** Gives a cookie to the page's document, as a browser would. A document that does not show it cannot send it either. */
function keptByPage(field: string, { name, value }: Cookie): boolean {
  const { document } = globalThis as Page;
  if (typeof document?.cookie !== "string" || /;\s*httponly\b/i.test(field)) return false;
  document.cookie = field;
  return pageCookies().get(name) === value;
}

/** The cookies that scripts of the page can see; none where there is no page. */
export function pageCookies(): ReadonlyMap<string, string> {
  const text = (globalThis as Page).document?.cookie;
  return new Map(typeof text !== "string" || text === "" ? [] : text.split(";").map(split));
}

/** Whether a client would send cookies with this request (Fetch Standard §2.2.5). */
export function sendsCookies({ credentials, url }: Request): boolean {
  const origin = (globalThis as Page).location?.origin;
  return (
    credentials === "include" ||
    (credentials !== "omit" && (origin === undefined || origin === "null" || url.startsWith(`${origin}/`)))
  );
}
