import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { derivedName, nameOperations, plainTypeName, readableKey, typeNames } from "../../toolchain/contract/names.ts";
import { build, openapi } from "./helpers.ts";

const ids = (...operationIds: (string | undefined)[]): string[] =>
  nameOperations(operationIds.map((operationId, index) => ({ method: "GET", path: `/p${index}`, operationId }))).map(
    (given) => given.name,
  );

describe("operations", () => {
  test.each([
    ["getStudent", "getStudent"],
    ["get_student", "get_student"],
    ["students/get-one", "studentsGetOne"],
    ["List Students", "ListStudents"],
    ["créerÉlève", "créerÉlève"],
    ["학생/목록", "학생목록"],
    ["学生 list", "学生List"],
    ["cre\u0301er", "créer"],
    ["get\u{E0100}It", "getIt"],
    ["2fa.enable", "_2faEnable"],
    ["then", "thenOperation"],
    ["delete", "deleteOperation"],
    ["constructor", "constructorOperation"],
    ["__proto__", "__proto__Operation"],
    ["notImplemented", "notImplementedOperation"],
    ["createClient", "createClientOperation"],
    ["get", "get"],
    ["学生一覧", "学生一覧"],
    ["--", "getP0"],
    [undefined, "getP0"],
  ])("%s is called %s", (id, name) => {
    expect(ids(id)).toEqual([name]);
  });

  test.each([
    ["get", "/students/{studentId}", "getStudentsByStudentId"],
    ["POST", "/students/{studentId}/courses/{course-id}", "postStudentsByStudentIdCoursesByCourseId"],
    ["GET", "/", "getRoot"],
    ["GET", "/files/{name}.json", "getFilesByNameJson"],
    ["M-SEARCH", "/a", "mSearchA"],
  ])("%s %s without an id is called %s", (method, path, name) => {
    expect(derivedName(method, path)).toBe(name);
  });

  test("the first of two with one id keeps it", () => {
    expect(ids("a", "a", "a")).toEqual(["a", "getP1", "getP2"]);
  });

  test("a name as it is written goes before one that is made", () => {
    expect(ids("get-it", "getIt")).toEqual(["getP0", "getIt"]);
  });

  test("names differ by more than the first letter's case, for types begin with a capital", () => {
    expect(ids("getIt", "GetIt")).toEqual(["getIt", "getP1"]);
  });

  test("names are unique identifiers for any ids, and no name is inherited from Object", () => {
    const id = fc.oneof(
      fc.string(),
      fc.constantFrom("then", "a", "A", "a b", "aB", "toString", "getP0", "getP1", ""),
      fc.constant(undefined),
    );
    fc.assert(
      fc.property(fc.array(id, { maxLength: 12 }), (list) => {
        const names = ids(...list);
        for (const name of names) {
          expect(name).toMatch(/^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u);
          expect(name in {}).toBe(false);
        }
        const types = names.map((name) => name.charAt(0).toUpperCase() + name.slice(1));
        expect(new Set(types).size).toBe(names.length);
      }),
    );
  });
});

describe("schemas", () => {
  const names = (keys: string[], operations: string[] = []): string[] => [...typeNames(keys, operations).values()];

  test.each([
    ["Student", "Student"],
    ["student", "Student"],
    ["issue-comment", "IssueComment"],
    ["io.k8s.api.v1.Pod", "IoK8sApiV1Pod"],
    ["Foo_Bar", "Foo_Bar"],
    ["2fa", "_2fa"],
    ["学生", "学生"],
    ["결과", "결과"],
    ["été chaud", "ÉtéChaud"],
    ["نتيجة", "نتيجة"],
    ["--", "Schema"],
    ["Promise", "PromiseSchema"],
    ["record", "RecordSchema"],
  ])("%s is called %s", (key, name) => {
    expect(names([key])).toEqual([name]);
  });

  test("a key that is the name keeps it, and others get a suffix that depends on their key alone", () => {
    const found = typeNames(["foo.bar", "FooBar", "foo-bar"], []);
    expect(found.get("FooBar")).toBe("FooBar");
    expect(found.get("foo-bar")).toMatch(/^FooBar_[a-z0-9]{4}$/);
    expect(found.get("foo.bar")).not.toBe(found.get("foo-bar"));
    const other = typeNames(["foo-bar", "A", "foo bar", "FooBar", "Z"], []);
    expect(other.get("foo-bar")).toBe(found.get("foo-bar"));
  });

  test("the types of an operation keep their names", () => {
    expect(names(["GetStudentResponse", "GetStudentInput"], ["getStudent"])).toEqual([
      "GetStudentResponseSchema",
      "GetStudentInputSchema",
    ]);
  });

  test("no schema that is added renames another, unless it wants the same name", () => {
    const key = fc.oneof(fc.string(), fc.string({ unit: "grapheme" }), fc.constantFrom("a", "A", "a b", "aB", "a-b"));
    fc.assert(
      fc.property(fc.uniqueArray(key, { maxLength: 12 }), key, (keys, added) => {
        const before = typeNames(keys, []);
        const after = typeNames([added, ...keys.filter((each) => each !== added)], []);
        expect(new Set(after.values()).size).toBe(after.size);
        for (const [each, name] of before)
          if (plainTypeName(each) !== plainTypeName(added) && !name.includes("_")) expect(after.get(each)).toBe(name);
      }),
    );
  });
});

