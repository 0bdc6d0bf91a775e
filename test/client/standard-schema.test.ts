import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { FormApi } from "@tanstack/react-form";
import { describe, expect, it } from "vitest";
import { standardSchema } from "tenon-runtime/validators";
import type { StudentInput } from "../../generated/operations.ts";
import * as schemas from "../../generated/standard-schemas.ts";

const valid = { name: "Ada Lovelace", email: "ada@school.example", status: "active" } as const;
const Order = standardSchema<unknown>(
  {
    Order: {
      type: "object",
      required: ["lines"],
      properties: {
        lines: {
          type: "array",
          items: { type: "object", required: ["sku"], properties: { sku: { type: "string", minLength: 1 } } },
        },
        "a/b~c": { type: "integer" },
      },
    },
  },
  "Order",
);

describe("a named schema is a Standard Schema", () => {
  it("gives a valid value back as it is", () => {
    const { version, vendor, validate } = schemas.StudentInput["~standard"];
    expect([version, vendor]).toEqual([1, "tenon"]);
    expect(validate(valid)).toEqual({ value: valid });
  });

  it("names the parts that are wrong or missing, with indices of lists", () => {
    const { issues } = Order["~standard"].validate({ lines: [{ sku: "x" }, {}, { sku: "" }], "a/b~c": "1" });
    expect(issues?.map(({ path }) => path)).toEqual(
      expect.arrayContaining([["lines", 1, "sku"], ["lines", 2, "sku"], ["a/b~c"]]),
    );
    expect(Order["~standard"].validate({}).issues?.map(({ path }) => path)).toEqual([["lines"]]);
    expect(Order["~standard"].validate(null).issues?.map(({ path }) => path)).toEqual([[]]);
  });

  it("has messages of another language", () => {
    const german = Order.withMessages(({ keyword }) => (keyword === "required" ? "Bitte ausfüllen" : undefined));
    const { issues } = german["~standard"].validate({ lines: [{}, { sku: "" }] });
    expect(issues?.map(({ message }) => message)).toEqual(["Bitte ausfüllen", expect.stringContaining("1 character")]);
  });

  it("refuses what the contract's format refuses", () => {
    const { issues } = schemas.StudentInput["~standard"].validate({ ...valid, email: "nobody" });
    expect(issues).toEqual([{ message: expect.stringContaining("e-mail") as string, path: ["email"] }]);
  });
});

it("React Hook Form shows its messages by field", async () => {
  const resolve = standardSchemaResolver(schemas.StudentInput);
  const options = { fields: {}, shouldUseNativeValidation: false };
  const { errors } = await resolve({ ...valid, name: "", email: "nobody" }, undefined, options);
  expect(Object.keys(errors).toSorted()).toEqual(["email", "name"]);
  expect((await resolve(valid, undefined, options)).values).toEqual(valid);
});

it("TanStack Form shows its messages by field", async () => {
  const submitted: unknown[] = [];
  const formOf = (name: string) => {
    const defaultValues: StudentInput = { ...valid, name };
    return new FormApi({
      defaultValues,
      validators: { onSubmit: schemas.StudentInput },
      onSubmit: ({ value }) => void submitted.push(value),
    });
  };
  const [wrong, right] = [formOf(""), formOf("Ada")];
  await wrong.handleSubmit();
  await right.handleSubmit();
  expect(Object.keys(wrong.state.errors[0] ?? {})).toEqual(["name"]);
  expect(submitted).toEqual([{ ...valid, name: "Ada" }]);
});
