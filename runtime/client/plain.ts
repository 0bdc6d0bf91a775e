/**
 * Parameters whose values are single texts, or in a query lists of texts: almost all parameters. Other styles are in the
 * part `parameterStyles`. Both write the same text for the same value.
 */

import { percentEncode } from "../core/http/percent.ts";
import { EncodeError, scalarText } from "../core/parameters/scalar-text.ts";
import type { ClientParts } from "./parts/types.ts";
import type { ParameterValues } from "./input.ts";

/** The texts of parameters; a list has one for each item. @throws EncodeError */
export function texts(values: ParameterValues = {}): [name: string, text: string][] {
  return Object.entries(values).flatMap(([name, value]) =>
    [value ?? []].flat().map((item): [string, string] => {
      if (item == null) throw new EncodeError(`parameter "${name}": a list cannot contain null`);
      return [name, scalarText(item)];
    }),
  );
}

export const plainPath: NonNullable<ClientParts["path"]> = (template, _, values) => {
  const given = new Map(texts(values));
  return template.replace(/\{([^{}]+)\}/g, (__, name: string) => {
    const text = given.get(name) ?? "";
    // The URL standard (§4.4, path state) removes segments of dots.
    if (/^\.{0,2}$/.test(text))
      throw new EncodeError(
        `path parameter "${name}" ${text ? `is "${text}", which cannot be sent as a segment` : "is missing or empty"}`,
      );
    return percentEncode(text);
  });
};

export const plainQuery: NonNullable<ClientParts["query"]> = (_, values) =>
  texts(values)
    .map((pair) => pair.map(percentEncode).join("="))
    .join("&");

export const plainHeaders: NonNullable<ClientParts["headers"]> = (_, { headers }) =>
  texts(headers).map(([name, text]) => {
    // RFC 9110 §5.5: field values are Latin-1 without control characters, and lose white space at their ends.
    if (!/^[\t -~\x80-\xff]*$/.test(text) || text.trim() !== text)
      throw new EncodeError(`header parameter "${name}": ${JSON.stringify(text)} cannot be sent in a header`);
    return [name, text];
  });
