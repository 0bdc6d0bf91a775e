/** The answer of an operation that nobody has overridden: the contract's example, else a generated value. */

import { AnswerError, responseFor } from "../core/answer/index.ts";
import type { Header, MediaType, Operation, Response as ResponseData, Shape } from "../core/contract.ts";
import { matchMediaType } from "../core/http/media.ts";
import { negotiate } from "../core/http/negotiate.ts";
import type { Answer, DecodedRequest } from "../core/types.ts";
import { createPruner } from "../core/answer/undeclared.ts";
import type { Schema, Validator, Violation } from "../core/validation.ts";
import { fallbackBytes } from "./bytes.ts";
import { locationOf, sentThing } from "./created.ts";
import { type Hash, mix } from "./generate/hash.ts";
import { flatten, isObject, propertySchemas } from "./generate/schema.ts";
import { generateValid } from "./generate/valid.ts";
import { generate, NOTHING } from "./generate/value.ts";
import { merged } from "./patch.ts";
import type { MockReport, MockSource, NamedExamples } from "./types.ts";
import type { AnyPatch } from "./overrides.ts";

export interface Wanted {
  readonly operation: Operation;
  readonly request: DecodedRequest;
  /** The request's `Accept`. */
  readonly accept: string | undefined;
  /** Path and query as received. */
  readonly url?: string;
  readonly patch?: AnyPatch;
}

type Report = (report: MockReport) => void;

export class Answers {
  readonly #source: MockSource;
  readonly #seed: Hash;
  readonly #report: Report;
  readonly #pruner;
  readonly #reported = new Set<string>();
  /** By their text. */
  readonly #parsed = new Map<string, NamedExamples>();

  readonly #operations: readonly Operation[];

  /** @param operations of the contract, of which some say what is below a path */
  constructor(source: MockSource, seed: number | string, report: Report, operations: readonly Operation[] = []) {
    this.#source = source;
    this.#operations = operations;
    this.#seed = mix(0, String(seed));
    this.#report = report;
    this.#pruner = createPruner(source.responses.schemas);
  }

  /** @throws AnswerError when no valid value is found */
  answer(wanted: Wanted): Answer {
    const { operation, patch } = wanted;
    const declared = patch === undefined ? usualResponse(operation) : responseFor(operation, patch.status);
    if (declared === undefined) throw new AnswerError(operation, patch?.status, "which the contract does not declare");
    const status = patch?.status ?? statusOf(declared, operation);
    const hash = this.requestHash(operation, wanted.request);
    const content = declared.content ?? [];
    const media =
      patch?.contentType === undefined ? accepted(content, wanted.accept) : matchMediaType(patch.contentType, content);
    const contentType = media === undefined ? "" : (patch?.contentType ?? concreteType(media));
    const full =
      media === undefined || [204, 205, 304].includes(status)
        ? {}
        : { contentType, body: this.#body(wanted, declared, media, contentType, status, hash) };
    const headers = {
      ...this.#headers(operation, declared, hash),
      ...this.#location(wanted, declared, status, full.body),
      ...patch?.headers,
    };
    return { status, ...(Object.keys(headers).length === 0 ? {} : { headers }), ...full };
  }

  /** hash(seed, operation, parameters): where every value of an answer starts from. */
  requestHash(operation: Operation, { params, query }: DecodedRequest): Hash {
    return mix(mix(this.#seed, operation.name), JSON.stringify([sorted(params), sorted(query)]));
  }

  #body(
    wanted: Wanted,
    declared: ResponseData,
    media: MediaType,
    contentType: string,
    status: number,
    hash: Hash,
  ): unknown {
    const { operation, patch } = wanted;
    const place = `${declared.status} ${media.type}`;
    const validator = this.#source.responses.get(operation.name, place);
    const example = this.#example(wanted, place, validator);
    switch (media.kind) {
      case "json":
      case "form":
      case "multipart": {
        if (example !== undefined) {
          const value =
            patch === undefined
              ? this.#identified(wanted, validator, example.value)
              : merged(example.value, patch.patch);
          if (value !== undefined && (validator === undefined || validator.is(value)))
            return this.#created(wanted, validator, value, status, hash);
        }
        if (validator === undefined) return patch?.patch ?? {};
        return this.#created(wanted, validator, this.#valid(validator, hash, wanted, place, status), status, hash);
      }
      case "text": {
        const text =
          patch?.patch ??
          example?.value ??
          (validator === undefined ? undefined : this.#valid(validator, hash, wanted, place, status));
        return typeof text === "string" ? text : (JSON.stringify(text) ?? "text");
      }
      case "xml":
        return typeof example?.value === "string"
          ? example.value
          : '<?xml version="1.0" encoding="UTF-8"?>\n<response/>\n';
      case "binary":
        return fallbackBytes(contentType);
      case "events":
      case "lines": {
        const item = this.#source.responses.get(operation.name, `${place} item`);
        return sequence(
          this.#items(item, validator, example?.value, hash),
          media.kind === "lines" || item !== undefined,
        );
      }
    }
  }

  /**
   * The example of the resource that the path names, else the first; only one that is valid, without properties that the
   * contract does not declare.
   */
  #example(wanted: Wanted, place: string, validator: Validator | undefined): { readonly value: unknown } | undefined {
    const { operation } = wanted;
    const identity = validator === undefined ? undefined : this.#identity(wanted, validator);
    let first: { readonly value: unknown } | undefined;
    for (const [name, value] of Object.entries(this.#examplesOf(operation, place) ?? {})) {
      if (validator === undefined) return { value };
      const pruned = this.#pruner.prune(validator.schema, value).value;
      if (validator.is(pruned)) {
        if (identity === undefined || isIdentified(pruned, identity)) return { value: pruned };
        first ??= { value: pruned };
        continue;
      }
      this.#tell({
        code: "invalid-example",
        operation: operation.name,
        place,
        example: name,
        violations: validator.explain(pruned),
      });
    }
    return first;
  }

  #examplesOf(operation: Operation, place: string): NamedExamples | undefined {
    const all = this.#source.examples;
    const places = all !== undefined && Object.hasOwn(all, operation.name) ? all[operation.name] : undefined;
    const examples = places !== undefined && Object.hasOwn(places, place) ? places[place] : undefined;
    if (typeof examples !== "string") return examples;
    let parsed = this.#parsed.get(examples);
    if (parsed === undefined) this.#parsed.set(examples, (parsed = JSON.parse(examples) as NamedExamples)); // as generated
    return parsed;
  }

