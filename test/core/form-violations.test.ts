import { describe, expect, it } from "vitest";
import type { MediaType, ProblemDocument, Schema } from "tenon-runtime/core";
import { received } from "./support.ts";

const schema: Schema = {
  type: "object",
  properties: {
    photo: { type: "string" },
    width: { type: "integer" },
    sizes: { type: "array", items: { type: "integer" } },
    caption: { type: "string", maxLength: 3 },
  },
  required: ["photo", "width"],
};
const shape = {
  object: { photo: "binary", width: "integer", sizes: { array: "integer" }, caption: "string" },
} as const;

async function problemOf(kind: "form" | "multipart", fields: readonly (readonly [string, string])[]) {
  const type = kind === "form" ? "application/x-www-form-urlencoded" : "multipart/form-data";
  const media: MediaType = { type, kind, schema: true, shape };
  const body = kind === "form" ? new URLSearchParams() : new FormData();
  for (const [name, value] of fields) body.append(name, value);
  const document = (await received(
    {
      operation: { method: "POST", body: { required: true, content: [media] } },
      requests: { [`body ${type}`]: schema },
    },
    "/x?z=1",
    { method: "POST", body },
  )) as ProblemDocument;
  return (document.errors ?? []).map((each) => `${each.in} ${each.name ?? each.pointer}: ${each.message}`);
}

describe.each(["form", "multipart"] as const)("every violation of a %s body is reported together", (kind) => {
  it("with those that come before validation", async () => {
    expect(
      await problemOf(kind, [
        ["width", "zz"],
        ["caption", "too long"],
      ]),
    ).toEqual([
      "query z: is not a parameter of this operation",
      'body /photo: "photo" is required',
      "body /width: must be an integer",
      "body /caption: must have at most 3 characters",
    ]);
  });
  it("and none twice, nor one that is none", async () => {
    expect(
      await problemOf(kind, [
        ["photo", "p"],
        ["width", "1"],
        ["width", "2"],
        ["sizes", "1"],
        ["sizes", "x"],
      ]),
    ).toEqual([
      "query z: is not a parameter of this operation",
      "body /sizes/1: must be an integer",
      "body /width: is given more than once",
    ]);
  });
});
