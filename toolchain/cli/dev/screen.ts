/** The screen of `tenon dev`: a state → its lines. */

import type { Diagnostic } from "../../diagnostics/index.ts";
import type { LogEntry } from "../mock/log.ts";
import { CHECKS, type Check, type CheckName, type LogLine, type View } from "./board.ts";
import { cut, padded, type Paint, type Style, widthOf, wrapped } from "./text.ts";

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** From this width on, findings and requests stand side by side. */
const WIDE = 120;
/** From this height on, there is room for findings and requests. */
const BOTH = 8;
/** From this width on, a request shows its operation. */
const NAMED = 80;
/** From this width on, the log shows the time. */
const TIMED = 60;
const MARGIN = 2;
/** Of the labels on the left, with the gap behind them. */
const LABEL = 12;

/** As many lines as the terminal has rows, none wider than it has columns. */
export function screenLines(view: View, { columns, rows }: Size, paint: Paint): string[] {
  const width = Math.max(columns - 2 * MARGIN, 20);
  const footer = [keysLine(view, width, paint)];
  // A low terminal needs its lines for what changes.
  const airy = rows >= 20;
  const head = [
    titleLine(view, width, paint),
    "",
    ...addressLines(view, width, paint),
    "",
    ...checkLines(view, width, paint),
  ];
  const top = airy ? ["", ...head, ""] : head.filter((line) => line !== "");
  const left = rows - top.length - footer.length - (airy ? 1 : 0);
  const body = bodyLines(view, width, left, paint);
  const filled = [...body, ...Array.from({ length: Math.max(left - body.length, 0) }, () => "")].slice(
    0,
    Math.max(left, 0),
  );
  const lines = [...top, ...filled, ...(airy ? [""] : []), ...footer].slice(0, rows);
  return lines.map((line) => (line === "" ? "" : " ".repeat(MARGIN) + line));
}

function titleLine({ title, version, contract }: View, width: number, paint: Paint): string {
  const name = cut(title === "" ? contract : title, Math.max(width - 20, 10));
  const line = `${paint(["cyan", "bold"], "tenon")}  ${paint("bold", name)} ${paint("dim", cut(version, 12))}`;
  const file = cut(contract, Math.max(width - widthOf(line) - 2, 0));
  const gap = width - widthOf(line) - widthOf(file);
  return title === "" || gap < 2 ? line : line + " ".repeat(gap) + paint("dim", file);
}

function addressLines(view: View, width: number, paint: Paint): string[] {
  const { api, docs, server, forwards, scenarios, active } = view;
  const row = (label: string, value: string, note: string, style: Style = "dim"): string => {
    const shown = cut(value, width - LABEL);
    const room = width - LABEL - widthOf(shown) - 2;
    return `${paint("dim", padded(label, LABEL))}${shown}${room > 8 ? `  ${paint(style, cut(note, room))}` : ""}`;
  };
  const answers =
    server === undefined || !forwards
      ? "the mock answers"
      : server.state === "running"
        ? "your server answers, the mock what it lacks"
        : "the mock answers until your server runs";
  const states = {
    starting: ["starting", "yellow"],
    running: ["running", "green"],
    down: ["not running", "red"],
  } as const;
  return [
    row("API", api ?? "waits for a valid contract", api === undefined ? "" : answers, "cyan"),
    ...(docs === undefined ? [] : [row("Docs", docs, "")]),
    ...(server === undefined ? [] : [row("Server", server.name, states[server.state][0], states[server.state][1])]),
    ...(scenarios.length === 0
      ? []
      : [row("Scenario", active.join(", ") || "none", `${scenarios.length} to choose from`)]),
  ];
}

const MARKS: Readonly<Record<Check["state"], readonly [mark: string, style: Style]>> = {
  off: ["·", "dim"],
  running: ["…", "cyan"],
  good: ["✓", "green"],
  warned: ["▲", "yellow"],
  bad: ["✗", "red"],
};

