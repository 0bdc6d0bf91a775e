/** A contract that is loaded at run time, ready to be verified. */

import { basePathOf, type Contract as ContractData } from "tenon-runtime/core";
import { createMocks } from "tenon-runtime/mocks";
import type { Contract } from "../../contract/model.ts";
import { inMemory, type InMemory } from "../../emit/contract/in-memory.ts";
import { contractLinks, descriptionsOf, requestExamples, rolesOf } from "../../verify/examples.ts";
import { fetchTarget, type Target, type VerifySource } from "../../verify/index.ts";
import { loadedValidators } from "../generate/loaded-validators.ts";

export function verifySource(model: Contract): { readonly source: VerifySource; readonly memory: InMemory } {
  const memory = inMemory(model);
  const source: VerifySource = {
    contract: memory.contract,
    resources: memory.resources,
    examples: requestExamples(model),
    links: contractLinks(model),
    descriptions: descriptionsOf(model),
    roles: rolesOf(model),
    ...loadedValidators(memory),
  };
  return { source, memory };
}

/** The contract's own mocks. */
export function mocksTarget(source: VerifySource, { contract, resources, examples }: InMemory): Target {
  const { requests, responses } = source;
  const mocks = createMocks(contract, { requests, responses, resources, examples });
  return fetchTarget((request) => mocks.fetch(request), `http://localhost${baseOf(contract)}`);
}

/** The path of the contract's first server, without a slash at its end. */
export const baseOf = ({ servers }: Pick<ContractData, "servers">): string =>
  basePathOf(servers[0] ?? "/").replace(/\/$/, "");
