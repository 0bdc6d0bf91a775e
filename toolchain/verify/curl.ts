/** The command that repeats a request, for a POSIX shell. */

import type { CaseRequest } from "./cases/index.ts";

/** Secret → the variable of the environment that has it: commands are printed, and logs are read by many. */
export type Secrets = ReadonlyMap<string, string>;

/** @param base where the API is, without a slash at its end */
export function curlOf(
  base: string,
  { method, url, headers, body }: CaseRequest,
  secrets: Secrets = new Map(),
): string {
  const parts = ["curl", "-i"];
  if (method === "HEAD") parts.push("-I");
  else if (method !== "GET" || body !== undefined) parts.push("-X", quoted(method));
  if (/[[\]{}]/.test(base + url)) parts.push("-g");
  // `/../` is a part of the path here.
  if (/\/\.{1,2}(?:[/?]|$)/.test(url)) parts.push("--path-as-is");
  for (const [name, value] of headers) {
    // Without a value curl leaves the field out, unless it ends in a semicolon.
    const line = value === "" ? `${name};` : `${name}: ${value}`;
    parts.push("-H", hiding(line, secrets));
  }
  const target = hiding(base + url, secrets);
  if (body === undefined) return `${parts.join(" ")} ${target}`;
  // It would say that it is a form.
  if (!headers.some(([name]) => name.toLowerCase() === "content-type")) parts.push("-H", "Content-Type:");
  const text = textOf(body);
  if (text !== undefined) return `${parts.join(" ")} --data-binary ${quoted(text)} ${target}`;
  const escaped = Array.from(body, (byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");
  return `printf '${escaped}' | ${parts.join(" ")} --data-binary @- ${target}`;
}

/** `undefined` where a shell's argument cannot hold it, or curl would read a file. */
function textOf(body: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
    return text.includes("\0") || text.startsWith("@") ? undefined : text;
  } catch {
    return undefined;
  }
}

/** Quoted, with variables in place of secrets. */
function hiding(text: string, secrets: Secrets): string {
  for (const [secret, variable] of secrets) {
    for (const form of [secret, encodeURIComponent(secret)]) {
      const at = form === "" ? -1 : text.search(new RegExp(`(?<=[ =:])${literal(form)}(?=$|[&; ])`));
      if (at < 0) continue;
      const rest = text.slice(at + form.length);
      return `${quoted(text.slice(0, at))}"$${variable}"${rest === "" ? "" : hiding(rest, secrets)}`;
    }
    const coded = Buffer.from(secret).toString("base64");
    if (text.endsWith(` ${coded}`))
      return `${quoted(text.slice(0, -coded.length))}"$(printf %s "$${variable}" | base64)"`;
  }
  return quoted(text);
}

const literal = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, "\\$&");

/** Control, format and separator characters: a terminal would obey them. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

function quoted(text: string): string {
  if (/^[\w./:=-]+$/.test(text)) return text;
  if (!UNPRINTABLE.test(text)) return `'${text.replaceAll("'", "'\\''")}'`;
  // Bash, Zsh and POSIX 2024 know this form. Bytes, since what a shell makes of a code point its locale decides.
  const escaped = Array.from(text.replaceAll("\\", "\\\\").replaceAll("'", "\\'"), (character) =>
    UNPRINTABLE.test(character)
      ? Array.from(Buffer.from(character), (byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("")
      : character,
  );
  return `$'${escaped.join("")}'`;
}
