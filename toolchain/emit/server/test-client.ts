/** `test-client.ts`: the typed client on top of the server itself. A file of its own, so that no server loads a client. */

import { blankLine, code, join } from "../code.ts";
import { CLIENT, CLIENT_FILE, CORE, SERVER_FILE, type Context, newUncheckedFile, type, value } from "../context.ts";
import { comment } from "../doors.ts";
import type { GeneratedFile } from "../file.ts";

export function emitTestClient(context: Context): GeneratedFile {
  const file = newUncheckedFile("test-client.ts", context);
  file.declare("TestClientOptions", "testClient");
  file.print(
    join(
      [
        code`
          ${comment("What a client is made with, except where its requests go.")}
          export type TestClientOptions = Omit<${type(CLIENT, "ClientOptions")}<${type(CLIENT_FILE, "Auth")}>, "fetch" | "baseUrl">;
        `,
        code`
          ${comment("A client whose requests a server of these options answers, without a socket: for tests of handlers.")}
          export function testClient<O extends ${type(CORE, "HandlerOptions")} = {}>(options: ${type(SERVER_FILE, "ServerOptions")}<O>, client?: TestClientOptions): ${type(CLIENT_FILE, "Client")} {
            return ${value(CLIENT_FILE, "createClient")}({ ...client, fetch: ${value(SERVER_FILE, "toFetchHandler")}(options), baseUrl: options.basePath });
          }
        `,
      ],
      blankLine,
    ),
  );
  return file;
}
