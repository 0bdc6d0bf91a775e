/** As `tenon mock` has a contract: read, its validators made in memory. Run beside a built `tenon`. */

import { writeFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

const built = (path) => import(pathToFileURL(`${process.env.TENON_DIST}/${path}`).href);
const { loadContract } = await built("contract/index.js");
const { inMemory } = await built("emit/in-memory.js");
const { loadedValidators } = await built("cli/loaded-validators.js");
const { createMocks } = await import("tenon-runtime/mocks");

const file = `value-${process.pid}.json`;
const signal = new AbortController().signal;

export async function prepare(document) {
  await writeFile(file, JSON.stringify(document));
  const { contract: model, diagnostics } = await loadContract(file);
  if (model === undefined) throw new Error(diagnostics[0]?.message);
  const memory = inMemory(model);
  const mocks = createMocks(memory.contract, { ...memory, ...loadedValidators(memory) });
  return async (turn) => {
    const url = `/value?turn=${turn}`;
    const request = { method: "GET", url, id: "1", signal, header: () => undefined };
    const { body } = await mocks.answer("getValue", { params: {}, query: { turn } }, { auth: {}, request });
    return body;
  };
}
