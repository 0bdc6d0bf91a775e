/**
 * Why a finding matters: what goes wrong where it is left as it is. For Tenon's own rules and for those that Redocly
 * recommends; other rules of a team's `redocly.yaml` are its own, and it knows why.
 */

import type { Code } from "../diagnostics/index.ts";

const OURS: Partial<Record<Code, string>> = {
  "unresolved-reference": "what it should describe is typed `unknown`, and neither checked nor mocked",
  "unresolved-file": "what the file should describe is typed `unknown`, and neither checked nor mocked",
  "reference-cycle": "nothing can be made of a declaration that is only a reference to itself",
  "schema-cycle": "a check of it would never end, so a part of what it says has to be left out",
  "callback-without-url": "the sender cannot work out where to send to, and has to be told each time",
  "invalid-structure": "what is left out is in no type, no check and no mock",
  "invalid-keyword": "a keyword that is left out constrains nothing: values that should be refused are accepted",
  "invalid-pattern": "without its pattern the value is not checked",
  "dangerous-pattern":
    "another tool that reads the contract may run it as it is, and one request then stops its server",
  "misplaced-keyword": "it looks as if it constrained something, and does not",
  "no-operations": "a server without operations answers 404 to everything",
  "duplicate-operation-id": "two functions cannot have one name: handlers and calls could not be told apart",
  "missing-operation-id": "a name made of method and path changes with the path, and with it everybody's code",
  "unusable-operation-id": "the name in code is another than in the contract: a search for one does not find the other",
  "reserved-operation-id": "the name in code is another than in the contract: a search for one does not find the other",
  "colliding-operation-id": "which of the two gets the number depends on their order: moving one renames both",
  "renamed-schema": "the type in code has another name than the schema in the contract",
  "missing-path-parameter": "without a declaration its type is a guess, and nothing of it is checked",
  "unused-path-parameter": "no request can carry it: handlers would wait for a value that never comes",
  "optional-path-parameter": "a path without it is another path: it can never be left out",
  "unknown-place": "a parameter that is nowhere is never sent and never checked",
  "undefined-style": "other tools may write the value in another way than Tenon reads it",
  "unfit-default": "a default that its own schema refuses would make every request without it invalid",
  "duplicate-parameter": "only one of the two can be what is checked",
  "ignored-header": "the specification reserves it: what it says is said by the media types or the security schemes",
  "ambiguous-path": "one of the two can never be reached",
  "method-unknown-to-node": "requests are refused before any handler sees them",
  "template-operator": "OpenAPI has no such templates: other tools take the operator for a part of the name",
  "invalid-path": "other tools may put it together with the server's address in another way",
  "xml-only-body": "nothing in the body is checked against the contract",
  "unknown-security-scheme": "nobody can meet a requirement that is declared nowhere: the operation is closed to all",
  "unknown-link-operation": "whoever follows the link finds nothing",
  "untyped-body": "nobody knows what to send or expect, nothing is checked, and mocks make up nothing",
  "repeated-schema":
    "code that takes one of them cannot say so: there is no name for it, and a change has to be made everywhere",
  "duplicate-key": "which of the two counts depends on who reads it",
  "prototype-key": "in JavaScript the name stands for something else, and code that sets it can be attacked",
  "invalid-example": "people copy examples, and mocks cannot answer with one that the contract refuses",
  "stale-output": "the code that is compiled and reviewed is not what the contract says any more",
  "missing-handler": "requests to the operation that the contract promises would not be served",
  "type-error": "the code no longer fits what is generated from the contract",
  "exception-unused": "it would silently accept the next finding that happens to fit it",
  "exception-expired": "somebody promised to have mended it by then",
};

const REDOCLYS: Readonly<Record<string, string>> = {
  struct: "what the specification does not know, tools ignore or stumble over",
  "no-unresolved-refs": "what the reference should describe is missing everywhere",
  "info-license": "without a licence nobody knows whether they may use the API description",
  "info-license-strict": "a licence that is only a name may mean anything",
  "no-ambiguous-paths": "which operation answers depends on the router",
  "no-duplicated-enum-values": "one of the two says nothing, and probably should have been another value",
  "no-duplicated-tag-names": "which description of the tag counts depends on the tool",
  "no-empty-servers": "clients do not know where to send requests",
  "no-enum-type-mismatch": "a value of another type than the schema's can never be valid",
  "no-example-value-and-externalValue": "only one of the two can be the example",
  "no-identical-paths": "one of the two can never be reached",
  "no-illogical-composition-keywords": "alternatives that are empty or equal allow nothing, or say nothing",
  "no-invalid-media-type-examples": "people copy examples, and this one is refused",
  "no-invalid-parameter-examples": "people copy examples, and this one is refused",
  "no-invalid-schema-examples": "people copy examples, and this one is refused",
  "no-mixed-number-range-constraints": "only one of the two bounds counts",
  "no-path-trailing-slash": "servers take a path with and without a slash for two paths, or for one",
  "no-required-schema-properties-undefined": "a required property without a schema can be anything, and is in no type",
  "no-schema-type-mismatch": "keywords for another type constrain nothing",
  "no-server-example.com": "example.com is nobody's server",
  "no-server-trailing-slash": "joined with a path it gives two slashes",
  "no-server-variables-empty-enum": "no value of the variable is allowed",
  "no-undefined-server-variable": "the address cannot be put together",
  "no-unsafe-markdown": "documentation pages would run what stands in it",
  "no-unused-components": "what nothing refers to is read, kept up and never used",
  "operation-2xx-response": "nobody knows what success looks like: the answer has no type",
  "operation-4xx-response": "clients have no type for refusals, and servers no form to refuse in",
  "operation-operationId": "a name made of method and path changes with the path, and with it everybody's code",
  "operation-operationId-unique": "two functions cannot have one name",
  "operation-operationId-url-safe": "documentation cannot link to it",
  "operation-parameters-unique": "only one of the two can be what is checked",
  "operation-summary": "documentation and editors have nothing to show but the path",
  "path-declaration-must-exist": "an empty parameter in a path can never be filled",
  "path-not-include-query": "a query in a path is no parameter, and is never matched",
  "path-parameters-defined": "without a declaration its type is a guess, and nothing of it is checked",
  "security-defined": "whether the operation is open to all is left to a guess",
  "security-scopes-defined": "a scope that no flow declares can be granted to nobody",
  "spec-components-invalid-map-name": "references to the name cannot be written",
  "spec-ref-siblings": "before OpenAPI 3.1 what stands beside a reference is ignored",
  "tag-description": "documentation has a heading and nothing to say below it",
};

export function whyOf(rule: string): string | undefined {
  // Cast: any text may be asked for; `hasOwn` guards it.
  if (Object.hasOwn(OURS, rule)) return OURS[rule as Code];
  return Object.hasOwn(REDOCLYS, rule) ? REDOCLYS[rule] : undefined;
}
