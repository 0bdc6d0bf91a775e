/** Status codes, and what a range or `default` stands for. */

import { type Code, code, join, lines } from "../code.ts";
import { comment, identifier } from "../doors.ts";
import { freeName } from "../file.ts";

/** IANA HTTP Status Code Registry, final ones (RFC 9110 §15): those that are assigned. */
const REGISTERED: readonly number[] = [
  200, 201, 202, 203, 204, 205, 206, 207, 208, 226, 300, 301, 302, 303, 304, 305, 307, 308, 400, 401, 402, 403, 404,
  405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 421, 422, 423, 424, 425, 426, 428, 429, 431, 451,
  500, 501, 502, 503, 504, 505, 506, 507, 508, 510, 511,
];

const RANGES: Readonly<Record<string, string>> = {
  "2XX": "Successful",
  "3XX": "Redirection",
  "4XX": "ClientError",
  "5XX": "ServerError",
  default: "Default",
};

const rangeOf = (code: number): string => `${Math.floor(code / 100)}XX`;

/**
 * The codes that a response key stands for, given all keys of the operation: itself, or the registered codes of the
 * range that no other key says more closely (OAS 3.2 §4.17). Empty for what can be no final response (`1XX`).
 */
function statusCodes(key: string, keys: readonly string[]): readonly number[] {
  if (/^\d{3}$/.test(key)) return [Number(key)];
  if (RANGES[key] === undefined) return [];
  const inRange = (status: number): boolean => key === "default" || rangeOf(status) === key;
  const closer = (status: number): boolean =>
    keys.includes(String(status)) || (key === "default" && keys.includes(rangeOf(status)));
  return REGISTERED.filter((status) => inRange(status) && !closer(status));
}

/** One type alias for each distinct set of codes. */
export class StatusAliases {
  readonly #taken: Set<string>;
  readonly #aliases = new Map<string, { readonly name: string; readonly text: Code }>();

  constructor(taken: Set<string>) {
    this.#taken = taken;
  }

  /** The type of `status` for a response key; nothing when no status is left for it. */
  type(key: string, keys: readonly string[]): Code | undefined {
    const codes = statusCodes(key, keys);
    if (codes.length === 0) return undefined;
    const literals = join(
      codes.map((status) => code`${status}`),
      code` | `,
    );
    if (RANGES[key] === undefined) return literals;
    const id = codes.join();
    let alias = this.#aliases.get(id);
    if (!alias) {
      const except = keys.filter((other) => other !== key && (key === "default" || other.startsWith(key.charAt(0))));
      const suffix = except.length === 0 ? "" : `Except_${except.toSorted().join("_")}`;
      alias = { name: freeName(`${RANGES[key]}${suffix}`, this.#taken), text: literals };
      this.#aliases.set(id, alias);
    }
    return identifier(alias.name);
  }

  declarations(): Code {
    if (this.#aliases.size === 0) return code``;
    return lines([
      comment("The registered status codes that a range, or `default`, leaves to what is not declared more closely."),
      ...[...this.#aliases.values()].map(({ name, text }) => code`type ${identifier(name)} = ${text};`),
    ]);
  }
}
