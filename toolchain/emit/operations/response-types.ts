/** What an operation may answer: a union over the declared statuses and media types. */

import type { Header, Operation, Response } from "../../contract/model.ts";
import { type BodyAliases, type BodyGroup, type Held, bodyGroups, hasChoice } from "./body-types.ts";
import { type Code, code, join, lineBreak, lines } from "../code.ts";
import type { Context } from "../context.ts";
import { propertyKey } from "../doors.ts";
import { schemaDoc } from "../print/jsdoc.ts";
import { typeOf } from "../types/schema-types.ts";
import type { StatusAliases } from "./status-aliases.ts";

export interface ResponseTypes {
  /** The union as a handler gives it. */
  readonly response: Code;
  /** What a client receives, where that differs (bytes). */
  readonly result?: Code;
  /** The union of the bodies of the 2xx responses, as a client receives them. */
  readonly success: Code;
}

interface Member {
  readonly text: Code;
  readonly differs: boolean;
}

export function responseTypes(
  operation: Operation,
  context: Context,
  statuses: StatusAliases,
  aliases: BodyAliases,
): ResponseTypes {
  const keys = operation.responses.map(({ status }) => status);
  const members = (held: Held): Member[] =>
    operation.responses.flatMap((response) => {
      const status = statuses.type(response.status, keys);
      return status ? responseMembers(response, status, held, context, aliases) : [];
    });
  const given = members("given");
  const differs = given.some((member) => member.differs);
  return {
    response: union(given),
    ...(differs ? { result: union(members("received")) } : {}),
    success: success(operation, context, aliases),
  };
}

const LINE = 100;

/** Nothing declared, nothing that may be answered. */
function union(members: readonly Member[]): Code {
  const [first] = members;
  if (!first) return code` never`;
  const line = join(
    members.map(({ text }) => text),
    code` | `,
  );
  if (members.length === 1 || (!line.multiline && line.plain().length <= LINE)) return code` ${line}`;
  return code`${lineBreak}  ${lines(members.map(({ text }) => code`| ${text}`))}`;
}

function responseMembers(
  response: Response,
  status: Code,
  held: Held,
  context: Context,
  aliases: BodyAliases,
): Member[] {
  const headers = headersType(response.headers, context);
  const tail = headers ? code`; ${headers}` : undefined;
  const groups = bodyGroups(response.content, held, context);
  if (groups.length === 0) return [{ text: code`{ status: ${status}${tail} }`, differs: false }];
  const choice = hasChoice(response.content);
  // one body for all of them: the caller's `Accept` chooses where the handler does not, and a client is told which it was
  const negotiated = response.content.length > 1 && groups.length === 1;
  const optional = response.content.length === 1 || (negotiated && held === "given");
  return groups.map((group) => {
    const contentType = choice ? code`; contentType${optional ? code`?` : undefined}: ${group.contentType}` : undefined;
    return {
      text: code`{ status: ${status}${contentType}; body: ${aliases.of(group, response.status)}${tail} }`,
      differs: group.differs || negotiated,
    };
  });
}

function headersType(headers: readonly Header[], context: Context): Code | undefined {
  if (headers.length === 0) return undefined;
  const optional = headers.some(({ required }) => required) ? undefined : code`?`;
  const members = headers.map((header) => {
    const doc = schemaDoc(header.schema, header);
    return {
      doc,
      text: code`${propertyKey(header.name)}${header.required ? undefined : code`?`}: ${typeOf(header.schema, context.types)}`,
    };
  });
  if (members.every(({ doc }) => doc.empty))
    return code`headers${optional}: { ${join(
      members.map(({ text }) => text),
      code`; `,
    )} }`;
  return code`
    headers${optional}: {
      ${lines(members.map(({ doc, text }) => lines([doc, code`${text};`])))}
    }
  `;
}

/** Bodies of the 2xx responses; `default` counts where it is all there is for success. No body is `undefined`. */
function success(operation: Operation, context: Context, aliases: BodyAliases): Code {
  const explicit = operation.responses.filter(({ status }) => status.startsWith("2"));
  const responses = explicit.length > 0 ? explicit : operation.responses.filter(({ status }) => status === "default");
  const types = responses.flatMap((response) => {
    const groups: BodyGroup[] = bodyGroups(response.content, "received", context);
    return groups.length === 0 ? [code`undefined`] : groups.map((group) => aliases.of(group, response.status));
  });
  if (types.length === 0) return code`never`;
  // equal ones have equal texts, which are short because inline bodies have names
  const distinct = new Map(types.map((type) => [type.plain(), type]));
  return join([...distinct.values()], code` | `);
}
