/** Where an API is and how it is reached: what every call needs besides its operation. */

import createFetchClient, { type Client } from "openapi-fetch";
import { CONTRACT_FORMAT, type Operation } from "../core/contract.ts";
import type { EncodedBody } from "../core/body/encode.ts";
import { refuseUnknownOptions } from "../core/names.ts";
import type { Auths, ClientOptions, ConnectionContract } from "./types.ts";

/** Opaque: made by {@link connect}, taken by every operation that is imported alone. */
export interface Connection {
  readonly contract: ConnectionContract;
  readonly options: ClientOptions;
  /** openapi-fetch, through which every request goes, so that its middleware sees all of them. */
  readonly transport: Client<Record<string, never>>;
  /** The URL before the path of an operation, without a slash at its end. */
  base(operation: Operation): string;
  /** Only for a webhook or a callback: what is different where the API itself sends. */
  readonly sending?: Sending;
}

/** One webhook or callback on its way. */
export interface Sending {
  /** Where it goes. @throws TargetError */
  to(): Promise<URL>;
  /** Bytes that its answer may have: whoever answers has been chosen by somebody else. */
  readonly limit: number;
  /** Adds what proves the sender to the headers; the body as what was signed, `undefined` where nothing is. */
  sign(
    operation: Operation,
    url: string,
    headers: Headers,
    body: EncodedBody["body"] | undefined,
  ): Promise<Uint8Array<ArrayBuffer> | undefined>;
}

const OPTIONS = {
  baseUrl: true,
  auth: true,
  fetch: true,
  headers: true,
  credentials: true,
  timeout: true,
  retry: true,
  validate: true,
} satisfies Record<keyof ClientOptions, true>;

/**
 * Opens a connection. No request is made, and nothing is captured: `fetch` is looked up at each call.
 *
 * ```ts
 * import { connect, getStudent } from "./generated/client.ts"; // a bundler drops the other operations
 * const connection = connect({ baseUrl: "/api" });
 * const result = await getStudent(connection, { params: { studentId } });
 * ```
 */
export function connect<Auth extends object = Auths>(
  contract: ConnectionContract,
  options: ClientOptions<Auth> = {},
): Connection {
  if (contract.format !== CONTRACT_FORMAT) {
    throw new TypeError(
      `This tenon-runtime reads contract data of format ${CONTRACT_FORMAT}, not ${contract.format}. Run \`npx tenon generate\` with the tenon of the same release.`,
    );
  }
  refuseUnknownOptions(options, OPTIONS);
  // An auth type that generated code narrows is one by scheme name all the same.
  const settings = options as ClientOptions;
  const bases = new Map<string, string>();
  const base = (operation: Operation): string => {
    const server = settings.baseUrl ?? (operation.servers ?? contract.servers)[0] ?? "/";
    let url = bases.get(server);
    if (url === undefined) bases.set(server, (url = absolute(server, settings.fetch !== undefined)));
    return url;
  };
  const transport = createFetchClient<Record<string, never>>({
    fetch: (request) => (settings.fetch ?? globalThis.fetch)(request),
    ...(settings.baseUrl !== undefined ? { baseUrl: settings.baseUrl } : firstBase(contract, settings)),
    ...(settings.headers !== undefined ? { headers: settings.headers } : {}),
    ...(settings.credentials !== undefined ? { credentials: settings.credentials } : {}),
  });
  return { contract, options: settings, transport, base };
}

/** For direct use of openapi-fetch: the contract's server, where it can be told without a request. */
function firstBase(contract: ConnectionContract, options: ClientOptions): { baseUrl?: string } {
  const server = contract.servers[0] ?? "/";
  return isAbsolute(server) || pageOrigin() !== undefined || options.fetch !== undefined
    ? { baseUrl: absolute(server, true) }
    : {};
}

const isAbsolute = (url: string): boolean => /^[a-z][a-z\d+.-]*:\/\//i.test(url);

/** A page's origin; a document without one (`about:blank`, `file:`) says `"null"`. */
function pageOrigin(): string | undefined {
  const origin = (globalThis as { location?: { origin?: string } }).location?.origin;
  return origin === undefined || origin === "null" ? undefined : origin;
}

function absolute(server: string, ownFetch: boolean): string {
  if (isAbsolute(server)) return trimmed(server);
  // A `fetch` of one's own (a mock, a server in the same process) looks at the path alone.
  const origin = pageOrigin() ?? (ownFetch ? "http://localhost" : undefined);
  if (origin === undefined)
    throw new TypeError(
      `Where is the API? The URL "${server}" is relative and there is no page to resolve it against: give createClient an absolute \`baseUrl\`.`,
    );
  return trimmed(new URL(server, `${origin}/`).href);
}

/** Without slashes at the end, and without query and fragment, which a server URL has no use for. */
const trimmed = (url: string): string => url.replace(/[?#].*$/s, "").replace(/\/+$/, "");
