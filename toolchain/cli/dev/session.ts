/** One run of `tenon dev`: the mock, the server, the documentation and the checks, and what the keys do. */

import openInBrowser from "open";
import type { NamedOperation } from "../../check/type-findings.ts";
import type { Diagnostic } from "../../diagnostics/index.ts";
import { load, type Load, type Setting } from "../mock/load.ts";
import { ServedMock } from "../mock/served.ts";
import { choiceArguments } from "../shell/invocation.ts";
import { createQueue, type Queue } from "../shell/queue.ts";
import { createWatcher, type Watcher } from "../shell/watcher.ts";
import type { Board, Check } from "./board.ts";
import { changesCheck, CommandCheck, contractCheck, reportIn, TypesCheck, verifyCheck } from "./checks.ts";
import { Children, tenonCommand } from "./children.ts";
import { DocsServer } from "./docs.ts";
import type { DevPlan } from "./plan.ts";
import { UserServer } from "./server.ts";

/** Seconds of a verification, unless the configuration sets them. */
const VERIFY_SECONDS = 10;

export class DevSession {
  readonly #plan: DevPlan;
  readonly #board: Board;
  readonly #children: Children;
  readonly #quit: () => void;
  readonly #queue: Queue;
  readonly #watcher: Watcher;
  readonly #docs: DocsServer;
  readonly #server: UserServer | undefined;
  readonly #types: TypesCheck | undefined;
  readonly #changes: CommandCheck;
  readonly #verify: CommandCheck;
  #setting: Setting;
  #mock: ServedMock | undefined;
  /** Why the mock did not take over the newest contract or its scenarios. */
  #refused: readonly Diagnostic[] = [];
  /** What `generate --watch` reported last. */
  #generated: Check | undefined;
  #closing = false;

  constructor(plan: DevPlan, board: Board, quit: () => void) {
    this.#plan = plan;
    this.#board = board;
    this.#quit = quit;
    this.#setting = plan.setting;
    const { cwd } = plan.setting;
    this.#children = new Children(cwd, plan.env);
    this.#queue = createQueue({ err: (text) => board.line("note", text.trim()) });
    this.#watcher = createWatcher(() => this.#queue.add(() => this.#reload()));
    this.#docs = new DocsServer(this.#children, choiceArguments(plan.choice));
    this.#server = plan.server && new UserServer(plan.server, this.#children, board);
    this.#types = plan.types && new TypesCheck({ ...plan.types, cwd, operations: () => this.#operations() }, board);
    this.#changes = new CommandCheck("changes", this.#children, board);
    this.#verify = new CommandCheck("verify", this.#children, board);
  }

