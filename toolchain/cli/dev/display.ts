/** Shows a board: on a screen, or as plain lines where there is no terminal. */

import { pretty, printable } from "../report/index.ts";
import { logLine } from "../mock/log.ts";
import type { Screen, Shell } from "../shell/shell.ts";
import { type Change, type CheckName, type View } from "./board.ts";
import { screenLines } from "./screen.ts";
import { painter } from "./text.ts";

export interface Display {
  show(change: Change, view: View): void;
  close(): void;
}

/** Milliseconds between two drawings. */
const FRAME = 40;

// ECMA-48, and xterm's private modes 1049 (alternate screen), 25 (cursor) and 2026 (synchronised output).
const ENTER = "\u001b[?1049h\u001b[?25l\u001b[2J";
const LEAVE = "\u001b[?25h\u001b[?1049l";
const BEGIN = "\u001b[?2026h\u001b[H";
const END = "\u001b[J\u001b[?2026l";
const REST_OF_LINE = "\u001b[K";

/** Draws the whole screen after each change, and reads its keys. It restores the terminal however the process ends. */
export function screenDisplay(shell: Shell, screen: Screen, onKey: (key: string) => void): Display {
  const paint = painter(shell.terminal.out);
  let newest: View | undefined;
  let timer: NodeJS.Timeout | undefined;
  const draw = (): void => {
    timer = undefined;
    if (newest === undefined) return;
    const lines = screenLines(newest, screen, paint);
    shell.out(BEGIN + lines.map((line) => line + REST_OF_LINE).join("\r\n") + END);
  };
  const later = (): void => void (timer ??= setTimeout(draw, FRAME));
  const restore = (): void => shell.out(LEAVE);
  shell.out(ENTER);
  process.once("exit", restore);
  const release = screen.open({ key: onKey, resized: later });
  return {
    show(_, view) {
      newest = view;
      later();
    },
    close() {
      clearTimeout(timer);
      release();
      process.off("exit", restore);
      restore();
    },
  };
}

/** Prints a line for each change: findings and requests to standard output, the rest to standard error. */
export function lineDisplay(shell: Shell): Display {
  const printed = new Map<string, string>();
  const isNew = (key: string, text: string): boolean => {
    if (printed.get(key) === text) return false;
    printed.set(key, text);
    return true;
  };
  const checked = (name: CheckName, { checks }: View): void => {
    const { state, text, findings } = checks[name];
    if (state === "running" || state === "off") return;
    if (!isNew(name, JSON.stringify([text, findings]))) return;
    for (const one of findings) shell.out(`${pretty(one, shell)}\n`);
    shell.err(`${name}: ${printable(text)}\n`);
  };
  return {
    show(change, view) {
      if (change.kind === "check") return checked(change.name, view);
      if (change.kind === "view") {
        for (const [name, text] of Object.entries(stateTexts(view)))
          if (isNew(name, text)) shell.err(`${name}: ${printable(text)}\n`);
        return;
      }
      const last = view.log.at(-1);
      if (last === undefined) return;
      if (last.kind === "request") shell.out(`${logLine(last.entry, "pretty", shell)}\n`);
      else shell.err(`${last.kind}: ${printable(last.text)}\n`);
    },
    close() {},
  };
}

function stateTexts({ api, docs, server, forwards, active }: View): Readonly<Record<string, string>> {
  return {
    ...(api !== undefined && { api }),
    ...(docs !== undefined && { docs }),
    ...(server && { server: `${server.name}: ${forwards ? STATES[server.state] : "not used"}` }),
    ...(active.length > 0 && { scenario: active.join(", ") }),
  };
}

const STATES = { starting: "starting", running: "running", down: "not running" } as const;
