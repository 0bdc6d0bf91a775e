import { describe, expect, it } from "vitest";
import { createClient } from "../client/fixture/client.ts";
import { createMocks } from "../client/fixture/mocks.ts";
import { createRouter, createServer, toFetchHandler } from "../emit/goldens/students/server.ts";
import { mergeHandlers } from "tenon-runtime/server";
import { app, handlers, security } from "./support.ts";

const options = { handlers, security, context: app };
/** As JavaScript would call it. */
const start =
  (given: object, host: (options: never) => unknown = createServer) =>
  (): unknown =>
    host(given as never);

describe("a name that nobody knows", () => {
  it("of a handler keeps the server from starting, whatever is unimplemented", () => {
    const { getStudent, ...rest } = handlers;
    const misspelt = { ...rest, getstudent: getStudent };
    const message = 'There is no operation "getstudent" for this handler; did you mean "getStudent"?';
    expect(start({ ...options, handlers: misspelt, unimplemented: 501 })).toThrow(message);
    expect(start({ ...options, handlers: misspelt })).toThrow(message);
    expect(start({ ...options, handlers: { ...handlers, frobnicate: getStudent } })).toThrow(
      'There is no operation "frobnicate" for this handler; there are createStudent, deleteStudent, getStudent, listStudents',
    );
  });
  it("of a handler is refused where it is no function either", () => {
    const message = 'There is no operation "foo" for this handler; there are createStudent';
    expect(start({ ...options, handlers: { ...handlers, foo: 1 } })).toThrow(message);
    expect(start({ ...options, handlers: { ...handlers, foo: undefined } })).not.toThrow();
  });
  it("is none in an object that handlers are methods of: it is what they share", () => {
    class WithDatabase {
      readonly db = {};
    }
    const methods = Object.assign(new WithDatabase(), handlers);
    expect(start({ ...options, handlers: methods })).not.toThrow();
    expect(start({ ...options, handlers: mergeHandlers(methods) })).not.toThrow();
    expect(start({ ...options, handlers: Object.assign(methods, { frob: () => ({ status: 204 }) }) })).toThrow(
      'There is no operation "frob"',
    );
  });
  it.each([
    ["createServer", createServer],
    ["createRouter", createRouter],
    ["toFetchHandler", toFetchHandler],
  ])("of an option is refused by %s", (_, host) => {
    expect(start({ ...options, validateResponse: "off" }, host)).toThrow(
      'There is no option "validateResponse"; did you mean "validateResponses"?',
    );
    expect(start({ ...options, limits: { boddy: 1 } }, host)).toThrow(
      'There is no option "limits.boddy"; did you mean',
    );
    expect(start({ ...options, hooks: { notfound: () => ({}) } }, host)).toThrow('did you mean "notFound"?');
    expect(start({ ...options, basePath: undefined }, host)).not.toThrow();
  });
  it("of an option is refused by createMocks and createClient", () => {
    expect(start({ sed: 1 }, createMocks)).toThrow('There is no option "sed"; did you mean "seed"?');
    expect(start({ baseURL: "/" }, createClient)).toThrow('There is no option "baseURL"; did you mean "baseUrl"?');
  });
});
