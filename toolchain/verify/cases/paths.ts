/** Which of a contract's paths a concrete one is: by expressions, so that it shares nothing with the router it tests. */

import type { Contract, Operation } from "tenon-runtime/core";

const literal = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, "\\$&");

function expression(template: string, lazy: boolean): RegExp {
  const parts = template.split(/\{[^{}]*\}/).map(literal);
  return new RegExp(`^${parts.join(lazy ? "([^/]+?)" : "([^/]+)")}$`);
}

const plain = (template: string): string => template.replaceAll(/\{[^{}]*\}/g, "{}");
const pathOf = (url: string): string => url.split("?", 1)[0] ?? "";

/** The operations of every template that the path fits. */
export function matching(contract: Contract, url: string): Operation[] {
  return contract.operations.filter(({ path }) => expression(path, true).test(pathOf(url)));
}

/** Whether the path can only be that of this operation, with its parameters read in one way only. */
export function isCertain(contract: Contract, operation: Operation, url: string): boolean {
  // Some contracts tell operations apart by a fragment or a query in the path: no request has the one, and the other is none.
  if (/[#?]/.test(operation.path)) return false;
  const fitting = matching(contract, url);
  if (fitting.filter(({ method }) => method === operation.method).length !== 1) return false;
  const templates = new Set(fitting.map(({ path }) => plain(path)));
  if (templates.size !== 1 || !templates.has(plain(operation.path))) return false;
  const [lazy, greedy] = [true, false].map((each) => expression(operation.path, each).exec(pathOf(url)));
  return JSON.stringify(lazy) === JSON.stringify(greedy);
}
