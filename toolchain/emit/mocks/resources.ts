/** `resources.ts`: what the API keeps, as data; only the mocks import it. And the types of its tables, for `mocks.db`. */

import type { Resource } from "tenon-runtime/mocks";
import { inferLists } from "../../contract/resources/lists.ts";
import type { Contract, Schema } from "../../contract/model.ts";
import { blankLine, type Code, code, empty, join } from "../code.ts";
import { type Context, JSON_PATCH, MOCKS, newUncheckedFile, type, value } from "../context.ts";
import { data } from "../print/data.ts";
import { comment, stringLiteral } from "../doors.ts";
import type { GeneratedFile } from "../file.ts";
import { itemsOf, memberOf } from "../types/part-of-schema.ts";
import { typeOf } from "../types/schema-types.ts";

export function emitResources(context: Context): GeneratedFile {
  const file = newUncheckedFile("resources.ts", context);
  const { contract } = context;
  const jsonPatch = takesJsonPatch(contract) ? code`, ${value(JSON_PATCH, "jsonPatch")}` : empty;
  const lists = inferLists(contract);
  const hasLists = Object.keys(lists).length > 0;
  file.declare("store", "resources", "lists");
  file.print(
    join(
      [
        code`
          ${comment("What the API keeps: collections and their entries, and what each operation does with them.")}
          const resources: readonly ${type(MOCKS, "Resource")}[] = ${data(contract.resources)};
        `,
        ...(hasLists
          ? [
              code`
                ${comment("Lists that belong to no resource: where they are, and what says which page is asked for.")}
                const lists: Readonly<Record<string, ${type(MOCKS, "ListAnswer")}>> = ${data(lists)};
              `,
            ]
          : []),
        code`export const store: Pick<${type(MOCKS, "MockSource")}, "resources" | "lists" | "jsonPatch"> = { resources${hasLists ? code`, lists` : empty}${jsonPatch} };`,
      ],
      blankLine,
    ),
  );
  return file;
}

const takesJsonPatch = ({ operations }: Contract): boolean =>
  operations.some(({ body }) => body?.content.some((media) => media.type.startsWith("application/json-patch+json")));

/** Resources with a table in `mocks.db`: the entries of a subset are those of another one. */
export const tabled = (resources: readonly Resource[]): readonly Resource[] =>
  resources.filter(({ subset }) => subset !== true);

/** One table, or one for each set of path parameters. */
export function tableType(resource: Resource, context: Context): Code {
  const entry = entryType(resource, context);
  const apart = Object.keys(resource.operations[resource.home]?.apart ?? {});
  return apart.length === 0
    ? code`${type(MOCKS, "Table")}<${entry}>`
    : code`${type(MOCKS, "Tables")}<${entry}, ${join(apart.map(stringLiteral), code` | `)}>`;
}

export function entryType(resource: Resource, context: Context): Code {
  const schema = entrySchema(resource, context);
  return schema === undefined ? code`Readonly<Record<string, unknown>>` : typeOf(schema, context.types);
}

/** What the answer has where entries are seen whole. */
export function entrySchema({ home, operations }: Resource, { contract, types }: Context): Schema | undefined {
  const { does, status, at } = operations[home] ?? {};
  const operation = contract.operations.find(({ name }) => name === home);
  const response = operation?.responses.find((each) => each.status === status);
  let schema = response?.content.find(({ body }) => body === "json")?.schema;
  for (const name of at?.split(".") ?? []) schema = memberOf(schema, name, types);
  if (does === "list") schema = itemsOf(schema, types);
  return schema;
}
