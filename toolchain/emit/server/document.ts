/**
 * `document.ts`: the contract as JSON text, for the options `openapi` and `docs`. A module reaches every build (TypeScript,
 * bundlers, CommonJS), which a file beside the code does not.
 */

import { code, trusted } from "../code.ts";
import { DOCUMENT, type Context, newUncheckedFile } from "../context.ts";
import { comment, quotedText } from "../doors.ts";
import type { GeneratedFile } from "../file.ts";

export function emitDocument(context: Context): GeneratedFile {
  const file = newUncheckedFile(`${DOCUMENT}.ts`.slice(2), context);
  file.declare("document");
  const lines = jsonLines(context.contract.document).map((line) => `  ${quotedText(line)},\n`);
  file.print(code`
    ${comment("The contract as JSON text. A server loads it when a caller first asks for it.")}
    export const document: string = [
    ${trusted(lines.join("").trimEnd())}
    ].join("\\n");
  `);
  return file;
}

/** Objects down to this depth have one member per line: a path or a schema that changes is one changed line. */
const DEPTH = 3;

/** JSON text by line. */
function jsonLines(value: unknown, depth = DEPTH): string[] {
  if (depth === 0 || typeof value !== "object" || value === null || Array.isArray(value))
    return [JSON.stringify(value)];
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  if (members.length === 0) return ["{}"];
  const lines = members.flatMap(([key, member], index) => {
    const [first = "", ...rest] = jsonLines(member, depth - 1);
    const own = [`${JSON.stringify(key)}:${first}`, ...rest];
    if (index < members.length - 1) own[own.length - 1] += ",";
    return own;
  });
  return ["{", ...lines, "}"];
}
