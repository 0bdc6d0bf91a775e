import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { derivedName, nameOperations, typeNames } from "../../toolchain/contract/names.ts";

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
    ["créerÉlève", "creerEleve"],
    ["2fa.enable", "_2faEnable"],
    ["then", "thenOperation"],
    ["delete", "deleteOperation"],
    ["constructor", "constructorOperation"],
    ["__proto__", "__proto__Operation"],
    ["notImplemented", "notImplementedOperation"],
    ["createClient", "createClientOperation"],
    ["get", "get"],
    ["学生一覧", "getP0"],
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

  test("whatever the ids are, names are unique identifiers, and no name is inherited from Object", () => {
    const id = fc.oneof(
      fc.string(),
      fc.constantFrom("then", "a", "A", "a b", "aB", "toString", "getP0", "getP1", ""),
      fc.constant(undefined),
    );
    fc.assert(
      fc.property(fc.array(id, { maxLength: 12 }), (list) => {
        const names = ids(...list);
        for (const name of names) {
          expect(name).toMatch(/^[A-Za-z_$][\w$]*$/);
          expect(name in {}).toBe(false);
        }
        const types = names.map((name) => name.charAt(0).toUpperCase() + name.slice(1));
        expect(new Set(types).size).toBe(names.length);
      }),
    );
  });
});

describe("schemas", () => {
  const names = (keys: string[], operations: string[] = []): string[] => {
    const types = typeNames(operations);
    return keys.map((key) => types.give(key).name);
  };

  test.each([
    ["Student", "Student"],
    ["student", "Student"],
    ["issue-comment", "IssueComment"],
    ["io.k8s.api.v1.Pod", "IoK8sApiV1Pod"],
    ["Foo_Bar", "Foo_Bar"],
    ["2fa", "_2fa"],
    ["学生", "Schema"],
    ["Promise", "PromiseSchema"],
    ["record", "RecordSchema"],
  ])("%s is called %s", (key, name) => {
    expect(names([key])).toEqual([name]);
  });

  test("names that are taken, by schemas or by an operation's types, give way", () => {
    expect(names(["FooBar", "foo-bar", "foo.bar"])).toEqual(["FooBar", "FooBarSchema", "FooBarSchema2"]);
    expect(names(["GetStudentResponse", "GetStudentInput"], ["getStudent"])).toEqual([
      "GetStudentResponseSchema",
      "GetStudentInputSchema",
    ]);
  });
});
