/** JSON whose values are more than those of `JSON.parse`, and media types that are ranges: see {@link ClientParts}. */

import type { OperationValues } from "../../core/conversions/types.ts";
import { matchMediaType } from "../../core/http/media.ts";
import { parseExactJson } from "../../core/json/exact.ts";
import { DecodeError } from "../errors.ts";
import type { ClientParts } from "./types.ts";

/** Media types that are ranges or have parameters. */
export const mediaRanges = { match: matchMediaType } satisfies ClientParts;

/** Integers of 64 bits: one that would lose digits is refused. */
export const exactNumbers = { json: parseExactJson } satisfies ClientParts;

/** What the options `dates`, `bigint` and `decimals` convert in an operation. */
export function convertedValues(values: OperationValues): ClientParts {
  const { numbers } = values;
  return {
    values: {
      numbers,
      request: (operation, input) => values.request(operation, input, "encode"),
      answer(operation, result, details) {
        try {
          return values.answer(operation, result, "decode");
        } catch (cause) {
          const { message, pointer = "" } = cause as Error & { readonly pointer?: string }; // a ConversionError or a JsonError
          const wrong = [pointer, message].filter(Boolean).join(" ");
          throw new DecodeError(`the body of ${result.status} is invalid: ${wrong}`, { ...details, cause });
        }
      },
    },
    ...(numbers && { json: (text) => numbers.keep(text, JSON.parse(text)) }),
  };
}
