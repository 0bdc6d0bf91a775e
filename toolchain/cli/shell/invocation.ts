import type { Choice } from "../config/projects.ts";

/** The command that does this again, as it is typed here: from the package, or from Tenon's own sources. */
export function invocation(command: string, choice: Choice): string {
  const tenon = import.meta.url.endsWith(".ts") ? "npm run -s tenon --" : "npx tenon";
  return [tenon, command, ...choiceArguments(choice).map(quoted)].join(" ");
}

/** The arguments that choose the same. */
export function choiceArguments({ contract, ...flags }: Choice): string[] {
  const words: string[] = [];
  if (contract !== undefined) words.push(contract);
  if (flags.output !== undefined) words.push("-o", flags.output);
  if (flags.config !== undefined) words.push("--config", flags.config);
  if (flags.root !== undefined) words.push("--root", flags.root);
  if (flags.overlay?.length) words.push("--overlay", flags.overlay.join(","));
  if (flags.allowUnresolved) words.push("--allow-unresolved");
  if (flags.include?.length) words.push("--include", flags.include.join(","));
  if (flags.importExtension !== undefined) words.push("--import-extension", flags.importExtension);
  if (flags.emit?.length) words.push("--emit", flags.emit.join(","));
  if (flags.strict) words.push("--strict");
  return words;
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
