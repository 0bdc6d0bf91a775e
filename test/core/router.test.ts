import { describe, expect, test } from "vitest";
import { createRouter, type Operation, type Routing } from "tenon-runtime/core";

const operation = (method: string, path: string, servers?: string[]): Operation => ({
  name: `${method} ${path}`,
  method,
  path,
  pointer: "",
  responses: [],
  ...(servers === undefined ? {} : { servers }),
});
const router = (operations: Operation[], servers = ["/"], basePath?: string) =>
  createRouter({ operations, servers }, basePath === undefined ? {} : { basePath });
const shown = (routing: Routing) =>
  routing.kind === "found" ? [routing.operation.name, ...routing.values] : routing.kind;

describe("the router", () => {
  const students = router([
    operation("GET", "/students"),
    operation("GET", "/students/{id}"),
    operation("DELETE", "/students/{id}"),
    operation("GET", "/students/me"),
    operation("GET", "/students/{id}/courses/{course}"),
    operation("GET", "/students/me/{what}"),
    operation("GET", "/files/{name}.json"),
    operation("GET", "/files/{name}"),
    operation("GET", "/compare/{base}...{head}"),
    operation("POST", "/jobs/{id}:cancel"),
    operation("GET", "/ångström/{x}"),
  ]);
  test.for<[string, string, unknown]>([
    ["GET", "/students", ["GET /students"]],
    ["GET", "/students/7", ["GET /students/{id}", "7"]],
    ["GET", "/students/me", ["GET /students/me"]],
    ["GET", "/students/%6De", ["GET /students/me"]],
    ["GET", "/students/me/courses/1", ["GET /students/{id}/courses/{course}", "me", "1"]],
    ["GET", "/students/me/x", ["GET /students/me/{what}", "x"]],
    ["GET", "/students/a%2Fb", ["GET /students/{id}", "a%2Fb"]],
    ["GET", "/files/a.json", ["GET /files/{name}.json", "a"]],
    ["GET", "/files/a.b.json", ["GET /files/{name}.json", "a.b"]],
    ["GET", "/files/.json", ["GET /files/{name}", ".json"]],
    ["GET", "/files/a.xml", ["GET /files/{name}", "a.xml"]],
    ["GET", "/compare/a...b...c", ["GET /compare/{base}...{head}", "a", "b...c"]],
    ["POST", "/jobs/5:cancel", ["POST /jobs/{id}:cancel", "5"]],
    ["GET", "/%C3%A5ngstr%C3%B6m/1", ["GET /ångström/{x}", "1"]],
    ["DELETE", "/students/me", "notAllowed"],
    ["DELETE", "/students/", "none"],
    ["GET", "/students//", "none"],
    ["GET", "//students", "none"],
    ["GET", "students", "none"],
    ["GET", "/", "none"],
    ["GET", "", "none"],
    ["OPTIONS", "/students", "options"],
  ])("%s %s", ([method, path, expected]) => {
    expect(shown(students.find(method, path))).toEqual(expected);
  });

  test("serves HEAD by GET, and by HEAD where it is declared", () => {
    const heads = router([operation("GET", "/a"), operation("GET", "/b"), operation("HEAD", "/b")]);
    expect(heads.find("HEAD", "/a")).toMatchObject({ kind: "found", head: true, operation: { method: "GET" } });
    expect(heads.find("HEAD", "/b")).toMatchObject({ kind: "found", head: false, operation: { method: "HEAD" } });
  });

  test("says which methods a path has", () => {
    expect(students.find("PUT", "/students/1")).toEqual({ kind: "notAllowed", allow: "GET, DELETE, HEAD, OPTIONS" });
    expect(router([operation("OPTIONS", "/a")]).find("OPTIONS", "/a").kind).toBe("found");
  });

  test("mounts operations under the paths of their servers", () => {
    const served = router(
      [operation("GET", "/a"), operation("GET", "/b", ["https://other.example/x/"])],
      ["https://api.example/v1", "/v2", "https://api.example/v1/"],
    );
    expect(["/v1/a", "/v2/a", "/a", "/x/b", "/v1/b"].map((path) => served.find("GET", path).kind)).toEqual([
      "found",
      "found",
      "none",
      "found",
      "none",
    ]);
  });

  test("takes the base path it is given instead of the servers'", () => {
    const based = router([operation("GET", "/a")], ["/v1"], "/api/");
    expect([based.find("GET", "/api/a").kind, based.find("GET", "/v1/a").kind]).toEqual(["found", "none"]);
  });

  test("treats names of the prototype as any other", () => {
    const odd = router([operation("GET", "/{x}")]);
    expect(shown(odd.find("GET", "/__proto__"))).toEqual(["GET /{x}", "__proto__"]);
    expect(shown(router([operation("GET", "/a")]).find("GET", "/constructor"))).toBe("none");
  });

  test("matches many parameters in one segment in linear time", () => {
    const parts = Array.from({ length: 30 }, (_, i) => `{p${i}}`).join("-");
    const many = router([operation("GET", `/${parts}!`)]);
    const started = performance.now();
    expect(many.find("GET", `/${"-".repeat(50_000)}!`).kind).toBe("found");
    expect(many.find("GET", `/${"a".repeat(50_000)}!`).kind).toBe("none");
    expect(performance.now() - started).toBeLessThan(200);
  });

  test("costs the same with ten and with ten thousand operations", () => {
    const time = (count: number) => {
      const large = router(Array.from({ length: count }, (_, i) => operation("GET", `/r${i}/{id}/sub`)));
      const path = `/r${count - 1}/5/sub`;
      for (let i = 0; i < 2000; i++) large.find("GET", path);
      const rounds = Array.from({ length: 7 }, () => {
        const started = performance.now();
        for (let i = 0; i < 2000; i++) large.find("GET", path);
        return performance.now() - started;
      });
      return Math.min(...rounds);
    };
    expect(time(10_000)).toBeLessThan(time(10) * 10 + 1);
  });
});
