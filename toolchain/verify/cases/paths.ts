/** Which of a contract's paths a concrete one is: by expressions, so that it shares nothing with the router it tests. */

import type { Contract, Operation } from "tenon-runtime/core";

const literal = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, "\\$&");

function expression(template: string, segment: "([^/]+?)" | "([^/]+)"): RegExp {
  const parts = template.split(/\{[^{}]*\}/).map(literal);
  return new RegExp(`^${parts.join(segment)}$`);
}

const plain = (template: string): string => template.replaceAll(/\{[^{}]*\}/g, "{}");
const pathOf = (url: string): string => url.split("?", 1)[0] ?? "";

/** A path of a contract, with its operations. */
interface Template {
  readonly fits: RegExp;
  readonly greedy: RegExp;
  readonly plain: string;
  readonly operations: Operation[];
}
// A contract has hundreds of paths, and each of thousands of requests is compared with all of them: the expressions are
// made once for each contract.
const TEMPLATES = new WeakMap<Contract, ReadonlyMap<string, Template>>();

function templatesOf(contract: Contract): ReadonlyMap<string, Template> {
  const known = TEMPLATES.get(contract);
  if (known !== undefined) return known;
  const templates = new Map<string, Template>();
  for (const operation of contract.operations) {
    const { path } = operation;
    const same = templates.get(path);
    if (same !== undefined) same.operations.push(operation);
    else
      templates.set(path, {
        fits: expression(path, "([^/]+?)"),
        greedy: expression(path, "([^/]+)"),
        plain: plain(path),
        operations: [operation],
      });
  }
  TEMPLATES.set(contract, templates);
  return templates;
}

/** The operations of every template that the path fits. */
export function matching(contract: Contract, url: string): Operation[] {
  const path = pathOf(url);
  return [...templatesOf(contract).values()].flatMap(({ fits, operations }) => (fits.test(path) ? operations : []));
}

/** Whether the path can only be that of this operation, with its parameters read in one way only. */
export function isCertain(contract: Contract, operation: Operation, url: string): boolean {
  // Some contracts tell operations apart by a fragment or a query in the path: no request has the one, and the other is none.
  if (/[#?]/.test(operation.path)) return false;
  const path = pathOf(url);
  const own = templatesOf(contract).get(operation.path);
  const fitting = [...templatesOf(contract).values()].filter(({ fits }) => fits.test(path));
  const answering = fitting.flatMap(({ operations }) => operations.filter(({ method }) => method === operation.method));
  if (own === undefined || answering.length !== 1 || !fitting.every((each) => each.plain === own.plain)) return false;
  if (fitting.length === 0) return false;
  return JSON.stringify(own.fits.exec(path)) === JSON.stringify(own.greedy.exec(path));
}
