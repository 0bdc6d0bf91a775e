/** All planted bugs: each is what one part of the library does wrong, and the check that must find it. */

import { BASIC } from "./basic.ts";
import type { Bugs } from "./bug.ts";
import { KEPT } from "./kept.ts";
import { LOOSE } from "./loose.ts";
import { SAFETY } from "./safety.ts";
import { VALUES } from "./values.ts";

export type { Bug } from "./bug.ts";
export const BUGS: Bugs = { ...BASIC, ...VALUES, ...LOOSE, ...KEPT, ...SAFETY };
