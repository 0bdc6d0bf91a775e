import {
  code,
  type Contract,
  definePlugin,
  type DefinedPlugin,
  importType,
  importValue,
  type Operation,
  stringLiteral,
} from "tenon/plugin";

const SDK = "@modelcontextprotocol/sdk";
const GROUPS = { path: "params", query: "query", header: "headers", cookie: "cookies" } as const;

/** `mcp/index.ts`: a server of the Model Context Protocol. Each operation is a tool, which calls the generated client. */
export const mcp = (): DefinedPlugin =>
  definePlugin({
    name: "mcp",
    emit(contract, files) {
      const tools = contract.operations.filter(takesJson).map((operation) => toolOf(operation, contract));
      const data = stringLiteral(JSON.stringify(tools));
      const info = stringLiteral(JSON.stringify({ name: contract.info.title, version: contract.info.version }));
      const file = files.module("index.ts");
      file.declare("createMcpServer", "tools");
      file.print(code`
        const tools: ${importType(`${SDK}/types.js`, "Tool")}[] = JSON.parse(${data});

        export function createMcpServer(client: ${importType("./client", "Client")}): ${importValue(`${SDK}/server/index.js`, "Server")} {
          const server = new ${importValue(`${SDK}/server/index.js`, "Server")}(JSON.parse(${info}), { capabilities: { tools: {} } });
          server.setRequestHandler(${importValue(`${SDK}/types.js`, "ListToolsRequestSchema")}, () => ({ tools }));
          server.setRequestHandler(${importValue(`${SDK}/types.js`, "CallToolRequestSchema")}, async ({ params }) => {
            if (!tools.some(({ name }) => name === params.name)) throw new Error(\`unknown tool \${params.name}\`);
            // The server of the API validates the arguments.
            const call = client[params.name as keyof typeof client] as (input: unknown) => Promise<{ status: number; body?: unknown }>;
            const { status, body } = await call(params.arguments ?? {});
            return { isError: status >= 400, content: [{ type: "text", text: JSON.stringify({ status, body }) }] };
          });
          return server;
        }
      `);
    },
  });

const takesJson = ({ body }: Operation): boolean => body === undefined || body.content.some(isJson);
const isJson = ({ body }: { readonly body: string }): boolean => body === "json";

function toolOf({ name, method, path, summary, description, parameters, body }: Operation, contract: Contract): object {
  const properties: Record<string, unknown> = {};
  const required: string[] = [];
  for (const [location, group] of Object.entries(GROUPS)) {
    const own = parameters.filter((parameter) => parameter.in === location);
    if (own.length === 0) continue;
    const needed = own.filter((parameter) => parameter.required).map((parameter) => parameter.name);
    if (needed.length > 0) required.push(group);
    properties[group] = {
      type: "object",
      properties: Object.fromEntries(own.map((parameter) => [parameter.name, parameter.schema])),
      required: needed,
    };
  }
  const json = body?.content.find(isJson);
  if (json !== undefined) properties["body"] = json.schema ?? true;
  if (json !== undefined && body?.required) required.push("body");
  const inputSchema = { type: "object", properties, required };
  return {
    name,
    description: description ?? summary ?? `${method} ${path}`,
    annotations: { readOnlyHint: method === "GET" },
    inputSchema: withDefinitions(inputSchema, contract),
  };
}

/** A schema with the named schemas that it refers to, under `$defs`. */
function withDefinitions(schema: object, { schemas }: Contract): object {
  const named = new Map(
    schemas.flatMap(({ key, schema, variants }) => [
      [key, schema] as const,
      ...Object.values(variants ?? {}).map((variant) => [variant.key, variant.schema] as const),
    ]),
  );
  const used = new Map<string, unknown>();
  const moved = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value), (key, inner: unknown) => {
      const name = key === "$ref" ? /^#\/components\/schemas\/([^/]+)$/.exec(String(inner))?.[1] : undefined;
      if (name === undefined) return inner;
      if (!used.has(name)) {
        used.set(name, true);
        used.set(name, moved(named.get(name) ?? true));
      }
      return `#/$defs/${name}`;
    });
  return { ...(moved(schema) as object), $defs: Object.fromEntries(used) };
}
