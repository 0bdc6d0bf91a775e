/** A program that uses operations as people do: one call, one handler and one mock override for each, with real values. */

import type { MediaType, Operation, Response } from "tenon-runtime/core";
import { usualResponse } from "../../../runtime/mocks/answer-plan.ts";
import { mix } from "../../../runtime/mocks/generate/hash.ts";
import { generate, generateValid } from "../../../runtime/mocks/generate/valid.ts";
import { inputFor } from "../../../toolchain/verify/cases/index.ts";
import type { Sides } from "./generated.ts";

/** One function may hold so many calls: TypeScript gives up on the control flow of thousands (TS2563). */
const PER_FILE = 50;

/** Files by name, to stand beside the folder `generated`. */
export function programOf(sides: Sides, operations: readonly Operation[], seed: number): Map<string, string> {
  const files = new Map<string, string>();
  for (let start = 0; start < operations.length; start += PER_FILE)
    files.set(`part${start / PER_FILE}.ts`, part(sides, operations.slice(start, start + PER_FILE), seed));
  const parts = Array.from({ length: files.size }, (_, index) => index);
  const complete = operations.length === sides.contract.operations.length;
  files.set(
    "program.ts",
    `import { createClient } from "./generated/client.ts";
import { createMocks } from "./generated/mocks.ts";
import { createServer, type Handlers } from "./generated/server.ts";
${complete ? "" : `import { partial } from "tenon-runtime/server";\n`}${parts.map((index) => `import * as part${index} from "./part${index}.ts";`).join("\n")}

const mocks = createMocks({ seed: ${seed}, stateful: false });
const client = createClient({ fetch: mocks.fetch });
${parts.map((index) => `part${index}.override(mocks);\nawait part${index}.call(client);`).join("\n")}
const all = { ${parts.map((index) => `...part${index}.handlers`).join(", ")} };
export const app = createServer({
  ${complete ? "handlers: all satisfies Handlers" : "handlers: partial<Handlers>(all),\n  unimplemented: 501"},
});
`,
  );
  return files;
}

function part(sides: Sides, operations: readonly Operation[], seed: number): string {
  const answers = new Map(operations.map((operation) => [operation, answerFor(sides, operation, seed)]));
  const each = (print: (operation: Operation) => string): string => operations.map(print).join("\n");
  return `import type { Client } from "./generated/client.ts";
import type { Mocks } from "./generated/mocks.ts";
import type { Handlers } from "./generated/server.ts";

function use(...values: readonly unknown[]): void {
  if (values.length === 0) throw new TypeError("nothing came");
}

export async function call(client: Client): Promise<void> {
${each(({ name, ...operation }) => {
  const variable = `result_${name}`;
  const status = statusOf(usualResponse(operation as Operation));
  return `  const ${variable} = await client.${name}(${literal(inputFor({ name, ...operation }, sides.requests, seed))});
  if (${variable}.status === ${status}) use(${variable});`;
})}
}

export const handlers = {
${each((operation) => `  ${operation.name}: async (request, { auth }) => {\n    use(request, auth);\n    return ${answers.get(operation)};\n  },`)}
} satisfies Pick<Handlers, ${operations.map(({ name }) => JSON.stringify(name)).join(" | ")}>;

export function override(mocks: Mocks): void {
${each((operation) => `  mocks.on.${operation.name}(${answers.get(operation)});\n  mocks.on.${operation.name}(handlers.${operation.name});`)}
}
`;
}

const statusOf = (response: Response | undefined): number =>
  response === undefined || response.status === "default"
    ? 200
    : /^\d+$/.test(response.status)
      ? Number(response.status)
      : Number(response.status.charAt(0)) * 100;

/** The usual answer, as code, with no more in it than what is required. */
function answerFor(sides: Sides, operation: Operation, seed: number): string {
  const response = usualResponse(operation);
  const parts = [`status: ${statusOf(response)}`];
  const content = response?.content ?? [];
  const media = content.find(({ kind }) => kind === "json") ?? content[0];
  if (media !== undefined && response !== undefined) {
    if (content.length > 1) parts.push(`contentType: ${JSON.stringify(media.type)}`);
    parts.push(`body: ${bodyOf(sides, operation, `${response.status} ${media.type}`, media, seed)}`);
  }
  const headers = (response?.headers ?? []).filter(({ required }) => required === true);
  const values = headers.map(
    ({ name }) => `${JSON.stringify(name)}: ${valueOf(sides, operation, `${response?.status} header ${name}`, seed)}`,
  );
  if (headers.length > 0) parts.push(`headers: { ${values.join(", ")} }`);
  return `{ ${parts.join(", ")} }`;
}

function bodyOf(sides: Sides, operation: Operation, place: string, media: MediaType, seed: number): string {
  switch (media.kind) {
    case "json":
    case "form":
    case "multipart":
      return valueOf(sides, operation, place, seed);
    case "text":
    case "xml":
      return `"some text"`;
    case "binary":
      return "new Uint8Array([1, 2, 3])";
    case "events":
    case "lines":
      return "(async function* () {})()";
  }
}

function valueOf({ responses }: Sides, operation: Operation, place: string, seed: number): string {
  const validator = responses.get(operation.name, place);
  if (validator === undefined) return `"text"`;
  const generation = { schemas: responses.schemas, hash: mix(mix(0, `answer ${seed}`), operation.name) };
  const small = generate(validator.schema, { ...generation, frugal: true, examples: false });
  if (validator.is(small)) return literal(small);
  const found = generateValid(validator, generation);
  if (!("value" in found)) throw new Error(`${operation.name}: no value was found for ${place}`);
  return literal(found.value);
}

/** A value as code. */
function literal(value: unknown): string {
  if (value instanceof Blob) return `new Blob(["some bytes"])`;
  if (value instanceof Uint8Array) return `new Uint8Array([${value.join(", ")}])`;
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([key, item]) => `${JSON.stringify(key)}: ${literal(item)}`)
    .join(", ")} }`;
}