  #valid(validator: Validator, hash: Hash, wanted: Wanted, place: string, status: number): unknown {
    const { schemas } = this.#source.responses;
    const { operation, patch } = wanted;
    if (patch !== undefined) {
      const found = generateValid(validator, { schemas, hash, given: patch.patch });
      if ("value" in found) return found.value;
      throw new AnswerError(operation, status, "with a patch that does not fit the contract", inBody(found.violations));
    }
    for (const given of [this.#identity(wanted, validator), undefined]) {
      const found = generateValid(validator, { schemas, hash, given });
      if ("value" in found) return found.value;
      if (given !== undefined) continue;
      this.#tell({ code: "not-generated", operation: operation.name, place, violations: found.violations });
      throw new AnswerError(
        operation,
        status,
        "but no valid value could be generated for its schema; override it with mocks.on",
        inBody(found.violations),
      );
    }
    return undefined;
  }

  /** `GET /students/7` answers the student whose `id` is 7, where the schema lets it. */
  #identity({ operation, request }: Wanted, validator: Validator): Readonly<Record<string, unknown>> | undefined {
    const name = /\{([^{}]+)\}$/.exec(operation.path)?.[1];
    const value = name === undefined ? undefined : request.params?.[name];
    if (name === undefined || (typeof value !== "string" && typeof value !== "number")) return undefined;
    const { schemas } = this.#source.responses;
    const flat = flatten([validator.schema], schemas);
    const property = [name, "id"].find((key) =>
      flat?.atoms.some(({ properties }) => isObject(properties) && Object.hasOwn(properties, key)),
    );
    if (flat === undefined || property === undefined) return undefined;
    // A path holds text; the property may be a number.
    const numeric =
      flatten(propertySchemas(flat.atoms, property), schemas)?.atoms.some(
        ({ type }) => type === "integer" || type === "number",
      ) ?? false;
    if (numeric === (typeof value === "number")) return { [property]: value };
    return numeric ? undefined : { [property]: String(value) };
  }

  #identified(wanted: Wanted, validator: Validator | undefined, example: unknown): unknown {
    const identity = validator === undefined || !isObject(example) ? undefined : this.#identity(wanted, validator);
    const value = identity === undefined ? example : { ...(example as object), ...identity };
    return validator === undefined || validator.is(value) ? value : example;
  }

  /** What was sent to be created, as the contract shows it: laid over the answer, or with the rest generated around it. */
  #created(wanted: Wanted, validator: Validator | undefined, value: unknown, status: number, hash: Hash): unknown {
    const sent = wanted.patch === undefined ? sentThing(wanted.operation, wanted.request, status) : undefined;
    if (sent === undefined || validator === undefined || !isObject(value)) return value;
    const whole = this.#pruner.prune(validator.schema, { ...value, ...sent }).value;
    if (validator.is(whole)) return whole;
    const given = this.#pruner.prune(validator.schema, sent).value;
    const found = generateValid(validator, { schemas: this.#source.responses.schemas, hash, given });
    return "value" in found ? found.value : value;
  }

  #location(
    { operation, url }: Wanted,
    declared: ResponseData,
    status: number,
    body: unknown,
  ): Readonly<Record<string, string>> {
    const header = declared.headers?.find(({ name }) => name.toLowerCase() === "location");
    const location =
      header === undefined || url === undefined || status !== 201
        ? undefined
        : locationOf(operation, this.#operations, url, body);
    if (header === undefined || location === undefined) return {};
    const validator = this.#source.responses.get(operation.name, `${declared.status} header ${header.name}`);
    return validator === undefined || validator.is(location) ? { [header.name]: location } : {};
  }

  #headers(operation: Operation, declared: ResponseData, hash: Hash): Record<string, unknown> {
    const { responses } = this.#source;
    const required = (declared.headers ?? []).filter(
      ({ name, required: needed }) => needed === true && name.toLowerCase() !== "content-type",
    );
    return Object.fromEntries(
      required.map((header) => {
        const schema =
          responses.get(operation.name, `${declared.status} header ${header.name}`)?.schema ??
          shapeSchema(header.shape);
        const value = generate(named(schema, header), {
          schemas: responses.schemas,
          hash: mix(hash, `header ${header.name}`),
        });
        return [header.name, value === NOTHING ? "" : headerValue(value)];
      }),
    );
  }

  /** @param item what is said of one; absent: what is said of all of them together, if anything */
  #items(
    item: Validator | undefined,
    validator: Validator | undefined,
    example: unknown,
    hash: Hash,
  ): readonly unknown[] {
    if (Array.isArray(example)) return example;
    const { schemas } = this.#source.responses;
    const all: unknown = isObject(validator?.schema) ? validator.schema["items"] : undefined;
    const schema = isObject(all)
      ? all
      : { type: "object", properties: { data: { type: "string" } }, required: ["data"] };
    const items = Array.from({ length: 3 }, (_, index) => {
      const each = { schemas, hash: mix(hash, index) };
      if (item === undefined) return generate(schema, each);
      const found = generateValid(item, each);
      return "value" in found ? found.value : NOTHING;
    });
    return items.filter((each) => each !== NOTHING);
  }

  #tell(report: MockReport): void {
    const key = `${report.code} ${report.operation} ${report.place} ${report.example ?? ""}`;
    if (this.#reported.has(key)) return;
    this.#reported.add(key);
    this.#report(report);
  }
}

