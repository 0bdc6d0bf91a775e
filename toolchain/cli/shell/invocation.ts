import type { Choice } from "../config/projects.ts";

/** The command that does this again, as it is typed here: from the package, or from Tenon's own sources. */
export function invocation(command: string, { contract, ...flags }: Choice): string {
  const words = [import.meta.url.endsWith(".ts") ? "npm run -s tenon --" : "npx tenon", command];
  if (contract !== undefined) words.push(quoted(contract));
  if (flags.output !== undefined) words.push("-o", quoted(flags.output));
  if (flags.config !== undefined) words.push("--config", quoted(flags.config));
  if (flags.root !== undefined) words.push("--root", quoted(flags.root));
  if (flags.overlay?.length) words.push("--overlay", quoted(flags.overlay.join(",")));
  if (flags.allowUnresolved) words.push("--allow-unresolved");
  if (flags.include?.length) words.push("--include", quoted(flags.include.join(",")));
  if (flags.importExtension !== undefined) words.push("--import-extension", flags.importExtension);
  if (flags.emit?.length) words.push("--emit", flags.emit.join(","));
  if (flags.strict) words.push("--strict");
  return words.join(" ");
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
