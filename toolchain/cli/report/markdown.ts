/** Markdown for a comment on a pull request. It begins with a mark, by which scripts find the comment again. */

import { details, pathOf, type Findings } from "./types.ts";

/** GitHub limits a comment to 65,536 characters. */
const MOST = 50;

const RANKS = { error: 0, warning: 1, info: 2 } as const;
const NOUNS = { error: "error", warning: "warning", info: "note" } as const;

export const mark = (command: string): string => `<!-- tenon:${command} -->`;

export function markdown({ command, exitCode, findings, accepted }: Findings): string {
  const count = (severity: string, noun: string): string[] => {
    const found = findings.filter((one) => one.severity === severity).length;
    return found === 0 ? [] : [`${found} ${noun}${found === 1 ? "" : "s"}`];
  };
  const counts = [...count("error", "error"), ...count("warning", "warning"), ...count("info", "note")];
  const result = exitCode === 2 ? "could not run" : counts.length === 0 ? "nothing found" : counts.join(", ");
  const lines = [mark(command), `### ${exitCode === 0 ? "✅" : "❌"} tenon ${command}: ${result}`, ""];
  // Errors first: what is left out is never worse than what is shown.
  const ordered = findings.toSorted((a, b) => RANKS[a.severity] - RANKS[b.severity]);
  for (const finding of ordered.slice(0, MOST)) {
    const { position, severity, code, message } = finding;
    const path = pathOf(finding);
    const place =
      path === undefined ? "" : ` ${inert(position ? `${path}:${position.line}:${position.column}` : path)}`;
    lines.push(`- **${severity}**${place} ${inert(code)}`);
    for (const line of message.split("\n")) lines.push(`  <br>${inert(line)}`);
    for (const detail of details(finding))
      lines.push(`  <br>${detail.startsWith(WHY) ? escaped(detail) : inert(detail)}`);
  }
  if (findings.length > MOST) {
    const left = ordered.slice(MOST);
    const kinds = (["error", "warning", "info"] as const).flatMap((severity) => {
      const number = left.filter((one) => one.severity === severity).length;
      return number === 0 ? [] : [`${number} ${NOUNS[severity]}${number === 1 ? "" : "s"}`];
    });
    lines.push("", `Not shown: ${kinds.join(", ")}. They are in the other reports and in the log.`);
  }
  if (accepted.length > 0) {
    lines.push("", `<details><summary>${accepted.length} accepted</summary>`, "");
    for (const { finding, reason } of accepted.slice(0, MOST))
      lines.push(`- ${inert(finding.code)} ${inert(pathOf(finding) ?? "")}: ${inert(reason)}`);
    lines.push("", "</details>");
  }
  return `${lines.join("\n")}\n`;
}

/** The reasons are Tenon's own texts. They are read as sentences, not as code. */
const WHY = "why: ";

/** Untrusted text of a contract: in `<code>` with character references it makes no markup, link or mention. */
const inert = (text: string): string => `<code>${escaped(text)}</code>`;

function escaped(text: string): string {
  const safe = text.replace(/\p{C}/gu, (char) => (char === "\n" ? "\n" : "\uFFFD"));
  return safe.replace(/[^\p{L}\p{N} ,.]/gu, (char) => `&#${char.codePointAt(0) ?? 0};`);
}
