/** The option `errors`: domain errors become declared answers, in one place. */

import { HttpProblem, type ErrorInfo } from "tenon-runtime/core";
import { afterEach, describe, expect, test, vi } from "vitest";
import { createServer, toFetchHandler, type ServerOptions } from "../emit/goldens/students/server.ts";
import { app, handlers, listen, security } from "./support.ts";

class MissingError extends Error {
  override readonly name: string = "MissingError";
  readonly thing = "student";
}
class GoneError extends MissingError {
  override readonly name = "GoneError";
}
/** Without a `name` of its own. */
class Locked extends Error {}

type Options = ServerOptions<{ context: ReturnType<typeof app> }>;
const onError = vi.fn<(error: unknown, info: ErrorInfo) => void>();
afterEach(() => onError.mockReset());

const url = "/students/3f2504e0-4f89-41d3-9a0c-0305e82c3301";

/** The answers of both hosts to a request whose handler throws. */
async function ask(thrown: unknown, errors: unknown, rest: object = {}): Promise<readonly [number, unknown][]> {
  const options = {
    security,
    context: app,
    onError,
    errors,
    ...rest,
    handlers: { ...handlers, getStudent: () => Promise.reject(thrown) },
  } as unknown as Options; // `errors` of any kind
  await using server = await listen(createServer(options));
  const answers = [await fetch(server.url + url), await toFetchHandler(options)(new Request(`http://h${url}`))];
  return Promise.all(answers.map(async (answer) => [answer.status, await answer.json()] as const)) as Promise<
    [number, unknown][]
  >;
}
const NOT_FOUND = (title: string) => ({
  status: 404,
  contentType: "application/problem+json",
  body: { title, status: 404 },
});
const twice = (status: number, body: unknown) => [
  [status, body],
  [status, body],
];

describe("an error that a handler throws is answered", () => {
  test.each([
    ["by its name", new MissingError(), { MissingError: (error: MissingError) => NOT_FOUND(error.thing) }, "student"],
    ["by the name of its base class", new GoneError(), { MissingError: () => NOT_FOUND("base") }, "base"],
    [
      "by its own name first",
      new GoneError(),
      { MissingError: () => NOT_FOUND("base"), GoneError: () => NOT_FOUND("own") },
      "own",
    ],
    ["by its class where it has no name", new Locked(), { Locked: () => NOT_FOUND("locked") }, "locked"],
    [
      "by one function",
      new Locked(),
      (error: unknown, { operation }: { operation: string }) => NOT_FOUND(`${operation} ${error instanceof Locked}`),
      "getStudent true",
    ],
    ["by a function that is asynchronous", "no error", async () => NOT_FOUND("late"), "late"],
  ])("%s, and is not reported", async (_, thrown, errors, title) => {
    expect(await ask(thrown, errors)).toMatchObject(twice(404, { title }));
    expect(onError).not.toHaveBeenCalled();
  });

  test.each([
    ["of another name", new Locked(), { MissingError: () => NOT_FOUND("x") }],
    ["for which the function has no answer", new Locked(), () => undefined],
    ["without a name", null, { MissingError: () => NOT_FOUND("x"), toString: () => NOT_FOUND("x") }],
  ])("but an error %s is reported, and is a 500", async (_, thrown, errors) => {
    expect(await ask(thrown, errors)).toMatchObject(twice(500, { status: 500 }));
    expect(onError.mock.calls.map(([error]) => error)).toEqual([thrown, thrown]);
  });

  test("by an answer that is validated as the handler's own", async () => {
    expect(await ask(new Locked(), () => ({ status: 418, body: {} }))).toMatchObject(twice(500, { status: 500 }));
    expect(onError).toHaveBeenCalledTimes(2);
  });

  test.each([
    [
      "throws",
      () => {
        throw new Error("boom");
      },
    ],
    ["rejects", () => Promise.reject(new Error("boom"))],
  ])("a function that %s is one report with both errors", async (_, errors) => {
    const thrown = new Locked("first");
    expect(await ask(thrown, errors)).toMatchObject(twice(500, { status: 500 }));
    expect(onError).toHaveBeenCalledTimes(2);
    for (const [error] of onError.mock.calls)
      expect(error).toMatchObject({ name: "ErrorAnswerFailed", errors: [thrown, { message: "boom" }] });
  });

  test("a function that never settles is a 503", async () => {
    const rest = { limits: { callbackTimeout: 20 } };
    expect(await ask(new Locked(), () => new Promise(() => undefined), rest)).toMatchObject(
      twice(503, { status: 503 }),
    );
  });

  test("a thrown problem is an answer already", async () => {
    const errors = vi.fn();
    expect(await ask(new HttpProblem(404, { title: "own" }), errors)).toMatchObject(twice(404, { title: "own" }));
    expect(errors).not.toHaveBeenCalled();
  });
});

test("values that are no functions are refused at the start", async () => {
  await expect(ask(new Locked(), { Locked: 404 })).rejects.toThrow('The option "errors.Locked" is not a function');
});

test("answers have the types that the contract declares", () => {
  const options: Pick<Options, "errors"> = {
    errors: { MissingError: ({ thing }: MissingError) => ({ status: 404, body: { title: thing, status: 404 } }) },
  };
  // @ts-expect-error -- no operation declares this status
  const wrong: Pick<Options, "errors"> = { errors: { MissingError: () => ({ status: 299, body: {} }) } };
  expect([options, wrong]).toHaveLength(2);
});
