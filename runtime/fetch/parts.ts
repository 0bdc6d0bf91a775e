/** The parts that few requests need, each loaded when a request first needs it: a bundle that is split starts without them. */

import * as negotiation from "../core/http/negotiate.ts";
import type { LoadedParts } from "../core/pipeline/plans.ts";

export const PARTS: LoadedParts = {
  others: () => import("../core/body/others.ts"),
  styles: () => import("../core/parameters/style.ts"),
  challenges: () => import("../core/security/challenges.ts"),
  negotiation: () => negotiation, // answers need it too
};
