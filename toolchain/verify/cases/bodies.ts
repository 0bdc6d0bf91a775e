/** Cases for the body of an operation, by each of its media types. */

import { type MediaType, type Schema, type Schemas, type Shape, isObject, matchMediaType } from "tenon-runtime/core";
import { flatten, mix, propertySchemas, satisfies } from "tenon-runtime/mocks/values";
import type { Collector } from "./collector.ts";
import { withFiles } from "./inputs.ts";
import { type Mutation, mutations } from "./mutations.ts";
import type { CaseRequest, Expected, Input } from "./types.ts";
import { arrival } from "./wire.ts";

const text = (written: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(written);
const refused = (status: number, keyword?: string): Expected => ({
  kind: "invalid",
  status,
  ...(keyword === undefined ? {} : { at: { in: "body", pointer: "", keyword } }),
});

/** @param limit the greatest size of a JSON body that the server takes; absent: it is not tried */
export async function bodyCases(
  collector: Collector,
  input: Input,
  media: MediaType,
  hash: number,
  limit: number | undefined,
): Promise<void> {
  const request = await collector.request(input, media);
  if (request?.body === undefined) return;
  const label = `body ${media.type}`;
  await valueCases(collector, input, media, mix(hash, label));
  presence(collector, input, request, label);
  typeCases(collector, request, label, media);
  if (media.kind !== "json") return;
  for (const [name, bytes, keyword] of JSONS)
    collector.add(`${label} ${name}`, { ...request, body: bytes }, refused(400, keyword));
  if (limit === undefined) return;
  const padding = Math.max(0, limit + 1 - request.body.length);
  const long = new Uint8Array([...text(" ".repeat(padding)), ...request.body]);
  collector.add(`${label} larger than the server takes`, { ...request, body: long }, refused(413));
}

/** What is not JSON, and what of it a server must not take. */
const JSONS: readonly (readonly [name: string, body: Uint8Array<ArrayBuffer>, keyword: string])[] = [
  ["cut off", text('{"a":'), "json"],
  ["with something after it", text("{} {}"), "json"],
  ["that is no JSON", text("name=Ada"), "json"],
  ["in the notation of JavaScript", text("{a: 'b'}"), "json"],
  ["of white space", text("  "), "json"],
  ["nested too deeply", text("[".repeat(5000) + "]".repeat(5000)), "json"],
  ["with a key twice", text(`{"a":1,"a":2}`), "json"],
  ["with the key __proto__", text('{"__proto__":{"a":1}}'), "json"],
  ["with the key __proto__, escaped", text('{"\\u005f_proto__":{"a":1}}'), "json"],
  ["with an integer that would lose digits", text("[12345678901234567891]"), "json"],
  ["that is not UTF-8", new Uint8Array([0x22, 0xc3, 0x28, 0x22]), "charset"],
];

async function valueCases(collector: Collector, input: Input, media: MediaType, hash: number): Promise<void> {
  const label = `body ${media.type}`;
  const validator = collector.validator(label);
  const fields = media.kind === "form" || media.kind === "multipart";
  if (validator === undefined || (media.kind !== "json" && media.kind !== "text" && !fields)) return;
  const { schemas } = collector.source.requests;
  const value = fields ? withTexts(input.body) : input.body;
  for (const mutation of mutations(value, validator.schema, { schemas, hash })) {
    const isText = typeof mutation.value === "string" && mutation.value !== "";
    const arrives = fields ? fieldsArrive(media, mutation) : media.kind === "text" && !isText ? "other" : "same";
    // A field that is not there has its default.
    const filled = fields && mutation.breaks === "required" && hasDefault(validator.schema, schemas, mutation.pointer);
    if (arrives === "other" || filled) {
      collector.dropped += 1;
      continue;
    }
    const judgement = collector.judge(label, mutation);
    if (judgement === undefined || (judgement.kind === "valid" && arrives !== "same")) continue;
    const body = media.kind === "multipart" ? withFiles(mutation.value, media) : mutation.value;
    const changed = { ...input, body };
    const expected: Expected =
      judgement.kind === "valid"
        ? { kind: "valid", input: changed }
        : { kind: "invalid", status: 400, at: { in: "body", pointer: judgement.pointer, keyword: judgement.keyword } };
    await collector.encode(`${label} ${mutation.name}`, changed, media, expected);
  }
}

function hasDefault(schema: Schema, schemas: Schemas, pointer: string): boolean {
  const [, name = ""] = pointer.split("/");
  return defaultsOf(schema, schemas).some(([other]) => other === name);
}

/** Of the properties of an object: their defaults and schemas. */
function defaultsOf(schema: Schema, schemas: Schemas): [name: string, value: unknown, all: readonly Schema[]][] {
  const atoms = flatten([schema], schemas)?.atoms ?? [];
  const names = atoms.flatMap((atom) => (isObject(atom["properties"]) ? Object.keys(atom["properties"]) : []));
  return names.flatMap((name): [string, unknown, readonly Schema[]][] => {
    const all = propertySchemas(atoms, name);
    const atom = flatten(all, schemas)?.atoms.find((each) => "default" in each);
    return atom === undefined ? [] : [[name, atom["default"], all]];
  });
}

/** Whether a form's field has a default that its own schema forbids: what leaving it out means, nobody can say. */
export function contradictsItself({ source: { requests }, operation }: Collector, media: MediaType): boolean {
  if (media.kind !== "form" && media.kind !== "multipart") return false;
  const { schemas } = requests;
  return defaultsOf(requests.get(operation.name, `body ${media.type}`)?.schema ?? true, schemas).some(
    ([, value, all]) => !all.every((schema) => satisfies(value, schema, schemas)),
  );
}

/** Files are texts to the schema. */
function withTexts(body: unknown): unknown {
  if (body instanceof Blob) return "text";
  if (Array.isArray(body)) return body.map(withTexts);
  if (!isObject(body)) return body;
  return Object.fromEntries(Object.entries(body).map(([name, item]) => [name, withTexts(item)]));
}

function fieldsArrive({ kind, shape, encoding }: MediaType, { value, pointer }: Mutation): ReturnType<typeof arrival> {
  // With an encoding of its own a field is written in one of many ways: those have tests of their own.
  if (encoding !== undefined || !isObject(value)) return "other";
  const [, field = ""] = pointer.split("/");
  const open: Shape = typeof shape === "object" && "object" in shape ? { rest: "string", ...shape } : "null";
  if (typeof open === "object" && "object" in open && Object.hasOwn(open.object, field) && isBinary(open.object[field]))
    return "other";
  // A form's lines end in CRLF, whatever they were.
  if (kind === "multipart" && /\\[rn]/.test(JSON.stringify(value))) return "other";
  return arrival(value, open) === "other" ? listsOfForm(value, open) : arrival(value, open);
}

/** One level deeper than a parameter: a field may be a list. */
function listsOfForm(value: Readonly<Record<string, unknown>>, shape: Shape): ReturnType<typeof arrival> {
  if (typeof shape !== "object" || !("object" in shape) || Object.keys(value).length === 0) return "other";
  const all = Object.entries(value).map(([name, item]) =>
    arrival(
      item,
      Object.hasOwn(shape.object, name) ? shape.object[name] : shape.rest,
      Array.isArray(item) ? "top" : "nested",
    ),
  );
  return all.includes("other") ? "other" : all.includes("misfit") ? "misfit" : "same";
}

const isBinary = (shape: Shape | undefined): boolean => JSON.stringify(shape)?.includes('"binary"') === true;

function presence(collector: Collector, input: Input, request: CaseRequest, label: string): void {
  const { body: _, ...bare } = request;
  const headers = request.headers.filter(([name]) => name !== "Content-Type");
  const { body: __, ...rest } = input;
  const expected: Expected =
    collector.operation.body?.required === true ? refused(400, "required") : { kind: "valid", input: rest };
  collector.add(`${label} left out`, { ...bare, headers }, expected);
  if (label.includes("json")) collector.add(`${label} empty`, { ...request, body: new Uint8Array() }, expected);
}

function typeCases(collector: Collector, request: CaseRequest, label: string, media: MediaType): void {
  const content = collector.operation.body?.content ?? [];
  const others = request.headers.filter(([name]) => name !== "Content-Type");
  const as = (type: string): CaseRequest => ({ ...request, headers: [...others, ["Content-Type", type]] });
  for (const type of ["application/x-undeclared", "text/plain", "application/json"])
    if (matchMediaType(type, content) === undefined) collector.add(`${label} as ${type}`, as(type), refused(415));
  if (media.kind !== "json" || media.type.includes("*")) return;
  // A parameter that is there twice means nothing certain.
  if (!media.type.includes("charset"))
    collector.add(`${label} in an unknown charset`, as(`${media.type}; charset=x-unknown`), refused(415));
  const coded: CaseRequest = { ...request, headers: [...request.headers, ["Content-Encoding", "x-unknown"]] };
  collector.add(`${label} in an unknown content coding`, coded, refused(415));
}
