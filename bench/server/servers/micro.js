/**
 * What one call costs, without a socket: the lookup of a route, and openapi-backend's `handleRequest` with its own router
 * and validator and with core's in their place. Prints JSON: microseconds of CPU time, of `node micro.js ROUNDS` rounds.
 */

import { readFileSync } from "node:fs";
import addFormats from "ajv-formats";
import { OpenAPIBackend } from "openapi-backend";
import { OpenAPIRouter } from "openapi-backend";
import { createEngine, createRouter, HttpProblem } from "tenon-runtime/core";
import { contract as github } from "./generated/github/contract.js";
import { contract } from "./generated/students/contract.js";
import { requests } from "./generated/students/validators/requests.js";
import { students } from "./students.js";

const rounds = Number(process.argv[2] ?? 5);
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

/** CPU microseconds of one call; `calls` of them take long enough to be measured. */
async function cost(calls, call) {
  const before = process.cpuUsage();
  for (let i = 0; i < calls; i++) {
    const result = call(i);
    if (result instanceof Promise) await result;
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / calls;
}

/** The cases take turns; the first turn warms up. */
async function measure(cases) {
  const results = cases.map(() => []);
  for (let round = 0; round <= rounds; round++) {
    for (const [index, { calls, call }] of cases.entries()) {
      const spent = await cost(round === 0 ? Math.ceil(calls / 2) : calls, call);
      if (round > 0) results[index].push(spent);
    }
  }
  return cases.map(({ name }, index) => ({
    name,
    median: median(results[index]),
    least: Math.min(...results[index]),
    most: Math.max(...results[index]),
  }));
}

/** GitHub's operations, as often as it takes: each copy under a prefix of its own. */
function operationsOf(count) {
  if (count <= contract.operations.length) return contract.operations.slice(0, count);
  return Array.from({ length: count }, (_, index) => {
    const operation = github.operations[index % github.operations.length];
    const copy = Math.floor(index / github.operations.length);
    return copy === 0
      ? operation
      : { ...operation, name: `${operation.name}${copy}`, path: `/copy${copy}${operation.path}` };
  });
}

/** The same number of requests for each size, spread over the operations. */
function requestsFor(operations) {
  return Array.from({ length: 256 }, (_, index) => {
    const { method, path } = operations[Math.floor((index * operations.length) / 256)];
    return { method, path: path.replaceAll(/\{[^}]*\}/g, "octocat"), headers: {} };
  });
}

const SIZES = [3, 100, 1223, 20_000];

function tenonRouting(count) {
  const operations = operationsOf(count);
  const router = createRouter({ servers: ["/"], operations });
  const asked = requestsFor(operations);
  for (const { method, path } of asked)
    if (router.find(method, path).kind !== "found") throw new Error(`${method} ${path} was not found`);
  return {
    name: `tenon ${count}`,
    calls: 200_000,
    call(i) {
      const { method, path } = asked[i & 255];
      router.find(method, path);
    },
  };
}

function backendRouting(count) {
  const operations = operationsOf(count);
  const paths = {};
  for (const { name, path, method } of operations)
    (paths[path] ??= {})[method.toLowerCase()] = { operationId: name, responses: {} };
  const router = new OpenAPIRouter({ definition: { openapi: "3.0.3", info: { title: "", version: "" }, paths } });
  const asked = requestsFor(operations);
  return {
    name: `openapi-backend ${count}`,
    calls: Math.ceil(200_000 / count),
    call(i) {
      if (router.matchOperation(asked[(i * 97) & 255]) === undefined) throw new Error("openapi-backend found nothing");
    },
  };
}

async function backend(replaced) {
  const definition = JSON.parse(readFileSync("students.json", "utf8"));
  const api = new OpenAPIBackend({
    definition,
    strict: true,
    customizeAjv(ajv) {
      addFormats(ajv);
      return ajv;
    },
  });
  api.register({
    listStudents: () => 1,
    createStudent: () => 1,
    getStudent: () => 1,
    validationFail: () => 0,
    notFound: () => 0,
  });
  await api.init();
  if (replaced) replaceParts(api);
  const url = `/students/${students[1].id}`;
  const request = { method: "GET", path: url, url, query: {}, headers: {}, body: undefined, header: () => undefined };
  if ((await api.handleRequest(request)) !== 1) throw new Error("the request was refused");
  const wrong = { ...request, path: "/students/nobody", url: "/students/nobody" };
  if ((await api.handleRequest(wrong)) !== 0) throw new Error("the request was not validated");
  return {
    name: replaced ? "replaced" : "as published",
    calls: replaced ? 50_000 : 3000,
    call: () => api.handleRequest(request),
  };
}

/** As the server does it: route once, decode and validate once. */
function replaceParts(api) {
  const engine = createEngine({ contract, requests });
  const shown = new Map(
    contract.operations.map((operation) => [
      operation,
      api.router.getOperation(operation.operationId ?? operation.name),
    ]),
  );
  let routing;
  api.router = {
    parseRequest: (request) => request,
    matchOperation(request) {
      routing = engine.route(request.method, request.path);
      if (routing.kind === "found") return shown.get(routing.operation);
      throw new Error("404-notFound");
    },
    getOperation: () => undefined,
    getOperations: () => [],
  };
  api.validator = {
    validateRequest(request) {
      const met = engine.decode(routing, request, undefined);
      return met instanceof HttpProblem ? { valid: false, errors: [] } : { valid: true, errors: null };
    },
  };
}

const routing = await measure([...SIZES.map(tenonRouting), ...SIZES.map(backendRouting)]);
const handleRequest = await measure([await backend(false), await backend(true)]);
console.log(JSON.stringify({ routing, handleRequest }));
