import type { MockReport } from "tenon-runtime/mocks";
import { couldNotWork, type Outcome } from "../report/outcome.ts";
import { resolveProjects, severalContracts, type Choice } from "../config/projects.ts";
import { untilAborted, type Shell } from "../shell/shell.ts";
import { Board } from "./board.ts";
import { lineDisplay, screenDisplay } from "./display.ts";
import { planDev, type DevOptions } from "./plan.ts";
import { DevSession } from "./session.ts";

/** `tenon dev`: works until it is stopped. */
export async function devCommand(shell: Shell, choice: Choice, options: DevOptions): Promise<Outcome> {
  const projects = await resolveProjects(shell.cwd, choice);
  if (projects.diagnostics.length > 0) return couldNotWork(projects.diagnostics);
  const [project, ...others] = projects.projects;
  if (!project || others.length > 0) return couldNotWork([severalContracts("dev", projects.projects)]);
  const stopped = shell.untilStopped();
  const quit = new AbortController();
  const end = AbortSignal.any([stopped, quit.signal]);
  const board = new Board(project.name);
  const plan = await planDev({
    shell,
    choice,
    options,
    projects,
    project,
    reporting: {
      stopped: end,
      complain: (report) => board.line("note", complaint(report)),
      log: (entry) => board.request(entry),
      say: (text) => board.line("note", text),
    },
  });
  const session = new DevSession(plan, board, () => quit.abort());
  const display =
    shell.screen === undefined ? lineDisplay(shell) : screenDisplay(shell, shell.screen, (key) => session.press(key));
  board.observe((change, view) => display.show(change, view));
  try {
    const failure = await session.start();
    if (failure !== undefined) return couldNotWork([failure]);
    await untilAborted(end);
    return { exitCode: 0, diagnostics: [] };
  } finally {
    await session.close();
    display.close();
  }
}

const complaint = ({ operation, place }: MockReport): string =>
  `${operation}: the mock has no valid value for ${place}`;
