/** A finding as a diagnostic. */

import type { LoadedContract } from "../../contract/index.ts";
import { diagnostic, type Diagnostic } from "../../diagnostics/index.ts";
import type { Fields } from "./target.ts";
import { curlOf, type Finding, type Secrets } from "../../verify/index.ts";

/**
 * @param url where the API is, without a slash at its end
 * @param fields sent with every request
 */
export function told(
  finding: Finding,
  { locate }: LoadedContract,
  url: string,
  secrets: Secrets,
  fields: Fields = [],
): Diagnostic {
  const { check, operation, message, expected, pointer, requests, more, name, severity } = finding;
  const position = locate(pointer);
  // Whole, since they are to be run: they are quoted for the shell, and for the terminal.
  const commands = requests
    .map((each) => curlOf(url, { ...each, headers: [...fields, ...each.headers] }, secrets))
    .join("\n");
  return {
    ...diagnostic(check, { operation, message, expected, name, more }),
    ...(severity && { severity }),
    hint: `reproduce it with:\n${commands}`,
    pointer,
    ...(position && { position }),
  };
}
