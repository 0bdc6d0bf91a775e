/** `queries.ts`: options and keys of TanStack Query for each operation. */

import type { Operation } from "../../contract/model.ts";
import { itemOf } from "../client/item-type.ts";
import { type Code, blankLine, code, empty, join, lines } from "../code.ts";
import { CLIENT_FILE, type Context, newFile, QUERIES, type, value } from "../context.ts";
import { comment, propertyKey, stringLiteral } from "../doors.ts";
import type { GeneratedFile } from "../file.ts";
import { entryType } from "../mocks/resources.ts";
import type { OperationTypes } from "../operations/index.ts";
import type { Framework } from "../parts.ts";
import { data } from "../print/data.ts";
import { operationSummary } from "../print/jsdoc.ts";
import { objectOf } from "../print/members.ts";
import { type OperationData, queryData } from "./data.ts";
import { queryTypes } from "./types.ts";

const OWN_NAMES = [
  "Queries",
  "createQueries",
  "source",
  "Key",
  "QueryOptions",
  "InfiniteOptions",
  "MutationOptions",
  "Keyed",
  "Query",
  "PlainQuery",
  "Infinite",
  "PlainInfinite",
  "Mutation",
  "Creation",
  "Skipped",
  "RunQuery",
  "RunPage",
];

export function emitQueries(
  context: Context,
  types: ReadonlyMap<Operation, OperationTypes>,
  framework: Framework,
): GeneratedFile {
  const file = newFile("queries.ts", context);
  file.declare(OWN_NAMES);
  const { operations, resources } = queryData(context.contract);
  const members = [...operations].map(([operation, about]) =>
    lines([
      operationSummary(operation),
      code`readonly ${propertyKey(operation.name)}: ${memberType(operation, about, types.get(operation), context)};`,
    ]),
  );
  const tags = new Set([...operations.keys()].flatMap((operation) => operation.tags));
  const tag = tags.size === 0 ? code`never` : join([...tags].map(stringLiteral), code` | `);
  const source = {
    api: context.contract.info.title,
    operations: Object.fromEntries([...operations].map(([{ name }, about]) => [name, about])),
    resources,
  };
  const packageName = `@tanstack/${framework}-query`;
  file.print(
    join(
      [
        code`
          ${comment("Options and keys of TanStack Query, by operation.")}
          export interface Queries ${objectOf([
            ...members,
            comment(
              "A key that matches all queries of the API, or those of a tag: `invalidateQueries({ queryKey: queries.$key() })`.",
            ),
            code`$key(filter?: { tag: ${tag} }): ${type(packageName, "QueryKey")};`,
          ])}
        `,
        code`
          ${comment("Options and keys for a client that `createClient` returned.")}
          export function createQueries(client: ${type(CLIENT_FILE, "Client")}): Queries {
            return ${value(QUERIES, "createQueries")}<Queries>(client, source, ${value(packageName, "skipToken")});
          }
        `,
        code`const source: ${type(QUERIES, "QuerySource")} = ${data(source)};`,
        queryTypes(packageName),
      ],
      blankLine,
    ),
  );
  return file;
}

function memberType(
  operation: Operation,
  { change, pages }: OperationData,
  types: OperationTypes | undefined,
  context: Context,
): Code {
  const { input, result, success, inputOptional } = types!; // each operation has its types
  const plain = inputOptional ? code`Plain` : empty;
  if (!change) {
    const query = code`${plain}Query<${input}, ${success}, ${result}>`;
    const item = itemOf(operation, context);
    return pages ? code`${query} & ${plain}Infinite<${input}, ${success}, ${item}, ${result}>` : query;
  }
  const variables = inputOptional ? code`${input} | void` : code`${input}`;
  if (change.does === "create")
    return code`Creation<${variables}, ${success}, ${entryOf(change.resource, context)}, ${result}>`;
  return code`Mutation<${variables}, ${success}, ${change.does ? code`true` : code`never`}, ${result}>`;
}

function entryOf(name: string | undefined, context: Context): Code {
  const resource = context.contract.resources.find((each) => each.name === name);
  return resource ? entryType(resource, context) : code`unknown`;
}
