import { describe, expect, it } from "vitest";
import { download, NetworkError } from "tenon-runtime/client";
import { createClient } from "../emit/goldens/docs/client.ts";

async function photo(headers: Record<string, string>, parts: readonly string[] = ["ab", "cde"], fails = false) {
  let sent = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const part = parts[sent++];
      if (part !== undefined) controller.enqueue(new TextEncoder().encode(part));
      else if (fails) controller.error(new TypeError("connection reset"));
      else controller.close();
    },
  });
  const api = createClient({
    baseUrl: "https://school.example",
    fetch: async () => new Response(body, { headers: { "Content-Type": "image/png", ...headers } }),
  });
  const result = await api.getPhoto({ params: { studentId: 1 } });
  if (result.status !== 200) throw new Error("no photo");
  return result;
}

describe("a download", () => {
  it("is a file with its content, media type and progress", async () => {
    const progress: (readonly [number, number | undefined])[] = [];
    const file = await download(await photo({ "Content-Length": "5" }), {
      onProgress: (received, total) => progress.push([received, total]),
    });
    expect([await file.text(), file.type, file.name]).toEqual(["abcde", "image/png", "download"]);
    expect(progress).toEqual([
      [2, 5],
      [5, 5],
    ]);
  });

  it("has no total where the body is compressed or its length is unknown", async () => {
    const totals: (number | undefined)[] = [];
    const onProgress = (_: number, total: number | undefined): void => void totals.push(total);
    await download(await photo({ "Content-Length": "3", "Content-Encoding": "gzip" }), { onProgress });
    await download(await photo({}), { onProgress });
    expect(new Set(totals)).toEqual(new Set([undefined]));
  });

  it.each([
    [`attachment; filename="ada.png"`, "ada.png"],
    [`attachment; filename=ada.png`, "ada.png"],
    [`attachment; filename="a \\"b\\".png"`, `a "b".png`],
    [`attachment; filename="plain.png"; filename*=UTF-8''%E5%AD%A6%E7%94%9F.png`, "学生.png"],
    [`attachment; filename*=UTF-8''%E0%A4%A; filename="ok.png"`, "ok.png"],
    [`attachment; filename="../../etc/passwd"`, "passwd"],
    [String.raw`attachment; filename=C:\temp\a.png`, "a.png"],
    ["inline", "photo.png"],
  ])("takes its name from %s", async (disposition, name) => {
    const file = await download(await photo({ "Content-Disposition": disposition }), { name: "photo.png" });
    expect(file.name).toBe(name);
  });

  it("that breaks off is a NetworkError", async () => {
    await expect(download(await photo({}, ["ab"], true))).rejects.toThrow(NetworkError);
  });
});
