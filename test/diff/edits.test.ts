/** Every kind of edit of a contract, by area: what it is on the wire in each place, and in each direction. */

import { describe, expect, test } from "vitest";
import { OPERATION_EDITS } from "./operation-edits.ts";
import { SCHEMA_EDITS } from "./schema-edits.ts";
import { diff, header, parameter, request, response, worst } from "./support.ts";

/** In a JSON text: as plain text a parameter or header knows no types. */
const json = (schema: object): object => ({ content: { "application/json": { schema } } });
const property = (schema: object): object => ({ type: "object", properties: { p: schema } });

/** Servers take requests, so that they may take more; they give responses, so that they may give less. */
const TAKEN: Readonly<Record<string, (schema: object) => object>> = {
  "request body": request,
  "property of a request": (schema) => request(property(schema)),
  parameter: (schema) => parameter(undefined, json(schema)),
};
const GIVEN: Readonly<Record<string, (schema: object) => object>> = {
  "response body": response,
  "property of a response": (schema) => response(property(schema)),
  "response header": (schema) => header(undefined, json(schema)),
};

describe("an edit of a schema", () => {
  test.each(Object.entries(SCHEMA_EDITS))(
    "%s: breaks requests, and undone it breaks responses",
    (_, { wide, narrow }) => {
      for (const [place, make] of Object.entries(TAKEN)) {
        expect([place, worst(diff(make(wide), make(narrow)))]).toEqual([place, "breaking"]);
        expect([place, worst(diff(make(narrow), make(wide)))]).toEqual([place, "safe"]);
      }
      for (const [place, make] of Object.entries(GIVEN)) {
        expect([place, worst(diff(make(wide), make(narrow)))]).toEqual([place, "safe"]);
        expect([place, worst(diff(make(narrow), make(wide)))]).toEqual([place, "breaking"]);
      }
    },
  );
});

describe.each(Object.entries(OPERATION_EDITS))("an edit of %s", (_, edits) => {
  test.each(Object.entries(edits))("%s", (_name, { one, other, there, back }) => {
    expect({ there: worst(diff(one, other)), back: worst(diff(other, one)) }).toEqual({ there, back });
  });
});
