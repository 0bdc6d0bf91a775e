import { code, definePlugin, type DefinedPlugin, importType, importValue, stringLiteral } from "tenon/plugin";

/** `load/index.ts`: a load test with autocannon of all GET operations that need no parameters. */
export const load = ({ connections = 10, seconds = 10 } = {}): DefinedPlugin =>
  definePlugin({
    name: "load",
    emit({ operations }, files) {
      const requests = operations
        .filter(({ method, parameters }) => method === "GET" && parameters.every(({ required }) => !required))
        .map(({ path }) => ({ method: "GET", path }));
      const data = stringLiteral(JSON.stringify(requests));
      const file = files.module("index.ts");
      file.declare("run");
      file.print(code`
        /** Sends the requests to a server. @param headers credentials, for example */
        export function run(url: string, headers: Record<string, string> = {}): Promise<${importType("autocannon", "Result")}> {
          const base = new URL(url).pathname.replace(/\\/$/, "");
          const requests: ${importType("autocannon", "Request")}[] = JSON.parse(${data});
          return ${importValue("autocannon", "default")}({
            url: new URL(url).origin,
            connections: ${connections},
            duration: ${seconds},
            headers,
            requests: requests.map((request) => ({ ...request, path: base + request.path })),
          });
        }
      `);
    },
  });
