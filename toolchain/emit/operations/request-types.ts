/** The parts of a request: what a caller passes and what a handler receives. */

import type { Operation, Parameter, RequestBody } from "../../contract/model.ts";
import { type BodyAliases, type BodyGroup, bodyGroups, hasChoice } from "./body-types.ts";
import { type Code, code, empty, join, lines } from "../code.ts";
import type { Context } from "../context.ts";
import { identifier, propertyKey } from "../doors.ts";
import { schemaDoc } from "../print/jsdoc.ts";
import { freeName } from "../file.ts";
import type { OperationNames } from "../names.ts";
import { objectOf, shortObjectOf } from "../print/members.ts";
import { typeOf } from "../types/schema-types.ts";
import type { SharedParts } from "./shared-parameters.ts";

export interface RequestTypes {
  /** What both are made of. */
  readonly declarations: Code;
  /** What a caller passes. */
  readonly input: RequestType;
  /** What a handler receives; absent where it is the same. */
  readonly request?: RequestType;
  /** Whether a call can do without input. */
  readonly optional: boolean;
}

export interface RequestType {
  /** An object type, or a union of such. */
  readonly text: Code;
  /** Whether it cannot be an interface. */
  readonly union: boolean;
}

/** Parts by the parameter locations of OAS 3.2 §4.12.1. */
const PARTS = [
  ["params", "path", "Path"],
  ["query", "query", "Query"],
  ["headers", "header", "Headers"],
  ["cookies", "cookie", "Cookies"],
] as const;

/** One part of the request on both sides. A member, or objects of which one is wanted. */
interface RequestPart {
  readonly input: { readonly member?: Code; readonly alternatives?: Code };
  readonly request: { readonly member?: Code; readonly alternatives?: Code };
  readonly declaration?: Code;
  readonly same: boolean;
  readonly optional: boolean;
}

export function requestTypes(
  operation: Operation,
  names: OperationNames,
  context: Context,
  aliases: BodyAliases,
  shared: SharedParts,
): RequestTypes {
  const parts = [
    ...PARTS.map(([name, location, suffix]) => {
      const parameters = operation.parameters.filter((parameter) => parameter.in === location);
      return parameters.length === 0 ? undefined : parametersPart(name, suffix, parameters, names, context, shared);
    }),
    querystringPart(
      operation.parameters.find((parameter) => parameter.in === "querystring"),
      context,
    ),
    bodyPart(operation.body, context, aliases),
  ].filter((part) => part !== undefined);
  // without a part of its own the caller's side says so: an object of any kind would fit an empty one
  if (parts.length === 0)
    return {
      declarations: empty,
      input: { text: code`{ body?: never }`, union: false },
      request: { text: code`{}`, union: false },
      optional: true,
    };
  const same = parts.every((part) => part.same);
  return {
    declarations: lines(parts.flatMap(({ declaration }) => declaration ?? [])),
    input: together(parts.map(({ input }) => input)),
    ...(same ? {} : { request: together(parts.map(({ request }) => request)) }),
    optional: parts.every(({ optional }) => optional),
  };
}

function together(parts: readonly RequestPart["input"][]): RequestType {
  const members = parts.flatMap(({ member }) => member ?? []);
  const alternatives = parts.find((part) => part.alternatives)?.alternatives;
  const object = shortObjectOf(members);
  if (!alternatives) return { text: object, union: false };
  return { text: members.length === 0 ? alternatives : code`${object} & (${alternatives})`, union: true };
}

/** A parameter with a default may be left out by a caller, and is always there for a handler. */
const needed = (parameter: Parameter): boolean => parameter.required && parameter.default === undefined;
const settled = (parameter: Parameter): boolean => parameter.required || parameter.default !== undefined;

/**
 * The parameters of one location. Where several operations have the same ones, or the two sides differ, they have a name,
 * so that they stand there once: a handler gets those that have a default as required ones.
 */
function parametersPart(
  part: string,
  suffix: string,
  parameters: readonly Parameter[],
  names: OperationNames,
  context: Context,
  shared: SharedParts,
): RequestPart {
  const optional = !parameters.some(needed);
  const filled = parameters.filter((parameter) => settled(parameter) && !needed(parameter));
  const same = !optional && filled.length === 0;
  const object = (): Code =>
    objectOf(parameters.map((parameter) => member(propertyKey(parameter.name), parameter, needed(parameter), context)));
  const key = identifier(part);
  const common = shared.nameOf(parameters, suffix, object);
  if (same && !common)
    return {
      input: { member: code`${key}: ${object()};` },
      request: { member: code`${key}: ${identifier(names.input)}["${key}"];` },
      same,
      optional,
    };
  const name = common ?? identifier(freeName(names.base + suffix, context.names.taken));
  const always = filled.map(
    (parameter) => code`${propertyKey(parameter.name)}: ${typeOf(parameter.schema, context.types)}`,
  );
  return {
    ...(common ? {} : { declaration: code`export interface ${name} ${object()}` }),
    input: { member: code`${key}${optional ? code`?` : undefined}: ${name};` },
    // a handler always finds the part, empty at worst
    request: {
      member: code`${key}: ${name}${always.length === 0 ? undefined : code` & { ${join(always, code`; `)} }`};`,
    },
    same,
    optional,
  };
}

/** The query as a whole (OAS 3.2 §4.12.1). */
function querystringPart(parameter: Parameter | undefined, context: Context): RequestPart | undefined {
  if (!parameter) return undefined;
  const [optional, always] = [!needed(parameter), settled(parameter)];
  const key = code`query`;
  return {
    input: { member: member(key, parameter, !optional, context) },
    request: { member: member(key, parameter, always, context) },
    optional,
    same: always === !optional,
  };
}

function member(key: Code, parameter: Parameter, required: boolean, context: Context): Code {
  return lines([
    schemaDoc(parameter.schema, parameter),
    code`${key}${required ? undefined : code`?`}: ${typeOf(parameter.schema, context.types)};`,
  ]);
}

/** Without a choice of media type, `body` is one more member. With one, `contentType` distinguishes the alternatives. */
function bodyPart(body: RequestBody | undefined, context: Context, aliases: BodyAliases): RequestPart | undefined {
  const given = body ? bodyGroups(body.content, "given", context) : [];
  const received = body ? bodyGroups(body.content, "received", context) : [];
  const [first] = given;
  if (!body || !first) return undefined;
  const optional = !body.required;
  const mark = optional ? code`?` : undefined;
  if (!hasChoice(body.content)) {
    const side = ([group]: readonly BodyGroup[]): RequestPart["input"] => ({
      member: code`body${mark}: ${group && aliases.of(group, "")};`,
    });
    return { input: side(given), request: side(received), same: !first.differs, optional };
  }
  const alternative = (
    group: BodyGroup,
    marks: { readonly contentType?: Code; readonly body?: Code | undefined } = {},
  ): Code =>
    code`{ contentType${marks.contentType}: ${group.contentType}; body${marks.body}: ${aliases.of(group, "")} }`;
  const none = optional ? [code`{ contentType?: never; body?: never }`] : [];
  return {
    input: {
      alternatives: join(
        given.map((group, i) => alternative(group, i === 0 ? { contentType: code`?`, body: mark } : {})),
        code` | `,
      ),
    },
    request: { alternatives: join([...received.map((group) => alternative(group)), ...none], code` | `) },
    same: false,
    optional,
  };
}
