/**
 * oapi-codegen's 28 operations of every parameter style, generated and called: the handler receives the text that the
 * client sends, whatever characters it contains.
 */

import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Operation, Parameter, Shape } from "tenon-runtime/core";
import { type Client, echoes, type Input, send, type Sides, sidesOf, TEXTS } from "../../client/sides.ts";
import type { Finding, Outcome } from "../proof.ts";

const OPERATIONS = 28;
/** What is sent over a socket, where each request takes longer. */
const OVER_A_SOCKET = ["a%b+c d/e?f#g&h=i", "é🎓", "100%25", ";,|"];
const NUMBERS = [0, -1, 42, 2 ** 31 - 1];

export async function parameterStyles(folder: string): Promise<Omit<Outcome, "holds">> {
  await using sides = await sidesOf(join(folder, "roundtrip.yaml"));
  const { operations } = sides.contract;
  const failures: Finding[] =
    operations.length === OPERATIONS
      ? []
      : [{ case: "operations", reason: `${operations.length} instead of ${OPERATIONS}` }];
  const { handlers, received } = echoes(sides.contract);
  const options = { handlers, onError: () => undefined, validateResponses: "report" };
  const numbers = { operations: operations.length, arrived: 0, refused: 0 };

  const exchange = async (client: Client, texts: readonly string[]): Promise<void> => {
    for (const operation of operations)
      for (const text of texts)
        for (const input of inputsOf(operation, text)) {
          const fate = await send(client, operation.name, input, received);
          const what = `${operation.name} ${JSON.stringify(input)}`;
          if ("arrived" in fate) {
            numbers.arrived++;
            if (!isDeepStrictEqual(fate.arrived, withAllParts(operation, input)))
              failures.push({ case: what, reason: `arrived as ${JSON.stringify(fate.arrived)}` });
          } else if ("status" in fate) failures.push({ case: what, reason: `answered with ${fate.status}` });
          else if (isRefused(operation.name, text)) numbers.refused++;
          else failures.push({ case: what, reason: fate.refused.message });
        }
  };
  await exchange(sides.createClient({ baseUrl: "http://host", fetch: sides.toFetchHandler(options) }), TEXTS);
  await overSocket(sides, options, (client) => exchange(client, OVER_A_SOCKET));
  return { numbers, failures };
}

async function overSocket(sides: Sides, options: object, use: (client: Client) => Promise<void>): Promise<void> {
  const server = createServer(sides.createServer(options));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // it listens on TCP
  try {
    await use(sides.createClient({ baseUrl: `http://127.0.0.1:${port}` }));
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** What a style cannot carry: see the head of `runtime/core/parameters/encode.ts`. */
function isRefused(operation: string, text: string): boolean {
  if (operation === "getHeader") return /[^ -~\u00A0-\u00FF]|^\s|\s$|,/.test(text);
  if (operation === "getLabelExplodeObject") return text.includes(".");
  if (["getPassThrough", "getStartingWithNumber", "getSimpleString"].includes(operation))
    return text === "." || text === "..";
  return false;
}

const PARTS = { path: "params", query: "query", header: "headers", cookie: "cookies", querystring: "query" } as const;

/** One input for each parameter, with all required parameters beside it. */
function inputsOf({ parameters = [] }: Operation, text: string): Input[] {
  const required = parameters.filter((parameter) => parameter.required === true);
  const subjects = required.length === parameters.length ? [undefined] : parameters;
  return subjects.map((subject, index) => {
    const input: Input = {};
    for (const parameter of new Set(subject === undefined ? required : [...required, subject]))
      (input[PARTS[parameter.in]] ??= {})[parameter.name] = valueOf(parameter, text, index);
    return input;
  });
}

/** The handler receives an empty object for each part that has parameters but no value. */
function withAllParts({ parameters = [] }: Operation, input: Input): Input {
  const all: Input = {};
  for (const parameter of parameters) all[PARTS[parameter.in]] ??= {};
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
