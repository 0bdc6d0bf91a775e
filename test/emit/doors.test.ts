import { runInThisContext } from "node:vm";
import fc from "fast-check";
import ts from "typescript";
import { expect, test } from "vitest";
import { type Code } from "../../toolchain/emit/code.ts";
import { dataText } from "../../toolchain/emit/print/data.ts";
import {
  comment,
  commentText,
  identifier,
  isIdentifier,
  propertyKey,
  quotedLiteral,
  stringLiteral,
} from "../../toolchain/emit/doors.ts";
import { plainText } from "../../toolchain/emit/file.ts";

/** Texts that have got through other doors, among any others, lone surrogates included. */
const NASTY = [
  "*/",
  "/*",
  "//",
  "`$" + "{x}`",
  "\\",
  "\\u2028",
  "\u2028",
  "\u2029",
  "\r\n",
  "\n",
  "\0",
  '"',
  "'",
  "__proto__",
  "constructor",
  "\u202e",
  "\ufeff",
  "\ud800",
  "\udc00",
  "</script>",
  "@internal",
  "@ts-ignore",
  "$" + "{",
  "\u0085",
  "new",
  "get",
  "default",
  "1e3",
  "-1",
  "",
];
const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc
    .array(
      fc.oneof(
        fc.constantFrom(...NASTY),
        fc.string({ unit: "binary", maxLength: 3 }),
        fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
      ),
      { maxLength: 8 },
    )
    .map((parts) => parts.join("")),
);
const RUNS = { numRuns: 2000 };

function parse(source: string): ts.SourceFile {
  const file = ts.createSourceFile("x.ts", source, ts.ScriptTarget.ESNext, true);
  // internal, and the only way to syntax errors without a program
  const { parseDiagnostics } = file as ts.SourceFile & { readonly parseDiagnostics: readonly unknown[] };
  expect(parseDiagnostics, source).toEqual([]);
  return file;
}

function initializer(source: string): ts.Expression {
  const file = parse(source);
  expect(file.statements).toHaveLength(1);
  const [statement] = file.statements;
  if (!statement || !ts.isVariableStatement(statement)) throw new Error(`not a variable: ${source}`);
  const [declaration] = statement.declarationList.declarations;
  if (!declaration?.initializer) throw new Error(`no value: ${source}`);
  return declaration.initializer;
}

const print = (code: Code): string => plainText(code);

const literalDoors = [
  ["double", stringLiteral],
  ["single", quotedLiteral],
] as const;

test.each(literalDoors)("any text through the string literal door is one literal of it: %s quotes", (_, door) => {
  fc.assert(
    fc.property(text, (value) => {
      const expression = initializer(`const x = ${print(door(value))};`);
      if (!ts.isStringLiteral(expression)) throw new Error("not a string literal");
      // what the parser makes of lone surrogates is what JavaScript makes of them
      expect(expression.text).toBe(value);
    }),
    RUNS,
  );
});

test.each(literalDoors)("nothing invisible and no line break leaves the string literal door: %s quotes", (_, door) => {
  fc.assert(
    fc.property(text, (value) => {
      expect(print(door(value))).not.toMatch(/[\p{Cc}\u2028-\u202e\u2066-\u2069\ufeff\p{Cs}]/u);
    }),
    RUNS,
  );
});

test("JSON in single quotes is what it is, where it has no quote and nothing to escape", () => {
  expect(print(quotedLiteral('{"$ref":"#/a/b"}'))).toBe(`'{"$ref":"#/a/b"}'`);
});

test("any text through the key door is exactly that own property of an object, and of an object type", () => {
  fc.assert(
    fc.property(text, (key) => {
      const printed = print(propertyKey(key));
      const object = initializer(`const x = { ${printed}: 1 };`);
      if (!ts.isObjectLiteralExpression(object)) throw new Error("not an object");
      expect(object.properties).toHaveLength(1);
      const made = runInThisContext(`({ ${printed}: 1 })`) as object; // it is an object, whatever the key
      expect(Object.getPrototypeOf(made)).toBe(Object.prototype);
      expect(Object.keys(made)).toEqual([key]);
      for (const mark of ["", "?"]) {
        const type = parse(`interface X { readonly ${printed}${mark}: string; ${printed}${mark}: string; a: 1 }`)
          .statements[0];
        if (!type || !ts.isInterfaceDeclaration(type)) throw new Error("not an interface");
        expect(
          type.members.map((member) => member.name && ts.isPropertySignature(member) && nameOf(member.name)),
        ).toEqual([key, key, "a"]);
      }
    }),
    RUNS,
  );
});

