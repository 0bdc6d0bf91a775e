/** What generated files hold, as data: for a host that loads a contract at run time (`tenon mock`). Never in a browser. */

import { inferLists } from "../../contract/resources/lists.ts";
import type { Contract as ContractData, Schemas } from "tenon-runtime/core";
import type { Resource } from "tenon-runtime/mocks";
import type { Contract } from "../../contract/model.ts";
import { makeContext } from "../context.ts";
import { contractData } from "./index.ts";
import { examplesOf, named } from "../mocks/examples.ts";
import { validatorData } from "../validators/index.ts";

/** Operation → place → something. */
type ByPlace<T> = Readonly<Record<string, Readonly<Record<string, T>>>>;

export interface InMemory {
  /** As in `contract.ts`. */
  readonly contract: ContractData;
  /** As in `validators/`. */
  readonly schemas: Schemas;
  readonly requests: ByPlace<Schemas[string]>;
  readonly responses: ByPlace<Schemas[string]>;
  /** The fast tier, see `ValidatorData`. */
  readonly code: string;
  /** As in `mocks.ts`. */
  readonly resources: readonly Resource[];
  readonly lists: ReturnType<typeof inferLists>;
  /** As in `examples.ts`. */
  readonly examples: ByPlace<Readonly<Record<string, unknown>>>;
}

export function inMemory(contract: Contract): InMemory {
  const context = makeContext(contract, { source: "", importExtension: "" });
  const examples = contract.operations.map(({ name, responses }) => [
    name,
    Object.fromEntries(
      responses.flatMap((response) => [...examplesOf(response)].map(([place, each]) => [place, named(each)])),
    ),
  ]);
  const validators = validatorData(context);
  const { schemas, requests, responses } = validators;
  return {
    contract: contractData(context),
    schemas,
    requests,
    responses,
    resources: contract.resources,
    lists: inferLists(contract),
    get code() {
      return validators.code;
    },
    examples: Object.fromEntries(examples),
  };
}
