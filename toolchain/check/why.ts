/** Why a finding matters: the consequence of ignoring it. Covers Tenon's own rules and those that Redocly recommends. */

import type { Code } from "../diagnostics/index.ts";

const OURS: Partial<Record<Code, string>> = {
  "closed-family-member": "other tools refuse every value of the schemas that extend it",
  "overlapping-members": "other tools refuse every value of the schema that extends the other",
  "unresolved-reference": "Tenon types the value as `unknown`, and neither validates nor mocks it",
  "unresolved-file": "Tenon types the content of the file as `unknown`, and neither validates nor mocks it",
  "reference-cycle": "a declaration that only refers to itself describes no value",
  "schema-cycle": "validation of this schema would never end, so Tenon has to ignore a part of it",
  "callback-without-url": "the generated sender cannot compute the URL, so you have to pass it with every call",
  "invalid-structure": "the ignored part is missing in types, validation and mocks",
  "invalid-keyword": "an ignored keyword has no effect: the server accepts values that it should reject",
  "invalid-pattern": "without the pattern the server accepts any string",
  "dangerous-pattern": "other tools may run the pattern as it is, and a single request can then block their server",
  "misplaced-keyword": "the keyword looks like a constraint, but has no effect",
  "no-operations": "a server without operations answers every request with 404",
  "duplicate-operation-id": "two handlers or two client functions cannot have the same name",
  "missing-operation-id":
    "a name built from method and path changes when the path changes, and all code that uses it must change too",
  "unusable-operation-id":
    "the name in code differs from the name in the contract, so searching for one does not find the other",
  "reserved-operation-id":
    "the name in code differs from the name in the contract, so searching for one does not find the other",
  "colliding-operation-id": "the number in the name depends on the order of the operations: moving one renames both",
  "renamed-schema": "the name of the type differs from the name of the schema",
  "missing-path-parameter": "Tenon has to guess the type of an undeclared parameter, and does not validate it",
  "unused-path-parameter": "no request can contain this parameter, so handlers never receive it",
  "optional-path-parameter": "a request without the parameter has a different path, so the parameter is always present",
  "unknown-place": "clients never send a parameter without a valid location, and servers never validate it",
  "undefined-style": "other tools may serialize the value differently",
  "unfit-default": "a default that its own schema rejects makes every request without the parameter invalid",
  "duplicate-parameter": "Tenon can use only one of the two declarations",
  "ignored-header": "OpenAPI reserves this header: media types or security schemes describe it instead",
  "ambiguous-path": "the server can never reach one of the two operations",
  "method-unknown-to-node": "Node rejects these requests before any handler runs",
  "template-operator": "OpenAPI has no such templates, so other tools read the operator as part of the name",
  "invalid-path": "other tools may join the path and the server URL differently",
  "xml-only-body": "the server does not validate the body",
  "unknown-security-scheme":
    "no request can satisfy an undeclared scheme, so the server rejects all requests to the operation",
  "unknown-link-operation": "clients that follow the link find no operation",
  "untyped-body": "the type is `unknown`, the server does not validate the body, and mocks cannot generate it",
  "repeated-schema": "the repeated schema has no name in code, and you have to change it in several places",
  "duplicate-key": "tools disagree about which of the two values they use",
  "prototype-key": "in JavaScript `__proto__` has a special meaning, which attackers can exploit",
  "invalid-example": "readers copy examples, and mocks cannot use an example that the contract rejects",
  "stale-output": "the generated code no longer matches the contract",
  "missing-handler": "the server cannot serve an operation that the contract declares",
  "type-error": "the code no longer matches the code that Tenon generates from the contract",
  "exception-unused": "an entry that matches nothing could hide the next finding that happens to match it",
  "exception-expired": "the team planned to fix these findings by that date",
};

const REDOCLYS: Readonly<Record<string, string>> = {
  struct: "tools ignore or reject fields that the specification does not define",
  "no-unresolved-refs": "the referenced description is missing for every tool",
  "info-license": "without a license users do not know whether they may use the API description",
  "info-license-strict": "a license name without a URL or identifier is ambiguous",
  "no-ambiguous-paths": "the router decides which operation handles the request",
  "no-duplicated-enum-values": "one of the two values is redundant, and probably a typo",
  "no-duplicated-tag-names": "tools disagree about which description of the tag they use",
  "no-empty-servers": "clients do not know where to send requests",
  "no-enum-type-mismatch": "a value of another type than the schema's is never valid",
  "no-example-value-and-externalValue": "only one of the two can be the example",
  "no-identical-paths": "the server can never reach one of the two paths",
  "no-illogical-composition-keywords": "empty or equal alternatives have no effect, or allow no value",
  "no-invalid-media-type-examples": "readers copy examples, and the server rejects this one",
  "no-invalid-parameter-examples": "readers copy examples, and the server rejects this one",
  "no-invalid-schema-examples": "readers copy examples, and the server rejects this one",
  "no-mixed-number-range-constraints": "only one of the two bounds has an effect",
  "no-path-trailing-slash": "some servers treat a path with a trailing slash as another path, and some do not",
  "no-required-schema-properties-undefined":
    "a required property without a schema can have any value and is missing in types",
  "no-schema-type-mismatch": "keywords for another type have no effect",
  "no-server-example.com": "example.com is not a real server",
  "no-server-trailing-slash": "the URL has two slashes when a path is appended",
  "no-server-variables-empty-enum": "no value of the variable is allowed",
  "no-undefined-server-variable": "clients cannot build the server URL",
  "no-unsafe-markdown": "documentation pages would run the script in it",
  "no-unused-components": "unused components have to be maintained without any benefit",
  "operation-2xx-response": "without a success response the result has no type",
  "operation-4xx-response": "clients have no type for errors, and servers have no declared way to report them",
  "operation-operationId":
    "a name built from method and path changes when the path changes, and all code that uses it must change too",
  "operation-operationId-unique": "two functions cannot have the same name",
  "operation-operationId-url-safe": "documentation cannot link to the operation",
  "operation-parameters-unique": "tools can use only one of the two declarations",
  "operation-summary": "documentation and editors can show only the path",
  "path-declaration-must-exist": "no request can match an empty path parameter",
  "path-not-include-query": "servers do not match a query string in a path",
  "path-parameters-defined": "tools have to guess the type of an undeclared parameter, and do not validate it",
  "security-defined": "tools have to guess whether the operation is public",
  "security-scopes-defined": "no token can have a scope that no flow declares",
  "spec-components-invalid-map-name": "references cannot contain this name",
  "spec-ref-siblings": "before OpenAPI 3.1 tools ignore fields beside a reference",
  "tag-description": "documentation shows the tag without a description",
};

export function whyOf(rule: string): string | undefined {
  // Cast: any text may be asked for; `hasOwn` guards it.
  if (Object.hasOwn(OURS, rule)) return OURS[rule as Code];
  return Object.hasOwn(REDOCLYS, rule) ? REDOCLYS[rule] : undefined;
}
