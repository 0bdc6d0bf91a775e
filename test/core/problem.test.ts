import { describe, expect, test } from "vitest";
import { HttpProblem, refusalOf } from "../../runtime/core/problem/index.ts";

describe("a refusal by the pipeline", () => {
  test("is a problem like any other, without a stack", () => {
    const refusal = refusalOf(405, { detail: "This path has GET" }, { headers: { Allow: "GET" } });
    expect(refusal).toBeInstanceOf(HttpProblem);
    expect(refusal.document).toEqual({
      type: "about:blank",
      title: "Method Not Allowed",
      status: 405,
      detail: "This path has GET",
    });
    expect(refusal.headers).toEqual({ Allow: "GET" });
    expect(refusal.stack).toBeUndefined();
    expect(String(refusal)).toBe("HttpProblem: This path has GET");
  });

  test("leaves the stacks of other errors as they were, also when it cannot be made", () => {
    const { stackTraceLimit } = Error;
    refusalOf(400);
    expect(() => refusalOf(200)).toThrow(RangeError);
    expect(Error.stackTraceLimit).toBe(stackTraceLimit);
    expect(new HttpProblem(409).stack).toContain("problem.test");
  });
});
