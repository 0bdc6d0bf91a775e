/** `client.ts`: the typed client as one object, and the operations as functions of their own, for bundlers to drop. */

import type { NamedSecurityScheme, Operation } from "../../contract/model.ts";
import { type Code, type Printable, blankLine, code, empty, join, lines } from "../code.ts";
import { CLIENT, CONTRACT, type Context, TYPES, newFile, type, value, whole } from "../context.ts";
import { comment, identifier, propertyKey } from "../doors.ts";
import { operationDoc, operationSummary, sentence } from "../print/jsdoc.ts";
import { type GeneratedFile, freeName } from "../file.ts";
import type { OperationTypes } from "../operations/index.ts";
import { objectOf } from "../print/members.ts";
import { schemesInUse } from "../security-schemes.ts";

/** `$` sets apart what is not exported: no operation is called so. */
const OPERATION = "$operation";

const OWN_NAMES = ["Auth", "Client", "Operation", "PlainOperation", "connect", "createClient", OPERATION];

export function emitClient(
  context: Context,
  types: ReadonlyMap<Operation, OperationTypes>,
  contractNames: ReadonlyMap<Operation, string>,
): GeneratedFile {
  const { operations } = context.contract;
  const file = newFile("client.ts", context);
  const taken = new Set(OWN_NAMES);
  const functions = operations.map((operation) => ({
    operation,
    name: freeName(operation.name, taken),
    types: types.get(operation),
  }));
  file.declare(taken);
  const data = whole(CONTRACT);
  file.print(
    join(
      [
        auth(context),
        code`
          ${comment("The API as functions. `await` a call for a result that narrows by `status`, or `.orThrow()` it for the body of a success.")}
          export interface Client {
            ${lines(functions.map(({ operation, types: of }) => lines([operationDoc(operation), code`${propertyKey(operation.name)}(${input(of)}): ${call(of)};`])))}
            ${comment("The openapi-fetch client underneath.")}
            readonly $fetch: ${type(CLIENT, "OpenApiFetchClient")}<${type(TYPES, "paths")}>;
          }
        `,
        code`
          ${comment(`A client of ${sentence(context.contract.info.title)}.`)}
          export function createClient(options?: ${type(CLIENT, "ClientOptions")}<Auth>): Client {
            return ${value(CLIENT, "createClient")}<Client, Auth>(${data}.contract, options);
          }
        `,
        code`
          ${comment("For operations that are imported one by one, so that a bundler drops the rest: `getThing(connect(), input)`.")}
          export function connect(options?: ${type(CLIENT, "ClientOptions")}<Auth>): ${type(CLIENT, "Connection")} {
            return ${value(CLIENT, "connect")}(${data}.connection, options);
          }
        `,
        code`
          ${comment("An operation by itself.")}
          export type Operation<Input, Result, Success> = (connection: ${type(CLIENT, "Connection")}, input: Input, options?: ${type(CLIENT, "CallOptions")}) => ${type(CLIENT, "Call")}<Result, Success>;

          ${comment("One that needs no input.")}
          export type PlainOperation<Input, Result, Success> = (connection: ${type(CLIENT, "Connection")}, input?: Input, options?: ${type(CLIENT, "CallOptions")}) => ${type(CLIENT, "Call")}<Result, Success>;
        `,
        functions.length === 0 ? empty : callOf,
        lines(
          functions.map(({ operation, name, types: of }) => {
            const target = identifier(contractNames.get(operation) ?? operation.name);
            const kind = of?.inputOptional ? code`PlainOperation` : code`Operation`;
            return lines([
              operationSummary(operation),
              code`
              export const ${identifier(name)}: ${kind}<${of?.input}, ${of?.result}, ${of?.success}> = /* @__PURE__ */ ${identifier(OPERATION)}(${data}.${target});
            `,
            ]);
          }),
        ),
      ],
      blankLine,
    ),
  );
  return file;
}

/** One function for all: TypeScript would infer and check the types of each call that stood in a constant. */
const callOf: Code = code`
  function ${identifier(OPERATION)}(of: () => Parameters<typeof ${value(CLIENT, "call")}>[1]) {
    // what goes in and what comes out is said by the types of the constants
    return (c: ${type(CLIENT, "Connection")}, i?: object, o?: ${type(CLIENT, "CallOptions")}) => ${value(CLIENT, "call")}(c, of(), i, o) as never;
  }
`;

function input(types: OperationTypes | undefined): Code {
  return code`input${types?.inputOptional ? code`?` : undefined}: ${types?.input}, options?: ${type(CLIENT, "CallOptions")}`;
}

const call = (types: OperationTypes | undefined): Code =>
  code`${type(CLIENT, "Call")}<${types?.result}, ${types?.success}>`;

/** What authenticates a caller, or where the API itself calls, the API. */
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

/** Nothing for what lies below HTTP. */
function credentialType({ scheme }: NamedSecurityScheme): Printable {
  if (scheme.type === "mutualTLS") return undefined;
  const basic = scheme.type === "http" && scheme.scheme.toLowerCase() === "basic";
  return type(CLIENT, basic ? "BasicCredential" : "TokenCredential");
}
