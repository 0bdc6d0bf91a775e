/** Values of options that the command line, the configuration and the commands share. They load nothing, so that help is fast. */

import { FRAMEWORKS, PARTS } from "../emit/parts.ts";

/**
 * Which changes are errors. `source`: also changes that stop code on the generated files from compiling; `unknown`: also
 * changes that Tenon cannot decide.
 */
export const FAIL_ON = ["wire", "source", "unknown", "none"] as const;
export type FailOn = (typeof FAIL_ON)[number];

/** The parts of `tenon check`, in the order in which they run. */
export const CHECK_PARTS = ["lint", "drift", "diff", "types", "verify"] as const;
export type CheckPart = (typeof CHECK_PARTS)[number];

/** The severity of a rule in the configuration. `off`: Tenon does not report its findings. */
export const RULE_SEVERITIES = ["off", "info", "warning", "error"] as const;
export type RuleSeverity = (typeof RULE_SEVERITIES)[number];

/** The parts that `generate` can be limited to. */
export const EMIT_WORDS = [...PARTS, ...FRAMEWORKS.map((framework) => `queries:${framework}` as const)];
export type EmitWord = (typeof EMIT_WORDS)[number];