const NAMES: Readonly<Record<CheckName, string>> = {
  contract: "Contract",
  types: "Types",
  changes: "Changes",
  verify: "Verify",
};

function checkLines({ checks }: View, width: number, paint: Paint): string[] {
  return CHECKS.map((name) => {
    const { state, text } = checks[name];
    const [mark, style] = MARKS[state];
    const said = cut(text, width - LABEL);
    const quiet = state === "off" || state === "running";
    return `${paint([style, "bold"].flat() as Style, mark)} ${padded(NAMES[name], LABEL - 2)}${quiet ? paint("dim", said) : said}`;
  });
}

/** Findings above requests; on a wide terminal side by side. */
function bodyLines(view: View, width: number, rows: number, paint: Paint): string[] {
  const findings = CHECKS.flatMap((name) => view.checks[name].findings);
  if (findings.length === 0) return logLines(view.log, width, rows, paint);
  if (rows < BOTH) return findingLines(findings, width, rows, paint);
  if (width >= WIDE) {
    const half = Math.floor((width - 3) / 2);
    const left = findingLines(findings, half, rows, paint);
    const right = logLines(view.log, width - half - 3, rows, paint);
    return Array.from({ length: Math.max(left.length, right.length) }, (_, index) => {
      const first = left[index] ?? "";
      const second = right[index] ?? "";
      return second === "" ? first : `${padded(first, half)}   ${second}`;
    });
  }
  const gap = rows >= 12 ? [""] : [];
  // The requests keep a third, or less if there are few.
  const kept = Math.min(view.log.length + 1, Math.max(Math.floor(rows / 3), 3)) + gap.length;
  const found = findingLines(findings, width, Math.max(rows - kept, 2), paint);
  return [...found, ...gap, ...logLines(view.log, width, rows - found.length - gap.length, paint)];
}

function rule(title: string, width: number, paint: Paint): string {
  return `${paint("bold", title)} ${paint("dim", "─".repeat(Math.max(width - widthOf(title) - 1, 0)))}`;
}

const ORDER = { error: 0, warning: 1, info: 2 } as const;
const COLOURS = { error: "red", warning: "yellow", info: "cyan" } as const;

function findingLines(findings: readonly Diagnostic[], width: number, rows: number, paint: Paint): string[] {
  const sorted = findings.toSorted((a, b) => ORDER[a.severity] - ORDER[b.severity]);
  const lines = [rule(`Findings ${findings.length}`, width, paint)];
  for (const [index, one] of sorted.entries()) {
    const block = findingBlock(one, width, paint);
    const last = index === sorted.length - 1;
    if (lines.length + block.length + (last ? 0 : 1) > rows) {
      // The first is cut to what there is room for.
      const part = index === 0 ? block.slice(0, Math.max(rows - lines.length - 1, 0)) : [];
      lines.push(...part);
      const more = sorted.length - index - Math.sign(part.length);
      if (more > 0) lines.push(paint("dim", `and ${more} more`));
      break;
    }
    lines.push(...block);
  }
  return lines;
}

function findingBlock(
  { code, severity, message, hint, position, file }: Diagnostic,
  width: number,
  paint: Paint,
): string[] {
  const place = position === undefined ? (file ?? "") : `${position.file}:${position.line}:${position.column}`;
  const name = cut(code, Math.max(width - 12, 8));
  const room = width - widthOf(name) - 3;
  const head = `${paint(COLOURS[severity], "■")} ${paint(COLOURS[severity], name)}`;
  const inner = width - 2;
  return [
    place === "" || room < 8 ? head : `${head} ${paint("bold", cutStart(place, room))}`,
    ...wrapped(message, inner).map((line) => `  ${line}`),
    ...(hint === undefined ? [] : wrapped(`→ ${hint}`, inner).map((line) => `  ${paint("dim", line)}`)),
  ];
}