describe("keys", () => {
  test.each([
    ["Student", "Student"],
    ["a.b-c_d", "a.b-c_d"],
    ["_private_", "_private_"],
    ["订单", "订单"],
    ["结果«List«订单»»", "结果_List_订单"],
    ["Result«Order»", "Result_Order"],
    ["Map«string,List«Order»»", "Map_string_List_Order"],
    ["Page`1[[Shop.Models.Order, Shop, Version=1.0.0.0, Culture=neutral, PublicKeyToken=null]]", "Page_Order"],
    ["Pair`2[[A.X, A, Version=1.0.0.0],[B.Y, B, Version=1.0.0.0]]", "Pair_X_Y"],
    ["Page`1[Page`1[Shop.Order]]", "Page_Page_Order"],
    ["Envelope<Student>", "Envelope_Student"],
    ["a b/c", "a_b_c"],
    ["«»", "_"],
  ])("%s becomes %s", (written, key) => {
    expect(readableKey(written)).toBe(key);
  });

  const loaded = (definitions: object) =>
    build({ swagger: "2.0", info: { title: "T", version: "1" }, paths: {}, definitions });

  test("of schemas that differ by punctuation alone differ by a suffix of their own", async () => {
    const keysOf = async (...keys: string[]): Promise<Record<string, string>> => {
      const { contract } = await loaded(Object.fromEntries(keys.map((key) => [key, { type: "object", title: key }])));
      return Object.fromEntries(
        (contract?.schemas ?? []).map(({ schema, name }) => [(schema as { title: string }).title, name]),
      );
    };
    const two = await keysOf("Page«A»", "Page<A>");
    expect(two["Page«A»"]).toBe("Page_A");
    expect(two["Page<A>"]).toMatch(/^Page_A_[a-z0-9]{4}$/);
    expect(await keysOf("Other", "Page<A>", "Page_A")).toMatchObject({ Page_A: "Page_A", "Page<A>": two["Page<A>"] });
  });

  test("keep references between schemas of any script", async () => {
    const { contract, diagnostics } = await loaded({
      订单: { type: "object", properties: { 编号: { type: "string" } } },
      "结果«List«订单»»": {
        type: "object",
        properties: { data: { type: "array", items: { $ref: "#/definitions/订单" } } },
      },
    });
    expect(diagnostics).toEqual([]);
    expect(contract?.schemas.map(({ name }) => name)).toEqual(["订单", "结果_List_订单"]);
    expect(JSON.stringify(contract?.document)).toContain('"#/components/schemas/订单"');
  });
});

describe("headers and cookies", () => {
  const parameters = (...list: object[]): object =>
    openapi({
      paths: {
        "/a": {
          get: {
            operationId: "getA",
            parameters: list,
            responses: { "200": { description: "", headers: { "X-Wert-ü": { schema: {} }, "X-A": { schema: {} } } } },
          },
        },
      },
    });

  test("whose names HTTP cannot carry are reported and left out", async () => {
    const names = ["X-Größe", "X Size", "X-Ok"].map((name) => ({ name, in: "header", schema: {} }));
    const cookies = ["größe", "a=b", "a;b", "ok"].map((name) => ({ name, in: "cookie", schema: {} }));
    const { contract, diagnostics } = await build(parameters(...names, ...cookies));
    expect(contract?.operations[0]?.parameters.map(({ name }) => name)).toEqual(["X-Ok", "ok"]);
    expect(contract?.operations[0]?.responses[0]?.headers.map(({ name }) => name)).toEqual(["X-A"]);
    expect(diagnostics.map(({ code }) => code)).toEqual(Array.from({ length: 6 }, () => "invalid-field-name"));
  });
});
