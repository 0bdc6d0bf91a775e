/** `mocks.ts`: mocks with one typed override per operation, and one factory per named schema. */

import type { NamedSchema, Operation } from "../../contract/model.ts";
import { type Code, blankLine, code, join, lines, empty } from "../code.ts";
import {
  CONTRACT,
  CORE,
  type Context,
  EXAMPLES,
  MOCKS,
  MSW,
  OPERATIONS,
  REQUESTS,
  RESOURCES,
  RESPONSES,
  HANDLER_FILE,
  VALUES,
  newUncheckedFile,
  type,
  value,
} from "../context.ts";
import { objectOf, operationsInterface } from "../print/members.ts";
import { comment, propertyKey, stringLiteral } from "../doors.ts";
import { operationSummary } from "../print/jsdoc.ts";
import { type GeneratedFile, freeName } from "../file.ts";
import { camel } from "../names.ts";
import type { OperationTypes } from "../operations/index.ts";
import { tabled, tableType } from "./resources.ts";
import { schemesInUse } from "../security-schemes.ts";
import { securityHandlers } from "../server/handler.ts";
import type { EmittedValues } from "../values/index.ts";
import { valueParts } from "./value-parts.ts";

export function emitMocks(
  context: Context,
  types: ReadonlyMap<Operation, OperationTypes>,
  reached: ReadonlySet<string>,
  values: EmittedValues | undefined,
): GeneratedFile {
  const { contract } = context;
  const file = newUncheckedFile("mocks.ts", context);
  file.declare("MockOverrides", "MockDb", "Mocks", "Make", "createMocks", "createMake", "make", "parts", "conversions");
  if (ownSecurity(context)) file.declare("SecurityHandlers");
  // a value is made from the schemas of the validators, which are those that requests and responses use
  const factories = makeNames(contract.schemas.filter((schema) => reached.has(outputOf(schema).key)));
  const parts = join(
    valueParts(contract).map((part) => code`${value(MOCKS, part)}`),
    code`, `,
  );
  file.print(
    join(
      [
        code`
          ${comment("Overrides, one function for each operation: an answer, a patch of a generated answer, or a handler. The newest applies.")}
          ${operationsInterface("MockOverrides", overrides(context, types))}
        `,
        code`
          ${comment("What the mocks keep: one table for each resource of the contract.")}
          export interface MockDb extends ${type(MOCKS, "DbControls")} ${objectOf(tabled(contract.resources).map((resource) => code`${propertyKey(resource.name)}: ${tableType(resource, context)};`))}
        `,
        mocksInterface(context),
        code`
          ${comment("Code for keywords that only some contracts use.")}
          const parts: ${type(MOCKS, "ValueParts")} = { ${parts} };
        `,
        values === undefined
          ? empty
          : code`const conversions = ${value(MOCKS, "mockConversions")}(${value(VALUES, "values")}, ${value(VALUES, "schemas")}, ${value(VALUES, "resources")});`,
        ...(ownSecurity(context) ? [securityHandlers(context)] : []),
        createMocks(context, values),
        ...makers(factories, context, values),
      ],
      blankLine,
    ),
  );
  return file;
}

function overrides({ contract }: Context, types: ReadonlyMap<Operation, OperationTypes>): readonly Code[] {
  return contract.operations.map((operation) => {
    const of = types.get(operation);
    return lines([
      operationSummary(operation),
      code`${propertyKey(operation.name)}: ${type(MOCKS, "Override")}<${of?.response}, ${of?.handler}<O>>;`,
    ]);
  });
}

/** The type parameter of `Mocks` and `createMocks`. */
const optionsParameter = (): Code => code`O extends ${type(CORE, "HandlerOptions")} = {}`;
const withMsw = ({ options }: Context): boolean => options.msw ?? true;

function mocksInterface(context: Context): Code {
  const handlers = withMsw(context)
    ? code`
        ${comment("For MSW: `setupWorker(...mocks.handlers)`, `setupServer(...mocks.handlers)`.")}
        readonly handlers: ReturnType<typeof ${type(MSW, "mswHandlers")}>;
      `
    : empty;
  return code`
    ${comment("The API as mocks: valid answers, repeatable by seed, and strict requests.")}
    export interface Mocks<${optionsParameter()}> extends ${type(MOCKS, "Mocks")}<MockOverrides<O>, MockDb> ${objectOf([handlers])}
  `;
}

/** Without a server there is no `handler.ts` to import the type from. */
const ownSecurity = ({ contract, parts }: Context): boolean => !parts.server && schemesInUse(contract).length > 0;

function createMocks(context: Context, values: EmittedValues | undefined): Code {
  const handlers = ownSecurity(context)
    ? code`SecurityHandlers<O>`
    : code`${type(HANDLER_FILE, "SecurityHandlers")}<O>`;
  const security = schemesInUse(context.contract).length === 0 ? code`{}` : code`Partial<${handlers}>`;
  const source = code`{ ${value(REQUESTS, "requests")}, ${value(RESPONSES, "responses")}, ${value(EXAMPLES, "examples")}, ...${value(RESOURCES, "store")}, parts${values && code`, conversions`} }`;
  const base = code`${value(MOCKS, "createMocksOf")}<Mocks<O>>(${value(CONTRACT, "contract")}, ${source}, options)`;
  return code`
    ${comment("Mocks of the whole API. Handlers that serve as overrides receive `options.context`, of the type `O.context`.")}
    export function createMocks<${optionsParameter()}>(options: ${type(MOCKS, "MockOptions")}<${security}> = {}): Mocks<O> {
      ${withMsw(context) ? code`return ${value(MSW, "withHandlers")}(${base});` : code`return ${base};`}
    }
  `;
}

function makers(
  factories: ReadonlyMap<NamedSchema, string>,
  context: Context,
  values: EmittedValues | undefined,
): readonly Code[] {
  const types = [...factories].map(
    ([schema, name]) => code`${propertyKey(name)}: ${type(MOCKS, "Factory")}<${schemaType(schema, context)}>;`,
  );
  const keys = [...factories].map(
    ([schema, name]) => code`${propertyKey(name)}: ${stringLiteral(outputOf(schema).key)},`,
  );
  return [
    code`
      ${comment("Factories for values of the named schemas.")}
      export interface Make ${objectOf(types)}
    `,
    code`
      ${comment("As `make`, with another seed or with values of your own: `createMake({ seed: 7, values, faker })`.")}
      export function createMake(options: ${type(MOCKS, "FactoryOptions")} = {}): Make {
        return ${value(MOCKS, "createFactoriesOf")}<Make>(${value(RESPONSES, "responses")}, ${objectOf(keys)}, parts, options${values && code`, conversions`});
      }
    `,
    code`
      ${comment('Values of the named schemas, as the API would answer them: `make.thing({ name: "mine" })`.')}
      export const make: Make = /* @__PURE__ */ createMake();
    `,
  ];
}

/** The type of a schema in responses. */
function schemaType(schema: NamedSchema, { names }: Context): Code {
  const { key, name } = outputOf(schema);
  return code`${type(OPERATIONS, names.schemas.get(key) ?? name)}`;
}

const outputOf = (schema: NamedSchema): { readonly key: string; readonly name: string } =>
  schema.variants?.output ?? schema;

function makeNames(schemas: readonly NamedSchema[]): ReadonlyMap<NamedSchema, string> {
  const taken = new Set<string>();
  return new Map(schemas.map((schema) => [schema, freeName(camel(schema.name), taken)]));
}
