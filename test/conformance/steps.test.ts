/** Both drivers of the pipeline, openapi-backend and core's own: the same steps and hooks in the same order, for every row. */

import { interpretedValidators } from "tenon-runtime/validators";
import { createPipeline, type AnyHooks, HookScope, type PipelineSteps, type ReceivedRequest } from "tenon-runtime/core";
import { describe, expect, test } from "vitest";
import { ALL_PARTS } from "../../runtime/core/pipeline/all-parts.ts";
import { runPipeline } from "../../runtime/core/pipeline/driver.ts";
import { bodySource, fieldsOf, pathOf, WebRequest } from "../../runtime/core/web.ts";
import { pipelineOptions, COMMON_OPTIONS } from "../../runtime/fetch/options.ts";
import { createBackend } from "../../runtime/server/openapi-backend.ts";
import { build } from "../contract/helpers.ts";
import { inMemory } from "../../toolchain/emit/contract/in-memory.ts";
import { hostsOf, webRequest } from "./run.ts";
import type { Row } from "./row.ts";
import { TABLE } from "./table.ts";

const HOOKS = [
  "preRoutingHandler",
  "postRoutingHandler",
  "postSecurityHandler",
  "preOperationHandler",
  "postResponseHandler",
  "notFound",
  "methodNotAllowed",
  "notImplemented",
  "validationFail",
  "unauthorizedHandler",
] as const;

/** The steps, which write down when each of them begins. */
function traced(steps: PipelineSteps, trace: string[]): PipelineSteps {
  const wrapped = Object.entries(steps).map(([name, step]) => [
    name,
    (state: never): unknown => {
      trace.push(name);
      return (step as (state: never) => unknown)(state);
    },
  ]);
  return Object.fromEntries(wrapped) as PipelineSteps; // each wrapper takes and returns what its step does
}

type Run = (steps: PipelineSteps, received: ReceivedRequest) => Promise<unknown>;
/** As the server makes it: with hooks or without. */
const runBackend: Run = (steps, received) =>
  new Promise((resolve) => {
    const { run } = createBackend(steps, { hooked: received.scope !== undefined });
    void run(received, resolve);
  });
const DRIVERS: Readonly<Record<string, Run>> = {
  core: runPipeline,
  "openapi-backend": runBackend,
};

interface Visit {
  readonly trace: readonly string[];
  readonly status: number | undefined;
}

/** What a request of a row visits. */
async function visit(row: Row, run: Run, hooked: boolean): Promise<Visit | undefined> {
  const loaded = await build({ openapi: "3.2.0", info: { title: "T", version: "1" }, ...row.contract });
  if (loaded.contract === undefined || row.send === undefined) return undefined;
  const { contract, schemas, requests, responses } = inMemory(loaded.contract);
  const trace: string[] = [];
  const hooks: AnyHooks | undefined = hooked
    ? Object.fromEntries(
        HOOKS.map((name) => [name, () => (trace.push(name), name.endsWith("Handler") ? undefined : { status: 499 })]),
      )
    : undefined;
  const answer = (): never =>
    (typeof row.answer === "function" ? row.answer({}, {}) : (row.answer ?? { status: 204 })) as never;
  const options = {
    onError: () => undefined,
    ...row.options,
    hooks,
    handlers: Object.fromEntries(contract.operations.map(({ name }) => [name, answer])),
  };
  const sets = {
    requests: interpretedValidators(schemas, requests),
    responses: () => interpretedValidators(schemas, responses),
  };
  const known = { ...COMMON_OPTIONS, middleware: true, openapi: true, docs: true, document: true } as const;
  const { steps } = createPipeline(pipelineOptions(contract, sets, options as never, known), ALL_PARTS); // rows may have options of express
  const request = webRequest(row);
  const info = new WebRequest(request);
  const path = pathOf(info.url);
  const received: ReceivedRequest = {
    info,
    path,
    headerCount: fieldsOf(request),
    source: () => bodySource(request),
    scope: hooks && new HookScope(hooks, { info, path, headers: () => ({}), arguments: () => [] }),
  };
  const encoded = (await run(traced(steps, trace), received)) as { readonly status: number } | undefined; // as steps encode it
  return { trace, status: encoded?.status };
}

/** The rows that are sent, by requests that web standards can carry. */
const sentRows = (rows: readonly Row[]): readonly Row[] =>
  rows.filter((row) => row.refusesToStart === undefined && row.send !== undefined && hostsOf(row).includes("fetch"));

describe.each(Object.entries(TABLE))("%s", (_, rows) => {
  const sent = sentRows(rows);
  test.each(sent.map((row) => ({ name: `${row.at}: ${row.says}`, row })))("$name", async ({ row }) => {
    for (const hooked of [false, true]) {
      const [core, backend] = await Promise.all(Object.values(DRIVERS).map((run) => visit(row, run, hooked)));
      expect(backend).toEqual(core);
      if (core === undefined) continue;
      expect(core.trace.filter((name) => name === "encode")).toHaveLength(1);
      expect(core.trace.includes("postResponseHandler")).toBe(hooked);
    }
  });
});

test("a request that is answered, and those that are refused at each step, visit what they should", async () => {
  const traces = new Set<string>();
  for (const row of sentRows(Object.values(TABLE).flat())) {
    const seen = await visit(row, runPipeline, false);
    if (seen !== undefined) traces.add(seen.trace.join(" "));
  }
  expect([...traces].toSorted()).toEqual([
    "route authorize readBody decode handle encode",
    "route authorize refuse encode",
    "route readBody decode handle encode",
    "route readBody decode refuse encode",
    "route readBody refuse encode",
    "route refuse encode",
  ]);
});
