/**
 * Where the parts of an operation are in the contract: JSON Pointers (RFC 6901) with a `#` before them. The contract's data
 * has those that do not follow from the operation's own.
 */

import { escapeToken } from "./json-pointer.ts";
import type { Header, MediaType, Operation, Parameter, Response } from "./contract.ts";

/** JSON Pointer of an operation: the contract's data contains it only where it does not follow from path and method. */
export const operationPointer = ({ pointer, path, method }: Pick<Operation, "pointer" | "path" | "method">): string =>
  pointer ?? `/paths/${escapeToken(path)}/${method.toLowerCase()}`;

export const operationAt = (operation: Operation): string => `#${operationPointer(operation)}`;

export function parameterAt(operation: Operation, parameter: Parameter): string {
  const { pointer } = parameter;
  if (pointer === undefined) {
    const before = operation.parameters?.slice(0, operation.parameters.indexOf(parameter)) ?? [];
    const own = before.filter((each) => !/^[1-9]/.test(each.pointer ?? "")); // the path's have lists of their own
    return `${operationAt(operation)}/parameters/${own.length}`;
  }
  if (pointer.startsWith("/")) return `#${pointer}`;
  // A Relative JSON Pointer: so many levels up, and down again.
  let base = operationPointer(operation);
  for (let up = Number.parseInt(pointer, 10); up > 0; up--) base = base.slice(0, base.lastIndexOf("/"));
  return `#${base}${pointer.slice(pointer.indexOf("/"))}`;
}

/** The schema of a parameter, of a header: in place, or below its media type. */
const schemaBelow = (at: string, { mediaType }: { readonly mediaType?: string }): string =>
  mediaType === undefined ? `${at}/schema` : `${at}/content/${escapeToken(mediaType)}/schema`;

export const parameterSchemaAt = (operation: Operation, parameter: Parameter): string =>
  schemaBelow(parameterAt(operation, parameter), parameter);

export const bodyAt = (operation: Operation): string =>
  `#${operation.body?.pointer ?? `${operationPointer(operation)}/requestBody`}`;

const mediaBelow = (at: string, { type, pointer }: Pick<MediaType, "type" | "pointer">): string =>
  pointer === undefined ? `${at}/content/${escapeToken(type)}` : `#${pointer}`;

/** The schema of a request's body. */
export const bodySchemaAt = (operation: Operation, type: string): string =>
  `${mediaBelow(bodyAt(operation), mediaOf(operation.body?.content, type))}/schema`;

export const responseAt = (operation: Operation, { status, pointer }: Response): string =>
  pointer === undefined ? `${operationAt(operation)}/responses/${status}` : `#${pointer}`;

/** A media type of an answer. */
export const answerMediaAt = (operation: Operation, response: Response, media: MediaType): string =>
  mediaBelow(responseAt(operation, response), media);

/** The schema of an answer's body. */
export const answerSchemaAt = (operation: Operation, status: string, type: string): string => {
  const response = responseOf(operation, status);
  return `${mediaBelow(responseAt(operation, response), mediaOf(response.content, type))}/schema`;
};

export const headerAt = (operation: Operation, response: Response, { name, pointer }: Header): string =>
  pointer === undefined ? `${responseAt(operation, response)}/headers/${escapeToken(name)}` : `#${pointer}`;

/** The schema of an answer's header. */
export const headerSchemaAt = (operation: Operation, status: string, header: Header): string =>
  schemaBelow(headerAt(operation, responseOf(operation, status), header), header);

const mediaOf = (content: readonly MediaType[] | undefined, type: string): Pick<MediaType, "type" | "pointer"> =>
  content?.find((media) => media.type === type) ?? { type };

const responseOf = ({ responses }: Operation, status: string): Response =>
  responses.find((response) => response.status === status) ?? { status };
