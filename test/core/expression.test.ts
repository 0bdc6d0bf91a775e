import { describe, expect, test } from "vitest";
import { evaluate, Unevaluated } from "../../runtime/core/expression.ts";

// The request and the answer of the examples in OAS 3.2 §4.20.3.
const source = {
  method: "POST",
  url: "https://example.org/subscribe/myevent?queryUrl=https://clientdomain.com/stillrunning",
  request: {
    params: { eventType: "myevent", "a.b": 7n },
    query: { queryUrl: "https://clientdomain.com/stillrunning", list: ["a"], none: null },
    headers: { "Content-Type": "application/json" },
    body: {
      failedUrl: "https://clientdomain.com/failed",
      successUrls: ["https://clientdomain.com/fast", "https://clientdomain.com/medium"],
      "a/b~c": "slash & tilde",
      count: 0,
    },
  },
  response: { status: 201, headers: { Location: "https://example.org/subscription/1" }, body: { id: "s 1" } },
};

describe("an expression", () => {
  test.each([
    ["$url", source.url],
    ["$method", "POST"],
    ["$statusCode", "201"],
    ["$request.path.eventType", "myevent"],
    ["$request.path.a.b", "7"],
    ["$request.query.queryUrl", "https://clientdomain.com/stillrunning"],
    ["$request.header.content-type", "application/json"],
    ["$request.body#/failedUrl", "https://clientdomain.com/failed"],
    ["$request.body#/successUrls/1", "https://clientdomain.com/medium"],
    ["$request.body#/a~1b~0c", "slash & tilde"],
    ["$request.body#/count", "0"],
    ["$response.header.Location", "https://example.org/subscription/1"],
    ["$response.body#/id", "s 1"],
  ])("%s is %s", (expression, value) => {
    expect(evaluate(expression, source)).toBe(value);
  });
  test("stands in braces, more than once; what is behind a question mark stays one value", () => {
    expect(
      evaluate(
        "{$request.body#/failedUrl}/{$request.path.eventType}?id={$response.body#/id}&n={$request.body#/a~1b~0c}",
        source,
      ),
    ).toBe("https://clientdomain.com/failed/myevent?id=s%201&n=slash%20%26%20tilde");
    expect(evaluate("https://example.org/fixed", source)).toBe("https://example.org/fixed");
  });
  test.each([
    ["$request.query.none", "is not there"],
    ["$request.query.toString", "is not there"],
    ["$request.body#/constructor/name", "is not there"],
    ["$request.query.list", "is an array"],
    ["$request.body", "is an object"],
    ["$response.query.a", "an answer has no query"],
    ["{$request}", "is no runtime expression"],
  ])("%s has no text: it %s", (expression, why) => {
    expect(() => evaluate(expression, source)).toThrow(Unevaluated);
    expect(() => evaluate(expression, source)).toThrow(why);
  });
});
