/** All parts, for generated code to choose from. */

import * as bodies from "./bodies.ts";
import { parameterStyles, typedHeaders } from "./parameters.ts";
import type { ClientParts } from "./types.ts";

export * from "./bodies.ts";
export { commaLists, parameterStyles, typedHeaders } from "./parameters.ts";
export type { ClientParts } from "./types.ts";

/** Every part: for programs that call operations of contracts that they load at run time. */
export const allParts: ClientParts = /* @__PURE__ */ Object.assign(
  {},
  ...Object.values(bodies),
  // It reads and writes every text that `textBodies` does.
  bodies.scalarTexts,
  parameterStyles,
  typedHeaders,
);
