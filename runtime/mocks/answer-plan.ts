/** What has to be known of an operation's answers, worked out once when one is first wanted. */

import { isObject } from "../core/json-object.ts";
import { responseFor } from "../core/answer/response-for.ts";
import type { Header, MediaType, Operation, Response as ResponseData, Shape } from "../core/contract.ts";
import { matchMediaType } from "../core/http/media.ts";
import { negotiator } from "../core/http/negotiate.ts";
import { statusPhrase } from "../core/http/status.ts";
import { PROBLEM_MEDIA_TYPE } from "../core/problem/index.ts";
import { ownMember } from "../core/conversions/types.ts";
import type { Schema, Validator } from "../core/validation.ts";
import { flatten, propertySchemas } from "./generate/schema.ts";
import type { MockSource } from "./types.ts";

export interface StatusPlan {
  readonly declared: ResponseData;
  /** The only code, or the smallest that a range or `default` stands for and that is not declared by itself. */
  readonly status: number;
  /** By the caller's wish, then by the order of the contract, JSON first; the first where nothing fits. */
  media(accept: string | undefined): MediaPlan | undefined;
  /** The media type that an answer names. */
  named(contentType: string): MediaPlan | undefined;
  /** Those that an answer must have, or of which the contract has an example. */
  readonly headers: readonly HeaderPlan[];
  /** All declared ones. */
  allHeaders(): readonly HeaderPlan[];
  readonly location: HeaderPlan | undefined;
  readonly setCookie: HeaderPlan | undefined;
}

export interface MediaPlan {
  readonly media: MediaType;
  /** Something definite where a range (`image/*`) is declared. */
  readonly contentType: string;
  /** As in `Validators`: `"200 application/json"`. */
  readonly place: string;
  readonly validator: Validator | undefined;
  readonly item: Validator | undefined;
  /** `GET /students/7` answers the student whose `id` is 7: the parameter, the property, and whether that is a number. */
  readonly identity: { readonly parameter: string; readonly property: string; readonly numeric: boolean } | undefined;
  /** What a problem document of this status says of itself (RFC 9457 §3.1), as far as its schema has it. */
  readonly problem: Readonly<Record<string, unknown>> | undefined;
}

export interface HeaderPlan {
  readonly name: string;
  /** As in `Validators`: `"200 header Location"`. */
  readonly place: string;
  readonly schema: Schema;
  readonly validator: Validator | undefined;
}

export class AnswerPlans {
  readonly #source: MockSource;
  readonly #known = new Map<Operation, Map<number | "usual", StatusPlan | undefined>>();

  constructor(source: MockSource) {
    this.#source = source;
  }

  /**
   * @param status absent: of the success that an operation is answered with when nobody says which
   * @returns `undefined` where the contract does not declare it
   */
  of(operation: Operation, status: number | "usual" = "usual"): StatusPlan | undefined {
    let plans = this.#known.get(operation);
    if (plans === undefined) this.#known.set(operation, (plans = new Map()));
    let plan = plans.get(status);
    if (plan === undefined && !plans.has(status)) {
      const declared = status === "usual" ? usualResponse(operation) : responseFor(operation, status);
      if (declared !== undefined)
        plan =
          status === "usual"
            ? this.of(operation, statusOf(declared, operation))
            : this.#plan(operation, declared, status);
      plans.set(status, plan);
    }
    return plan;
  }

