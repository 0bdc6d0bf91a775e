/**
 * `webhooks.ts`: what the API itself sends, webhooks and callbacks, as types, as data and as senders. Only where the
 * contract has any. They are apart from the operations, so that no router, client or mock takes them for its own.
 */

import type { Callback, Operation } from "../../contract/model.ts";
import { auth } from "../client/index.ts";
import { type Code, blankLine, code, empty, join, lines } from "../code.ts";
import { CLIENT, CORE, type Context, SENT, VALUES, WEBHOOKS, newFile, type, value } from "../context.ts";
import { FORMAT, operationData, printOperations } from "../contract/index.ts";
import { data } from "../print/data.ts";
import { operationDoc } from "../print/jsdoc.ts";
import { comment, identifier, propertyKey, stringLiteral } from "../doors.ts";
import type { EmittedValues } from "../values/index.ts";
import { type GeneratedFile, moduleSpecifier } from "../file.ts";
import { type OperationTypes, printTypes } from "../operations/index.ts";
import { objectOf } from "../print/members.ts";
import { emitReceivers } from "./receivers.ts";
import { schemesInUse } from "../security-schemes.ts";
import { type OwnedCallback, sentBy } from "./sent-operations.ts";
import { emitSentValidators } from "../validators/index.ts";

const OWN_NAMES = [
  "Auth",
  "Callbacks",
  "Webhooks",
  "createCallbacks",
  "createWebhooks",
  "callbacks",
  "validators",
  "webhooks",
];

/** @param types of the operations that callbacks belong to; @param reached keys of the schemas that other validators have */
export function emitWebhooks(
  whole: Context,
  types: ReadonlyMap<Operation, OperationTypes>,
  reached: ReadonlySet<string>,
  values: EmittedValues | undefined,
): readonly GeneratedFile[] {
  const { webhooks, callbacks } = sentBy(whole.contract);
  if (webhooks.length + callbacks.length === 0) return [];
  const operations = [...webhooks, ...callbacks.map(({ operation }) => operation)];
  const taken = new Set([
    ...OWN_NAMES,
    ...operations.flatMap((operation) => Object.values(whole.names.operations.get(operation) ?? {})),
  ]);
  const context: Context = {
    ...whole,
    contract: { ...whole.contract, operations },
    names: { ...whole.names, taken },
    module: WEBHOOKS,
  };
  const file = newFile("webhooks.ts", context);
  const sent = printTypes(context);
  const printed = printOperations(
    [
      ...webhooks.map((operation) => ({ ...operationData(operation, context), path: receiverPath(operation) })),
      ...callbacks.map(({ callback, operation, parent }) => ({
        ...operationData(operation, context),
        parent: parent.method,
        ...(looksFurther(callback) && { more: true as const }),
      })),
    ],
    taken,
    4,
  );
  file.declare(taken, printed.names);
  const valuesOf = (from: number, to: number): Code =>
    lines(printed.values.slice(from, to).map((each) => code`${each},`));
  file.print(
    join(
      [
        webhooks.length === 0 ? empty : webhookSenders(webhooks, sent.types, values),
        callbacks.length === 0 ? empty : callbackSenders(callbacks, sent.types, types, values),
        auth(context),
        sent.declarations,
        printed.declarations,
        webhooks.length === 0
          ? empty
          : code`
            ${comment("The webhooks as data, apart from the operations; their paths are those under which a receiver has them.")}
            export const webhooks: ${type(CORE, "Contract")} = {
              format: ${FORMAT},
              title: ${data(whole.contract.info.title)},
              version: ${data(whole.contract.info.version)},
              servers: ["/"],
              ${dataOf(valuesOf(0, webhooks.length), context)}
            };
          `,
        callbacks.length === 0
          ? empty
          : code`
            const callbacks: ${type(CLIENT, "SenderContract")}<${type(CLIENT, "CallbackOperation")}> = {
              format: ${FORMAT},
              ${dataOf(valuesOf(webhooks.length, operations.length), context)}
            };
          `,
        code`
          // loaded with the first request
          const validators: ${type(CLIENT, "SenderValidators")} = () => import(${stringLiteral(moduleSpecifier(file.path, SENT, context.options.importExtension))});
        `,
      ],
      blankLine,
    ),
  );
  const receivers = { ...context, contract: { ...context.contract, operations: webhooks } };
  return [
    file,
    emitSentValidators(context, reached),
    ...(webhooks.length === 0 ? [] : [emitReceivers(receivers, sent.types, values)]),
  ];
}

