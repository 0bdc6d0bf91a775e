import {
  createMocks,
  type AnyDb,
  type MockOptions,
  type Mocks,
  type Resource,
  type UntypedOverrides,
} from "tenon-runtime/mocks";
import { jsonPatch } from "tenon-runtime/mocks/json-patch";
import { interpretedValidators } from "tenon-runtime/validators";
import { inMemory } from "../../toolchain/emit/contract/in-memory.ts";
import { contractOf } from "../contract/helpers.ts";

export interface Api {
  readonly mocks: Mocks<UntypedOverrides, AnyDb>;
  readonly resources: readonly Resource[];
  /** Everything that was answered and does not keep to the contract. */
  readonly faults: unknown[];
  call(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Reply>;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  // Tests look at bodies as they come.
  readonly body: Readonly<Record<string, unknown>>;
}

/** Mocks of a document, as `tenon mock` makes them, and every answer held against the contract. */
export async function apiOf(document: object, options: MockOptions = {}): Promise<Api> {
  const memory = inMemory(await contractOf(document));
  const faults: unknown[] = [];
  const { schemas, contract, resources, lists, examples } = memory;
  const requests = interpretedValidators(schemas, memory.requests);
  const responses = interpretedValidators(schemas, memory.responses);
  const source = { requests, responses, resources, lists, examples, jsonPatch };
  const onError = (error: unknown): number => faults.push(error);
  const mocks = createMocks(contract, source, { onError, ...options });
  return {
    mocks,
    resources,
    faults,
    async call(method, path, body, headers = {}) {
      const response = await mocks.fetch(path, {
        method,
        headers: { ...(body !== undefined && { "content-type": "application/json" }), ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      const { status } = response;
      const operation = contract.operations.find(
        (each) =>
          each.method === method &&
          new RegExp(`^${each.path.replace(/\{[^}]*\}/g, "[^/]+")}$`).test(path.replace(/\?.*/, "")),
      );
      const declared = operation?.responses.find((each) => each.status === String(status));
      const media = declared?.content?.[0];
      const value = text === "" ? {} : (JSON.parse(text) as Reply["body"]);
      const validator = media && operation && responses.get(operation.name, `${status} ${media.type}`);
      if (validator !== undefined && !validator.is(value))
        faults.push({ method, path, value, why: validator.explain(value) });
      return { status, headers: response.headers, body: value };
    },
  };
}
