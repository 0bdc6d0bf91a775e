/** What is verified: a running server, an application of this project, the contract's own mocks. */

import { resolve } from "node:path";
import { diagnostic, type Diagnostic } from "../../diagnostics/index.ts";
import type { InMemory } from "../../emit/contract/in-memory.ts";
import { httpTarget, type Target, type VerifySource } from "../../verify/index.ts";
import type { Shell } from "../shell/shell.ts";
import { applicationTarget } from "./process/app.ts";
import { startedTarget } from "./process/start.ts";
import { baseOf, mocksTarget } from "./source.ts";

export interface TargetFlags {
  readonly url?: string;
  readonly mock?: true;
  readonly app?: string;
  /** The command that starts the server at the URL. */
  readonly start?: string;
  /** Instead of the path of the contract's first server. */
  readonly basePath?: string;
  readonly header?: readonly string[];
  readonly allowHost?: readonly string[];
}

export type Fields = readonly (readonly [name: string, value: string])[];

/** `X-Tenant: 7` */
export const fieldsOf = ({ header = [] }: TargetFlags): Fields =>
  header.map((line) => {
    const [name = "", ...rest] = line.split(":");
    return [name.trim(), rest.join(":").trim()];
  });

export async function openTarget(
  shell: Shell,
  flags: TargetFlags,
  source: VerifySource,
  memory: InMemory,
): Promise<{ readonly target: Target } | Diagnostic> {
  const opened = await openBare(shell, flags, source, memory);
  const own = fieldsOf(flags);
  if ("severity" in opened || own.length === 0) return opened;
  const { target } = opened;
  const send: Target["send"] = (request, options) =>
    target.send({ ...request, headers: [...own, ...request.headers] }, options);
  return { target: { ...target, send } };
}

async function openBare(
  shell: Shell,
  flags: TargetFlags,
  source: VerifySource,
  memory: InMemory,
): Promise<{ readonly target: Target } | Diagnostic> {
  const base = flags.basePath?.replace(/\/+$/, "") ?? baseOf(source.contract);
  if (flags.mock === true) return { target: mocksTarget(source, memory) };
  if (flags.app !== undefined) {
    try {
      return { target: await applicationTarget(shell, resolve(shell.cwd, flags.app), base) };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return diagnostic("app-unreadable", { file: flags.app, reason });
    }
  }
  const url = targetUrl(flags.url ?? "", base, flags.allowHost);
  if (!(url instanceof URL)) return url;
  const target = httpTarget(url);
  if (flags.start === undefined) return { target };
  try {
    return { target: await startedTarget(shell, flags.start, url, target) };
  } catch (error) {
    await target.close();
    return diagnostic("start-failed", { command: flags.start, reason: (error as Error).message }); // of startedTarget
  }
}

/** The URL, with the contract's base path if it has no path of its own; or why nothing is sent to it. */
export function targetUrl(text: string, base: string, allowHost: readonly string[] = []): URL | Diagnostic {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) return diagnostic("target-missing", { given: text });
  if (!isLoopback(url.hostname) && !allowHost.includes(url.hostname))
    return diagnostic("target-not-allowed", { host: url.hostname });
  // `http://host/` has a path: the root.
  if (/^[^/]*\/\/[^/?#]+$/.test(text.trim())) url.pathname = base;
  return url;
}

/** RFC 1122 §3.2.1.3, RFC 4291 §2.5.3, RFC 6761 §6.3 */
const isLoopback = (host: string): boolean =>
  host === "localhost" || host.endsWith(".localhost") || host === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(host);