const isIdentified = (value: unknown, identity: Readonly<Record<string, unknown>>): boolean =>
  isObject(value) && Object.entries(identity).every(([name, part]) => value[name] === part);

/** The first 2xx, else `default`, else the first that can be an answer. */
export function usualResponse({ responses }: Operation): ResponseData | undefined {
  return (
    responses.find(({ status }) => status.startsWith("2")) ??
    responses.find(({ status }) => status === "default") ??
    responses.find(({ status }) => !status.startsWith("1"))
  );
}

/** The smallest code that a range or `default` stands for and that is not declared by itself. */
function statusOf({ status }: ResponseData, { responses }: Operation): number {
  if (/^\d{3}$/.test(status)) return Number(status);
  const first = status === "default" ? 200 : Number(status.charAt(0)) * 100;
  for (let code = first; ; code += 1) if (!responses.some((other) => other.status === String(code))) return code;
}

/** By the caller's wish, then by the order of the contract, JSON first; the first where nothing fits. */
function accepted(content: readonly MediaType[], accept: string | undefined): MediaType | undefined {
  const offers = content.toSorted((a, b) => Number(b.kind === "json") - Number(a.kind === "json"));
  return negotiate(accept, offers, ({ type }) => type) ?? offers[0];
}

/** A range (`image/*`) is declared, but something definite is sent. */
function concreteType({ type, kind }: MediaType): string {
  if (!type.includes("*")) return type;
  if (type.startsWith("image/")) return "image/png";
  if (type.startsWith("text/")) return "text/plain";
  return kind === "json" ? "application/json" : "application/octet-stream";
}

const sorted = (part: Readonly<Record<string, unknown>> | undefined): unknown =>
  Object.entries(part ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1));

const inBody = (violations: readonly Violation[]) =>
  violations.map((violation) => ({ in: "body" as const, ...violation }));

function shapeSchema(shape: Shape | undefined): Schema {
  return typeof shape === "string" && ["integer", "number", "boolean"].includes(shape)
    ? { type: shape }
    : { type: "string" };
}

/** So that the header's name can suggest a value: as the only property of an object it would; a hint is enough here. */
const named = (schema: Schema, { name }: Header): Schema =>
  /location|link|url/i.test(name) && isObject(schema) && !("format" in schema)
    ? { ...schema, format: "uri-reference" }
    : schema;

/** Latin-1 text at most, whatever was generated. */
const headerValue = (value: unknown): unknown =>
  typeof value === "string" ? value.replaceAll(/[^\t\x20-\x7e]/g, "-") : value;

/** @param whole an item is what is sent, and not the data of an event */
async function* sequence(items: readonly unknown[], whole: boolean): AsyncGenerator<unknown, void, undefined> {
  for (const [index, item] of items.entries())
    yield whole || (isObject(item) && "data" in item) ? item : { id: String(index + 1), data: JSON.stringify(item) };
}
