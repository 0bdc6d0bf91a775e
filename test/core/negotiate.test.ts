import { describe, expect, test, vi } from "vitest";
import { accepts, type Answer, type MediaType, type Response as Declared } from "tenon-runtime/core";
import { hostOf, type Setup } from "./support.ts";

const json: MediaType = { type: "application/json", kind: "json", schema: true };
const hal: MediaType = { type: "application/hal+json", kind: "json", schema: true };
const csv: MediaType = { type: "text/csv", kind: "text", schema: true };
const image: MediaType = { type: "image/*", kind: "binary" };
const versioned: MediaType = { type: "application/vnd.school+json;version=2", kind: "json" };

const ask = async (accept: string | undefined, responses: Declared[], answer: Answer, rest: Partial<Setup> = {}) => {
  const respond = vi.fn<() => Answer>(() => answer);
  const response = await hostOf({ operation: { responses }, ...rest, respond })(
    new Request("http://host/x", { headers: accept === undefined ? {} : { accept } }),
  );
  return {
    status: response.status,
    type: response.headers.get("content-type"),
    vary: response.headers.get("vary"),
    called: respond.mock.calls.length > 0,
    text: await response.text(),
  };
};
const body = { a: 1 };
const ok = (...content: MediaType[]): Declared => ({ status: "200", content });

describe("which media type is wanted", () => {
  test.for<[string, string | undefined]>([
    ["", "application/json"],
    ["*/*", "application/json"],
    ["text/csv", "text/csv"],
    ["TEXT/CSV", "text/csv"],
    ["text/*", "text/csv"],
    ["text/csv;charset=utf-8", "text/csv"],
    ["application/json;q=0.5, text/csv", "text/csv"],
    ["application/json;q=0.5, text/csv;q=0.4", "application/json"],
    ["text/csv, application/json", "application/json"],
    ["*/*;q=0.1, text/csv", "text/csv"],
    ["text/csv;q=0, */*", "application/json"],
    // The more specific one decides, wherever it stands (RFC 9110 §12.5.1).
    ["application/*, application/json;q=0.2, text/csv;q=0.5", "text/csv"],
    ["text/html, */*;q=0", undefined],
    ["application/xml", undefined],
    ["application/json;q=0", undefined],
    ["application/json;profile=x", undefined],
    ['text/csv;x="a,b;q=0", application/json;q=0.1', "application/json"],
    // No media range at all: it asks for nothing in particular.
    ["nonsense", "application/json"],
    ["application/json;q=high", "application/json"],
  ])("by %j it is %s", ([accept, expected]) => {
    expect(accepts({ header: () => accept }, ["application/json", "text/csv"])).toBe(expected);
  });

  test("by no header it is the first", () => {
    expect(accepts({ header: () => undefined }, ["a/b", "c/d"])).toBe("a/b");
  });
});

describe("406", () => {
  test("comes before the handler, says what there is, and is a problem document whatever is accepted", async () => {
    const refused = await ask("text/html", [ok(json, csv), { status: "4XX", content: [json] }], { status: 200, body });
    expect(refused).toMatchObject({ status: 406, type: "application/problem+json", vary: "Accept", called: false });
    expect(JSON.parse(refused.text)).toMatchObject({
      title: "Not Acceptable",
      detail: "The response is available only as application/json, text/csv",
    });
  });

  test.for<[string, string, Declared[]]>([
    ["one that is declared as a range", "image/png", [ok(image)]],
    ["a range of that", "image/*", [ok(image)]],
    ["one with its parameters", "application/vnd.school+json; version=2", [ok(versioned)]],
    ["one of another success", "text/csv", [ok(json), { status: "202", content: [csv] }]],
    ["what only a success without content can be", "text/html", [ok(json), { status: "204" }]],
    ["what a redirect leads to", "text/html", [ok(json), { status: "302" }]],
    ["anything where only default is declared", "text/html", [{ status: "default", content: [json] }]],
  ])("is not given for %s", async ([, accept, responses]) => {
    expect((await ask(accept, responses, { status: 200, body })).called).toBe(true);
  });

  test.for<[string, string, Declared[]]>([
    ["another subtype of a declared range", "text/html", [ok(image)]],
    ["other parameters than the declared", "application/vnd.school+json;version=1", [ok(versioned)]],
    [
      "what only a failure is declared as",
      "application/problem+json",
      [ok(json), { status: "default", content: [{ type: "application/problem+json", kind: "json" }] }],
    ],
    ["what is not there although 304 is declared", "text/html", [ok(json), { status: "304" }]],
  ])("is given for %s", async ([, accept, responses]) => {
    expect(await ask(accept, responses, { status: 200, body })).toMatchObject({ status: 406, called: false });
  });
});

describe("an answer that names no media type", () => {
  test("has the one that the caller wants most, and says that it varies", async () => {
    const responses = [ok(json, hal)];
    expect(await ask("application/hal+json", responses, { status: 200, body })).toMatchObject({
      type: "application/hal+json",
      vary: "Accept",
    });
    expect(await ask(undefined, responses, { status: 200, body })).toMatchObject({
      type: "application/json",
      vary: "Accept",
    });
    expect(await ask("*/*", [ok(json)], { status: 200, body })).toMatchObject({ type: "application/json", vary: null });
  });

  test("is what can hold its body", async () => {
    const responses = [ok(csv, json)];
    expect(await ask("text/csv", responses, { status: 200, body })).toMatchObject({
      type: "application/json",
      text: '{"a":1}',
    });
    expect(await ask("text/csv", responses, { status: 200, body: "a,b" })).toMatchObject({
      type: "text/csv; charset=utf-8",
      text: "a,b",
    });
  });

  test("is sent where the status that was chosen has nothing that is wanted: the handler has done its work", async () => {
    const responses = [ok(json, hal), { status: "204" }];
    expect(await ask("text/html", responses, { status: 200, body })).toMatchObject({
      status: 200,
      type: "application/json",
    });
  });

  test("is validated by the schema of the one that was chosen", async () => {
    const rest = { responses: { "200 application/hal+json": { type: "object", required: ["_links"] } } };
    expect((await ask("application/json", [ok(json, hal)], { status: 200, body }, rest)).status).toBe(200);
    expect((await ask("application/hal+json", [ok(json, hal)], { status: 200, body }, rest)).status).toBe(500);
  });

  test("keeps the handler's own Vary", async () => {
    const vary = async (value: string) =>
      (await ask("*/*", [ok(json, hal)], { status: 200, body, headers: { Vary: value } })).vary;
    expect(await vary("Origin")).toBe("Origin, Accept");
    expect(await vary("origin, accept")).toBe("origin, accept");
    expect(await vary("*")).toBe("*");
  });
});
