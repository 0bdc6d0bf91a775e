/** Prism's own test cases that use no feature which only Prism has, sent to `tenon mock`. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Finding, Outcome } from "../proof.ts";
import { type Case, differenceOf } from "./prism-case.ts";

const NEUTRAL_CASES = 86;

interface Reason {
  readonly why: string;
  /** Exactly this differs; see `Difference`. */
  readonly in: readonly string[];
  readonly cases: readonly string[];
}

/** Where Tenon's response differs, in what, and why. A case that no longer differs must leave the list. */
const DIFFERENCES: readonly Reason[] = [
  {
    why: "without an example Prism answers with `string` and 0; Tenon generates a plausible value",
    in: ["body"],
    cases: [
      "content-negotiation/E2E-Accept-Content-Negotiation-AC-15.oas3",
      "content-negotiation/E2E-Accept-Content-Negotiation.empty.oas3",
      "references/E2E-Multiple-Refs-Handling.oas3",
      "references/E2E-Recursive-Array-Handling.oas3",
      "references/E2E-Recursive-Array-Handling.oas3.1",
      "routing/prefer-colon-path.oas3",
      "routing/prefer-concrete-path.oas3",
      "routing/select-correct-method.oas3",
      "security/security-scheme-validation-AC-21.oas3",
      "static-examples/static_examples-AC-1.oas3",
      "static-examples/static_examples-AC-1.oas3_1",
    ],
  },
  {
    why: "a default is the meaning of a value that a client leaves out; it says nothing about a server's response",
    in: ["body"],
    cases: ["cors/cors-handler-with-options", "static-examples/static_examples-AC-3.oas3"],
  },
  {
    why: "an invalid request is answered with 400 when the operation declares no 422, as the server does; `--invalid-status 422` changes that",
    in: ["status 400"],
    cases: [
      "validate-header-params/invalid-header.oas3",
      "validate-header-params/missing-required-header.oas3",
      "validate-query-params/missing-query-param.oas3",
      "validate-query-params/query-param-style-mismatch.only_oas3",
      "validate-query-params/query-param-type-mismatch.oas3",
    ],
  },
  {
    why: "a client that accepts everything gets JSON when JSON is declared, regardless of the order in the contract",
    in: ["header content-type", "body"],
    cases: ["content-negotiation/E2E-Accept-Content-Negotiation-AC-14.oas3"],
  },
  {
    why: "a media type with a parameter that is not offered is not acceptable (RFC 9110 §12.5.1)",
    in: ["status 406", "header content-type"],
    cases: ["content-negotiation/E2E-Accept-Content-Negotiation-AC-16.oas3"],
  },
  {
    why: "Tenon treats XML as text: it does not serialise an object example as XML",
    in: ["body"],
    cases: ["content-negotiation/E2E-Accept-Content-Negotiation-Xml-AC-1.oas3"],
  },
  {
    why: "Tenon does not send optional headers",
    in: ["header nonce"],
    cases: ["head-requests/head_requests-AC-1.oas3"],
  },
  {
    why: "a GET serves HEAD too (RFC 9110 §9.3.2)",
    in: ["status 200"],
    cases: ["head-requests/head_requests-AC-2.oas3"],
  },
  {
    why: "Tenon ignores the body, and its type, of an operation without a request body",
    in: ["status 200"],
    cases: ["validate-body-params/enforce-content-type-if-body-included.oas3_1"],
  },
  {
    why: "the example violates its schema: Tenon answers with a valid value and logs the violation instead of sending a header",
    in: ["header sl-violations", "body"],
    cases: ["violations/print-as-http-header"],
  },
];

export async function prismCases(folder: string): Promise<Omit<Outcome, "holds">> {
  // Cast: the format of the recorded cases.
  const all = JSON.parse(readFileSync(join(folder, "cases.json"), "utf8")) as readonly Case[];
  const cases = all.filter(({ neutral }) => neutral);
  const reasons = new Map(DIFFERENCES.flatMap((reason) => reason.cases.map((name) => [name, reason])));
  const names = new Set(cases.map(({ name }) => name));
  const failures: Finding[] = [...reasons.keys()]
    .filter((name) => !names.has(name))
    .map((name) => ({ case: name, reason: "this case does not exist; remove it from the list" }));
  if (cases.length !== NEUTRAL_CASES)
    failures.push({ case: "cases", reason: `${cases.length} instead of ${NEUTRAL_CASES}` });
  for (const each of cases) {
    const difference = await differenceOf(each);
    const expected = reasons.get(each.name)?.in ?? [];
    if (!isDeepStrictEqual(difference.in, expected))
      failures.push({
        case: each.name,
        reason:
          difference.says || `no difference, and the list expects ${expected.join(", ")}: remove it from the list`,
      });
  }
  return {
    numbers: { cases: cases.length, asExpected: cases.length - reasons.size, differentWithReason: reasons.size },
    exceptions: [...reasons].map(([name, { why }]) => ({ case: name, reason: why })),
    failures,
  };
}
