/** `contract.ts`: the operations as data, without schemas. What equals the default of the specification is left out. */

import type {
  Contract as ContractData,
  Encoding as EncodingData,
  Header as HeaderData,
  MediaType as MediaTypeData,
  Operation as OperationData,
  Parameter as ParameterData,
  Response as ResponseData,
  Shape,
} from "tenon-runtime/core";
import { escapeToken, operationPointer } from "tenon-runtime/core";
import type { Encoding, Header, MediaType, Operation, Parameter, Response } from "../../contract/model.ts";
import { type Code, blankLine, code, join, lines } from "../code.ts";
import { CORE, type Context, newUncheckedFile, type } from "../context.ts";
import { type NameOf, data, lineOfData } from "../print/data.ts";
import { comment, identifier, quotedText } from "../doors.ts";
import { type GeneratedFile, freeName } from "../file.ts";
import { sequenceItem } from "../operations/sequence-items.ts";
import { isInherited, ownPointer, relativePointer } from "./pointers.ts";
import { type Description, SharedData } from "./shared-data.ts";
import { isTextShape, shapeOf } from "./shape.ts";

/** What is shorter, as JSON, is written where it is used. */
const SHARED_FROM = 10;

/** Shapes that are longer, as JSON, are written as its text. */
const SHAPE_TEXT_FROM = 200;

/** The format that this emitter writes; `CONTRACT_FORMAT` in `runtime/core/contract.ts` is what the runtime reads. */
export const FORMAT = 1;

const OWN_NAMES = ["all", "contract", "connection", "servers", "securitySchemes"];

/** Names of the file's exports, by operation. */
export function contractNames({ contract }: Context): ReadonlyMap<Operation, string> {
  const taken = new Set(OWN_NAMES);
  return new Map(contract.operations.map((operation) => [operation, freeName(operation.name, taken)]));
}

/** What `contract.ts` will export as `contract`. */
export function contractData(context: Context): ContractData {
  const { info, servers, operations, securitySchemes } = context.contract;
  return {
    format: FORMAT,
    title: info.title,
    version: info.version,
    servers: servers.length === 0 ? ["/"] : servers.map(({ url }) => url),
    securitySchemes: Object.fromEntries(Object.entries(securitySchemes).map(([name, { scheme }]) => [name, scheme])),
    operations: operations.map((operation) => operationData(operation, context)),
  };
}

/**
 * One function for each operation, so that a bundler drops those that a client does not import. Functions rather than
 * constants, since TypeScript traces each use of a constant back through all statements before it: with 1,223 of them
 * that takes longer than all the rest of the file.
 */
export function emitContract(
  context: Context,
  names: ReadonlyMap<Operation, string>,
  whole: ContractData = contractData(context),
): GeneratedFile {
  const { contract } = context;
  const file = newUncheckedFile("contract.ts", context);
  file.declare(OWN_NAMES, names.values());
  const operationType = type(CORE, "Operation");
  const all = contract.operations.map((operation) => names.get(operation) ?? operation.name);
  const printed = printOperations(whole.operations, [...OWN_NAMES, ...all], 9);
  const operations = printed.values.map(
    (value, i) => code`
      export function ${identifier(all[i] ?? "")}(): ${operationType} {
        return ${value};
      }
    `,
  );
  file.declare(printed.names);
  // the parts by name and no spread: a bundler sees that `contract` can go when a client imports operations one by one
  const contractType = type(CORE, "Contract");
  const rest = code`
    const servers: ${contractType}["servers"] = ${data(whole.servers)};

    const securitySchemes: ${contractType}["securitySchemes"] = ${data(whole.securitySchemes)};

    ${comment("The contract without its operations: what a connection needs.")}
    export const connection: Pick<${contractType}, "format" | "servers" | "securitySchemes"> = { format: ${FORMAT}, servers, securitySchemes };

    ${comment("The contract as data: what router, decoder, client and mocks read.")}
    export const contract: ${contractType} = {
      format: ${FORMAT},
      title: ${data(whole.title)},
      version: ${data(whole.version)},
      servers,
      securitySchemes,
      operations: /* @__PURE__ */ all(),
    };

    function all(): ${contractType}["operations"] {
      return [
        ${lines(all.map((name) => code`${identifier(name)}(),`))}
      ];
    }
  `;
  file.print(join([printed.declarations, ...operations, rest], blankLine));
  return file;
}

