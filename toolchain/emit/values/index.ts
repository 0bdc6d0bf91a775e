/**
 * `values.ts`: what the options `dates`, `bigint` and `decimals` convert between JSON and programs. A constant for each
 * operation, so that a bundler drops those that a page does not call. Without something to convert there is no such file.
 */

import type { Operation, Schema } from "../../contract/model.ts";
import { blankLine, type Code, code, join, lines } from "../code.ts";
import { type Context, CONVERSIONS, newUncheckedFile, type, value } from "../context.ts";
import { comment, identifier, propertyKey } from "../doors.ts";
import { type GeneratedFile, freeName } from "../file.ts";
import { entrySchema, tabled } from "../mocks/resources.ts";
import { allPlaces } from "../validators/places.ts";
import { sentOperations } from "../webhooks/sent-operations.ts";
import { Conversions } from "./conversions.ts";
import { hasLongNumbers } from "./kinds.ts";

export interface EmittedValues {
  readonly file: GeneratedFile;
  /** The constants of the operations that convert something. */
  readonly names: ReadonlyMap<Operation, string>;
}

const OWN_NAMES = ["values", "schemas", "resources"];

export function emitValues(context: Context): EmittedValues | undefined {
  const { contract, options } = context;
  const taken = new Set(OWN_NAMES);
  const constants = new Map<string, string>();
  const nameOf = (key: string): string => {
    let name = constants.get(key);
    if (name === undefined) constants.set(key, (name = freeName(`$${context.names.schemas.get(key) ?? key}`, taken)));
    return name;
  };
  const conversions = new Conversions(context, nameOf);
  const operations = [...contract.operations, ...sentOperations(contract)].flatMap((operation) => {
    const places = allPlaces(operation, context).flatMap(([place, schema]) =>
      member(place, conversions.of(schema ?? true)),
    );
    return places.length === 0 ? [] : [{ operation, name: freeName(operation.name, taken), places }];
  });
  const named = [...context.schemas.keys()].filter((key) => conversions.converts(key));
  if (operations.length === 0 && named.length === 0) return undefined;

  const file = newUncheckedFile("values.ts", context);
  const conversion = type(CONVERSIONS, "Conversion");
  const resources = tabled(contract.resources).flatMap((resource) =>
    member(resource.name, conversions.of(entrySchema(resource, context) ?? true)),
  );
  const declarations = named.map(
    (key) =>
      code`const ${identifier(nameOf(key))}: ${conversion} = /* @__PURE__ */ ${value(CONVERSIONS, "later")}(() => ${conversions.of(schemaOf(key, context))});`,
  );
  const numbers = hasLongNumbers(options) ? code`, ${value(CONVERSIONS, "longNumbers")}` : undefined;
  file.declare(taken);
  file.print(
    join(
      [
        lines(declarations),
        ...operations.map(
          ({ name, places }) => code`
            export const ${identifier(name)}: ${type(CONVERSIONS, "OperationValues")} = /* @__PURE__ */ ${value(CONVERSIONS, "operationValues")}(() => ({
              ${lines(places)}
            })${numbers});
          `,
        ),
        record(
          "What requests and answers convert, by operation.",
          code`values: ${type(CONVERSIONS, "Values")}`,
          operations.map(({ operation, name }) => code`${propertyKey(operation.name)}: ${identifier(name)},`),
        ),
        record(
          "The named schemas, by the key that validators have.",
          code`schemas: Readonly<Record<string, ${conversion}>>`,
          named.map((key) => code`${propertyKey(key)}: ${identifier(nameOf(key))},`),
        ),
        record(
          "An entry of each resource of the mocks.",
          code`resources: Readonly<Record<string, ${conversion}>>`,
          resources,
        ),
      ],
      blankLine,
    ),
  );
  return { file, names: new Map(operations.map(({ operation, name }) => [operation, name])) };
}

const schemaOf = (key: string, { schemas }: Context): Schema => schemas.get(key) ?? true;

const member = (name: string, conversion: Code | undefined): Code[] =>
  conversion === undefined ? [] : [code`${propertyKey(name)}: ${conversion},`];

const record = (about: string, declaration: Code, members: readonly Code[]): Code => code`
  ${comment(about)}
  export const ${declaration} = {
    ${lines(members)}
  };
`;
