import { describe, expect, test } from "vitest";
import { createMocks } from "tenon-runtime/mocks";
import { toFetchHandler } from "tenon-runtime/server";
import { interpretedValidators } from "tenon-runtime/validators";
import { contractOf, hostOf } from "./support.ts";

const start = (options: object) => (): unknown => hostOf({ operation: {}, ...options });
const EMPTY = interpretedValidators({}, {});
const serve = (options: object) => (): unknown =>
  toFetchHandler(contractOf([]), { requests: EMPTY }, { handlers: {}, ...options });

describe.each([
  ["a fetch handler", start],
  ["a server", serve],
])("%s with an option that has a value that nobody knows", (_, host) => {
  test.each([
    ["validateResponses", "enforced", 'it may be "enforce", "report", "off"; did you mean "enforce"?'],
    ["invalidStatus", 409, "it may be 400, 422"],
    ["undeclared", "nope", 'it may be "refuse", "drop", "allow"'],
    ["unknownQuery", "allow", 'it may be "refuse", "ignore"'],
    ["unknownProperties", "ignore", 'it may be "refuse", "strip", "allow"'],
    ["bodyDefaults", "yes", "it may be true, false"],
    ["xml", "json", 'it may be "text"'],
  ])("%s: %j does not start", (name, value, advice) => {
    expect(host({ [name]: value })).toThrow(`The option "${name}" is ${JSON.stringify(value)}; ${advice}`);
  });

  test("starts with each value that there is, and with none", () => {
    for (const validateResponses of ["enforce", "report", "off", undefined])
      expect(host({ validateResponses, invalidStatus: 422, xml: "text", unknownQuery: "ignore" })).not.toThrow();
  });

  test.each([
    ["body", "1mb", 'The option "limits.body" is "1mb"; it is a number greater than 0'],
    ["body", 0, 'The option "limits.body" is 0; it is a number greater than 0'],
    ["upload", -1, 'The option "limits.upload" is -1; it is a number greater than 0'],
    ["depth", Number.NaN, 'The option "limits.depth" is NaN; it is a number greater than 0'],
    ["files", -1, 'The option "limits.files" is -1; it is a number from 0'],
    ["bodyTimeout", Infinity, 'The option "limits.bodyTimeout" is Infinity; it is a number from 0 to 2147483647'],
    ["boddy", 1, 'There is no option "limits.boddy"; did you mean'],
  ])("limits.%s: %j does not start", (name, value, message) => {
    expect(host({ limits: { [name]: value } })).toThrow(message);
  });

  test("starts with limits of 0 where that says something", () => {
    expect(host({ limits: { files: 0, memory: 0, bodyTimeout: 0, body: 1, depth: undefined } })).not.toThrow();
  });
});

test("a server does not start with an `unimplemented` that answers nothing", () => {
  expect(serve({ unimplemented: "mocks" })).toThrow(
    'The option "unimplemented" is "mocks"; it may be "mock", 501; did you mean "mock"?',
  );
  expect(serve({ unimplemented: 404 })).toThrow('The option "unimplemented" is 404; it may be "mock", 501');
  expect(serve({ unimplemented: {} })).toThrow('The option "unimplemented" is an object without `answer`');
});

test("mocks do not start with a status that requests are never refused with", () => {
  const source = { requests: EMPTY, responses: EMPTY };
  expect(() => createMocks(contractOf([]), source, { invalidStatus: 409 as 400 })).toThrow(
    'The option "invalidStatus" is 409; it may be 400, 422',
  );
});
