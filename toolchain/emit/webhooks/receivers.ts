/** `webhook-receivers.ts`: the other end of the webhooks, for who receives them. A file of its own: senders load no server. */

import type { Operation } from "../../contract/model.ts";
import { type Code, blankLine, code, empty, join, lines } from "../code.ts";
import { CORE, type Context, SENT, SERVER, VALUES, WEBHOOKS, newFile, type, value } from "../context.ts";
import { comment, identifier, propertyKey } from "../doors.ts";
import { operationLine } from "../print/jsdoc.ts";
import type { GeneratedFile } from "../file.ts";
import type { OperationTypes } from "../operations/index.ts";
import { objectOf, operationsInterface } from "../print/members.ts";
import { schemesInUse } from "../security-schemes.ts";
import type { EmittedValues } from "../values/index.ts";
import { securityHandler } from "../server/handler.ts";

/** @param context of the webhooks alone */
export function emitReceivers(
  context: Context,
  types: ReadonlyMap<Operation, OperationTypes>,
  values: EmittedValues | undefined,
): GeneratedFile {
  const file = newFile("webhook-receivers.ts", context);
  file.declare(
    "ReceiverOptions",
    "WebhookHandlers",
    "WebhookSecurityHandlers",
    "createWebhookReceiver",
    "toWebhookHandler",
    "source",
  );
  const parameter = code`O extends ${type(CORE, "HandlerOptions")} = {}`;
  const handlers = context.contract.operations.map((operation) =>
    lines([operationLine(operation), code`${propertyKey(operation.name)}: ${types.get(operation)?.handler}<O>;`]),
  );
  const schemes = schemesInUse(context.contract);
  const security = schemes.length === 0 ? code`{}` : code`WebhookSecurityHandlers<O>`;
  const host = (name: string, of: "createRouter" | "toFetchHandler", result: Code, doc: string): Code => code`
    ${comment(doc)}
    export function ${identifier(name)}<${parameter}>(options: ReceiverOptions<O>): ${result} {
      return ${value(SERVER, of)}(${value(WEBHOOKS, "webhooks")}, source, options);
    }
  `;
  file.print(
    join(
      [
        code`
          ${comment("What is done with the webhooks, one function for each.")}
          ${operationsInterface("WebhookHandlers", handlers)}
        `,
        schemes.length === 0
          ? empty
          : code`
          ${comment("Who may send them, one function for each security scheme that a webhook uses.")}
          export interface WebhookSecurityHandlers<${parameter}> ${objectOf(schemes.map((scheme) => securityHandler(scheme, context)))}
        `,
        code`
          ${comment("What receivers are made with.")}
          export type ReceiverOptions<${parameter}> = ${type(SERVER, "ServerOptions")}<O, WebhookHandlers<O>, ${security}>;

          const source: ${type(SERVER, "ServerSource")} = { ${value(SENT, "requests")}, ${values && code`${value(VALUES, "values")}, `}responses: () => ${value(SENT, "responses")} };
        `,
        host(
          "createWebhookReceiver",
          "createRouter",
          code`${type(SERVER, "ServerRouter")}`,
          'An express router that receives the webhooks, each under its key: `app.use("/hooks", createWebhookReceiver({ handlers }))`.',
        ),
        host(
          "toWebhookHandler",
          "toFetchHandler",
          code`${type(CORE, "FetchHandler")}`,
          "The same as `(request: Request) => Promise<Response>`, for hosts without express.",
        ),
      ],
      blankLine,
    ),
  );
  return file;
}
