import { expect, test } from "vitest";
import { mergeHandlers } from "tenon-runtime/server";
import {
  createServer,
  type Handlers,
  type StudentsHandlers,
  toFetchHandler,
  type UntaggedHandlers,
} from "../emit/goldens/students/server.ts";
import { ADA, app, handlers, type Options, security } from "./support.ts";

const { listStudents, ...rest } = handlers;
const students: StudentsHandlers<Options> = { listStudents };
const others: UntaggedHandlers<Options> = rest;

// Never called: it is enough that it compiles, and that what is marked does not.
export function mustNotCompile(): void {
  const all: Handlers<Options> = mergeHandlers(students, others);
  createServer<Options>({ handlers: mergeHandlers(students, others), security, context: app });
  const { getStudent: _left, ...fewer } = others;
  // @ts-expect-error a handler is missing
  const incomplete: Handlers<Options> = mergeHandlers(students, fewer);
  // @ts-expect-error a handler is given twice
  const twice: Handlers<Options> = mergeHandlers(students, others, { listStudents });
  const wrong: StudentsHandlers<Options> = {
    // @ts-expect-error the status is not declared for this operation
    listStudents: () => ({ status: 302, body: {} }),
  };
  // @ts-expect-error of another tag
  const stray: StudentsHandlers<Options> = { listStudents, getStudent: handlers.getStudent };
  void [all, incomplete, twice, wrong, stray];
}

test("handlers of several files make one server", async () => {
  const handle = toFetchHandler<Options>({ handlers: mergeHandlers(students, others), security, context: app });
  for (const path of ["/students", `/students/${ADA}`])
    expect((await handle(new Request(`http://host${path}`))).status).toBe(200);
});

test("a handler that two parts have keeps the server from starting, where types do not see it", () => {
  const again: object = { listStudents };
  expect(() => mergeHandlers(students, again)).toThrow('The handler "listStudents" is given twice');
});

test("each handler keeps the object that it was written in", async () => {
  const counting = {
    seen: 0,
    getStudent() {
      this.seen += 1;
      return { status: 404 as const, body: { title: "none" } };
    },
  };
  const { getStudent: _own, ...without } = others;
  const merged = mergeHandlers(students, without, { getStudent: counting.getStudent.bind(counting) });
  const direct = mergeHandlers(students, without, counting);
  for (const parts of [merged, direct]) {
    const handle = toFetchHandler<Options>({ handlers: parts, security, context: app });
    expect((await handle(new Request(`http://host/students/${ADA}`))).status).toBe(404);
  }
  expect(counting.seen).toBe(2);
});

test("operations may have any name, also one that every object inherits", () => {
  const part = Object.fromEntries(["constructor", "toString", "__proto__"].map((name) => [name, () => name]));
  Object.defineProperty(part, "__proto__", { value: () => "own", enumerable: true });
  const merged = mergeHandlers(part) as Record<string, () => string>;
  expect(Object.keys(merged).toSorted()).toEqual(["__proto__", "constructor", "toString"]);
  expect(Object.getPrototypeOf(merged)).toBeNull();
});
