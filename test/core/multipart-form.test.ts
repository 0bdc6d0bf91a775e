import { describe, expect, it } from "vitest";
import { canSend, multipartStream, parseMultipart } from "../../runtime/core/body/multipart-form.ts";

const form = (): FormData => {
  const data = new FormData();
  data.append("note", "zwölf\nlines");
  data.append('odd "name"', "");
  data.append(
    "file",
    new File([Uint8Array.from({ length: 300 }, (_, at) => at % 256)], 'a"b\r\n.png', { type: "image/png" }),
  );
  data.append("empty", new File([], "none"));
  return data;
};

const plain = async (entries: Iterable<readonly [string, string | File]>): Promise<unknown[]> => {
  const all: unknown[] = [];
  for (const [name, value] of entries)
    all.push([
      name,
      typeof value === "string" ? value : [value.name, value.type, [...new Uint8Array(await value.arrayBuffer())]],
    ]);
  return all;
};

describe("a form that the platform cannot send or read itself", () => {
  it("is the same bytes to the platform's parser", async () => {
    expect(canSend(form())).toBe(true);
    const { body, contentType } = multipartStream([...form()].map(([name, value]) => ({ name, value })));
    const read = await new Response(body, { headers: { "content-type": contentType } }).formData();
    const sent = await new Response(form()).formData();
    expect(await plain(read)).toEqual(await plain(sent));
  });

  it("is read as the platform reads it", async () => {
    const response = new Response(form());
    const type = response.headers.get("content-type") ?? "";
    const bytes = new Uint8Array(await response.clone().arrayBuffer());
    const boundary = /boundary=(.*)$/.exec(type)?.[1] ?? "";
    expect(await plain(parseMultipart(bytes, boundary))).toEqual(await plain(await response.formData()));
  });

  it.each([
    "",
    "no form",
    "--b\r\n\r\n",
    '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx',
    "--b\r\nX: y\r\n\r\nx\r\n--b--",
  ])("%j is none", (text) => {
    expect(() => parseMultipart(new TextEncoder().encode(text), "b")).toThrow(TypeError);
  });
});
