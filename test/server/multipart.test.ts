import { statSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { DEFAULT_LIMITS } from "tenon-runtime/core";
import { readMultipart } from "tenon-runtime/multipart";
import { interpretedValidators } from "tenon-runtime/validators";
import {
  bodyServer,
  contract,
  contractWith,
  folders,
  head,
  until,
  useOwnTemporaryFolder,
  wire,
} from "./bodies-support.ts";
import { problemOf } from "./support.ts";

useOwnTemporaryFolder();

const MEGABYTE = 1 << 20;
const form = (fields: Readonly<Record<string, string | Blob>>): FormData => {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  return data;
};
const file = (size: number, name = "a.bin", type = "application/x-test"): File =>
  new File([new Uint8Array(size)], name, { type });
const part = (disposition: string, content: string, ...headers: string[]): string =>
  ["--b", `Content-Disposition: ${disposition}`, ...headers, "", content, ""].join("\r\n");
const TYPE = "multipart/form-data; boundary=b";

describe("a multipart body", () => {
  test("has files as File and fields coerced: integer, boolean, one-item array, JSON object", async () => {
    await using server = await bodyServer();
    const body = form({
      file: new File(["héllo"], 'ä "q".txt', { type: "text/plain" }),
      n: "5",
      yes: "true",
      tags: "one",
    });
    body.append("meta", '{"a":1}');
    body.append("more", file(3));
    const response = await fetch(`${server.url}/upload`, { method: "POST", body });
    expect(await response.json()).toEqual({
      file: { name: 'ä "q".txt', type: "text/plain", size: 6, text: "héllo" },
      n: 5,
      yes: true,
      tags: ["one"],
      meta: { a: 1 },
      more: [{ name: "a.bin", type: "application/x-test", size: 3, text: "\0\0\0" }],
    });
  });

  test("names what is missing and what does not fit, together, with 422 where that is asked for", async () => {
    await using server = await bodyServer({ invalidStatus: 422 });
    const response = await fetch(`${server.url}/upload`, { method: "POST", body: form({ n: "x", meta: "{}" }) });
    expect(response.status).toBe(422);
    expect((await problemOf(response)).errors?.map((each) => [each.pointer, each.keyword])).toEqual([
      ["/file", "required"],
      ["/n", "type"],
      ["/meta/a", "required"],
    ]);
  });

  test("has bytes where the contract says no more than a media type, and refuses a part of another type", async () => {
    await using server = await bodyServer();
    const send = async (type: string) => {
      const picture = new File(["x"], "p", { type });
      return fetch(`${server.url}/upload`, { method: "POST", body: form({ file: file(1), picture }) });
    };
    expect(await (await send("image/png")).json()).toMatchObject({ picture: { name: "p", type: "image/png" } });
    const wrong = await send("image/gif");
    expect(wrong.status).toBe(400);
    expect((await problemOf(wrong)).errors).toMatchObject([
      {
        pointer: "/picture",
        keyword: "contentType",
        message: 'has the media type "image/gif"; expected image/png, image/jpeg',
      },
    ]);
    const withoutName = ["--b", 'Content-Disposition: form-data; name="file"', "", "raw", "--b--", ""].join("\r\n");
    const raw = await fetch(`${server.url}/upload`, {
      method: "POST",
      headers: { "content-type": TYPE },
      body: withoutName,
    });
    expect(await raw.json()).toMatchObject({ file: { name: "blob", text: "raw" } });
  });

  test("takes a part of JSON that has a type and a file name, and refuses another type for it", async () => {
    await using server = await bodyServer();
    const send = (type: string) =>
      fetch(`${server.url}/upload`, {
        method: "POST",
        body: form({ file: file(1), meta: new Blob(['{"a":1}'], { type }) }),
      });
    expect(await (await send("application/json")).json()).toMatchObject({ meta: { a: 1 } });
    expect((await send("application/xml")).status).toBe(400);
  });

  test("may demand a file that is not empty", async () => {
    await using server = await bodyServer();
    const empty = await fetch(`${server.url}/upload`, { method: "POST", body: form({ file: file(0) }) });
    expect((await problemOf(empty)).errors).toMatchObject([{ pointer: "/file", keyword: "minLength" }]);
  });

  test("names the header that a part must have and has not", async () => {
    await using server = await bodyServer();
    const send = async (...headers: string[]) => {
      const body = `${part('form-data; name="file"', "x")}${part('form-data; name="checked"', "true", ...headers)}--b--`;
      return fetch(`${server.url}/upload`, { method: "POST", headers: { "content-type": TYPE }, body });
    };
    expect(await (await send("x-checked: 1")).json()).toMatchObject({ checked: true });
    expect((await problemOf(await send())).errors).toMatchObject([
      { pointer: "/checked", keyword: "required", message: "lacks the header X-Checked" },
    ]);
  });

  test("keeps names from leading out of a folder, and from becoming a prototype", async () => {
    await using server = await bodyServer();
    const body = [
      part('form-data; name="file"; filename="../../etc/passwd"', "1"),
      part('form-data; name="__proto__"', "2"),
      part('form-data; name="anything"; filename="C:\\dir\\f.txt"', "3"),
      part("form-data; name=n", "4"),
      "--b--\r\nepilogue",
    ].join("");
    const response = await fetch(`${server.url}/upload`, { method: "POST", headers: { "content-type": TYPE }, body });
    expect(await response.json()).toMatchObject({ file: { name: "passwd" }, anything: { name: "f.txt" }, n: 4 });
  });
});

describe("a broken multipart body", () => {
  const whole = part('form-data; name="file"; filename="a"', "hello");
  test.for<[string, string, string]>([
    ["without its last boundary", whole, TYPE],
    ["without a boundary in its type", `${whole}--b--`, "multipart/form-data"],
    ["with another boundary", `${whole}--b--`, "multipart/form-data; boundary=c"],
    ["with a part without a name", `${part("form-data", "x")}--b--`, TYPE],
    ["with a part without Content-Disposition", "--b\r\nX: y\r\n\r\nhello\r\n--b--", TYPE],
    ["with a part without a header", "--b\r\nhello\r\n--b--", TYPE],
    ["that ends within a header", '--b\r\nContent-Disposition: form-data; name="file"', TYPE],
    [
      "with a text that is not UTF-8",
      `${part('form-data; name="tags"', "x", "Content-Type: text/plain; charset=klingon")}${whole}--b--`,
      TYPE,
    ],
    ["that is something else", "nonsense", TYPE],
  ])("%s is a 400", async ([, body, type]) => {
    await using server = await bodyServer();
    const response = await fetch(`${server.url}/upload`, { method: "POST", headers: { "content-type": type }, body });
    expect([response.status, (await problemOf(response)).errors?.map((each) => each.keyword)]).toEqual([
      400,
      ["multipart"],
    ]);
    expect(server.errors).toEqual([]);
  });
});

describe("limits of a multipart body", () => {
  const refused = async (limits: object, body: BodyInit, type?: string): Promise<unknown[]> => {
    await using server = await bodyServer({ limits });
    const headers: Record<string, string> = type === undefined ? {} : { "content-type": type };
    const response = await fetch(`${server.url}/upload`, { method: "POST", body, headers });
    const problem = await problemOf(response);
    expect(folders()).toEqual([]);
    return [response.status, ...(problem.errors ?? []).map((each) => [each.pointer, each.keyword, each.message])];
  };
  const many = form({ file: file(1) });
  for (let index = 0; index < 5; index += 1) many.append("more", file(1));

  test("stop the reading where they are passed, with the place", async () => {
    expect(await refused({ files: 3 }, many)).toEqual([413, ["", "limit", "must have at most 3 files"]]);
    expect(await refused({ fields: 4 }, many)).toEqual([413, ["", "limit", "must have at most 4 parts"]]);
    expect(await refused({ file: 5 * MEGABYTE, memory: 1000 }, form({ file: file(6 * MEGABYTE) }))).toEqual([
      413,
      ["/file", "limit", `must have at most ${5 * MEGABYTE} bytes`],
    ]);
    expect(await refused({ upload: 2 * MEGABYTE }, form({ file: file(3 * MEGABYTE) }))).toEqual([
      413,
      ["", "limit", `must have at most ${2 * MEGABYTE} bytes`],
    ]);
    expect(await refused({ body: 10 }, form({ tags: "x".repeat(11), file: file(1) }))).toEqual([
      413,
      ["/tags", "limit", "is too long: all text parts together must have at most 10 bytes"],
    ]);
    const long = `${part('form-data; name="file"', "x", `X-Long: ${"y".repeat(5000)}`)}--b--`;
    expect(await refused({ partHeader: 1000 }, long, TYPE)).toEqual([
      413,
      ["", "limit", "must have at most 1000 bytes in the headers of a part"],
    ]);
  });

  test("count what comes, whatever length was announced", async () => {
    await using server = await bodyServer({ limits: { upload: MEGABYTE, memory: 1000 } });
    const chunked = wire(server.url, head("/upload", `Content-Type: ${TYPE}`, "Transfer-Encoding: chunked"));
    const chunk = (text: string) => chunked.socket.write(`${text.length.toString(16)}\r\n${text}\r\n`);
    chunk('--b\r\nContent-Disposition: form-data; name="file"\r\n\r\n');
    for (let sent = 0; sent < 40; sent += 1) chunk("x".repeat(100_000));
    expect(await until(() => chunked.text().includes("\r\n\r\n{"))).toBe(true);
    expect(chunked.text()).toMatch(/^HTTP\/1.1 413 /);
    chunked.socket.destroy();
    expect(await until(() => folders().length === 0)).toBe(true);
  });
});

describe("files of a multipart body", () => {
  test("stay in memory where they are small, and are in a folder of this user alone where they are not, until the answer has left", async () => {
    const seen: string[][] = [];
    await using server = await bodyServer({
      limits: { memory: 1000 },
      hooks: {
        preOperationHandler: () => {
          const [folder] = folders();
          if (folder === undefined) seen.push([]);
          else {
            const path = join(tmpdir(), folder);
            seen.push(readdirSync(path).map((name) => (statSync(join(path, name)).mode & 0o777).toString(8)));
          }
        },
      },
    });
    const send = (size: number) =>
      fetch(`${server.url}/upload`, { method: "POST", body: form({ file: file(size), anything: file(10, "b") }) });
    expect(await (await send(500)).json()).toMatchObject({ file: { size: 500 }, anything: { size: 10, name: "b" } });
    expect(await (await send(300_000)).json()).toMatchObject({
      file: { size: 300_000, name: "a.bin", type: "application/x-test" },
      anything: { size: 10 },
    });
    expect(seen).toEqual([[], ["600"]]);
    expect(await until(() => folders().length === 0)).toBe(true);
  });

  test("leave nothing behind when the caller goes away, when the form is invalid, and when the handler fails", async () => {
    await using server = await bodyServer({ limits: { memory: 1000 } });
    const gone = wire(server.url, head("/upload", `Content-Type: ${TYPE}`, "Content-Length: 10000000"));
    gone.socket.write(`--b\r\nContent-Disposition: form-data; name="file"\r\n\r\n${"x".repeat(500_000)}`);
    expect(await until(() => folders().length === 1)).toBe(true);
    gone.socket.destroy();
    expect(await until(() => folders().length === 0)).toBe(true);
    const invalid = await fetch(`${server.url}/upload`, {
      method: "POST",
      body: form({ file: file(500_000), n: "0" }),
    });
    expect(invalid.status).toBe(400);
    expect(await until(() => folders().length === 0)).toBe(true);
    expect(server.errors).toEqual([]);
    expect(server.calls()).toBe(0);
    await using failing = await bodyServer({
      limits: { memory: 1000 },
      hooks: {
        preOperationHandler: () => {
          expect(folders()).toHaveLength(1);
          throw new Error("failed");
        },
      },
    });
    const failed = await fetch(`${failing.url}/upload`, { method: "POST", body: form({ file: file(500_000) }) });
    expect(failed.status).toBe(500);
    expect(await until(() => folders().length === 0)).toBe(true);
  });

  test("are there under a host of web standards too, until a stream of an answer has ended", async () => {
    const { toFetchHandler } = await import("tenon-runtime/server");
    const [operation] = contract.operations.filter(({ name }) => name === "upload");
    const streamed = {
      ...operation!,
      responses: [{ status: "200", content: [{ type: "text/plain", kind: "binary" }] }],
    } as const;
    const handle = toFetchHandler(
      contractWith([streamed]),
      { requests: interpretedValidators({}, {}) },
      {
        limits: { memory: 1000 },
        handlers: { upload: ({ body }: { body: { file: File } }) => ({ status: 200, body: body.file.stream() }) },
      },
    );
    const response = await handle(
      new Request("http://h/upload", { method: "POST", body: form({ file: file(500_000) }) }),
    );
    expect(folders()).toHaveLength(1);
    expect((await response.bytes()).length).toBe(500_000);
    expect(await until(() => folders().length === 0)).toBe(true);
    const left = await handle(new Request("http://h/upload", { method: "POST", body: form({ file: file(500_000) }) }));
    await left.body?.cancel();
    expect(await until(() => folders().length === 0)).toBe(true);
  });

  test("leave memory as they come: no more is read than has been written", async () => {
    const start = new TextEncoder().encode('--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n');
    const written = (): number =>
      folders()
        .flatMap((folder) => readdirSync(join(tmpdir(), folder)).map((name) => join(tmpdir(), folder, name)))
        .reduce((sum, path) => sum + statSync(path).size, 0);
    let sent = 0;
    let most = 0;
    const body = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          most = Math.max(most, sent - written());
          if (sent === 0) controller.enqueue(start);
          if (sent < 64 * MEGABYTE) {
            controller.enqueue(new Uint8Array(MEGABYTE));
            sent += MEGABYTE;
          } else {
            controller.enqueue(new TextEncoder().encode("\r\n--b--\r\n"));
            controller.close();
          }
        },
      },
      { highWaterMark: 0 },
    );
    const { parts, release } = await readMultipart(body, {
      boundary: "b",
      contentType: TYPE,
      limits: { ...DEFAULT_LIMITS, upload: 65 * MEGABYTE, file: 65 * MEGABYTE, memory: 1000 },
      isFile: () => true,
    });
    expect(parts.map(({ value }) => (value as File).size)).toEqual([64 * MEGABYTE]);
    expect(most).toBeLessThanOrEqual(2 * MEGABYTE);
    await release?.();
    expect(folders()).toEqual([]);
  });
});
