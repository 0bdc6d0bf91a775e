/** Families: a base with a discriminator, and the schemas that extend it by `allOf`. */

import { describe, expect, test } from "vitest";
import { diff, request, response, worst } from "./support.ts";

type Make = typeof request;

interface Family {
  /** The children, with their own property. */
  readonly children: readonly string[];
  readonly mapping?: Readonly<Record<string, string>>;
  /** A schema that extends `Truck`. */
  readonly grandchild?: string;
}

const pointer = (name: string): string => `#/components/schemas/${name}`;
const extending = (base: string, own: string): object => ({
  allOf: [{ $ref: pointer(base) }, { type: "object", required: [own], properties: { [own]: { type: "integer" } } }],
});

function family(make: Make, { children, mapping, grandchild }: Family): object {
  const to = mapping && Object.fromEntries(Object.entries(mapping).map(([value, name]) => [value, pointer(name)]));
  return make(
    { $ref: pointer("Vehicle") },
    {
      components: {
        schemas: {
          Vehicle: {
            type: "object",
            required: ["kind"],
            properties: { kind: { type: "string" }, plate: { type: "string" } },
            discriminator: { propertyName: "kind", ...(to && { mapping: to }) },
          },
          ...Object.fromEntries(children.map((name) => [name, extending("Vehicle", `own${name}`)])),
          ...(grandchild !== undefined && { [grandchild]: extending("Truck", `own${grandchild}`) }),
        },
      },
    },
  );
}

const change = (make: Make, before: Family, after: Family): string =>
  worst(diff(family(make, before), family(make, after)));

const TWO: Family = { children: ["Bike", "Truck"] };
const THREE: Family = { children: ["Bike", "Truck", "Van"] };

describe("a child", () => {
  test("that is added breaks those who receive it, and no one who sends", () => {
    expect(change(response, TWO, THREE)).toBe("breaking");
    expect(change(request, TWO, THREE)).toBe("safe");
  });

  test("that is removed breaks those who send it, and no one who receives", () => {
    expect(change(request, THREE, TWO)).toBe("breaking");
    expect(change(response, THREE, TWO)).toBe("safe");
  });

  test("of a child counts as one of the base", () => {
    expect(change(response, TWO, { ...TWO, grandchild: "Tanker" })).toBe("breaking");
    expect(change(request, { ...TWO, grandchild: "Tanker" }, TWO)).toBe("breaking");
  });
});

describe("the mapping of a family", () => {
  const named: Family = { ...TWO, mapping: { bike: "Bike", truck: "Truck" } };

  test("whose value selects another child breaks both directions", () => {
    const swapped: Family = { ...TWO, mapping: { bike: "Truck", truck: "Bike" } };
    for (const make of [request, response]) expect(change(make, named, swapped)).toBe("breaking");
  });

  test("that gains a value breaks those who receive it; one that loses a value breaks those who send it", () => {
    const more: Family = { ...TWO, mapping: { bike: "Bike", truck: "Truck", lorry: "Truck" } };
    expect(change(response, named, more)).toBe("breaking");
    expect(change(request, named, more)).toBe("safe");
    expect(change(request, more, named)).toBe("breaking");
    expect(change(response, more, named)).toBe("safe");
  });

  test("that is written down as the names already are changes nothing", () => {
    const same: Family = { ...TWO, mapping: { Bike: "Bike", Truck: "Truck" } };
    for (const make of [request, response]) expect(["same", "safe"]).toContain(change(make, TWO, same));
  });
});