export interface PrintedOperations {
  /** An expression for each operation. */
  readonly values: readonly Code[];
  /** The constants that those refer to, for what several have alike, and their names. */
  readonly declarations: Code;
  readonly names: readonly string[];
}

/**
 * @param taken what the file declares besides
 * @param column where the expressions will start
 */
export function printOperations(
  operations: readonly OperationData[],
  taken: Iterable<string>,
  column: number,
): PrintedOperations {
  const shapes = shapeTexts(operations);
  const shared = new SharedData(SHARED_FROM, describe, taken, (part, nameOf) =>
    lineOfData(part, (inner) => shapes.get(inner) ?? nameOf(inner)),
  );
  const inPart: NameOf = (part) => shapes.get(part) ?? shared.nameOf(part);
  for (const { parameters, body, responses } of operations) {
    for (const part of [parameters, ...(parameters ?? []), body, ...responses]) if (part) shared.count(part);
  }
  const values = operations.map((value) => data(value, column, inPart));
  return { values, declarations: shared.declarations(), names: shared.names };
}

/** Large shapes as JSON text: TypeScript would check their every member against a recursive union. */
function shapeTexts(operations: readonly OperationData[]): ReadonlyMap<object, string> {
  const texts = new Map<object, string>();
  const note = ({ shape }: { readonly shape?: Shape }): void => {
    if (typeof shape !== "object") return;
    const text = JSON.stringify(shape);
    if (text.length >= SHAPE_TEXT_FROM) texts.set(shape, `/* @__PURE__ */ JSON.parse(${quotedText(text)})`);
  };
  for (const { parameters, body, responses } of operations) {
    parameters?.forEach(note);
    for (const { content, headers } of [...(body ? [{ ...body, headers: [] }] : []), ...responses]) {
      content?.forEach(note);
      headers?.forEach(note);
    }
  }
  return texts;
}

/** What a part that occurs often is called, and its type. */
function describe(part: object): Description {
  if (Array.isArray(part))
    return { name: `p${nameOf(part as readonly ParameterData[])}`, type: code`readonly ${type(CORE, "Parameter")}[]` };
  if ("in" in part) return { name: nameOf([part as ParameterData]), type: code`${type(CORE, "Parameter")}` };
  if ("status" in part) return { name: `r${(part as ResponseData).status}`, type: code`${type(CORE, "Response")}` };
  return { name: "body", type: code`${type(CORE, "RequestBody")}` };
}

/** Parameters by their names, as far as those are short. */
const nameOf = (parameters: readonly ParameterData[]): string =>
  `p_${parameters
    .map(({ name }) => name.replace(/\W/g, "_"))
    .join("_")
    .slice(0, 30)}`;

export function operationData(operation: Operation, context: Context): OperationData {
  const { name, operationId, method, pointer, servers, parameters, body, responses, security } = operation;
  // URL parsers drop white space at the end of a path, unless it is encoded. A `%` that encodes nothing is a character, too
  const path = operation.path.replaceAll(/\s|%(?![\da-f]{2})/gi, encodeURIComponent);
  return {
    name,
    ...(operationId !== undefined && operationId !== name && { operationId }),
    method,
    path,
    ...(pointer !== operationPointer({ method, path }) && { pointer }),
    ...(servers && { servers: servers.map(({ url }) => url) }),
    ...(parameters.length > 0 && { parameters: parameterList(operation, context) }),
    ...(body &&
      body.content.length > 0 && {
        body: {
          ...(body.required && { required: true as const }),
          content: body.content.map((media) => mediaData(media, body.pointer, context)),
          ...ownPointer(body, `${pointer}/requestBody`, context),
        },
      }),
    responses: responses.map((response) => responseData(response, operation, context)),
    ...(security.length > 0 && { security }),
  };
}

/** OAS 3.2 §4.12.2.2 */
const DEFAULT_STYLE = { path: "simple", query: "form", header: "simple", cookie: "form", querystring: "form" } as const;
const explodes = (style: string): boolean => style === "form" || style === "cookie";

