/** Resources that lead to one another. */

import { expect, test } from "vitest";
import { mocksTarget, verifySource } from "../../toolchain/cli/verify/source.ts";
import { loadContract } from "../../toolchain/contract/index.ts";
import { verify } from "../../toolchain/verify/index.ts";
import { folder, write } from "../cli/support.ts";

const paths = (name: string, one: string): string => `
  /${name}:
    get:
      operationId: list${one}s
      responses: { "200": { description: "", content: { application/json: { schema: { type: array, items: { $ref: "#/components/schemas/${one}" } } } } } }
    post:
      operationId: create${one}
      requestBody: { required: true, content: { application/json: { schema: { $ref: "#/components/schemas/${one}" } } } }
      responses: { "201": { description: "", content: { application/json: { schema: { $ref: "#/components/schemas/${one}" } } } } }
  /${name}/{id}:
    parameters: [{ name: id, in: path, required: true, schema: { type: string, format: uuid } }]
    get:
      operationId: get${one}
      responses:
        "200": { description: "", content: { application/json: { schema: { $ref: "#/components/schemas/${one}" } } } }
        "404": { description: "" }
    delete: { operationId: delete${one}, responses: { "204": { description: "" }, "404": { description: "" } } }`;

const schema = (one: string, other: string): string => `
    ${one}:
      type: object
      required: [id, name, ${other}Id]
      properties:
        id: { type: string, format: uuid, readOnly: true }
        name: { type: string, minLength: 1 }
        ${other}Id: { type: string, format: uuid }`;

const CONTRACT = `openapi: 3.1.0
info: { title: Circle, version: "1" }
paths:${paths("authors", "Author")}${paths("books", "Book")}
components:
  schemas:${schema("Author", "book")}${schema("Book", "author")}
`;

test("where each of two needs the other first, neither waits for ever", async () => {
  const cwd = folder();
  write(cwd, { "openapi.yaml": CONTRACT });
  const { contract, diagnostics } = await loadContract(`${cwd}/openapi.yaml`);
  if (contract === undefined) throw new Error(diagnostics.map(({ message }) => message).join("; "));
  const { source, memory } = verifySource(contract);
  expect(source.resources.map(({ relations }) => relations)).toEqual([{ bookId: "books" }, { authorId: "authors" }]);
  const result = await verify(source, {
    target: mocksTarget(source, memory),
    mocks: true,
    phases: ["coverage", "stateful"],
  });
  expect(result.stopped).toBeUndefined();
  expect(result.requests).toBeGreaterThan(100);
}, 20_000);

test("a resource that is refused is not asked for again and again", async () => {
  const cwd = folder();
  write(cwd, { "openapi.yaml": CONTRACT });
  const { contract } = await loadContract(`${cwd}/openapi.yaml`);
  if (contract === undefined) throw new Error("the contract cannot be read");
  const { source } = verifySource(contract);
  let creations = 0;
  const refusing = {
    url: "http://localhost",
    send: async ({ method }: { readonly method: string }) => {
      if (method === "POST") creations += 1;
      return { status: 404, headers: [], body: new Uint8Array(), milliseconds: 0 };
    },
    close: async () => undefined,
  };
  await verify(source, { target: refusing, phases: ["examples", "stateful"] });
  expect(creations).toBeLessThan(30);
});
