/** What of a contract has been exercised: what was asked and taken, and what was answered. */

import {
  matchMediaType,
  responseFor,
  type Contract,
  type Operation,
  type Parameter,
  type Schemas,
} from "tenon-runtime/core";
import type { CaseRequest } from "../cases/index.ts";
import { headerOf, type Reply } from "../target.ts";
import { type CoverageReport, type OperationCoverage, type Share } from "./report.ts";
import type { VerifySource } from "../types.ts";

export { type CoverageKind, type CoverageReport, KINDS, type OperationCoverage, type Share } from "./report.ts";
import { propertiesIn, propertiesOf } from "./properties.ts";

interface Marks {
  requests: number;
  readonly parameters: Set<string>;
  readonly requestTypes: Set<string>;
  readonly statuses: Set<string>;
  readonly responseTypes: Set<string>;
}

export class Coverage {
  readonly #contract: Contract;
  readonly #source: Pick<VerifySource, "requests" | "responses">;
  readonly #operations: readonly Operation[];
  readonly #marks = new Map<string, Marks>();
  readonly #sent = new Set<string>();
  readonly #received = new Set<string>();

  constructor(
    source: Pick<VerifySource, "contract" | "requests" | "responses">,
    operations = source.contract.operations,
  ) {
    this.#contract = source.contract;
    this.#source = source;
    this.#operations = operations;
  }

  note(operation: Operation, request: CaseRequest, reply: Reply): void {
    const marks = this.#marksOf(operation);
    marks.requests += 1;
    const declared = responseFor(operation, reply.status);
    if (declared !== undefined) {
      marks.statuses.add(declared.status);
      const type = headerOf(reply, "content-type");
      const media = type === undefined ? undefined : matchMediaType(type, declared.content ?? []);
      if (media !== undefined) {
        const place = `${declared.status} ${media.type}`;
        marks.responseTypes.add(place);
        if (media.kind === "json") note(this.#received, this.#source.responses, operation.name, place, reply.body);
      }
    }
    // What was refused has not been exercised.
    if (reply.status >= 400) return;
    for (const parameter of operation.parameters ?? [])
      if (isSent(parameter, request)) marks.parameters.add(`${parameter.in} ${parameter.name}`);
    const type = request.headers.find(([name]) => name.toLowerCase() === "content-type")?.[1];
    const media = type === undefined ? undefined : matchMediaType(type, operation.body?.content ?? []);
    if (media === undefined || request.body === undefined) return;
    marks.requestTypes.add(media.type);
    if (media.kind === "json")
      note(this.#sent, this.#source.requests, operation.name, `body ${media.type}`, request.body);
  }

  #marksOf({ name }: Operation): Marks {
    let marks = this.#marks.get(name);
    if (marks === undefined) {
      const [parameters, requestTypes, statuses, responseTypes] = [
        new Set<string>(),
        new Set<string>(),
        new Set<string>(),
        new Set<string>(),
      ];
      this.#marks.set(name, (marks = { requests: 0, parameters, requestTypes, statuses, responseTypes }));
    }
    return marks;
  }

  report(): CoverageReport {
    const operations = this.#operations.map((operation): OperationCoverage => {
      const marks = this.#marksOf(operation);
      const { name, method, path, parameters = [], body, responses } = operation;
      // That a server fails, no request can ask for.
      const awaited = responses.filter(({ status }) => !status.startsWith("5") || marks.statuses.has(status));
      const types = awaited.flatMap(({ status, content = [] }) => content.map(({ type }) => `${status} ${type}`));
      return {
        operation: name,
        method,
        path,
        requests: marks.requests,
        parameters: among(
          parameters.map((each) => `${each.in} ${each.name}`),
          marks.parameters,
        ),
        requestTypes: among(
          (body?.content ?? []).map(({ type }) => type),
          marks.requestTypes,
        ),
        statuses: among(
          awaited.map(({ status }) => status),
          marks.statuses,
        ),
        responseTypes: among(types, marks.responseTypes),
      };
    });
    const requestProperties = this.#properties("requests", this.#sent);
    const responseProperties = this.#properties("responses", this.#received);
    const shares = (kind: "parameters" | "requestTypes" | "statuses" | "responseTypes"): Share =>
      sum(operations.map((each) => share(each[kind])));
    const total = {
      operations: { covered: operations.filter(({ requests }) => requests > 0).length, all: operations.length },
      parameters: shares("parameters"),
      requestTypes: shares("requestTypes"),
      requestProperties: share(requestProperties),
      statuses: shares("statuses"),
      responseTypes: shares("responseTypes"),
      responseProperties: share(responseProperties),
    };
    const whole = sum(Object.values(total));
    return {
      version: 1,
      title: this.#contract.title,
      total,
      percent: whole.all === 0 ? 100 : Math.round((whole.covered / whole.all) * 1000) / 10,
      operations,
      requestProperties,
      responseProperties,
    };
  }

  #properties(side: "requests" | "responses", seen: ReadonlySet<string>): Record<string, boolean> {
    const validators = this.#source[side];
    const all = new Set<string>();
    for (const operation of this.#operations) {
      const places =
        side === "requests"
          ? (operation.body?.content ?? []).map(({ type }) => `body ${type}`)
          : operation.responses
              .filter(({ status }) => !status.startsWith("5"))
              .flatMap(({ status, content = [] }) => content.map(({ type }) => `${status} ${type}`));
      for (const place of places) {
        const validator = validators.get(operation.name, place);
        if (validator !== undefined)
          propertiesOf(validator.schema, validators.schemas, `${operation.name} ${place}`, all);
      }
    }
    return among([...all], seen);
  }
}

function note(
  seen: Set<string>,
  validators: VerifySource["requests"] & { readonly schemas: Schemas },
  operation: string,
  place: string,
  body: Uint8Array,
): void {
  const validator = validators.get(operation, place);
  if (validator === undefined) return;
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body));
    propertiesIn(value, validator.schema, validators.schemas, `${operation} ${place}`, seen);
  } catch {
    // No JSON has no properties.
  }
}

function isSent({ in: place, name, shape, style }: Parameter, { url, headers }: CaseRequest): boolean {
  if (place === "path") return true;
  const lower = name.toLowerCase();
  if (place === "header") return headers.some(([each]) => each.toLowerCase() === lower);
  if (place === "cookie")
    return headers.some(([each, value]) => each.toLowerCase() === "cookie" && value.includes(`${name}=`));
  const query = url.includes("?") ? url.slice(url.indexOf("?") + 1) : "";
  if (place === "querystring") return query !== "";
  const names = query.split("&").map((field) => decoded(field.split("=", 1)[0] ?? ""));
  // An object is spread over names of its own (OAS 3.2 §4.12.2.2).
  const own = typeof shape === "object" && "object" in shape && style !== "deepObject" ? Object.keys(shape.object) : [];
  return names.some((each) => each === name || each.startsWith(`${name}[`) || own.includes(each));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}

const among = (all: readonly string[], seen: ReadonlySet<string>): Record<string, boolean> =>
  Object.fromEntries(all.map((each) => [each, seen.has(each)]));
const share = (marks: Readonly<Record<string, boolean>>): Share => {
  const values = Object.values(marks);
  return { covered: values.filter(Boolean).length, all: values.length };
};
const sum = (shares: readonly Share[]): Share => ({
  covered: shares.reduce((total, { covered }) => total + covered, 0),
  all: shares.reduce((total, { all }) => total + all, 0),
});
