/** All parts, for generated code to choose from. */

import {
  binaryBodies,
  eventStreams,
  formBodies,
  formResponses,
  jsonLines,
  multipartBodies,
  textBodies,
} from "./bodies.ts";
import { parameterStyles, typedHeaders } from "./parameters.ts";
import type { ClientParts } from "./types.ts";

export {
  binaryBodies,
  eventStreams,
  formBodies,
  formResponses,
  jsonLines,
  multipartBodies,
  textBodies,
} from "./bodies.ts";
export { parameterStyles, typedHeaders } from "./parameters.ts";
export type { ClientParts } from "./types.ts";

/** Every part: for programs that call operations of contracts that they load at run time. */
export const allParts: ClientParts = /* @__PURE__ */ Object.assign(
  {},
  binaryBodies,
  eventStreams,
  formBodies,
  formResponses,
  jsonLines,
  multipartBodies,
  textBodies,
  parameterStyles,
  typedHeaders,
);
