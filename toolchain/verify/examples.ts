/** Requests as the contract's examples have them, and those that its links lead to. */

import type { Contract, Operation, Parameter } from "../contract/model.ts";
import { PARTS } from "./cases/index.ts";
import type { LinkTo, RequestExample } from "./types.ts";

/** By operation: one request for each example of a parameter and of a body. Those that are no plain value are left out. */
export function requestExamples({ operations }: Contract): Readonly<Record<string, readonly RequestExample[]>> {
  return Object.fromEntries(operations.map((operation) => [operation.name, examplesOf(operation)]));
}

function examplesOf({ parameters, body }: Operation): readonly RequestExample[] {
  const ofParameters = parameters.flatMap((parameter) =>
    parameter.examples
      .filter(({ value }) => value !== undefined)
      .map(({ name, value }) => ({ name: `${name} of ${parameter.name}`, ...at(parameter, value) })),
  );
  const ofBodies = (body?.content ?? []).flatMap(({ type, examples }) =>
    examples
      .filter(({ value }) => value !== undefined)
      .map(({ name, value }) => ({ name: `${name} of ${type}`, body: value, contentType: type })),
  );
  return [...ofParameters, ...ofBodies];
}

const at = (parameter: Parameter, value: unknown): Partial<RequestExample> =>
  parameter.in === "querystring" ? {} : { [PARTS[parameter.in]]: { [parameter.name]: value } };

/** All descriptions of a contract: values that they name are tried. */
export function descriptionsOf(contract: Contract): readonly string[] {
  const found = new Set<string>();
  const seen = new Set<object>();
  const open: unknown[] = [contract.operations, contract.schemas];
  for (let value = open.pop(); open.length > 0 || value !== undefined; value = open.pop()) {
    if (typeof value !== "object" || value === null || seen.has(value)) continue;
    seen.add(value);
    for (const [name, member] of Object.entries(value)) {
      if (name === "description" && typeof member === "string") found.add(member);
      else open.push(member);
    }
  }
  return [...found];
}

/** By operation: where its answers lead. Links that lead to no operation of the contract are left out. */
export function contractLinks({ operations }: Contract): Readonly<Record<string, readonly LinkTo[]>> {
  return Object.fromEntries(
    operations.flatMap(({ name, responses }) => {
      const links = responses.flatMap(({ status, links: all }) =>
        all.flatMap(({ name: link, operation, parameters, pointer }): LinkTo[] =>
          operation === undefined ? [] : [{ name: link, status, operation, parameters, pointer }],
        ),
      );
      return links.length === 0 ? [] : [[name, links]];
    }),
  );
}

/** `x-tenon-roles: [admin, editor]` by operation. Others have none. */
export function rolesOf({ operations }: Contract): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    operations.flatMap(({ name, extensions }) => {
      const roles = extensions["x-tenon-roles"];
      return Array.isArray(roles) ? [[name, roles.map(String)]] : [];
    }),
  );
}