  #plan(operation: Operation, declared: ResponseData, status: number): StatusPlan {
    const { responses } = this.#source;
    const content = EMPTY.has(status) ? [] : (declared.content ?? []);
    const plans = content
      .toSorted((a, b) => Number(b.kind === "json") - Number(a.kind === "json"))
      .map((media): MediaPlan => {
        const place = `${declared.status} ${media.type}`;
        const validator = responses.get(operation.name, place);
        return {
          media,
          place,
          contentType: concreteType(media),
          validator,
          item: responses.get(operation.name, `${place} item`),
          identity: validator && this.#identity(operation, validator),
          problem: media.type === PROBLEM_MEDIA_TYPE && validator ? this.#problem(status, validator) : undefined,
        };
      });
    const wanted = negotiator(plans, ({ media }) => media.type);
    const header = (each: Header): HeaderPlan => {
      const place = `${declared.status} header ${each.name}`;
      const validator = responses.get(operation.name, place);
      return { name: each.name, place, schema: hinted(validator?.schema ?? shapeSchema(each.shape), each), validator };
    };
    const examples = ownMember(this.#source.examples, operation.name);
    const isSent = ({ name, required }: Header): boolean =>
      required === true ||
      (!OF_THE_ENTRY.test(name) && ownMember(examples, `${declared.status} header ${name}`) !== undefined);
    const headers = (declared.headers ?? []).filter(({ name }) => name.toLowerCase() !== "content-type");
    const named = (wanted: string): HeaderPlan | undefined => {
      const found = headers.find(({ name }) => name.toLowerCase() === wanted);
      return found && header(found);
    };
    return {
      declared,
      status,
      media: (accept) => wanted(accept) ?? plans[0],
      named: (contentType) => {
        const media = matchMediaType(contentType, content);
        return plans.find((plan) => plan.media === media);
      },
      headers: headers.filter(isSent).map(header),
      allHeaders: () => headers.map(header),
      location: named("location"),
      setCookie: named("set-cookie"),
    };
  }

  #problem(status: number, { schema }: Validator): MediaPlan["problem"] {
    const flat = flatten([schema], this.#source.responses.schemas);
    const known = Object.entries({ status, title: statusPhrase(status) }).filter(([name]) =>
      flat?.atoms.some(({ properties }) => isObject(properties) && Object.hasOwn(properties, name)),
    );
    return known.length === 0 ? undefined : Object.fromEntries(known);
  }

  #identity(operation: Operation, { schema }: Validator): MediaPlan["identity"] {
    const parameter = /\{([^{}]+)\}$/.exec(operation.path)?.[1];
    if (parameter === undefined) return undefined;
    const { schemas } = this.#source.responses;
    const flat = flatten([schema], schemas);
    const property = [parameter, "id"].find((key) =>
      flat?.atoms.some(({ properties }) => isObject(properties) && Object.hasOwn(properties, key)),
    );
    if (flat === undefined || property === undefined) return undefined;
    const numeric =
      flatten(propertySchemas(flat.atoms, property), schemas)?.atoms.some(
        ({ type }) => type === "integer" || type === "number",
      ) ?? false;
    return { parameter, property, numeric };
  }
}

/** Headers that say something of one answer: an example of another answer would mislead. */
const OF_THE_ENTRY =
  /^(location|content-.*|set-cookie|etag|last-modified|link|.*(total|count|page|offset|cursor|range|next|prev).*)$/i;

/** These never have content. */
const EMPTY: ReadonlySet<number> = new Set([204, 205, 304]);

/** The first 2xx, else `default`, else the first that can be an answer. */
export function usualResponse({ responses }: Operation): ResponseData | undefined {
  return (
    responses.find(({ status }) => status.startsWith("2")) ??
    responses.find(({ status }) => status === "default") ??
    responses.find(({ status }) => !status.startsWith("1"))
  );
}

function statusOf({ status }: ResponseData, { responses }: Operation): number {
  if (/^\d{3}$/.test(status)) return Number(status);
  const first = status === "default" ? 200 : Number(status.charAt(0)) * 100;
  for (let code = first; ; code += 1) if (!responses.some((other) => other.status === String(code))) return code;
}

function concreteType({ type, kind }: MediaType): string {
  if (!type.includes("*") && MEDIA_TYPE.test(type)) return type;
  if (type.startsWith("image/")) return "image/png";
  if (type.startsWith("text/")) return "text/plain";
  return kind === "json" ? "application/json" : "application/octet-stream";
}

/** RFC 9110 §8.3.1; some contracts say `pdf` there. */
const MEDIA_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:\s*;.*)?$/;

function shapeSchema(shape: Shape | undefined): Schema {
  return typeof shape === "string" && ["integer", "number", "boolean"].includes(shape)
    ? { type: shape }
    : { type: "string" };
}

/** So that the header's name can suggest a value: as the only property of an object it would; a hint is enough here. */
const hinted = (schema: Schema, { name }: Header): Schema =>
  /location|link|url/i.test(name) && isObject(schema) && !("format" in schema)
    ? { ...schema, format: "uri-reference" }
    : schema;
