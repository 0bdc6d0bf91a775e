/** A contract with an operation for each style, `explode` and type of a parameter in each place (OAS 3.2 §4.12.6). */

import type { Parameter } from "tenon-runtime/core";

type Place = "path" | "query" | "header" | "cookie";

export interface Row {
  /** The name of the operation, such as `query_form_exploded_strings`. */
  readonly name: string;
  readonly in: Place;
  /** Absent where the parameter has a media type. */
  readonly style?: NonNullable<Parameter["style"]>;
  readonly explode?: boolean;
  readonly type: string;
  readonly parameter: object;
  /** Values of the parameter that contain the text. */
  readonly values: (text: string) => readonly unknown[];
}

const strings = { type: "array", items: { type: "string" }, minItems: 1 };
const person = {
  type: "object",
  properties: { a: { type: "string" }, "b+c": { type: "string" } },
  required: ["a"],
  additionalProperties: false,
};

/** A type, its schema, and values of it. */
const TYPES: Readonly<Record<string, readonly [schema: object, values: (text: string) => readonly unknown[]]>> = {
  string: [{ type: "string" }, (text) => [text]],
  integer: [{ type: "integer" }, () => [0, -42, 2 ** 31]],
  number: [{ type: "number" }, () => [0.5, -1e-7, 1e21]],
  boolean: [{ type: "boolean" }, () => [true, false]],
  strings: [strings, (text) => [[text], [text, "b"], ["a", text, text]]],
  integers: [{ type: "array", items: { type: "integer" }, minItems: 1 }, () => [[1], [3, -4, 5]]],
  object: [person, (text) => [{ a: text }, { a: "x", "b+c": text }]],
};
const ALL = Object.keys(TYPES);
const COMPOUND = ["strings", "integers", "object"];

/** The styles of each place, whether they explode, and the types that the specification defines them for. */
const STYLES: Readonly<
  Record<
    Place,
    readonly (readonly [style: NonNullable<Parameter["style"]>, explode: boolean, types: readonly string[]])[]
  >
> = {
  path: (["simple", "label", "matrix"] as const).flatMap((style) => [
    [style, false, ALL] as const,
    [style, true, ALL] as const,
  ]),
  query: [
    ["form", false, ALL],
    ["form", true, ALL],
    ["spaceDelimited", false, COMPOUND],
    ["pipeDelimited", false, COMPOUND],
    ["deepObject", true, ["object"]],
  ],
  header: [
    ["simple", false, ALL],
    ["simple", true, ALL],
  ],
  cookie: [
    ["form", false, ALL],
    ["form", true, ALL],
    ["cookie", false, ALL],
    ["cookie", true, ALL],
  ],
};

export const ROWS: readonly Row[] = (Object.keys(STYLES) as Place[]).flatMap((place) => [
  ...STYLES[place].flatMap(([style, explode, types]) =>
    types.map((type): Row => {
      const [schema, values] = TYPES[type]!;
      const name = `${place}_${style}${explode ? "_exploded" : ""}_${type}`;
      const parameter = { name: "p", in: place, required: true, style, explode, schema };
      return { name, in: place, style, explode, type, parameter, values };
    }),
  ),
  {
    name: `${place}_json`,
    in: place,
    type: "object",
    parameter: { name: "p", in: place, required: true, content: { "application/json": { schema: person } } },
    values: TYPES["object"]![1],
  },
]);

export const document = {
  openapi: "3.2.0",
  info: { title: "Parameters", version: "1" },
  servers: [{ url: "/" }],
  paths: Object.fromEntries(
    ROWS.map(({ name, in: place, parameter }) => [
      place === "path" ? `/${name}/{p}/end` : `/${name}`,
      {
        get: {
          operationId: name,
          parameters: [parameter],
          responses: {
            200: { description: "The request", content: { "application/json": { schema: {} } } },
            400: { description: "Refused", content: { "application/problem+json": { schema: {} } } },
          },
        },
      },
    ]),
  ),
};

/**
 * Why an encoder has to refuse a value, as the head of `runtime/core/parameters/encode.ts` says; `undefined` where the
 * value has to arrive.
 */
export function refusal(row: Row, value: unknown): string | undefined {
  const { in: place, style, explode, type } = row;
  if (style === undefined) return undefined; // JSON escapes
  const texts = textsOf(value);
  const compound = COMPOUND.includes(type);
  const has = (sign: string): boolean => compound && texts.some((text) => text.includes(sign));
  if (style === "spaceDelimited" && has(" ")) return "a space delimits";
  if (style === "pipeDelimited" && has("|")) return "a pipe delimits";
  if (style === "label" && explode === true && has(".")) return "a dot delimits";
  if (place === "path") {
    const segment = `${style === "label" ? "." : ""}${texts.join(",")}`;
    if (style !== "matrix" && type !== "object" && /^\.\.?$/.test(segment)) return "a dot segment of a URL";
  }
  const bare = place === "header" || style === "cookie";
  if (!bare) return undefined;
  if (texts.some((text) => /[^\t -~\u0080-\uFFFF]|[^\0-\u00FF]/.test(text))) return "no character of a header";
  if (texts.some((text) => text.trim() !== text)) return "white space at an end";
  if (has(",") && (place === "header" || explode === false)) return "a comma delimits";
  if (style === "cookie" && texts.some((text) => /;|^".*"$/.test(text))) return "a sign of the cookie's syntax";
  return undefined;
}

function textsOf(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [String(value)];
  return Object.values(value).map(String);
}