/** The end of a path says more than its beginning. */
function cutStart(text: string, width: number): string {
  return widthOf(text) <= width ? cut(text, width) : `…${text.slice(-(width - 1))}`;
}

function logLines(log: readonly LogLine[], width: number, rows: number, paint: Paint): string[] {
  const requests = log.filter(({ kind }) => kind === "request").length;
  let shown: string[] = [];
  for (const line of log.toReversed()) {
    const block = logBlock(line, width, paint);
    const room = rows - 1 - shown.length;
    if (block.length > room && shown.length > 0) break;
    shown = [...block.slice(0, Math.max(room, 0)), ...shown];
  }
  if (log.length === 0) shown = [paint("dim", "none yet")];
  return [rule(requests === 0 ? "Requests" : `Requests ${requests}`, width, paint), ...shown].slice(
    0,
    Math.max(rows, 0),
  );
}

function logBlock(line: LogLine, width: number, paint: Paint): string[] {
  const time = width >= TIMED ? `${paint("dim", line.time)}  ` : "";
  const room = width - widthOf(time);
  if (line.kind === "request") return requestBlock(line.entry, time, width, paint);
  const mark = line.kind === "server" ? "│ " : "» ";
  return [time + paint("dim", mark + cut(line.text, room - 2))];
}

/** Who has answered: the server, or the mock and how. */
export function answeredBy({ outcome }: LogEntry): readonly [who: string, how: string] {
  if (outcome === "proxied") return ["server", ""];
  if (outcome === "callback") return ["callback", ""];
  return ["mock", outcome ?? ""];
}

const WHO: Readonly<Record<string, Style>> = { server: "cyan", mock: "magenta", callback: "blue" };

function requestBlock(entry: LogEntry, time: string, width: number, paint: Paint): string[] {
  const { status, method, url, operation, milliseconds, violations, error } = entry;
  const color = status === 0 || status >= 500 ? "red" : status >= 400 ? "yellow" : "green";
  const [who, how] = answeredBy(entry);
  const wide = width >= TIMED;
  const by = wide
    ? padded(`${paint(WHO[who] ?? "dim", who)} ${paint("dim", how)}`, 15)
    : padded(paint(WHO[who] ?? "dim", who), 8);
  const head = `${time}${paint([color, "bold"], status === 0 ? "---" : String(status))} ${by} ${paint("bold", padded(method, 6))} `;
  const tail = wide ? `${width < NAMED ? "" : (operation ?? "")}  ${milliseconds.toFixed(1).padStart(6)} ms` : "";
  const room = Math.max(width - widthOf(head) - widthOf(tail) - 2, 8);
  const target = padded(cut(url, room), room);
  const [first, ...others] = violations ?? [];
  const wrong = first === undefined ? error : [first.where, first.pointer, first.message].filter(Boolean).join(" ");
  const rest = others.length === 0 ? "" : ` (and ${others.length} more)`;
  const indent = " ".repeat(widthOf(time) + 4);
  return [
    `${head}${target}  ${paint("dim", tail)}`,
    ...(wrong === undefined ? [] : [`${indent}${paint("yellow", cut(`${wrong}${rest}`, width - indent.length))}`]),
  ];
}

function keysLine({ server, forwards, scenarios }: View, width: number, paint: Paint): string {
  const keys: [key: string, text: string][] = [
    ["o", "docs"],
    ...(server === undefined ? [] : [["m", forwards ? "mock" : "server"] as [string, string]]),
    ...(scenarios.length === 0 ? [] : [["s", "scenario"] as [string, string]]),
    ["r", "reset"],
    ["v", "verify"],
    ["q", "quit"],
  ];
  const shown = keys.map(([key, text]) => `${paint(["bold", "cyan"], key)} ${paint("dim", text)}`);
  return ["   ", "  ", " "].map((gap) => shown.join(gap)).find((line) => widthOf(line) <= width) ?? shown.join(" ");
}
