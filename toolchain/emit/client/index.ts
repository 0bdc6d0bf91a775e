/** `client.ts`: the typed client as one object, and the operations as functions of their own, for bundlers to drop. */

import type { Operation as OperationData } from "tenon-runtime/core";
import type { NamedSecurityScheme, Operation } from "../../contract/model.ts";
import { type Code, type Printable, blankLine, code, empty, join, lines } from "../code.ts";
import { CLIENT, type Context, TYPES, VALUES, newUncheckedFile, type, value } from "../context.ts";
import { comment, identifier, propertyKey } from "../doors.ts";
import { operationDoc, operationSummary, sentence } from "../print/jsdoc.ts";
import { type GeneratedFile, freeName } from "../file.ts";
import type { OperationTypes } from "../operations/index.ts";
import { objectOf } from "../print/members.ts";
import { schemesInUse } from "../security-schemes.ts";
import { FORMAT } from "../contract/index.ts";
import { data } from "../print/data.ts";
import type { EmittedValues } from "../values/index.ts";
import { printClientData, schemeFunction } from "./data.ts";
import { itemOf } from "./item-type.ts";
import { longIntegers } from "./long-integers.ts";
import { clientParts } from "./parts.ts";

const OWN_NAMES = ["Auth", "Client", "api", "connect", "createClient"];

/** @param dataOf the data of `contract.ts` */
export function emitClient(
  context: Context,
  types: ReadonlyMap<Operation, OperationTypes>,
  dataOf: ReadonlyMap<Operation, OperationData>,
  values: EmittedValues | undefined,
): GeneratedFile {
  const file = newUncheckedFile("client.ts", context);
  const taken = new Set(OWN_NAMES);
  const hasLongIntegers = longIntegers(context);
  const functions = [...dataOf].map(([operation, data]) => ({
    operation,
    name: freeName(operation.name, taken),
    parts: clientParts([data]).map((part) => code`${value(CLIENT, part)}`),
    json: jsonParts(operation, values, hasLongIntegers),
    types: types.get(operation),
    pages: pagesType(operation, types.get(operation), context),
  }));
  const paths = code`${type(TYPES, "paths")}`;
  const printed = printClientData(
    [...dataOf].map(([{ name }, data]) => {
      const pages = context.contract.pages.get(name);
      return pages ? { ...data, pages } : data;
    }),
    taken,
  );
  const paging = context.contract.pages.size > 0 ? code`, ${value(CLIENT, "paged")}` : empty;
  file.declare(taken, printed.names);
  file.print(
    join(
      [
        auth(context),
        code`
          ${comment("The API as functions. `await` a call for a result that narrows by `status`, or `.orThrow()` it for the body of a success.")}
          export interface Client {
            ${lines(functions.map(({ operation, types: of, pages }) => lines([operationDoc(operation), code`readonly ${propertyKey(operation.name)}: ${typed("ApiOperation", of)}${pages ? code` & ${pages}` : empty};`])))}
            ${comment("The openapi-fetch client underneath.")}
            readonly $fetch: ${type(CLIENT, "OpenApiFetchClient")}<${values === undefined ? paths : code`${type(CLIENT, "Wire")}<${paths}>`}>;
          }
        `,
        code`
          ${comment(`A client of ${sentence(context.contract.info.title)}.`)}
          export function createClient(options?: ${type(CLIENT, "ClientOptions")}<Auth>): Client {
            return ${value(CLIENT, "createClient")}<Client, Auth>(api, [
              ${lines(functions.map(({ name }) => code`${identifier(name)},`))}
            ], options${paging});
          }
        `,
        code`
          ${comment("A connection for operations that are imported one by one, so that a bundler drops the rest: `getThing(connect(), input)`.")}
          export function connect(options?: ${type(CLIENT, "ClientOptions")}<Auth>): ${type(CLIENT, "Connection")} {
            return ${value(CLIENT, "connect")}(api, options);
          }
        `,
        apiData(context),
        printed.declarations,
        lines(
          functions.map(({ operation, name, parts, json, types: of, pages }, index) =>
            lines([
              operationSummary(operation),
              code`export const ${identifier(name)}: ${typed("ConnectedOperation", of)}${pages ? code` & ${type(CLIENT, "HasPages")}<${pages}>` : empty} = /* @__PURE__ */ ${value(CLIENT, "operation")}(${join([printed.values[index] ?? empty, ...parts, ...json], code`, `)});`,
            ]),
          ),
        ),
      ],
      blankLine,
    ),
  );
  return file;
}

/** The parts for values that `JSON.parse` does not make. */
function jsonParts(
  operation: Operation,
  values: EmittedValues | undefined,
  hasLongIntegers: (operation: Operation) => boolean,
): Code[] {
  const name = values?.names.get(operation);
  return [
    ...(hasLongIntegers(operation) ? [code`${value(CLIENT, "exactNumbers")}`] : []),
    ...(name === undefined ? [] : [code`${value(CLIENT, "convertedValues")}(${value(VALUES, name)})`]),
  ];
}

function typed(kind: "ApiOperation" | "ConnectedOperation", types: OperationTypes | undefined): Code {
  const name = types?.inputOptional ? (`Plain${kind}` as const) : kind;
  return code`${type(CLIENT, name)}<${types?.input}, ${types?.result}, ${types?.success}>`;
}

/** What an operation with pages has besides the call. */
function pagesType(operation: Operation, types: OperationTypes | undefined, context: Context): Code | undefined {
  if (!context.contract.pages.has(operation.name)) return undefined;
  const kind = type(CLIENT, types?.inputOptional ? "PlainPaged" : "Paged");
  return code`${kind}<${types?.input}, ${types?.success}, ${itemOf(operation, context)}>`;
}

/** The data that a connection needs. */
function apiData({ contract }: Context): Code {
  const servers = contract.servers.length === 0 ? ["/"] : contract.servers.map(({ url }) => url);
  const schemes = schemesInUse(contract).map(
    ({ name, scheme }) => code`${propertyKey(name)}: ${schemeFunction(scheme)},`,
  );
  return code`
    const api: ${type(CLIENT, "Api")} = {
      format: ${FORMAT},
      servers: ${data(servers)},
      schemes: {
        ${lines(schemes)}
      },
    };
  `;
}

/** The credentials of a caller; for webhooks, the credentials that the API itself sends. */
export function auth(context: Context): Code {
  const members = schemesInUse(context.contract).flatMap((scheme) => {
    const credential = credentialType(scheme);
    return credential
      ? [lines([comment(scheme.description ?? ""), code`${propertyKey(scheme.name)}?: ${credential} | undefined;`])]
      : [];
  });
  return code`
    ${comment("Credentials, by the name of the security scheme.")}
    export interface Auth ${objectOf(members)}
  `;
}

/** `undefined` for mutual TLS, which is below HTTP. */
function credentialType({ scheme }: NamedSecurityScheme): Printable {
  if (scheme.type === "mutualTLS") return undefined;
  const basic = scheme.type === "http" && scheme.scheme.toLowerCase() === "basic";
  return type(CLIENT, basic ? "BasicCredential" : "TokenCredential");
}