const call = (types: OperationTypes | undefined): Code =>
  code`${type(CLIENT, "Call")}<${types?.result}, ${types?.success}>`;

function webhookSenders(
  webhooks: readonly Operation[],
  types: ReadonlyMap<Operation, OperationTypes>,
  values: EmittedValues | undefined,
): Code {
  const members = webhooks.map((operation) => {
    const of = types.get(operation);
    const input = code`input${of?.inputOptional ? code`?` : undefined}: ${of?.input}`;
    return lines([
      operationDoc(operation),
      code`${propertyKey(operation.name)}(url: string | URL, ${input}, options?: ${type(CLIENT, "SendOptions")}): ${call(of)};`,
    ]);
  });
  return senders(
    "Webhooks",
    "What the API tells those who asked for it: a function for each webhook, to the URL that they gave.",
    members,
    values,
  );
}

function callbackSenders(
  callbacks: readonly OwnedCallback[],
  types: ReadonlyMap<Operation, OperationTypes>,
  parents: ReadonlyMap<Operation, OperationTypes>,
  values: EmittedValues | undefined,
): Code {
  const members = callbacks.map(({ callback, operation, parent }) => {
    const of = types.get(operation);
    const kind = type(CLIENT, of?.inputOptional ? "PlainCallback" : "Callback");
    const from = source(callback, parents.get(parent));
    return lines([
      operationDoc(operation),
      code`readonly ${propertyKey(operation.name)}: ${kind}<${from}, ${of?.input}, ${of?.result}, ${of?.success}>;`,
    ]);
  });
  return senders(
    "Callbacks",
    "What the API tells a caller later: a function for each callback, to the URL that the call's request gave.",
    members,
    values,
  );
}

/** Whether its key looks at more than the request as its handler has it. */
const looksFurther = ({ sources = [] }: Callback): boolean => sources.includes("response") || sources.includes("url");

/** The parts of a request that the URL consists of; absent if Tenon cannot tell. */
function source(callback: Callback, parent: OperationTypes | undefined): Code {
  const { sources } = callback;
  if (sources === undefined) return code`never`;
  if (!looksFurther(callback)) return code`${parent?.request}`;
  const response = sources.includes("response") ? code`; response: ${parent?.response}` : empty;
  const url = sources.includes("url") ? code`; url: string` : empty;
  return code`{ request: ${parent?.request}${response}${url} }`;
}

function senders(
  name: "Webhooks" | "Callbacks",
  doc: string,
  members: readonly Code[],
  values: EmittedValues | undefined,
): Code {
  const [create, own] = [`create${name}`, name.toLowerCase()];
  const options =
    name === "Callbacks"
      ? code`options: ${type(CLIENT, "CallbackOptions")}`
      : code`options?: ${type(CLIENT, "SenderOptions")}`;
  return code`
    ${comment(doc)}
    export interface ${identifier(name)} ${objectOf(members)}

    ${comment(`Sends the ${own}: what breaks the contract is refused, redirects are not followed.${name === "Callbacks" ? " `allow` says to which of the URLs that callers give." : ""}`)}
    export function ${identifier(create)}(${options}<Auth>): ${identifier(name)} {
      return ${value(CLIENT, create)}<${identifier(name)}, Auth>(${identifier(own)}, validators, options${values && code`, ${value(VALUES, "values")}`});
    }
  `;
}

function dataOf(operations: Code, context: Context): Code {
  const schemes = schemesInUse(context.contract).map(({ name, scheme }) => [name, scheme] as const);
  return code`
    securitySchemes: ${data(Object.fromEntries(schemes))},
    operations: [
      ${operations}
    ],
  `;
}

/** Its key, where that can stand in a path as it is. */
const receiverPath = ({ path, name }: Operation): string =>
  /^[\w.~/-]+$/.test(path) ? `/${path.replace(/^\/+/, "")}` : `/${name}`;
