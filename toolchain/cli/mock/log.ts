/** What `tenon mock` says: where it is, and a line for each request. */

import { styleText } from "node:util";
import type { Contract, Operation } from "tenon-runtime/core";
import type { RequestEntry } from "tenon-runtime/mocks/http";
import { clock, plural, printable, type Format } from "../report/index.ts";
import type { Shell } from "../shell/shell.ts";

/** A request that was answered, or a callback that was sent. */
export interface LogEntry extends Omit<RequestEntry, "outcome"> {
  readonly outcome?: RequestEntry["outcome"] | "callback";
  /** Why a callback could not be sent. */
  readonly error?: string;
}

type Style = Parameters<typeof styleText>[0];

/** As wide as the longest, `generated`. */
const OUTCOME = 9;

const STYLES: Readonly<Record<string, Style>> = {
  proxied: "cyan",
  refused: "yellow",
  fault: "magenta",
  override: "blue",
  callback: "magenta",
};

/**
 * What has one width comes first, so that columns stand below one another however long a URL is:
 * `12:03:05  400 refused    0.8 ms  POST   /students  createStudent  body /email is not an email address (and 2 more)`;
 * on a terminal what is wrong has a line of its own.
 */
export function logLine(entry: LogEntry, format: Format, shell: Pick<Shell, "terminal">): string {
  const { method, url, operation, outcome, status, violations, error } = entry;
  const milliseconds = Math.round(entry.milliseconds * 10) / 10;
  if (format === "json")
    return JSON.stringify({
      method,
      url,
      ...(operation !== undefined && { operation }),
      status,
      ...(outcome !== undefined && { outcome }),
      ...(violations !== undefined && { violations }),
      ...(error !== undefined && { error }),
      milliseconds,
    });
  const styled = shell.terminal.out;
  const paint = (style: Style, text: string): string =>
    styled ? styleText(style, text, { validateStream: false }) : text;
  const color = status === 0 || status >= 500 ? "red" : status >= 400 ? "yellow" : "green";
  const word = (outcome ?? "-").padEnd(OUTCOME);
  const line = [
    ...(styled ? [paint("dim", clock())] : []),
    `${paint([color, "bold"], status === 0 ? "---" : String(status))} ${paint(STYLES[outcome ?? ""] ?? "dim", word)}`,
    paint("dim", `${milliseconds.toFixed(1).padStart(6)} ms`),
    `${paint("bold", method.padEnd(6))} ${printable(url)}`,
    operation === undefined ? "-" : paint("dim", operation),
  ];
  const [first, ...others] = violations ?? [];
  const wrong = first === undefined ? error : [first.where, first.pointer, first.message].filter(Boolean).join(" ");
  if (wrong === undefined) return line.join("  ");
  const rest = others.length > 0 ? ` (and ${others.length} more)` : "";
  const told = paint("yellow", printable(wrong).replaceAll("\n", " ")) + paint("dim", rest);
  return styled ? `${line.join("  ")}\n          ${paint("dim", "└")} ${told}` : `${line.join("  ")}  ${told}`;
}

/** What there is to know as it starts. */
export interface Start {
  /** Of the contract, as a person wrote it. */
  readonly name: string;
  readonly contract: Contract;
  /** So many operations keep what they are sent. */
  readonly stateful: number;
  /** Where the API is. */
  readonly url: string;
  readonly seed: number | undefined;
  readonly watch: boolean;
  /** The real server and which operations are its own, in words. */
  readonly proxy: string | undefined;
  readonly scenarios: readonly string[];
  readonly active: readonly string[];
}

/** One line in a pipe; on a terminal several lines, with a first command to try. */
export function startLines(start: Start, shell: Pick<Shell, "terminal">): string {
  const { name, contract, stateful, url, seed, watch, proxy, scenarios, active } = start;
  const keep = stateful === 1 ? "stores data" : "store data";
  const share = `${Math.round((100 * stateful) / contract.operations.length)} %`;
  const kept = stateful === 0 ? "" : `, ${stateful} of them ${keep} (${share})`;
  const operations = plural(contract.operations.length, "operation") + kept;
  if (!shell.terminal.err) {
    const behind = proxy === undefined ? "" : `forwarding to ${proxy}\n`;
    return `mock of ${printable(name)}, ${operations}, on ${url}\n${behind}`;
  }
  const paint = (style: Style, text: string): string => styleText(style, text, { validateStream: false });
  const row = (label: string, value: string): string => `  ${paint("dim", label.padEnd(10))} ${value}`;
  const easy = easiest(contract.operations);
  const on = new Set(active);
  return [
    "",
    `  ${paint("bold", printable(contract.title))} ${paint("dim", printable(contract.version))}  ${paint("dim", `mock of ${printable(name)}`)}`,
    "",
    row("address", paint(["cyan", "bold"], url)),
    row("operations", `${contract.operations.length}${kept}`),
    ...(proxy === undefined ? [] : [row("forwards to", proxy)]),
    ...(seed === undefined ? [] : [row("seed", String(seed))]),
    ...(scenarios.length === 0
      ? []
      : [row("scenarios", scenarios.map((each) => (on.has(each) ? paint("bold", `${each} (on)`) : each)).join(", "))]),
    ...(easy === undefined ? [] : [row("try", printable(curlOf(easy, contract, url)))]),
    "",
    paint("dim", `  ${watch ? "Reloads when the contract changes and keeps stored data. " : ""}Press Ctrl-C to stop.`),
    "",
    "",
  ].join("\n");
}

/** A GET that needs nothing, else one that needs credentials. */
function easiest(operations: readonly Operation[]): Operation | undefined {
  const free = operations.filter(
    ({ method, path, parameters }) =>
      method === "GET" && !path.includes("{") && parameters?.some(({ required }) => required === true) !== true,
  );
  return free.find(({ security }) => isOpen(security)) ?? free[0];
}

const isOpen = (security: Operation["security"]): boolean =>
  security === undefined || security.length === 0 || security.some((each) => Object.keys(each).length === 0);

function curlOf(operation: Operation, { securitySchemes }: Contract, url: string): string {
  const [first = {}] = isOpen(operation.security) ? [] : (operation.security ?? []);
  let query = "";
  const headers = Object.keys(first).flatMap((name): string[] => {
    const scheme = securitySchemes[name];
    if (scheme?.type === "apiKey") {
      if (scheme.in === "query") query += `${query === "" ? "?" : "&"}${scheme.name}=any`;
      return scheme.in === "query"
        ? []
        : [scheme.in === "cookie" ? `Cookie: ${scheme.name}=any` : `${scheme.name}: any`];
    }
    if (scheme?.type === "http" && scheme.scheme.toLowerCase() === "basic")
      return ["Authorization: Basic YW55OmFueQ=="];
    return scheme === undefined || scheme.type === "mutualTLS" ? [] : ["Authorization: Bearer any"];
  });
  const target = `${url}${operation.path}${query}`;
  return ["curl", ...headers.map((each) => `-H '${each.replaceAll("'", "")}'`), quoted(target)].join(" ");
}

/** For a shell. */
const quoted = (text: string): string => (/^[\w:/.,@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "%27")}'`);
