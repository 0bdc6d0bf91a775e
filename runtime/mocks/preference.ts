/** What a caller may wish of the answer: `Prefer: code=404, example=name, dynamic=true, seed=7` (RFC 7240). */

export interface Preference {
  readonly code?: number;
  readonly example?: string;
  /** True: generated, and no example; false: the example. */
  readonly dynamic?: boolean;
  readonly seed?: string;
  /** As `Preference-Applied` has it (RFC 7240 §3). */
  readonly applied: string;
}

const NAMES = ["code", "example", "dynamic", "seed"] as const;
type Wishes = Map<string, string>;

// RFC 7240 §2: token [ BWS "=" BWS word ], between them commas, or semicolons before parameters: here these are wishes too.
const WISH = /([\w!#$%&'*+.^`|~-]+)(?:[\t ]*=[\t ]*("(?:[^"\\]|\\.)*"|[^\t ,;"]*))?/g;

/**
 * Nothing where nothing is wished that a mock knows; what it cannot read it ignores (RFC 7240 §2).
 * @param query where a header cannot be sent: `__code`, `__example`, `__dynamic`, `__seed`
 */
export function preferenceOf(
  header: string | undefined,
  query: ReadonlyMap<string, string> | undefined,
): Preference | undefined {
  if (header === undefined && query === undefined) return undefined;
  const wishes: Wishes = new Map(query);
  for (const [, name = "", word = ""] of header?.matchAll(WISH) ?? []) {
    const key = name.toLowerCase();
    // The first counts (RFC 7240 §2).
    if (!wishes.has(key)) wishes.set(key, word.startsWith('"') ? word.slice(1, -1).replaceAll(/\\(.)/g, "$1") : word);
  }
  const code = wishes.get("code") ?? "";
  const dynamic = wishes.get("dynamic") ?? "";
  if (!/^[1-5]\d\d$/.test(code)) wishes.delete("code");
  if (dynamic !== "true" && dynamic !== "false") wishes.delete("dynamic");
  const [example, seed] = [wishes.get("example"), wishes.get("seed")];
  const known = NAMES.filter((name) => wishes.has(name));
  if (known.length === 0) return undefined;
  return {
    ...(wishes.has("code") && { code: Number(code) }),
    ...(wishes.has("dynamic") && { dynamic: dynamic === "true" }),
    ...(example !== undefined && { example }),
    ...(seed !== undefined && { seed }),
    applied: known.map((name) => `${name}=${word(wishes.get(name) ?? "")}`).join(", "),
  };
}

const word = (text: string): string =>
  /^[\w!#$%&'*+.^`|~-]+$/.test(text)
    ? text
    : `"${text.replaceAll(/[^\t\x20-\x7e]/g, "?").replaceAll(/["\\]/g, "\\$&")}"`;

/** Takes the wishes out of a URL: `/students?__code=404&limit=2` is `/students?limit=2`. */
export function wishesOf(url: string): { readonly url: string; readonly wishes: Wishes } | undefined {
  const question = url.indexOf("?");
  if (question === -1 || !url.includes("__", question)) return undefined;
  const wishes: Wishes = new Map();
  const kept = url
    .slice(question + 1)
    .split("&")
    .filter((pair) => {
      const name = pair.split("=", 1)[0] ?? "";
      if (!NAMES.some((known) => name === `__${known}`)) return true;
      const [[, value = ""] = []] = new URLSearchParams(pair); // percent-decoded
      wishes.set(name.slice(2), value);
      return false;
    });
  if (wishes.size === 0) return undefined;
  return { url: url.slice(0, question) + (kept.length === 0 ? "" : `?${kept.join("&")}`), wishes };
}
