/** `server.ts`: the typed express server over the handlers of `handler.ts`, whose types it exports too. */

import { type Code, type Ref, blankLine, code, empty, join } from "../code.ts";
import {
  CONTRACT,
  CORE,
  DOCUMENT,
  type Context,
  EXAMPLES,
  HANDLER_FILE,
  RESOURCES,
  MOCKS,
  REQUESTS,
  RESPONSES,
  SERIALISERS,
  SERVER,
  VALUES,
  newUncheckedFile,
  type,
  value,
} from "../context.ts";
import { comment, identifier, stringLiteral } from "../doors.ts";
import { type GeneratedFile, moduleSpecifier } from "../file.ts";
import { schemesInUse } from "../security-schemes.ts";
import type { EmittedValues } from "../values/index.ts";
import { handlersByTag, optionsParameter } from "./handler.ts";

export function emitServer(context: Context, values: EmittedValues | undefined): GeneratedFile {
  const file = newUncheckedFile("server.ts", context);
  file.declare("ServerOptions", "createRouter", "createServer", "toFetchHandler", "source");
  const parameter = optionsParameter();
  const specifier = (module: string): Code =>
    stringLiteral(moduleSpecifier(file.path, module, context.options.importExtension));
  const dynamic = (module: string): Code => code`import(${specifier(module)})`;
  const secured = schemesInUse(context.contract).length > 0;
  const exported = [
    "Handlers",
    ...(secured ? ["SecurityHandlers"] : []),
    ...handlersByTag(context.contract.operations).keys(),
  ];
  const security = secured ? code`${type(HANDLER_FILE, "SecurityHandlers")}<O>` : code`{}`;
  const hosts: readonly (readonly [name: string, result: Ref, doc: string])[] = [
    ["createServer", type(SERVER, "Server"), "An express application that serves the contract."],
    ["createRouter", type(SERVER, "ServerRouter"), "The same as a router, to be mounted in an express application."],
    [
      "toFetchHandler",
      type(CORE, "FetchHandler"),
      "The same as `(request: Request) => Promise<Response>`. That of `handler.ts` loads no express.",
    ],
  ];
  const mocks = !context.parts.mocks
    ? empty
    : code`
      mocks: async () => {
        const [{ createMocks${values && code`, mockConversions`} }, { responses }, { examples }, { store }${values && code`, { schemas, resources }`}] = await Promise.all([
          ${dynamic(MOCKS)},
          ${dynamic(RESPONSES)},
          ${dynamic(EXAMPLES)},
          ${dynamic(RESOURCES)},${values && code` ${dynamic(VALUES)},`}
        ]);
        return createMocks(${value(CONTRACT, "contract")}, { ${value(REQUESTS, "requests")}, responses, examples, ...store${values && code`, conversions: mockConversions(values, schemas, resources)`} });
      },
    `;
  const served = context.parts.openapi
    ? code`document: () => ${dynamic(DOCUMENT)}.then((module) => module.document),`
    : empty;
  file.print(
    join(
      [
        code`
          export type { ${join(
            exported.map((name) => identifier(name)),
            code`, `,
          )} } from ${specifier(HANDLER_FILE)};
        `,
        code`
          ${comment("The options of a server.")}
          export type ServerOptions<${parameter}> = ${type(SERVER, "ServerOptions")}<O, ${type(HANDLER_FILE, "Handlers")}<O>, ${security}>;

          // nothing in here is loaded before it is needed
          const source: ${type(SERVER, "ServerSource")} = {
            ${value(REQUESTS, "requests")},${values && code` ${value(VALUES, "values")},`}
            responses: () => ${dynamic(SERIALISERS)}.then((module) => module.serialisers),
            ${mocks}
            ${served}
          };
        `,
        ...hosts.map(
          ([name, result, doc]) => code`
            ${comment(doc)}
            export function ${identifier(name)}<${parameter}>(options: ServerOptions<O>): ${result} {
              return ${value(SERVER, name)}(${value(CONTRACT, "contract")}, source, options);
            }
          `,
        ),
      ],
      blankLine,
    ),
  );
  return file;
}