  /** @returns why it cannot start */
  async start(): Promise<Diagnostic | undefined> {
    const failure = await this.#loaded(await load(this.#setting));
    if (failure !== undefined) return failure;
    const { port, host } = this.#setting.options;
    this.#board.set({ docs: await this.#docs.start(port === 0 ? 0 : port + 1, host) });
    this.#server?.start();
    this.#generate();
    if (this.#types === undefined) this.#board.check("types", { state: "off", text: "no tsconfig.json", findings: [] });
    else this.#types.refresh();
    if (this.#plan.base === undefined)
      this.#board.check("changes", { state: "off", text: "no base branch to compare with", findings: [] });
    return undefined;
  }

  async close(): Promise<void> {
    this.#closing = true;
    this.#watcher.close();
    this.#server?.close();
    await Promise.all([this.#children.stop(), this.#types?.close(), this.#queue.done()]);
    await Promise.all([this.#docs.close(), this.#mock?.close()]);
  }

  press(key: string): void {
    const actions: Readonly<Record<string, () => void>> = {
      o: () => this.#openDocs(),
      m: () => this.#toggleServer(),
      s: () => this.#nextScenario(),
      r: () => this.#reset(),
      v: () => this.#runVerify(),
      q: this.#quit,
      "\u0003": this.#quit, // Ctrl-C and Ctrl-D come as keys
      "\u0004": this.#quit,
    };
    actions[key.toLowerCase()]?.();
  }

  /** Takes over a contract that was read: the first valid one starts the mock. */
  async #loaded({ mock, files, diagnostics }: Load): Promise<Diagnostic | undefined> {
    const { configFile } = this.#plan.projects;
    this.#watcher.set([...files, ...(configFile === undefined ? [] : [configFile])]);
    if (mock === undefined) {
      this.#refused = diagnostics.filter(({ severity }) => severity === "error");
      this.#showContract();
      return undefined;
    }
    if (this.#mock === undefined) {
      const started = await ServedMock.start(this.#setting, mock);
      if ("severity" in started) return started;
      this.#mock = started;
    }
    this.#showMock();
    this.#docs.renew();
    this.#compare();
    return undefined;
  }

  #operations(): readonly NamedOperation[] {
    const { operations = [] } = this.#mock?.mock.contract ?? {};
    return operations.map(({ name, pointer = "" }) => ({ name, pointer }));
  }

  /** The mock and `generate` read a saved contract side by side: either may end first, and errors of `generate` win. */
  #showContract(): void {
    const refusal: Check = { state: "bad", text: "the mock stays as it was", findings: this.#refused };
    const refused = this.#refused.length > 0 && this.#generated?.state !== "bad";
    const check = refused ? refusal : this.#generated;
    if (check !== undefined) this.#board.check("contract", check);
  }

  #showMock(): void {
    if (this.#mock === undefined) return;
    const { url, mock } = this.#mock;
    const { title, version } = mock.contract;
    const { scenarios, active } = mock.mocks;
    this.#board.set({ title, version, api: url, scenarios, active });
  }

  async #reload(): Promise<void> {
    this.#refused = [];
    this.#board.working("contract", "reading the contract");
    const projects = await this.#plan.resolve();
    const [project] = projects.projects;
    if (project !== undefined) this.#setting = { ...this.#setting, project };
    const failure = await this.#loaded(await (this.#mock?.reload(this.#setting) ?? load(this.#setting)));
    this.#showContract();
    if (failure !== undefined) this.#board.line("note", `${failure.message}: ${failure.hint ?? ""}`);
  }

  #generate(): void {
    this.#board.working("contract", "generating");
    const args = choiceArguments(this.#plan.choice);
    const child = this.#children.start({
      command: tenonCommand("generate", ...args, "--watch", "--format", "json"),
      onLine: (line) => {
        const report = reportIn(line);
        if (report === undefined) return;
        this.#generated = contractCheck(report);
        this.#showContract();
        const [project] = report.projects ?? [];
        if (project?.state === "written") this.#types?.refresh();
      },
      onError: () => {},
    });
    void child.ended.then((code) => {
      if (this.#closing) return;
      const text = `tenon generate --watch ended with ${code ?? "a signal"}; start tenon dev again`;
      this.#board.check("contract", { state: "bad", text, findings: [] });
    });
  }

  #compare(): void {
    const { base, choice, failOn } = this.#plan;
    if (base === undefined) return;
    const { contract, include: _, ...rest } = choice;
    const args = [base, ...choiceArguments({ ...rest, ...(contract !== undefined && { contract }) })];
    const flags = ["--format", "json", ...(failOn === undefined ? [] : ["--fail-on", failOn])];
    void this.#changes.run(`comparing with ${base}`, ["diff", ...args, ...flags], (report) =>
      changesCheck(base, report),
    );
  }

  #runVerify(): void {
    if (this.#verify.running) return;
    const { server, choice, verify } = this.#plan;
    const isServer = server !== undefined && this.#board.view.forwards;
    const target =
      verify === undefined ? (isServer ? "your server" : "the mock") : (verify.url ?? verify.app ?? "the mock");
    const own = verify === undefined ? (isServer ? ["--url", server.url] : ["--mock"]) : [];
    const time = verify?.time === undefined ? ["--time", String(VERIFY_SECONDS)] : [];
    const args = ["verify", ...choiceArguments(choice), ...own, ...time, "--format", "json"];
    void this.#verify.run(`sending requests to ${target}`, args, (report) => verifyCheck(target, report));
  }

  #toggleServer(): void {
    const mock = this.#mock;
    if (this.#server === undefined || mock === undefined)
      return this.#board.line("note", "no server: name one with --server or --start, or in the configuration");
    mock.forwards = !mock.forwards;
    if (mock.forwards) this.#server.startProgram();
    this.#board.set({ forwards: mock.forwards });
  }

  #nextScenario(): void {
    const mocks = this.#mock?.mock.mocks;
    if (mocks === undefined || mocks.scenarios.length === 0)
      return this.#board.line("note", "no scenarios: name their module with --scenarios, or in the configuration");
    const [now] = mocks.active;
    const next = mocks.scenarios[now === undefined ? 0 : mocks.scenarios.indexOf(now) + 1];
    if (next === undefined) mocks.reset();
    else mocks.use(next);
    this.#board.set({ active: mocks.active });
  }

  #reset(): void {
    const mocks = this.#mock?.mock.mocks;
    if (mocks === undefined) return;
    mocks.use(...mocks.active);
    this.#board.line("note", "the mock's data is reset");
  }

  #openDocs(): void {
    const { docs } = this.#board.view;
    if (docs === undefined) return;
    openInBrowser(docs).then(
      (child) => child.once("error", () => this.#board.line("note", `no browser opens here: visit ${docs}`)),
      () => this.#board.line("note", `no browser opens here: visit ${docs}`),
    );
  }
}
