/**
 * The 28 operations of a matrix of parameter styles that stands beside the project, generated and called: what the client
 * is given reaches the handler, and what the handler makes of it reaches the client, whatever characters are in it.
 */

import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { EncodeError } from "tenon-runtime/client";
import type { Contract, FetchHandler, Operation, Parameter, Shape } from "tenon-runtime/core";
import type { Server } from "tenon-runtime/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadContract } from "../../toolchain/contract/index.ts";
import { emit } from "../../toolchain/emit/index.ts";
import { plain } from "../core/support.ts";
import { listen } from "../server/support.ts";

const root = join(import.meta.dirname, "../..");
const PEER = join(root, "../shared/peers/parameters/roundtrip.yaml");
const there = existsSync(PEER);
const missing = there ? "" : ` (skipped: ${relative(root, PEER)} is not there)`;

type Input = Record<string, Record<string, unknown>>;
type Call = (input: Input) => Promise<{ readonly status: number; readonly body: unknown }>;
interface Sides {
  readonly contract: Contract;
  readonly createServer: (options: object) => Server;
  readonly toFetchHandler: (options: object) => FetchHandler;
  readonly createClient: (options: object) => Readonly<Record<string, Call>>;
}

/** Each by itself, within a text, and at both of its ends. */
const SIGNS = Array.from(" !\"#$%&'()*+,-./0:;<=>?@A[\\]^_`a{|}~\t\u007F\u0080éß€漢🎓\u2028\uFEFF");
const WORDS = [
  "%",
  "%2C",
  "%zz",
  "+",
  "a b",
  "..",
  ".",
  "null",
  "true",
  "[]",
  "a=b&c=d",
  "a][b",
  "__proto__",
  "ﬁ\u0301",
  '"q"',
];
const TEXTS = [...SIGNS, ...SIGNS.map((sign) => `a${sign}b`), ...SIGNS.map((sign) => `${sign}a${sign}`), ...WORDS];
const NUMBERS = [0, -1, 42, 2 ** 31 - 1];

describe.skipIf(!there)(`28 operations of every style${missing}`, () => {
  let folder: string;
  let sides: Sides;
  const received: unknown[] = [];
  /** Says what it received, as far as text can, and keeps it. */
  const answer = (operation: Operation) => (request: object) => {
    received.push(plain(request));
    const echoes = operation.responses.some(({ content }) => content !== undefined);
    return echoes ? { status: 200, body: JSON.stringify(request) } : { status: 204 };
  };
  const options = (): object => ({
    handlers: Object.fromEntries(sides.contract.operations.map((each) => [each.name, answer(each)])),
    onError: () => undefined,
    validateResponses: "report",
  });

  beforeAll(async () => {
    const { contract } = await loadContract(PEER);
    if (contract === undefined) throw new Error("the contract cannot be used");
    const { files } = await emit(contract, { source: "roundtrip.yaml", importExtension: ".ts" });
    await mkdir(join(root, ".cache"), { recursive: true });
    folder = await mkdtemp(join(root, ".cache/round-trip-"));
    for (const { path, text } of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    const load = (file: string): Promise<Partial<Sides>> => import(pathToFileURL(join(folder, file)).href);
    const parts = await Promise.all(["contract.ts", "server.ts", "client.ts"].map(load));
    sides = Object.assign({}, ...parts) as Sides; // the three files export its members
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** @returns how many values went through; the others are refused by the encoder, which says so */
  async function exchange(client: Readonly<Record<string, Call>>, texts: readonly string[]): Promise<string[]> {
    const refused: string[] = [];
    for (const operation of sides.contract.operations) {
      for (const text of texts) {
        for (const input of inputsOf(operation, text)) {
          received.length = 0;
          try {
            const { status, body } = await client[operation.name]!(input);
            if (status === 200) expect(JSON.parse(body as string)).toMatchObject(input);
            expect(received, `${operation.name} ${JSON.stringify(input)}`).toEqual([withAll(operation, input)]);
          } catch (error) {
            if (!(error instanceof EncodeError)) throw error;
            refused.push(`${operation.name} ${JSON.stringify(text)}`);
          }
        }
      }
    }
    return refused;
  }

  test("there are 28 of them", () => {
    expect(sides.contract.operations).toHaveLength(28);
  });

  test("through a function, with every awkward text in every place", async () => {
    const client = sides.createClient({ baseUrl: "http://host", fetch: sides.toFetchHandler(options()) });
    const refused = await exchange(client, TEXTS);
    expect(refused.filter((each) => !expectedRefusal(each))).toEqual([]);
  });

  test("over a socket", async () => {
    await using server = await listen(sides.createServer(options()));
    const client = sides.createClient({ baseUrl: server.url });
    const refused = await exchange(client, ["a%b+c d/e?f#g&h=i", "é🎓", "100%25", ";,|"]);
    expect(refused.filter((each) => !expectedRefusal(each))).toEqual([]);
  });
});

/** What a style cannot carry, which the encoder refuses: see the head of `runtime/core/parameters/encode.ts`. */
function expectedRefusal(line: string): boolean {
  const [, operation = "", text = '""'] = /^(\S+) (.*)$/s.exec(line) ?? [];
  const value = JSON.parse(text) as string;
  if (operation === "getHeader")
    return /[^ -~\u0080-\u00FF]|\u007F|^\s|\s$|,/.test(value) || /[\u0080-\u009F]/.test(value);
  if (operation === "getLabelExplodeObject") return value.includes(".");
  if (operation === "getPassThrough" || operation === "getStartingWithNumber" || operation === "getSimpleString")
    return value === "." || value === "..";
  return false;
}

const PARTS = { path: "params", query: "query", header: "headers", cookie: "cookies", querystring: "query" } as const;

/** One input for each parameter, with all that is required beside it. */
function inputsOf(operation: Operation, text: string): Input[] {
  const parameters = operation.parameters ?? [];
  const required = parameters.filter((parameter) => parameter.required === true);
  const subjects = required.length === parameters.length ? [undefined] : parameters;
  return subjects.map((subject, index) => {
    const input: Input = {};
    for (const parameter of new Set(subject === undefined ? required : [...required, subject]))
      (input[PARTS[parameter.in]] ??= {})[parameter.name] = valueOf(parameter, text, index);
    return input;
  });
}

/** The parts of which nothing was given are there, and empty. */
function withAll(operation: Operation, input: Input): Input {
  const all: Input = {};
  for (const parameter of operation.parameters ?? []) all[PARTS[parameter.in]] ??= {};
  return { ...all, ...input };
}

/** `Object` and `ComplexObject` of that contract, by what the parameter is. */
const PERSON = (text: string): object => ({ role: text, firstName: `${text}x` });
const COMPLEX = (text: string): object => ({ Object: PERSON(text), Id: 5, IsAdmin: true });

function valueOf({ name, mediaType, shape, style }: Parameter, text: string, seed: number): unknown {
  if (name === "enumPathParam") return text.length % 2 === 0 ? 100 : 200; // its only values
  if (mediaType !== undefined) return mediaType.includes("json") ? COMPLEX(text) : text;
  if (style === "deepObject") return COMPLEX(text);
  return valueOfShape(shape, text, seed);
}

function valueOfShape(shape: Shape | undefined, text: string, seed: number): unknown {
  if (shape === "integer") return NUMBERS[(text.length + seed) % NUMBERS.length];
  if (typeof shape === "object" && "array" in shape) return [3, 4, 5];
  if (typeof shape === "object" && "object" in shape) return PERSON(text);
  return text;
}
