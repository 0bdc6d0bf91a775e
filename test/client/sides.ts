/** All sides of a contract, generated into a folder that is deleted afterwards, and what passes between them. */

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { EncodeError } from "tenon-runtime/client";
import type { Contract, FetchHandler, Operation } from "tenon-runtime/core";
import type { Server } from "tenon-runtime/server";
import { ROOT } from "../../scripts/run.ts";
import { loadContract } from "../../toolchain/contract/index.ts";
import { emit } from "../../toolchain/emit/index.ts";

/** What a caller passes: parameter values by part (`params`, `query`, `headers`, `cookies`) and name. */
export type Input = Record<string, Record<string, unknown>>;
export type Call = (input: Input) => Promise<{ readonly status: number; readonly body: unknown }>;
export type Client = Readonly<Record<string, Call>>;
type Handler = (request: object) => object;

export interface Sides extends AsyncDisposable {
  readonly contract: Contract;
  readonly createServer: (options: object) => Server;
  readonly toFetchHandler: (options: object) => FetchHandler;
  readonly createClient: (options: object) => Client;
  readonly createMocks: (options?: object) => {
    readonly fetch: typeof fetch;
    readonly on: Readonly<Record<string, (handler: Handler) => void>>;
  };
}

/** Generates from a contract in a file. */
export async function sidesOf(file: string): Promise<Sides> {
  const { contract } = await loadContract(file);
  if (contract === undefined) throw new Error(`${file} cannot be loaded`);
  const { files } = await emit(contract, { source: "openapi.yaml", importExtension: ".ts" });
  await mkdir(join(ROOT, ".cache"), { recursive: true });
  const folder = await mkdtemp(join(ROOT, ".cache/sides-"));
  for (const { path, text } of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const load = (name: string): Promise<Partial<Sides>> => import(pathToFileURL(join(folder, name)).href);
  const modules = await Promise.all(["contract.ts", "server.ts", "client.ts", "mocks.ts"].map(load));
  const dispose = { [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
  return Object.assign({}, ...modules, dispose) as Sides; // the four modules export its members
}

/** Generates from a document. */
export async function sidesOfDocument(document: object): Promise<Sides> {
  await mkdir(join(ROOT, ".cache"), { recursive: true });
  const folder = await mkdtemp(join(ROOT, ".cache/document-"));
  try {
    await writeFile(join(folder, "openapi.json"), JSON.stringify(document));
    return await sidesOf(join(folder, "openapi.json"));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Decoded objects have no prototype, which a comparison would notice. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** Handlers that keep each request in `received` and answer with it, where the operation declares a body. */
export function echoes(contract: Contract): { handlers: Record<string, Handler>; received: unknown[] } {
  const received: unknown[] = [];
  const echo =
    ({ responses }: Operation): Handler =>
    (request) => {
      received.push(plain(request));
      const content = responses.find((response) => response.content !== undefined)?.content;
      if (content === undefined) return { status: 204 };
      return { status: 200, body: content[0]?.type === "text/plain" ? JSON.stringify(request) : request };
    };
  return { handlers: Object.fromEntries(contract.operations.map((each) => [each.name, echo(each)])), received };
}

/** Texts that an encoding may damage: alone, within a text, and at both of its ends. */
const SIGNS = Array.from(
  " !\"#$%&'()*+,-./0:;<=>?@A[\\]^_`a{|}~\t\u007F\u0080\u00E9\u00DF\u20AC\u6F22\u{1F393}\u2028\uFEFF",
);
const WORDS = [
  "%",
  "%2C",
  "%zz",
  "a b",
  "..",
  "null",
  "true",
  "[]",
  "a=b&c=d",
  "a][b",
  "__proto__",
  "\uFB01\u0301",
  '"q"',
];
export const TEXTS: readonly string[] = [
  ...SIGNS,
  ...SIGNS.map((sign) => `a${sign}b`),
  ...SIGNS.map((sign) => `${sign}a${sign}`),
  ...WORDS,
];

/** How one value fared. */
export type Fate = { readonly arrived: unknown } | { readonly refused: EncodeError } | { readonly status: number };

/**
 * Calls an operation: its handler received something, the encoder refused the value, or the server refused it.
 * @throws when the client does not receive what the handler returned
 */
export async function send(client: Client, name: string, input: Input, received: unknown[]): Promise<Fate> {
  received.length = 0;
  const call = client[name];
  if (call === undefined) throw new Error(`the client has no operation ${name}`);
  try {
    const { status, body } = await call(input);
    if (received.length === 0) return { status };
    const echoed: unknown = typeof body === "string" ? JSON.parse(body) : body;
    if (echoed !== undefined && !isDeepStrictEqual(plain(echoed), received[0]))
      throw new Error(
        `${name} returned ${JSON.stringify(received[0])}, and the client received ${JSON.stringify(body)}`,
      );
    return { arrived: received[0] };
  } catch (error) {
    if (error instanceof EncodeError) return { refused: error };
    throw error;
  }
}
