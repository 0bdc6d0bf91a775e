import { expect, test } from "vitest";
import { DEFAULT_LIMITS } from "tenon-runtime/core";
import { platformMultipart } from "../../runtime/core/body/multipart.ts";
import { hostOf } from "./support.ts";

test("the texts of a multipart body are counted in bytes", async () => {
  const read = (text: string) => {
    const form = new FormData();
    form.append("a", text);
    const response = new Response(form);
    const contentType = response.headers.get("content-type") ?? "";
    const limits = { ...DEFAULT_LIMITS, body: 10 };
    const body = response.body ?? new ReadableStream<Uint8Array>();
    return platformMultipart(body, { contentType, boundary: "", limits, isFile: () => false });
  };
  expect((await read("é".repeat(5))).parts).toMatchObject([{ name: "a", value: "ééééé" }]);
  await expect(read("é".repeat(6))).rejects.toMatchObject({ status: 413 });
});

test("a request with more header fields than the limit is refused by every host", async () => {
  const handle = hostOf({ operation: {}, limits: { headers: 3 }, respond: () => ({ status: 204 }) });
  const ask = async (count: number) => {
    const headers = Array.from({ length: count }, (_, i): [string, string] => [`x-${i}`, "1"]);
    return (await handle(new Request("http://host/x", { headers }))).status;
  };
  expect([await ask(3), await ask(4)]).toEqual([204, 431]);
});
