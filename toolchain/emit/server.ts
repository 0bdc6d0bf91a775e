/** `server.ts`: one handler per operation, one function per security scheme, and the typed server over both. */

import type { NamedSecurityScheme, Operation } from "../contract/model.ts";
import { type Code, type Ref, blankLine, code, join, lines } from "./code.ts";
import { CONTRACT, CORE, type Context, REQUESTS, RESPONSES, SERVER, newFile, type, value } from "./context.ts";
import { comment, identifier, propertyKey, stringLiteral } from "./doors.ts";
import { operationLine } from "./docs.ts";
import { type GeneratedFile, moduleSpecifier } from "./file.ts";
import type { OperationTypes } from "./operations.ts";
import { objectOf, operationsInterface } from "./printing.ts";
import { schemesInUse } from "./security.ts";

export function emitServer(context: Context, types: ReadonlyMap<Operation, OperationTypes>): GeneratedFile {
  const file = newFile("server.ts", context);
  file.declare(
    "Handlers",
    "SecurityHandlers",
    "Options",
    "createRouter",
    "createServer",
    "toFetchHandler",
    "validators",
  );
  const parameter = code`O extends ${type(CORE, "HandlerOptions")} = {}`;
  // properties, not methods: those would be checked bivariantly
  const handlers = context.contract.operations.map((operation) =>
    lines([operationLine(operation), code`${propertyKey(operation.name)}: ${types.get(operation)?.handler}<O>;`]),
  );
  const schemes = schemesInUse(context.contract);
  // without a scheme in use there is no `security` to give
  const security = schemes.length === 0 ? code`{}` : code`SecurityHandlers<O>`;
  const hosts: readonly (readonly [name: string, result: Ref, doc: string])[] = [
    ["createServer", type(SERVER, "Server"), "An express application that serves the contract."],
    ["createRouter", type(SERVER, "ServerRouter"), "The same as a router, to be mounted in an express application."],
    [
      "toFetchHandler",
      type(CORE, "FetchHandler"),
      "The same as `(request: Request) => Promise<Response>`, for hosts without express.",
    ],
  ];
  file.print(
    join(
      [
        code`
          ${comment("What the server answers, one function for each operation.")}
          ${operationsInterface("Handlers", handlers)}
        `,
        schemes.length === 0
          ? code``
          : code`
          ${comment("Who may call, one function for each security scheme that an operation uses.")}
          export interface SecurityHandlers<${parameter}> ${objectOf(schemes.map(securityHandler))}
        `,
        code`
          type Options<O extends ${type(CORE, "HandlerOptions")}> = ${type(SERVER, "ServerOptions")}<O, Handlers<O>, ${security}>;

          // those of responses are loaded only where responses are validated
          const validators: ${type(SERVER, "ValidatorSets")} = {
            ${value(REQUESTS, "requests")},
            responses: () => import(${stringLiteral(moduleSpecifier(file.path, RESPONSES, context.options.importExtension))}).then((module) => module.responses),
          };
        `,
        ...hosts.map(
          ([name, result, doc]) => code`
            ${comment(doc)}
            export function ${identifier(name)}<${parameter}>(options: Options<O>): ${result} {
              return ${value(SERVER, name)}<O, Handlers<O>, ${security}>(${value(CONTRACT, "contract")}, validators, options);
            }
          `,
        ),
      ],
      blankLine,
    ),
  );
  return file;
}

function securityHandler(scheme: NamedSecurityScheme): Code {
  const handler = code`${type(SERVER, "SecurityHandler")}<O, ${stringLiteral(scheme.name)}, ${credentials(scheme)}>`;
  return lines([comment(scheme.description ?? ""), code`${propertyKey(scheme.name)}: ${handler};`]);
}

/** What `credentialsOf` of `runtime/core/security.ts` finds for a scheme. */
function credentials({ scheme }: NamedSecurityScheme): Code {
  switch (scheme.type) {
    case "http":
      if (scheme.scheme.toLowerCase() === "basic") return code`{ username: string; password: string }`;
      return scheme.scheme.toLowerCase() === "bearer"
        ? code`{ token: string }`
        : code`{ scheme: string; parameters: string }`;
    case "oauth2":
    case "openIdConnect":
      return code`{ token: string; scopes: readonly string[] }`;
    case "apiKey":
      return code`{ value: string }`;
    case "mutualTLS":
      return code`{}`;
  }
}
