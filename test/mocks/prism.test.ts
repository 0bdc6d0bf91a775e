/**
 * Prism's own cases, as far as they ask for nothing that is Prism's alone, put to `tenon mock`. They stand beside the
 * project; where they do not, nothing is tested and that is said.
 */

import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { differenceOf, type Case } from "./prism-support.ts";

const file = resolve(import.meta.dirname, "../../../shared/peers/prism/cases.json");
const there = existsSync(file);
const cases = there ? (JSON.parse(readFileSync(file, "utf8")) as readonly Case[]).filter(({ neutral }) => neutral) : [];
const missing = there ? "" : ` (skipped: ${file} is not there)`;

interface Reason {
  readonly why: string;
  /** What is otherwise, and nothing else is; see `Difference`. */
  readonly in: readonly string[];
  readonly cases: readonly string[];
}

/** Where Tenon does otherwise, in what, and why. One that no longer does has to leave the list. */
const DIFFERENCES: readonly Reason[] = [
  {
    why: "where the contract has no example, Prism has `string` and 0; Tenon makes up something plausible",
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
    why: "a default says what is meant when a client leaves a value out, and nothing of what a server answers",
    in: ["body"],
    cases: ["cors/cors-handler-with-options", "static-examples/static_examples-AC-3.oas3"],
  },
  {
    why: "a request that does not fit is a 400 where the operation declares no 422, as the server has it; `--invalid-status 422` for servers that say 422",
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
    why: "who accepts everything gets JSON where there is JSON, wherever in the contract it stands",
    in: ["header content-type", "body"],
    cases: ["content-negotiation/E2E-Accept-Content-Negotiation-AC-14.oas3"],
  },
  {
    why: "a media type with a parameter that is not offered is not acceptable (RFC 9110 §12.5.1)",
    in: ["status 406", "header content-type"],
    cases: ["content-negotiation/E2E-Accept-Content-Negotiation-AC-16.oas3"],
  },
  {
    why: "XML is text to Tenon: an example that is an object is not written as XML",
    in: ["body"],
    cases: ["content-negotiation/E2E-Accept-Content-Negotiation-Xml-AC-1.oas3"],
  },
  {
    why: "headers that need not be there are not",
    in: ["header nonce"],
    cases: ["head-requests/head_requests-AC-1.oas3"],
  },
  {
    why: "a GET serves HEAD too (RFC 9110 §9.3.2)",
    in: ["status 200"],
    cases: ["head-requests/head_requests-AC-2.oas3"],
  },
  {
    why: "what no operation asks for is not read, nor is its type looked at",
    in: ["status 200"],
    cases: ["validate-body-params/enforce-content-type-if-body-included.oas3_1"],
  },
  {
    why: "the example breaks its schema: Tenon answers with what is valid, and says so in its log instead of a header",
    in: ["header sl-violations", "body"],
    cases: ["violations/print-as-http-header"],
  },
];

const reasons = new Map(DIFFERENCES.flatMap((reason) => reason.cases.map((name) => [name, reason])));

describe.skipIf(!there)(`Prism's neutral cases${missing}`, () => {
  test("there are 86 of them, and every difference is one of theirs", () => {
    expect(cases).toHaveLength(86);
    const names = new Set(cases.map(({ name }) => name));
    expect([...reasons.keys()].filter((name) => !names.has(name))).toEqual([]);
  });

  test.each(cases.filter(({ name }) => !reasons.has(name)).map((each) => [each.name, each] as const))(
    "%s",
    async (_, each) => {
      expect((await differenceOf(each)).says).toBe("");
    },
  );

  test.each(
    cases.flatMap((each) => {
      const reason = reasons.get(each.name);
      return reason === undefined ? [] : [[each.name, reason.why, reason, each] as const];
    }),
  )("%s differs: %s", async (_, _why, reason, each) => {
    const difference = await differenceOf(each);
    expect(difference.in, difference.says).toEqual(reason.in);
  });
});
