/** Content codings of request bodies: a decoder that fails ends the body, whichever of its two sides says so. */

import { expect, test } from "vitest";
import { decodedSource } from "../../runtime/core/http/codings.ts";
import type { BodySource } from "../../runtime/core/body/source.ts";

const bytes = (): ReadableStream<Uint8Array> => new Blob(["x".repeat(100_000)]).stream();
const never = new Promise<void>(() => undefined);

const source = (decoder: ReturnType<NonNullable<BodySource["decoder"]>>): BodySource => ({
  bytes: () => new Uint8Array(),
  stream: bytes,
  decoder: () => decoder,
});
const failing = (): never => {
  throw new Error("invalid block");
};

test.each([
  ["its input", new WritableStream({ write: failing }), new ReadableStream({ pull: () => never })],
  ["its end", new WritableStream({ close: failing }), new ReadableStream({ pull: () => never })],
  ["its output", new WritableStream({ write: () => never }), new ReadableStream({ pull: failing })],
  ["both", new WritableStream({ write: failing }), new ReadableStream({ pull: failing })],
])(
  "a decoder that fails at %s: the body is a 400 and does not hang",
  async (_, writable, readable) => {
    const read = decodedSource(source({ writable, readable }), "gzip").bytes(1_000_000, 0);
    await expect(read).rejects.toMatchObject({ document: { status: 400, detail: "The body is not valid gzip" } });
  },
  2000,
);
