/** Declared headers of responses: see {@link ClientParts}. */

import type { Header } from "../../core/contract.ts";
import { Misfit } from "../../core/parameters/coerce.ts";
import { decodeHeaderValue } from "../../core/parameters/style.ts";
import type { ClientParts } from "./types.ts";

/** Response headers whose schema is a string. */
export const textHeaders = { fields: fieldsBy((_, text) => text) } satisfies ClientParts;

/** Response headers of every schema. */
export const typedHeaders = { fields: fieldsBy(typedField) } satisfies ClientParts;

/** @param read the value; an error is what is wrong with the text */
function fieldsBy(
  read: (header: Header, text: string, received: Headers, parts: ClientParts) => unknown,
): NonNullable<ClientParts["fields"]> {
  return async (declared, received, fail, parts) => {
    const found: [string, unknown][] = [];
    for (const field of declared) {
      const { name, required } = field;
      const text = received.get(name);
      if (text !== null) {
        const value = read(field, text, received, parts);
        if (value instanceof Error) await fail(`${name} ${value.message}: ${text}`);
        found.push([name, value]);
      } else if (required && !/^set-cookie/i.test(name)) {
        // Fetch standard §2.2.2: no script can read Set-Cookie.
        await fail(`${name} is missing; a server of another origin must list it in Access-Control-Expose-Headers`);
      }
    }
    return Object.fromEntries(found);
  };
}

function typedField(header: Header, text: string, received: Headers, { values }: ClientParts): unknown {
  const { name, explode, mediaType } = header;
  const numbers = values?.numbers;
  const shape = numbers === undefined ? header.shape : numbers.shape(header.shape);
  // RFC 9110 §5.3: a cookie's date has a comma, so that only field lines tell cookies apart.
  if (/^set-cookie$/i.test(name) && typeof shape === "object" && "array" in shape) return received.getSetCookie();
  const field = { name, style: "simple", explode: explode === true, shape, mediaType, parse: numbers?.parse } as const;
  const value = decodeHeaderValue(field, text);
  return value instanceof Misfit ? new TypeError(value.message) : value;
}
