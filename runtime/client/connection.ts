/** Where an API is and how the client reaches it: what every call needs besides its operation. */

import { CONTRACT_FORMAT, type Operation } from "../core/contract.ts";
import { plainTransmit } from "./transport.ts";
import type { Api, Auths, ClientOptions, Connection } from "./types.ts";

/**
 * Opens a connection. It makes no request, and looks `fetch` up at each call.
 *
 * ```ts
 * import { connect, getStudent } from "./generated/client.ts"; // a bundler drops the other operations
 * const connection = connect({ baseUrl: "/api" });
 * const result = await getStudent(connection, { params: { studentId } });
 * ```
 * @throws TypeError for a client that another release generated
 */
export function connect<Auth extends object = Auths>(api: Api, options: ClientOptions<Auth> = {}): Connection {
  if (api.format !== CONTRACT_FORMAT)
    throw new TypeError("The client comes from another release of Tenon: run `npx tenon generate`.");
  // The generated type narrows `Auths` to the schemes of the contract.
  const settings = options as ClientOptions;
  const { baseUrl, fetch } = settings;
  const base = ({ servers = api.servers }: Pick<Operation, "servers">): string =>
    absolute(baseUrl ?? servers[0] ?? "/", fetch && "http://localhost");
  return {
    api,
    options: settings,
    base,
    transmit: plainTransmit(settings),
    refreshing: { ended: 0, latest: new Map() },
  };
}

/**
 * Without slashes at the end, and without query and fragment, which a server URL has no use for.
 * @param otherwise the origin outside a page; any will do where `fetch` is a mock or a server in the same process
 */
function absolute(server: string, otherwise: string | undefined): string {
  // A document without an origin (`about:blank`, `file:`) says `"null"`.
  const { origin = "null" } = (globalThis as { location?: { origin?: string } }).location ?? {};
  try {
    const url = new URL(server, origin === "null" ? otherwise : origin);
    url.search = url.hash = "";
    return url.href.replace(/\/+$/, "");
  } catch {
    throw new TypeError(`Set an absolute \`baseUrl\`: "${server}" is relative.`);
  }
}
