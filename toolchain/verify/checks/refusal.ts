/** Whether what had to be refused was, and what had to be taken. */

import {
  operationAt,
  parameterAt,
  parameterSchemaAt,
  bodyAt,
  bodySchemaAt,
  type Contract,
  type Operation,
} from "tenon-runtime/core";
import type { Broken, Case } from "../cases/index.ts";
import { headerOf, type Reply } from "../target.ts";
import type { Fault } from "./fault.ts";

/**
 * Keywords of refusals that a strict server makes and no specification asks for: undeclared query parameters, repeated
 * ones, bad percent-encodings, read-only properties (OAS 3.2 §4.24: "SHOULD NOT be sent"), other encodings of text.
 */
const LENIENT = new Set(["unknown", "repeated", "encoding", "readOnly", "charset", "limit"]);
/** JSON that parsers take in different ways (RFC 8259 §4, §6, §9). */
const LENIENT_JSON = /(?:nested too deeply|with a key twice|__proto__|lose digits)/;

/** `any`: nothing can be asked for, but that the server does not fail. */
export type Expectation = "valid" | "invalid" | "any" | "auth" | "method" | "path";

export function expectationOf({ name, expected }: Case): Expectation {
  if (expected.kind === "valid") return "valid";
  switch (expected.status) {
    case 401:
      return "auth";
    case 405:
      return "method";
    case 404:
      // Routers differ in slashes at the end and in capitals.
      return name === "path with a segment after it" ? "path" : "any";
    case 406:
      return "any"; // RFC 9110 §12.5.1: it may disregard the header
    case 415:
      return / in an unknown /.test(name) ? "any" : "invalid";
    default:
      if (expected.at !== undefined && (LENIENT.has(expected.at.keyword) || LENIENT_JSON.test(name))) return "any";
      return "invalid";
  }
}

/** What is wrong with taking, or with refusing, a case. */
export function refusalFault(contract: Contract, operation: Operation, sent: Case, reply: Reply): Fault | undefined {
  const { status } = reply;
  const taken = status < 400;
  const { expected } = sent;
  switch (expectationOf(sent)) {
    case "valid":
      return REFUSALS.has(status) && maySucceed(operation)
        ? {
            check: "valid-accepted",
            message: `refused by ${status}: ${sent.name}`,
            expected: "what the contract allows is taken",
            at: operationAt(operation),
          }
        : undefined;
    case "invalid":
      return taken && expected.kind === "invalid"
        ? {
            check: "invalid-rejected",
            message: `answered ${status}: ${sent.name}`,
            expected: `a refusal (${declaredRefusals(operation, expected.status)})`,
            at: placeOf(operation, expected.at),
          }
        : undefined;
    case "auth":
      return taken
        ? {
            check: "auth-enforced",
            message: `answered ${status}: ${sent.name}`,
            expected: "401, since every alternative of `security` asks for credentials",
            at: `${operationAt(operation)}/security`,
          }
        : undefined;
    case "path":
      return taken
        ? {
            check: "unknown-path",
            message: `answered ${status}: ${sent.name}`,
            expected: "404, since the contract has no such path",
            at: operationAt(operation),
          }
        : undefined;
    case "method":
      return methodFault(contract, operation, sent, reply);
    case "any":
      return undefined;
  }
}

/** The statuses that the operation declares for refusals, the usual one first. */
function declaredRefusals({ responses }: Operation, usual: number): string {
  const declared = responses
    .map(({ status }) => status)
    .filter((status) => status.startsWith("4") && status !== String(usual));
  const refusals = declared.filter((status) => /^(?:400|409|413|415|422|4XX)$/.test(status));
  const own = responses.some(({ status }) => status === String(usual)) || refusals.length === 0;
  return [...(own ? [String(usual)] : []), ...refusals].join(" or ");
}

/** What no valid request deserves; 404, 409, 410, 412 and 428 depend on what there is. */
const REFUSALS = new Set([400, 401, 403, 405, 406, 411, 413, 414, 415, 416, 417, 422, 431]);

/** Some contracts have nothing but errors. */
const maySucceed = ({ responses }: Operation): boolean =>
  responses.length === 0 || responses.some(({ status }) => /^(?:[123]|default)/.test(status));

/** RFC 9110 §15.5.6: a 405 must have `Allow`, of the methods that the resource has now. */
function methodFault(contract: Contract, operation: Operation, sent: Case, reply: Reply): Fault | undefined {
  const { method } = sent.request;
  const at = operationAt(operation).replace(/\/[^/]*$/, "");
  const own = methodsOf(contract, operation.path);
  const fault = (message: string, expected: string, cause?: string): Fault => ({
    check: "method-not-allowed",
    message,
    expected,
    at,
    ...(cause !== undefined && { cause }),
  });
  if (reply.status < 400)
    return fault(`${method} was answered ${reply.status}`, `405, since the path has ${own.join(", ")}`);
  if (reply.status === 404 && !declares405(contract, operation.path))
    return {
      ...fault(`${method} was answered 404, although the path exists`, "405 (RFC 9110 §15.5.6)", "404 for 405"),
      severity: "warning",
    };
  if (reply.status !== 405) return undefined;
  const allow = headerOf(reply, "allow");
  if (allow === undefined)
    return fault("405 came without Allow", `Allow: ${own.join(", ")} (RFC 9110 §15.5.6)`, "no Allow");
  const allowed = new Set(allow.split(",").map((each) => each.trim().toUpperCase()));
  const missing = own.filter((each) => !allowed.has(each));
  if (missing.length > 0 || allowed.has(method))
    return fault(`405 came with Allow: ${allow}`, `Allow: ${own.join(", ")} (RFC 9110 §10.2.1)`);
  return undefined;
}

const declares405 = (contract: Contract, path: string): boolean =>
  contract.operations.some((each) => each.path === path && each.responses.some(({ status }) => status === "405"));

export const methodsOf = (contract: Contract, path: string): readonly string[] => {
  const plain = (template: string): string => template.replaceAll(/\{[^{}]*\}/g, "{}");
  return contract.operations.filter((each) => plain(each.path) === plain(path)).map(({ method }) => method);
};

/** Where the contract says what a request breaks. */
function placeOf(operation: Operation, at: Broken | undefined): string {
  if (at === undefined) return operationAt(operation);
  if (at.in === "body") {
    const [media] = operation.body?.content ?? [];
    return media === undefined || at.keyword === "required" ? bodyAt(operation) : bodySchemaAt(operation, media.type);
  }
  const parameter = operation.parameters?.find(
    (each) => each.name === at.name && (each.in === at.in || each.in.startsWith(at.in)),
  );
  if (parameter === undefined) return operationAt(operation);
  return at.keyword === "required" ? parameterAt(operation, parameter) : parameterSchemaAt(operation, parameter);
}
