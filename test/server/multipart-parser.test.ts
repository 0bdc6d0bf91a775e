import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEFAULT_LIMITS, type PartRules } from "tenon-runtime/core";
import { readMultipart } from "tenon-runtime/multipart";
import { folders, useOwnTemporaryFolder } from "./bodies-support.ts";

useOwnTemporaryFolder();

const rules = (boundary: string, memory: number): PartRules => ({
  boundary,
  contentType: `multipart/form-data; boundary=${boundary}`,
  limits: { ...DEFAULT_LIMITS, memory },
  isFile: ({ fileName }) => fileName !== undefined,
});

/** The bytes in pieces of these lengths, over and over. */
function pieces(bytes: Uint8Array, lengths: readonly number[]): ReadableStream<Uint8Array> {
  let at = 0;
  let turn = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) {
        controller.close();
        return;
      }
      const length = lengths[turn++ % lengths.length] ?? 1;
      controller.enqueue(bytes.subarray(at, at + length));
      at += length;
    },
  });
}

const name = fc.string({
  unit: fc.constantFrom("a", "é", '"', "\\", "\r\n", "%", ";", "=", " ", "/", "💥"),
  minLength: 1,
});
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc.constantFrom("\r\n", "--", "\r\n--", "\r\n--b", "", "\r\n\r\n").map((text) => new TextEncoder().encode(text)),
  fc.integer({ min: 1, max: 100_000 }).map((length) => new Uint8Array(length).fill(13)),
);
const value = fc.oneof(bytes, fc.string({ unit: "grapheme" }));

describe("the multipart parser", () => {
  test("reads what a browser writes, in whatever pieces it comes, and in memory or not", async () => {
    const fields = fc.array(fc.tuple(name, value), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(
        fields,
        fc.array(fc.integer({ min: 1, max: 70_000 }), { minLength: 1, maxLength: 5 }),
        fc.constantFrom(0, 100, 1 << 20),
        async (entries, lengths, memory) => {
          const form = new FormData();
          for (const [key, each] of entries) {
            if (typeof each === "string") form.append(key, each);
            else form.append(key, new File([each as Uint8Array<ArrayBuffer>], `${key.replaceAll("/", "")}x`));
          }
          const written = new Response(form);
          const boundary = /boundary=(.*)$/.exec(written.headers.get("content-type") ?? "")?.[1] ?? "";
          const given = new Uint8Array(await written.arrayBuffer());
          const read = await readMultipart(pieces(given, lengths), rules(boundary, memory));
          const seen = await Promise.all(
            read.parts.map(async (part) => [
              part.name,
              typeof part.value === "string" ? part.value : await part.value.bytes(),
            ]),
          );
          await read.release?.();
          // Line ends in names and texts are CRLF in a form (HTML Standard §4.10.21.8).
          const normal = (text: string): string => text.replaceAll(/\r\n|\r|\n/g, "\r\n");
          expect(seen).toEqual(
            entries.map(([key, each]) => [
              normal(key),
              typeof each === "string" ? normal(each) : Uint8Array.from(each),
            ]),
          );
          expect(folders()).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("comes to an end with any bytes: parts, or a reason", async () => {
    const token = fc.constantFrom(
      "--b",
      "--b--",
      "\r\n",
      "\r\n\r\n",
      "Content-Disposition: form-data; name=a",
      ";",
      "x",
      "-",
      "\0",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(token, { maxLength: 14 }), fc.integer({ min: 1, max: 30 }), async (tokens, length) => {
        const body = pieces(new TextEncoder().encode(tokens.join("")), [length]);
        const result = await readMultipart(body, rules("b", 1000)).catch((error: unknown) => error);
        expect(result instanceof Error ? result.name : "parts").toMatch(/^(?:parts|MultipartError)$/);
      }),
      { numRuns: 500 },
    );
  });
});
