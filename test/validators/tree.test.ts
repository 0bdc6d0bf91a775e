import { describe, expect, test } from "vitest";
import { codeText, functionText, printExpression, printStatements } from "../../toolchain/emit/validators/print.ts";
import {
  and,
  block,
  call,
  compare,
  type EmittedFunction,
  ending,
  type Expression,
  helper,
  js,
  line,
  local,
  not,
  or,
  refuseUnless,
  type Statement,
  VALUE,
} from "../../toolchain/emit/validators/tree.ts";
import { fastTier } from "./tiers.ts";

const text = (expression: Expression): string => codeText(printExpression(expression));
const body = (...statements: readonly Statement[]): string => codeText(printStatements(statements));
const made = (name: string, statements: readonly Statement[] = []): EmittedFunction => ({
  name,
  schema: true,
  writes: false,
  body: printStatements(statements),
  deep: false,
  recursive: false,
});
const [a, b, c] = [helper("a"), helper("b"), helper("c")];

describe("conditions", () => {
  test("are negated down to their comparisons", () => {
    expect(text(not(compare(VALUE, "<=", "3")))).toBe("value > 3");
    expect(text(not(and(a, or(b, compare(VALUE, "===", "1")))))).toBe("!a() || (!b() && value !== 1)");
    expect(text(not(not(a)))).toBe("a()");
  });

  test("have brackets only where the operators around them differ", () => {
    expect(text(and(a, and(b, c)))).toBe("a() && b() && c()");
    expect(text(or(a, and(b, c)))).toBe("a() || (b() && c())");
    expect(text(and(a, not(or(b, c))))).toBe("a() && !b() && !c()");
  });

  test("that are decided take the others with them", () => {
    expect(and(a, false)).toBe(false);
    expect(or(a, true)).toBe(true);
    expect(and(a, true)).toBe(a);
    expect(and()).toBe(true);
    expect(or()).toBe(false);
    expect(not(false)).toBe(true);
  });

  test("name the helpers, functions and parameters that they use", () => {
    const to = made("Other");
    const printed = printExpression(or(a, call(to, VALUE), js`x${call(to, local("member"))}`));
    expect([...printed.names]).toEqual(["a"]);
    expect([...printed.calls]).toEqual([[to, "value"]]);
    expect([...printed.parameters]).toEqual([VALUE]);
    expect([...printExpression(and(a, false)).names]).toEqual([]);
  });
});

describe("statements", () => {
  const member = local("$size");
  const declared = (condition: Expression): Statement => ({
    kind: "const",
    local: member,
    value: js`${VALUE}["size"]`,
    body: refuseUnless(condition),
  });

  test("inline a local that is used once, and count nodes rather than text", () => {
    expect(body(declared(compare(member, "===", '"$size"')))).toBe('  if (value["size"] !== "$size") return false;\n');
    expect(body(declared(or(compare(member, "===", "1"), helper("f", member))))).toBe(
      '  const $size = value["size"];\n  if ($size !== 1 && !f($size)) return false;\n',
    );
  });

  test("end in what the last one says", () => {
    expect(body(...ending(refuseUnless(a)))).toBe("  return a();\n");
    expect(body(...ending([declared(compare(member, "<", "3"))]))).toBe('  return value["size"] < 3;\n');
    expect(body(...ending([]))).toBe("  return true;\n");
    expect(body(...ending([block("if (x)", refuseUnless(a))]))).toBe(
      "  if (x) {\n    if (!a()) return false;\n  }\n  return true;\n",
    );
  });

  test("of a switch return in every case", () => {
    const cases = [[['"a"', '"b"'], a]] as const;
    expect(body(...ending([{ kind: "switch", on: js`${VALUE}.kind`, cases, otherwise: "false" }]))).toBe(
      '  switch (value.kind) {\n    case "a":\n    case "b":\n      return a();\n    default:\n      return false;\n  }\n',
    );
  });
});

describe("functions", () => {
  test("pass a depth to those that take one, one more for a member", () => {
    const to = { ...made("Tree"), deep: true };
    const statements = [line(js`return ${and(call(to, VALUE), call(to, local("item")))}`)];
    expect(functionText(made("Root", statements), false)).toBe(
      "function Root(value) {\n  return Tree(value, 0) && Tree(item, 0);\n}\n",
    );
    expect(functionText({ ...made("Node", statements), deep: true, recursive: true }, true)).toBe(
      "function Node(value: unknown, depth: number): boolean {\n  if (tooDeep(depth)) return false;\n" +
        "  return Tree(value, depth) && Tree(item, depth + 1);\n}\n",
    );
  });

  test("mark a parameter that they do not use, although its name stands in a text", () => {
    expect(functionText(made("Never", [line('return "value" === ""')]), true)).toContain("Never(_value: unknown)");
  });
});

test("members whose values look like locals are checked", () => {
  const { is, code } = fastTier({
    type: "object",
    required: ["a"],
    properties: { a: { const: "$a" }, b: { enum: ["$a", "value"] } },
  });
  expect(code).toContain('value["a"] !== "$a"');
  expect([{ a: "$a" }, { a: "$a", b: "value" }, { a: "a" }, { a: "$a", b: "b" }, {}].map(is)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});
