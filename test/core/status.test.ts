import { expect, expectTypeOf, test } from "vitest";
import { asStatus } from "tenon-runtime/core";

interface Problem {
  readonly title: string;
}
type Answer =
  | { status: 200; body: { name: string } }
  | { status: 404 | 409; body: Problem }
  | { status: 500 | 502 | 503; body: Problem };
type Failure = Exclude<Answer, { status: 200 }>["status"];

const body: Problem = { title: "Broken" };

test("a computed status is narrowed to those that are listed, and anything else is refused", () => {
  const answer = (status: number): Answer => ({ status: asStatus(status, [404, 502]), body });
  expect(answer(404)).toEqual({ status: 404, body });
  expect(() => answer(200)).toThrow("the status 200 is none of 404, 502");
  expectTypeOf(asStatus(404, [404, 502])).toEqualTypeOf<404 | 502>();
});

test("what the contract does not declare, or declares with another body, does not compile", () => {
  // @ts-expect-error 418 is not declared
  const undeclared = (status: number): Answer => ({ status: asStatus(status, [404, 418]), body });
  // @ts-expect-error 200 has another body
  const otherBody = (status: number): Answer => ({ status: asStatus(status, [200, 404]), body });
  expect([undeclared(418).status, otherBody(200).status]).toEqual([418, 200]);
});

test("of a range the type says what it may be, and the number that it is a status", () => {
  const answer = (status: number): Answer => ({ status: asStatus<Failure>(status), body });
  expect(answer(503).status).toBe(503);
  for (const status of [99, 100, 600, 404.5, Number.NaN]) expect(() => answer(status)).toThrow(RangeError);
});