function parameterList(operation: Operation, context: Context): ParameterData[] {
  let inherited = 0;
  return operation.parameters.map((parameter, index) => {
    const derived = `${operation.pointer}/parameters/${index - inherited}`;
    const pointer = relativePointer(parameter, derived, operation);
    if (isInherited(pointer)) inherited += 1;
    return { ...parameterData(parameter, context), ...pointer };
  });
}

function parameterData(parameter: Parameter, context: Context): ParameterData {
  const { name, in: location, required, style, explode, allowReserved, mediaType, schema, deprecated } = parameter;
  const styled = mediaType === undefined && location !== "querystring";
  const shape =
    styled || mediaType?.startsWith("application/x-www-form-urlencoded")
      ? shapeOf(schema, (key) => context.schemas.get(key), context.options)
      : "string";
  return {
    name,
    in: location,
    ...(required && { required: true }),
    ...(styled && style !== DEFAULT_STYLE[location] && { style }),
    ...(styled && explode !== explodes(style) && { explode }),
    ...(styled && allowReserved && { allowReserved: true }),
    ...(parameter.allowEmptyValue && { allowEmptyValue: true }),
    ...(mediaType !== undefined && { mediaType }),
    ...(shape !== "string" && { shape }),
    ...(parameter.default !== undefined && { default: parameter.default }),
    ...(deprecated && { deprecated: true }),
  };
}

/** @param holder JSON Pointer of the body or response */
function mediaData(media: MediaType, holder: string, context: Context): MediaTypeData {
  const form = media.body === "form" || media.body === "multipart";
  const encoding = Object.entries(media.encoding).map(([name, value]) => [name, encodingData(value)] as const);
  return {
    type: media.type,
    kind: media.body,
    ...(form &&
      media.schema !== undefined && {
        shape: shapeOf(media.schema, (key) => context.schemas.get(key), {
          ...context.options,
          bytes: media.body === "multipart",
        }),
      }),
    ...textShape(media, context),
    ...(form && encoding.length > 0 && { encoding: Object.fromEntries(encoding) }),
    ...(media.schema !== undefined && { schema: true }),
    ...itemData(media, context),
    ...ownPointer(media, `${holder}/content/${escapeToken(media.type)}`, context),
  };
}

/** A text that is a number, a boolean or `null`. */
function textShape({ body, schema }: MediaType, { schemas, options }: Context): Pick<MediaTypeData, "shape"> {
  if (body !== "text" || schema === undefined) return {};
  const shape = shapeOf(schema, (key) => schemas.get(key), options);
  return isTextShape(shape) ? {} : { shape };
}

function itemData(media: MediaType, context: Context): Pick<MediaTypeData, "item" | "data"> {
  const { item, data: kind } = sequenceItem(media, (key) => context.schemas.get(key)) ?? {};
  return { ...(item && { item }), ...(kind && { data: kind }) };
}

function encodingData({ contentType, style, explode, allowReserved, headers }: Encoding): EncodingData {
  return {
    ...(contentType !== undefined && { contentType }),
    ...(style !== undefined && { style }),
    ...(explode !== undefined && { explode }),
    ...(allowReserved && { allowReserved: true }),
    ...(headers.length > 0 && { headers }),
  };
}

function responseData(response: Response, operation: Operation, context: Context): ResponseData {
  const { status, content, headers, pointer } = response;
  return {
    status,
    ...(content.length > 0 && { content: content.map((media) => mediaData(media, pointer, context)) }),
    ...(headers.length > 0 && { headers: headers.map((header) => headerData(header, pointer, context)) }),
    ...ownPointer(response, `${operation.pointer}/responses/${status}`, context),
  };
}

function headerData(header: Header, response: string, context: Context): HeaderData {
  const { name, required, explode, mediaType, schema } = header;
  const shape =
    mediaType === undefined ? shapeOf(schema, (key) => context.schemas.get(key), context.options) : "string";
  return {
    name,
    ...(required && { required: true }),
    ...(explode && { explode: true }),
    ...(mediaType !== undefined && { mediaType }),
    ...(shape !== "string" && { shape }),
    ...ownPointer(header, `${response}/headers/${escapeToken(name)}`, context),
  };
}
