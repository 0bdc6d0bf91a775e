/** `tenon verify --proxy`: forwards real traffic to the server, and checks requests and responses. */

import type { Contract } from "tenon-runtime/core";
import { createProxy, serve, type MockServer, type Passed } from "tenon-runtime/mocks/http";
import type { LoadedContract } from "../../contract/index.ts";
import { diagnostic } from "../../diagnostics/index.ts";
import { Traffic, type CheckName, type Finding, type Passage, type VerifySource } from "../../verify/index.ts";
import type { Project } from "../config/projects.ts";
import { couldNotWork, type Outcome } from "../report/outcome.ts";
import { plural, pretty, print, printable, type Format } from "../report/index.ts";
import { untilAborted, type Shell } from "../shell/shell.ts";
import { coverageOutcome, type CoverageFlags } from "./coverage.ts";
import { propose, type Proposed } from "./propose.ts";
import { told } from "./warnings.ts";

export interface ProxyFlags extends CoverageFlags {
  readonly format: Format;
  /** 0: any that is free. */
  readonly port: number;
  readonly checks: readonly CheckName[];
  /** The file for an overlay with which the traffic is valid. */
  readonly propose?: string;
}

/** Exchanges that are kept for proposals. */
const KEPT = 5000;

/** Serves until it is stopped. @param target the real server */
export async function proxyCommand(
  shell: Shell,
  {
    project,
    loaded,
    source,
  }: { readonly project: Project; readonly loaded: LoadedContract; readonly source: VerifySource },
  target: URL,
  flags: ProxyFlags,
): Promise<Outcome> {
  const passages: Passage[] = [];
  const stopped = shell.untilStopped();
  const { contract } = source;
  const { origin } = target;
  const live = flags.format !== "json";
  const traffic = new Traffic(source, origin, {
    checks: flags.checks,
    onFinding(finding) {
      if (flags.format === "pretty") shell.out(`${pretty(toldOf(finding), shell)}\n`);
      else if (live) print(shell, flags.format, "verify", { exitCode: 0, diagnostics: [toldOf(finding)] });
    },
  });
  const toldOf = (finding: Finding) => told(finding, loaded, origin, secretsOf(contract, finding));
  let unreachable = false;
  const proxy = createProxy({
    target,
    ...source,
    observe(passed) {
      const passage = passageOf(contract, passed);
      traffic.note(passage);
      if (flags.propose !== undefined && passages.length < KEPT) passages.push(passage);
    },
    onUnreachable(reason) {
      unreachable = true;
      print(shell, flags.format, "verify", {
        exitCode: 0,
        diagnostics: [diagnostic("target-unreachable", { url: origin, reason })],
      });
    },
  });
  let server: MockServer;
  try {
    const unreachable = (): Promise<Response> => Promise.resolve(new Response(null, { status: 502 }));
    server = await serve({ fetch: unreachable }, { port: flags.port, proxy, cors: false });
  } catch (error) {
    const { message } = error as Error; // what a server that cannot listen throws
    return couldNotWork([diagnostic("port-unavailable", { port: flags.port, reason: message })]);
  }
  shell.err(`${printable(contract.title)}: ${server.url} forwards to ${origin}; press Ctrl-C to stop\n`);
  await untilAborted(stopped);
  await server.close();
  const result = traffic.result();
  const covered = await coverageOutcome({ ...result, seed: undefined }, origin, flags, shell.cwd);
  const proposed = flags.propose === undefined ? NOTHING : await propose(flags.propose, passages, project, shell.cwd);
  const { total, percent } = result.coverage;
  const found = result.findings.length > 0;
  return {
    exitCode:
      covered.exitCode === 2 || proposed.diagnostics.length > 0 || (unreachable && result.requests === 0)
        ? 2
        : found
          ? 1
          : covered.exitCode,
    // They have been reported already.
    diagnostics: [...(live ? [] : result.findings.map(toldOf)), ...covered.diagnostics, ...proposed.diagnostics],
    summary: [
      `${origin}: ${plural(result.requests, "request")}, ${plural(result.findings.length, "finding")}`,
      `${total.operations.covered} of ${plural(total.operations.all, "operation")} covered, ${percent} % of the contract`,
      ...covered.summary,
      ...proposed.summary,
    ],
    data: { requests: result.requests, coverage: result.coverage },
  };
}

const NOTHING: Proposed = { diagnostics: [], summary: [] };

/** Fields that are about a connection or a caller, and make no difference to what is asked. */
const ASIDE =
  /^(?:host|connection|content-length|transfer-encoding|keep-alive|user-agent|accept-encoding|accept-language|expect|origin|referer|sec-.*|x-forwarded-.*|forwarded|via|te|upgrade.*|priority|dnt)$/i;

function passageOf(contract: Contract, passed: Passed): Passage {
  const { operation, method, url, headers, body, violations, answer } = passed;
  // The model's own: coverage is kept by it.
  const own = operation && contract.operations.find(({ name }) => name === operation.name);
  return {
    operation: own,
    request: {
      method,
      url,
      headers: headers.filter(([name, value]) => !ASIDE.test(name) && !(/^accept$/i.test(name) && value === "*/*")),
      ...(body !== undefined && { body: new Uint8Array(body) }),
    },
    violations: violations.map(({ where, pointer, message }) => [where, pointer, message].filter(Boolean).join(" ")),
    reply: answer,
  };
}

/** What callers show of themselves is theirs: commands have variables instead. */
function secretsOf({ securitySchemes }: Contract, { requests }: Finding): ReadonlyMap<string, string> {
  const keys = Object.values(securitySchemes).flatMap((scheme) => (scheme.type === "apiKey" ? [scheme] : []));
  const named = new Set(["authorization", "cookie", ...keys.map(({ name }) => name.toLowerCase())]);
  const secrets = new Map<string, string>();
  const hide = (secret: string, name: string): void =>
    void secrets.set(secret, name.toUpperCase().replaceAll(/\W/g, "_"));
  for (const { headers, url } of requests) {
    for (const [name, value] of headers) if (named.has(name.toLowerCase())) hide(value, name);
    for (const [name, value] of new URLSearchParams(url.split("?")[1] ?? ""))
      if (keys.some((key) => key.in === "query" && key.name === name)) hide(value, name);
  }
  return secrets;
}
