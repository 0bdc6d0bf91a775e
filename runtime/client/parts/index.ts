/** All parts, for generated code to choose from. */

import * as bodies from "./bodies.ts";
import { typedHeaders } from "./headers.ts";
import { exactNumbers, mediaRanges } from "./json.ts";
import { parameterStyles } from "./parameters.ts";
import type { ClientParts } from "./types.ts";

export * from "./bodies.ts";
export { textHeaders, typedHeaders } from "./headers.ts";
export { convertedValues, exactNumbers, mediaRanges } from "./json.ts";
export { commaLists, parameterStyles } from "./parameters.ts";
export type { ClientParts } from "./types.ts";

/** Every part: for programs that call operations of contracts that they load at run time. */
export const allParts: ClientParts = /* @__PURE__ */ Object.assign(
  {},
  ...Object.values(bodies),
  // It reads and writes every text that `textBodies` does.
  bodies.scalarTexts,
  parameterStyles,
  typedHeaders,
  mediaRanges,
  exactNumbers,
);
