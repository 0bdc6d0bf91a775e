/** What of a contract counts as exercised. */

import { beforeAll, expect, test } from "vitest";
import { Coverage, type CoverageReport, type VerifySource } from "../../toolchain/verify/index.ts";
import { librarySource } from "./demo/index.ts";

let source: VerifySource;
beforeAll(async () => {
  source = await librarySource();
});

interface Exchange {
  readonly operation: string;
  readonly url?: string;
  readonly sent?: unknown;
  readonly status: number;
  readonly type?: string;
  readonly body?: unknown;
}

function reportOf(exchanges: readonly Exchange[], of: VerifySource = source): CoverageReport {
  const coverage = new Coverage(of);
  for (const { operation: name, url = "/", sent, status, type = "application/json", body } of exchanges) {
    const operation = of.contract.operations.find((each) => each.name === name);
    if (operation === undefined) throw new Error(`there is no ${name}`);
    const json = (value: unknown): Uint8Array<ArrayBuffer> => new TextEncoder().encode(JSON.stringify(value));
    coverage.note(
      operation,
      {
        method: operation.method,
        url,
        headers: sent === undefined ? [] : [["content-type", "application/json"]],
        ...(sent !== undefined && { body: json(sent) }),
      },
      { status, headers: [["Content-Type", type]], body: json(body ?? {}), milliseconds: 1 },
    );
  }
  return coverage.report();
}

const of = (report: CoverageReport, operation: string) =>
  report.operations.find((each) => each.operation === operation);

test("nothing is, before anything was sent", () => {
  const { total, percent } = reportOf([]);
  expect(percent).toBe(0);
  expect(total.operations).toEqual({ covered: 0, all: 9 });
  expect(total.parameters.all).toBeGreaterThan(10);
});

test("parameters, properties, statuses and media types are, of what was taken", () => {
  const report = reportOf([
    { operation: "listBooks", url: "/books?limit=1&so%72t=title", status: 200, body: { items: [{ id: "b1" }] } },
    { operation: "createBook", sent: { title: "T", author: { name: "x" } }, status: 201, body: { id: "b1" } },
  ]);
  expect(of(report, "listBooks")).toMatchObject({
    requests: 1,
    parameters: { "query limit": true, "query sort": true, "query genre": false, "query cursor": false },
    statuses: { 200: true, 400: false },
    responseTypes: { "200 application/json": true },
  });
  expect(report.requestProperties).toMatchObject({
    "NewBook/title": true,
    "NewBook/isbn": false,
    "Author/name": true,
    "Author/born": false,
  });
  expect(report.responseProperties).toMatchObject({ "Book/id": true, "Book/title": false });
});

test("only the status is, of what was refused", () => {
  const problem = { title: "No", status: 400 };
  const report = reportOf([
    { operation: "listBooks", url: "/books?limit=0", status: 400, type: "application/problem+json", body: problem },
  ]);
  expect(of(report, "listBooks")).toMatchObject({
    requests: 1,
    parameters: { "query limit": false },
    statuses: { 400: true },
    responseTypes: { "400 application/problem+json": true },
  });
});

test("what is not declared makes no difference", () => {
  const report = reportOf([{ operation: "search", url: "/search?other=1", status: 299, type: "text/html" }]);
  expect(of(report, "search")).toMatchObject({ statuses: { 200: false }, parameters: { "query q": false } });
});

test("that a server fails is only counted where it does, for no request can ask for it", () => {
  const operations = source.contract.operations.map((each) => ({
    ...each,
    responses: [...each.responses, { status: "500" }],
  }));
  const failing = { ...source, contract: { ...source.contract, operations } };
  expect(of(reportOf([], failing), "search")?.statuses).toEqual({ 200: false, 400: false });
  const seen = reportOf([{ operation: "search", status: 500 }], failing);
  expect(of(seen, "search")?.statuses).toEqual({ 200: false, 400: false, 500: true });
});
