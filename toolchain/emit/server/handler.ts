/** `handler.ts`: one handler per operation, one function per security scheme, and the host of web standards over both. */

import type { NamedSecurityScheme, Operation } from "../../contract/model.ts";
import { distinctNames, pascalCase } from "../../contract/names.ts";
import { type Code, blankLine, code, join, lines } from "../code.ts";
import {
  CONTRACT,
  CORE,
  type Context,
  FETCH,
  REQUESTS,
  SERIALISERS,
  VALUES,
  newUncheckedFile,
  type,
  value,
} from "../context.ts";
import { comment, identifier, propertyKey, stringLiteral } from "../doors.ts";
import { operationLine } from "../print/jsdoc.ts";
import { type GeneratedFile, moduleSpecifier } from "../file.ts";
import type { OperationTypes } from "../operations/index.ts";
import { objectOf, operationsInterface } from "../print/members.ts";
import type { EmittedValues } from "../values/index.ts";
import { schemesInUse } from "../security-schemes.ts";

/** The type parameter of everything that handlers appear in. */
export const optionsParameter = (): Code => code`O extends ${type(CORE, "HandlerOptions")} = {}`;

/** A file of its own without express: its bundle runs wherever web standards do. */
export function emitHandler(
  context: Context,
  types: ReadonlyMap<Operation, OperationTypes>,
  values: EmittedValues | undefined,
): GeneratedFile {
  const file = newUncheckedFile("handler.ts", context);
  file.declare("Handlers", "SecurityHandlers", "FetchOptions", "toFetchHandler", "source");
  const tags = handlersByTag(context.contract.operations);
  file.declare(tags.keys());
  const parameter = optionsParameter();
  const serialisers = stringLiteral(moduleSpecifier(file.path, SERIALISERS, context.options.importExtension));
  // properties, not methods: those would be checked bivariantly
  const handlers = context.contract.operations.map((operation) =>
    lines([operationLine(operation), code`${propertyKey(operation.name)}: ${types.get(operation)?.handler}<O>;`]),
  );
  const schemes = schemesInUse(context.contract);
  file.print(
    join(
      [
        code`
          ${comment("What the server answers, one function for each operation.")}
          ${operationsInterface("Handlers", handlers)}
        `,
        lines(
          [...tags].map(
            ([name, { tag, operations }]) => code`
              ${comment(tag === undefined ? "Those of operations without a tag." : `Those of the tag ${tag}: parts for \`mergeHandlers\`.`)}
              export type ${identifier(name)}<${parameter}> = Pick<Handlers<O>, ${join(
                operations.map((operation) => stringLiteral(operation.name)),
                code` | `,
              )}>;
            `,
          ),
        ),
        schemes.length === 0 ? code`` : securityHandlers(context),
        code`
          ${comment("The options of a handler of web standards.")}
          export type FetchOptions<${parameter}> = ${type(FETCH, "FetchOptions")}<O, Handlers<O>, ${securityHandlersOf(context)}>;

          const source: ${type(FETCH, "HandlerSource")} = {
            ${value(REQUESTS, "requests")},${values && code` ${value(VALUES, "values")},`}
            responses: () => import(${serialisers}).then((module) => module.serialisers),
          };
        `,
        code`
          ${comment("Serves the contract as `(request: Request) => Promise<Response>`: without express, and without Node.")}
          export function toFetchHandler<${parameter}>(options: FetchOptions<O>): ${type(CORE, "FetchHandler")} {
            return ${value(FETCH, "toFetchHandler")}(${value(CONTRACT, "contract")}, source, options);
          }
        `,
      ],
      blankLine,
    ),
  );
  return file;
}

/** The interface `SecurityHandlers`. */
export const securityHandlers = (context: Context): Code => code`
  ${comment("Who may call, one function for each security scheme that an operation uses.")}
  export interface SecurityHandlers<${optionsParameter()}> ${objectOf(schemesInUse(context.contract).map((scheme) => securityHandler(scheme, context)))}
`;

/** The type of the option `security`; without a scheme in use it has no members. */
export const securityHandlersOf = ({ contract }: Context): Code =>
  schemesInUse(contract).length === 0 ? code`{}` : code`SecurityHandlers<O>`;
/** With other schemes they are roles, which OAS 3.2 §4.30 leaves to the application. */
const asksForScopes = ({ name, scheme }: NamedSecurityScheme, { contract }: Context): boolean =>
  (scheme.type === "oauth2" || scheme.type === "openIdConnect") &&
  contract.operations.some(({ security }) => security.some((requirement) => (requirement[name]?.length ?? 0) > 0));

export function securityHandler(scheme: NamedSecurityScheme, context: Context): Code {
  const name = asksForScopes(scheme, context) ? "ScopedSecurityHandler" : "SecurityHandler";
  const handler = code`${type(FETCH, name)}<O, ${stringLiteral(scheme.name)}, ${credentials(scheme)}>`;
  return lines([comment(scheme.description ?? ""), code`${propertyKey(scheme.name)}: ${handler};`]);
}

/** What `credentialsOf` of `runtime/core/security/index.ts` finds for a scheme. */
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
      return code`{ certificate: ${type(CORE, "ClientCertificate")} }`;
  }
}

interface TagHandlers {
  /** Absent for operations without one. */
  readonly tag?: string;
  readonly operations: Operation[];
}

/** By the name of their type. An operation of several tags is among those of its first, so that no two parts share it. */
export function handlersByTag(operations: readonly Operation[]): ReadonlyMap<string, TagHandlers> {
  const byTag = new Map<string | undefined, Operation[]>();
  for (const operation of operations) {
    const [tag] = operation.tags;
    const known = byTag.get(tag);
    if (known === undefined) byTag.set(tag, [operation]);
    else known.push(operation);
  }
  const named = new Map<string, TagHandlers>();
  if (byTag.size === 1 && byTag.has(undefined)) return named;
  const taken = new Set(["Handlers", "SecurityHandlers"]);
  const tags = [...byTag.keys()].filter((tag) => tag !== undefined);
  const names = distinctNames(
    tags,
    (tag) => `${pascalCase(tag) || "Tag"}Handlers`,
    (name) => taken.has(name) || (byTag.has(undefined) && name === "UntaggedHandlers"),
  );
  for (const [tag, operations] of byTag) {
    if (tag === undefined) named.set("UntaggedHandlers", { operations });
    else named.set(names.get(tag)!, { tag, operations });
  }
  return named;
}
