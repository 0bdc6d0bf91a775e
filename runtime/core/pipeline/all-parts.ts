/** The parts that few requests need, all at hand: a server does not wait for any of them. */

import * as others from "../body/others.ts";
import * as negotiation from "../http/negotiate.ts";
import * as styles from "../parameters/style.ts";
import * as challenges from "../security/challenges.ts";
import type { LoadedParts } from "./plans.ts";

export const ALL_PARTS: LoadedParts = {
  others: () => others,
  styles: () => styles,
  challenges: () => challenges,
  negotiation: () => negotiation,
};
