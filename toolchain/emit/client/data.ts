/** The part of an operation's data that a client needs: a page carries no more. */

import type {
  Header,
  MediaType,
  Operation as OperationData,
  Parameter,
  Response as ResponseData,
  SecurityScheme,
} from "tenon-runtime/core";
import { type Code, code } from "../code.ts";
import { SharedData } from "../contract/shared-data.ts";
import { CLIENT, CORE, type, value } from "../context.ts";
import { stringLiteral } from "../doors.ts";
import { data as printData } from "../print/data.ts";
import { clientParts, isCommaList } from "./parts.ts";

/** Shorter data, as JSON, is printed in place. */
const SHARED_FROM = 10;

/** Without pointers, scopes and flags of validation; without parameters where all of them are single texts. */
export function clientData(operation: OperationData): OperationData {
  const { name, method, path, servers, parameters, body, responses, security, pages } = operation;
  const parts = clientParts([operation]);
  const styled = parts.includes("parameterStyles")
    ? parameters
    : parts.includes("commaLists")
      ? parameters?.filter(isCommaList)
      : undefined;
  return {
    name,
    method,
    path,
    ...(servers && { servers }),
    ...(styled && { parameters: styled.map(parameterData) }),
    ...(body && { body: { content: body.content.map(mediaData) } }),
    responses: responses.map(responseData),
    ...(security && { security: security.map((alternative) => mapValues(alternative, () => [])) }),
    ...(pages && { pages }),
  };
}

const parameterData = (parameter: Parameter): Parameter => {
  const { name, in: place, required, style, explode, allowReserved, mediaType, shape } = parameter;
  return {
    name,
    in: place,
    ...(required && { required }),
    ...(style && { style }),
    ...(explode !== undefined && { explode }),
    ...(allowReserved && { allowReserved }),
    ...(mediaType !== undefined && { mediaType }),
    ...(shape && { shape }),
  };
};

const responseData = ({ status, content, headers }: ResponseData): ResponseData => ({
  status,
  ...(content && { content: content.map(mediaData) }),
  ...(headers && { headers: headers.map(headerData) }),
});

const headerData = ({ name, required, explode, mediaType, shape }: Header): Header => ({
  name,
  ...(required && { required }),
  ...(explode && { explode }),
  ...(mediaType !== undefined && { mediaType }),
  ...(shape && { shape }),
});

const mediaData = ({ type: mediaType, kind, shape, encoding, data: content }: MediaType): MediaType => ({
  type: mediaType,
  kind,
  ...(shape && { shape }),
  ...(encoding && { encoding }),
  ...(content && { data: content }),
});

const mapValues = <V, W>(record: Readonly<Record<string, V>>, map: (from: V) => W): Record<string, W> =>
  Object.fromEntries(Object.entries(record).map(([key, from]) => [key, map(from)]));

export interface PrintedData {
  /** An expression for each operation. */
  readonly values: readonly Code[];
  /** Constants for what several operations share, and their names. */
  readonly declarations: Code;
  readonly names: readonly string[];
}

/** @param taken what the file declares besides */
export function printClientData(operations: readonly OperationData[], taken: Iterable<string>): PrintedData {
  const lean = operations.map(clientData);
  const shared = new SharedData(SHARED_FROM, describe, taken);
  for (const { parameters, body, responses, security, pages } of lean)
    for (const part of [parameters, body, responses, ...responses, security, pages]) if (part) shared.count(part);
  const values = lean.map((operation) => printData(operation, 9, shared.nameOf));
  return { values, declarations: shared.declarations(), names: shared.names };
}

/** The name and the type of a shared constant. */
function describe(part: object): { readonly name: string; readonly type: Code } {
  const member = (key: string): Code => code`NonNullable<${type(CORE, "Operation")}[${stringLiteral(key)}]>`;
  if ("status" in part) return { name: "response", type: code`${type(CORE, "Response")}` };
  if ("by" in part) return { name: "pages", type: code`${type(CORE, "PagePlan")}` };
  if ("content" in part) return { name: "body", type: member("body") };
  const [first] = part as readonly object[]; // all others are lists
  if (first !== undefined && "status" in first) return { name: "responses", type: member("responses") };
  if (first !== undefined && "in" in first) return { name: "parameters", type: member("parameters") };
  return { name: "security", type: member("security") };
}

/** The function of `tenon-runtime/client` that places the credential of a scheme. */
export function schemeFunction(scheme: SecurityScheme): Code {
  if (scheme.type === "mutualTLS") return code`${value(CLIENT, "mutualTls")}`;
  if (scheme.type === "apiKey")
    return code`${value(CLIENT, "apiKey")}(${stringLiteral(scheme.in)}, ${stringLiteral(scheme.name)})`;
  if (scheme.type !== "http" || /^bearer$/i.test(scheme.scheme)) return code`${value(CLIENT, "bearer")}`;
  if (/^basic$/i.test(scheme.scheme)) return code`${value(CLIENT, "basic")}`;
  return code`${value(CLIENT, "httpScheme")}(${stringLiteral(scheme.scheme)})`;
}