function nameOf(name: ts.PropertyName): string {
  if (ts.isComputedPropertyName(name)) return ts.isStringLiteral(name.expression) ? name.expression.text : "?";
  return ts.isBigIntLiteral(name) ? "?" : name.text;
}

test("__proto__ as a key is computed, since any other way would set the prototype", () => {
  expect(print(propertyKey("__proto__"))).toBe('["__proto__"]');
});

test("the identifier door lets through what can be declared, and refuses everything else", () => {
  const names = fc.oneof(
    text,
    fc.stringMatching(/^[A-Za-z_$][\w$]{0,6}$/),
    fc.constantFrom("await", "let", "yield", "static", "type", "of", "async", "number", "eval", "arguments"),
  );
  fc.assert(
    fc.property(names, (name) => {
      if (!isIdentifier(name)) {
        expect(() => identifier(name)).toThrow(TypeError);
        return;
      }
      const printed = print(identifier(name));
      const [variable, type] = parse(`export const ${printed} = 1;\nexport type ${printed} = 1;`).statements;
      if (!variable || !ts.isVariableStatement(variable) || !type || !ts.isTypeAliasDeclaration(type))
        throw new Error("not declared");
      const [declaration] = variable.declarationList.declarations;
      expect(declaration && ts.isIdentifier(declaration.name) && declaration.name.text).toBe(name);
      expect(type.name.text).toBe(name);
    }),
    RUNS,
  );
  for (const word of ["class", "await", "interface", "string", "any", "", "1a", "a-b", "a b"])
    expect(isIdentifier(word), word).toBe(false);
});

test("any text through the comment door is one comment before the statement that it stands at", () => {
  fc.assert(
    fc.property(text, fc.array(text, { maxLength: 2 }), (value, tags) => {
      const printed = print(
        comment(
          value,
          tags.map((tag) => ({ name: "default", text: tag })),
        ),
      );
      const source = `${printed}\nconst x = 1;`;
      const file = parse(source);
      expect(file.statements).toHaveLength(1);
      const comments = ts.getLeadingCommentRanges(source, 0) ?? [];
      expect(comments.map(({ pos, end }) => source.slice(pos, end))).toEqual(printed === "" ? [] : [printed]);
      const [statement] = file.statements;
      // no tag but ours, and no directive
      expect(ts.getJSDocTags(statement as ts.Node).map(({ tagName }) => tagName.text)).toEqual(
        tags.map(() => "default"),
      );
      expect(
        (file as ts.SourceFile & { readonly commentDirectives?: readonly unknown[] }).commentDirectives ?? [],
      ).toEqual([]);
    }),
    RUNS,
  );
});

test("a comment hides nothing: no control, no bidirectional mark, no byte that UTF-8 cannot hold", () => {
  fc.assert(
    fc.property(text, (value) => {
      const printed = print(comment(value));
      expect(printed).not.toMatch(/[^\P{Cc}\n\t]|[\u2028-\u202e\u2066-\u2069\ufeff]/u);
      expect(printed.isWellFormed()).toBe(true);
    }),
    RUNS,
  );
});

test.each(["@x", "a @x", "*/\t@ts-ignore", "a\n\n  @x", "`a  @x", "a @x @y"])(
  "no tag stands in the comment of %j",
  (value) => {
    const file = parse(`${print(comment(value))}\nconst x = 1;`);
    const [statement] = file.statements;
    expect(ts.getJSDocTags(statement as ts.Node)).toEqual([]);
  },
);

test("`@internal` anywhere in a description does not drop the declaration under stripInternal", () => {
  expect(commentText("see @internal\n@internal")).not.toContain("@internal");
});

test("plain data is printed as an expression of exactly that value, however it is broken over lines", () => {
  const key = fc.oneof(text, fc.constant("__proto__"));
  // numbers as JSON has them: its -0 is read as 0
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      text,
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie("value"), { maxLength: 5 }),
      fc.array(fc.tuple(key, tie("value")), { maxLength: 5 }).map((entries) => Object.fromEntries(entries)),
    ),
  }));
  fc.assert(
    fc.property(value, fc.nat({ max: 200 }), (before, column) => {
      const after: unknown = runInThisContext(`(${dataText(before, column)})`);
      expect(after).toEqual(before);
      expect(JSON.stringify(after)).toBe(JSON.stringify(before));
    }),
    { numRuns: 500 },
  );
});
