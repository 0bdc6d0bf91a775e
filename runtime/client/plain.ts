/**
 * Parameters whose values are single texts, or in a query lists of texts: almost all parameters. Other styles are in the
 * part `parameterStyles`. Both write the same text for the same value.
 */

import { percentEncode } from "../core/http/percent.ts";
import { EncodeError, scalarText } from "../core/parameters/scalar-text.ts";
import type { ParameterEncoders, ParameterValues } from "./parts/types.ts";

/** The texts of parameters; a list has one for each item. @throws EncodeError */
export function texts(values: ParameterValues = {}): [name: string, text: string][] {
  return Object.entries(values).flatMap(([name, value]) =>
    [value ?? []].flat().map((item): [string, string] => {
      if (item == null) throw new EncodeError(`parameter "${name}": a list cannot contain null`);
      return [name, scalarText(item)];
    }),
  );
}

const queryOf = (pairs: readonly (readonly string[])[]): string =>
  pairs.map((pair) => pair.map(percentEncode).join("=")).join("&");

export const plainParameters: ParameterEncoders = {
  path(template, _, values) {
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
  },
  query: (_, values) => queryOf(texts(values)),
  headers: (_, values) => texts(values).map(([name, text]) => [name, headerText(name, text)]),
  cookies: () => "",
};

/** RFC 9110 §5.5: field values are Latin-1 without control characters, and lose white space at their ends. */
function headerText(name: string, text: string): string {
  if (!/^[\t -~\x80-\xff]*$/.test(text) || text.trim() !== text)
    throw new EncodeError(`header parameter "${name}": ${JSON.stringify(text)} cannot be sent in a header`);
  return text;
}
