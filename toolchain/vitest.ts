/**
 * Vitest tests of a contract: one for each operation and check.
 *
 * ```ts
 * import { contractTests } from "tenon/vitest";
 * import { app } from "../server/app.ts";
 *
 * await contractTests({ contract: "openapi.yaml", app, auth: { bearerAuth: "secret" } });
 * ```
 */

/* oxlint-disable vitest/expect-expect, vitest/valid-title -- tests of a contract fail by what they throw */

import { resolve } from "node:path";
import type { Operation } from "tenon-runtime/core";
import { beforeAll, describe, test } from "vitest";
import { appTarget } from "./cli/verify/process/application.ts";
import { targetUrl } from "./cli/verify/target.ts";
import { baseOf, verifySource } from "./cli/verify/source.ts";
import { loadContract } from "./contract/index.ts";
import {
  CHECKS,
  curlOf,
  fetchTarget,
  httpTarget,
  verify,
  type CheckName,
  type Finding,
  type Target,
  type Verification,
  type VerifySource,
} from "./verify/index.ts";

export type { CheckName, Finding, Verification } from "./verify/index.ts";

export interface ContractTestOptions {
  /** The file of the contract, relative to the working directory. */
  readonly contract: string;
  /**
   * Verify this application: an express application or another `node:http` listener, an `http.Server`, an object with a
   * `fetch` function, or a function that returns one of these.
   */
  readonly app?: unknown;
  /** Verify the server at this URL. Another machine needs {@link allowHost}. */
  readonly url?: string;
  readonly fetch?: (request: Request) => Response | Promise<Response>;
  readonly allowHost?: readonly string[];
  /** Generate requests from this seed: the same seed sends the same requests. Default: 1. */
  readonly seed?: number;
  /** Stop after this time, in seconds. Default: 30. */
  readonly time?: number;
  /** Credentials by security scheme: a token, a key, or `name:password`. */
  readonly auth?: Readonly<Record<string, string>>;
  /** Credentials of a second user, to check that users cannot access each other's data. */
  readonly otherAuth?: Readonly<Record<string, string>>;
  /** Run only these checks. Default: all. */
  readonly checks?: readonly CheckName[];
  /** Use only these operations. Default: all. */
  readonly only?: (operation: Operation) => boolean;
}

/**
 * Registers the tests. The first test sends the requests.
 * @throws Error if the contract cannot be read, or if the options name no server
 */
export async function contractTests(options: ContractTestOptions): Promise<void> {
  const { contract: file, seed, time = 30, auth, otherAuth, only } = options;
  const { contract: model, diagnostics } = await loadContract(resolve(file));
  if (model === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  const { source } = verifySource(model);
  const { contract } = source;
  const operations = only === undefined ? contract.operations : contract.operations.filter(only);
  const checks = options.checks ?? (Object.keys(CHECKS) as readonly CheckName[]);

  describe(`${contract.title} (${file})`, () => {
    let result: Verification;
    let url = "";
    beforeAll(
      async () => {
        const target = await targetOf(options, source);
        ({ url } = target);
        try {
          result = await verify(source, {
            target,
            time: time * 1000,
            checks,
            operations,
            ...(seed !== undefined && { seed }),
            ...(auth !== undefined && { credentials: auth }),
            ...(otherAuth !== undefined && { otherCredentials: otherAuth }),
          });
        } finally {
          await target.close();
        }
      },
      time * 1000 + 30_000,
    );

    for (const operation of operations)
      describe(`${operation.name}: ${operation.method} ${operation.path}`, () => {
        for (const check of checks.filter((each) => concerns(each, operation, source)))
          test(CHECKS[check], () => {
            refuse(
              result.findings.filter((each) => each.check === check && each.operation === operation.name),
              url,
            );
          });
      });
    test("Tenon has verified each part of the contract that it tried", () => {
      const [incident] = result.incidents;
      if (incident !== undefined)
        throw new Error(`Tenon failed in the phase ${incident.phase} of ${incident.subject}`, {
          cause: incident.error,
        });
      if (result.coverage.total.operations.covered === 0) throw new Error("no operation was exercised");
    });
    test("all required credentials are given", () => {
      const lacking = result.withoutCredentials.join(", ");
      if (lacking !== "")
        throw new Error(`the server rejected requests without credentials: pass \`auth\` for ${lacking}`);
    });
    test("there are no other findings", () => {
      const shown = (finding: Finding): boolean =>
        operations.some(
          (operation) => operation.name === finding.operation && concerns(finding.check, operation, source),
        );
      refuse(
        result.findings.filter((finding) => !shown(finding)),
        url,
      );
    });
  });
}

/** Whether a check applies to an operation. The last test reports all other findings. */
function concerns(check: CheckName, operation: Operation, { resources, links }: VerifySource): boolean {
  const { method, name, parameters = [], security = [], responses, body } = operation;
  const action = resources.map(({ operations }) => operations[name]).find((each) => each !== undefined);
  switch (check) {
    case "request-valid":
      return false;
    case "auth-enforced":
      return security.length > 0;
    case "head-equals-get":
      return method === "GET";
    case "default-applied":
      return parameters.some((each) => each.in === "query" && each.default !== undefined);
    case "invalid-rejected":
    case "valid-accepted":
      return parameters.length > 0 || body !== undefined;
    case "response-headers":
      return responses.some(({ headers = [] }) => headers.length > 0);
    case "created-readable":
      return action?.does === "read" || action?.does === "create";
    case "update-kept":
      return action?.does === "read" || action?.does === "patch" || action?.does === "replace";
    case "use-after-delete":
    case "idempotent":
      return action !== undefined && action.does !== "create";
    case "pagination-coherent":
    case "filter-applied":
      return action?.does === "list";
    case "link-followed":
      return Object.values(links).some((all) => all.some((link) => link.operation === name));
    default:
      return true;
  }
}

/** @throws Error with the finding, the expected result and the command that reproduces it */
function refuse(findings: readonly Finding[], url: string): void {
  if (findings.length === 0) return;
  const text = findings
    .map(({ message, expected, name, pointer, requests, operation, more }) =>
      [
        `${operation}: ${message}`,
        `expected: ${expected}`,
        `sent: ${name}${more === 0 ? "" : `, and ${more} more like it`}`,
        `contract: #${pointer}`,
        ...requests.map((each) => curlOf(url, each)),
      ].join("\n"),
    )
    .join("\n\n");
  const error = new Error(text);
  // The stack would only show this file.
  error.stack = `Error: ${text}`;
  throw error;
}

async function targetOf({ app, url, fetch, allowHost }: ContractTestOptions, source: VerifySource): Promise<Target> {
  const base = baseOf(source.contract);
  if (fetch !== undefined) return fetchTarget(async (request) => fetch(request), `http://localhost${base}`);
  if (app !== undefined) {
    const isMaker = typeof app === "function" && app.length === 0 && !("listen" in app) && !("fetch" in app);
    return appTarget(isMaker ? await (app as () => unknown)() : app, base);
  }
  const found = targetUrl(url ?? "", base, allowHost);
  if (found instanceof URL) return httpTarget(found);
  throw new Error(`${found.message}: name one by \`app\`, \`url\` or \`fetch\``);
}
