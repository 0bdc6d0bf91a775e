/** Answers from the contract's examples and from generated values. */

import { isObject } from "../core/json-object.ts";
import { AnswerError } from "../core/answer/rules.ts";
import { createPrune } from "../core/answer/prune.ts";
import type { Contract, Operation } from "../core/contract.ts";
import type { Answer, DecodedRequest, RequestInfo } from "../core/types.ts";
import type { Schemas, Validator } from "../core/validation.ts";
import { fallbackBytes } from "./bytes.ts";
import type { Decision } from "./call.ts";
import { locationOf, sentThing } from "./created-answer.ts";
import { type Example, ExampleTable } from "./examples.ts";
import type { Outcome } from "./exchange.ts";
import { type Hash, mix } from "./generate/hash.ts";
import { generatedPage } from "./generated-list.ts";
import { NOTHING, type Values } from "./generate/index.ts";
import type { AnyPatch } from "./overrides.ts";
import { paged } from "./page-of-list.ts";
import { merged } from "./merge.ts";
import { type MediaPlan, AnswerPlans, type StatusPlan } from "./answer-plan.ts";
import type { Preference } from "./preference.ts";
import { inOrder, textOf } from "./store/entry.ts";
import type { MockReport, MockSource } from "./types.ts";
import { sequence } from "./sequence.ts";
import { inBody, noExample, undeclared } from "./unfit-preference.ts";

/** What an answer is made for. */
export interface Wanted {
  readonly operation: Operation;
  readonly decoded: DecodedRequest;
  readonly info: Pick<RequestInfo, "url" | "header">;
  readonly preference?: Preference | undefined;
  /** Default: that of the preference, else of the operation's first success. */
  readonly status?: number;
  /** Default: the media type that `Accept` chooses. */
  readonly contentType?: string | undefined;
}

/** An answer whose status and media type are chosen. */
export interface AnswerDraft extends Wanted {
  readonly status: number;
  readonly statusPlan: StatusPlan;
  /** Absent: the response has no body. */
  readonly media: MediaPlan | undefined;
  readonly hash: Hash;
}

type Headers = Readonly<Record<string, unknown>>;

/** A draft with a body. */
interface BodyDraft extends AnswerDraft {
  readonly media: MediaPlan;
}

const hasBody = (draft: AnswerDraft): draft is BodyDraft => draft.media !== undefined;

export class Answers {
  readonly #values: Values;
  readonly #seed: Hash;
  readonly #report: (report: MockReport) => void;
  readonly #plans: AnswerPlans;
  readonly #examples: ExampleTable;
  readonly #prune;
  readonly #operations: readonly Operation[];
  readonly #sessionCookies: readonly string[];
  readonly #reported = new Set<string>();
  readonly #schemas: Schemas;
  readonly #lists: NonNullable<MockSource["lists"]>;

  /** @param contract its operations say what is below a path, its security schemes which cookie is a session */
  constructor(
    source: MockSource,
    values: Values,
    seed: number | string,
    report: (report: MockReport) => void,
    contract: Pick<Contract, "operations" | "securitySchemes">,
  ) {
    this.#values = values;
    this.#seed = mix(0, String(seed));
    this.#report = report;
    this.#operations = contract.operations;
    this.#sessionCookies = Object.values(contract.securitySchemes).flatMap((scheme) =>
      scheme.type === "apiKey" && scheme.in === "cookie" ? [scheme.name] : [],
    );
    this.#plans = new AnswerPlans(source);
    this.#examples = new ExampleTable(source, report);
    this.#schemas = source.responses.schemas;
    this.#lists = source.lists ?? {};
    this.#prune = createPrune(this.#schemas);
  }

  /** @throws AnswerError for a status that the contract does not declare; MockProblem for a preference that it cannot meet */
  draft(wanted: Wanted): AnswerDraft {
    const { operation, preference, info } = wanted;
    const status = wanted.status ?? preference?.code;
    const plan = this.#plans.of(operation, status);
    if (plan === undefined) {
      if (wanted.status === undefined && status !== undefined) throw undeclared(operation, status);
      throw new AnswerError(operation, status, "which the contract does not declare");
    }
    const media = wanted.contentType === undefined ? plan.media(info.header("accept")) : plan.named(wanted.contentType);
    if (media === undefined && preference?.example !== undefined) throw noExample(operation, plan, preference.example);
    return { ...wanted, status: plan.status, statusPlan: plan, media, hash: this.#hash(wanted) };
  }

  /**
   * The contract's example: the preferred one, else that of the resource that the path names, else the first valid one.
   * @throws MockProblem for a preferred example that does not exist or is invalid
   */
  example(draft: AnswerDraft): Decision | undefined {
    if (!hasBody(draft)) return undefined;
    const { kind } = draft.media.media;
    const found = kind === "binary" ? undefined : this.#example(draft);
    if (found === undefined) return undefined;
    if (!isStructured(kind)) return this.#decision(draft, this.#encodable(draft, found.value), "example");
    const { value, headers } = this.#asked(draft, this.#identified(draft, found.value), "example");
    return this.#decision(draft, value, "example", headers);
  }

  /** @throws AnswerError when no valid value is found */
  generated(draft: AnswerDraft): Decision {
    if (!hasBody(draft)) return this.#decision(draft, undefined, "generated");
    const { media, validator } = draft.media;
    if (!isStructured(media.kind)) return this.#decision(draft, this.#encodable(draft, undefined), "generated");
    const made = validator === undefined ? {} : this.#valid(draft, validator);
    const { value, headers } = this.#asked(draft, made, "generated");
    return this.#decision(draft, value, "generated", headers);
  }

  /**
   * A patch over the base, an example or a generated value.
   * @throws AnswerError when no valid value has the patch
   */
  patched(wanted: Wanted, patch: AnyPatch, base: Answer | undefined): Decision {
    const draft = this.draft({ ...wanted, status: patch.status, contentType: patch.contentType });
    const body = !hasBody(draft)
      ? undefined
      : isStructured(draft.media.media.kind)
        ? this.#patched(draft, patch.patch, base)
        : this.#encodable(draft, patch.patch);
    const { answer } = this.#decision(draft, body, "override");
    const headers = { ...answer.headers, ...patch.headers };
    return {
      answer: { ...answer, ...(hasAny(headers) && { headers }) },
      outcome: "override",
      checked: false,
    };
  }

  #decision(draft: AnswerDraft, body: unknown, outcome: Outcome, own?: Headers): Decision {
    const { operation, preference, media, status, contentType, hash } = draft;
    const headers = {
      ...this.requiredHeaders(operation, status, hash),
      ...this.#location(draft, body),
      ...own,
      ...this.#sessionCookie(draft),
      ...(preference && { "Preference-Applied": preference.applied }),
    };
    return {
      answer: {
        status,
        ...(hasAny(headers) && { headers }),
        ...(media && { contentType: contentType ?? media.contentType, body }),
      },
      outcome,
      checked: true,
    };
  }

  /** The headers that an answer of this status must have, or of which there is an example: by example, else made up. */
  requiredHeaders(operation: Operation, status: number, hash: Hash = this.#seed): Record<string, unknown> {
    const headers: Record<string, unknown> = {};
    for (const header of this.#plans.of(operation, status)?.headers ?? []) {
      const { name, schema, validator } = header;
      const example = this.#examples.all(operation, header).find(({ violations }) => violations === undefined);
      if (example !== undefined) {
        headers[name] = example.value;
        continue;
      }
      const making = { hash: mix(hash, `header ${name}`) };
      let value = headerValue(this.#values.make(schema, making));
      if (validator?.is(value) === false) {
        const found = this.#values.valid(validator, making);
        if ("value" in found) value = found.value;
      }
      headers[name] = value;
    }
    return headers;
  }

  /** Alike for all pages of a list. */
  #listHash({ operation, decoded: { params }, preference }: Wanted): Hash {
    return this.#hash({ operation, decoded: params === undefined ? {} : { params }, preference });
  }

  /** hash(seed, operation, parameters): where every value of an answer starts from. */
  #hash({
    operation,
    decoded: { params, query },
    preference,
  }: Pick<Wanted, "operation" | "decoded" | "preference">): Hash {
    const seed = preference?.seed === undefined ? this.#seed : mix(0, preference.seed);
    const start = mix(seed, operation.name);
    return params === undefined && query === undefined
      ? start
      : mix(start, JSON.stringify([sorted(params), sorted(query)]));
  }

  /** The body of a media type that is not structured. @param given an example or a patch; `undefined`: none */
  #encodable(draft: BodyDraft, given: unknown): unknown {
    const { media, validator, contentType } = draft.media;
    switch (media.kind) {
      case "text": {
        const text = given ?? (validator && this.#valid(draft, validator));
        return typeof text === "string" || media.shape !== undefined ? text : (JSON.stringify(text) ?? "text");
      }
      case "binary":
        return fallbackBytes(contentType);
      case "events":
      case "lines":
        return sequence(this.#values, draft.media, draft.hash, given);
      default:
        return typeof given === "string" ? given : '<?xml version="1.0" encoding="UTF-8"?>\n<response/>\n';
    }
  }

  #patched(draft: BodyDraft, patch: unknown, base: Answer | undefined): unknown {
    const { media, operation, status, hash } = draft;
    const { validator } = media;
    const below = base === undefined ? this.#identified(draft, this.#example(draft)?.value) : base.body;
    if (below !== undefined) {
      const value = inOrder(merged(below, patch), validator?.schema, this.#schemas, new WeakMap());
      if (value !== undefined && validator?.is(value) !== false) return value;
    }
    if (validator === undefined) return patch ?? {};
    const identity = identityOf(draft);
    const named = identity && isObject(patch) ? { [identity.property]: identity.value, ...patch } : patch;
    let found = this.#values.valid(validator, { hash, given: named });
    if (!("value" in found) && named !== patch) found = this.#values.valid(validator, { hash, given: patch });
    if ("value" in found) return found.value;
    throw new AnswerError(operation, status, "with a patch that does not fit the contract", inBody(found.violations));
  }

  #example(draft: BodyDraft): Example | undefined {
    const { operation, media, preference } = draft;
    const examples = this.#examples.all(operation, media);
    if (preference?.example !== undefined) {
      const named = examples.find(({ name }) => name === preference.example);
      if (named?.violations === undefined && named !== undefined) return named;
      throw noExample(operation, draft.statusPlan, preference.example, named);
    }
    if (generates(preference) || examples.length === 0) return undefined;
    const usable = examples.filter(({ violations }) => violations === undefined);
    const identity = identityOf(draft);
    const named =
      identity && usable.find(({ value }) => isObject(value) && value[identity.property] === identity.value);
    return named ?? usable[0];
  }

  #valid(draft: BodyDraft, validator: Validator): unknown {
    const { operation, status, hash, media, preference } = draft;
    const examples = !generates(preference);
    const identity = identityOf(draft);
    const given = identity === undefined ? media.problem : { [identity.property]: identity.value };
    if (given !== undefined) {
      const found = this.#values.valid(validator, { hash, examples, given });
      if ("value" in found) return found.value;
    }
    const found = this.#values.valid(validator, { hash, examples });
    if ("value" in found) return found.value;
    this.#tell({ code: "not-generated", operation: operation.name, place: media.place, violations: found.violations });
    throw new AnswerError(
      operation,
      status,
      this.#values.judge(validator.schema).verdict === "empty"
        ? "but nothing can satisfy its schema: correct the contract"
        : "but no valid value could be generated for its schema; override it with mocks.on",
      inBody(found.violations),
    );
  }

  #identified(draft: BodyDraft, example: unknown): unknown {
    const { validator, problem } = draft.media;
    // One example may stand for a range of statuses.
    if (problem !== undefined && isObject(example) && example["status"] !== draft.status) {
      const value = { ...example, ...problem };
      return validator?.is(value) === false ? example : value;
    }
    const identity = isObject(example) && draft.preference?.example === undefined ? identityOf(draft) : undefined;
    if (identity === undefined || !isObject(example)) return example;
    const value = { ...example, [identity.property]: identity.value };
    return validator === undefined || validator.is(value) ? value : example;
  }

  /** With what the request says of it. */
  #asked(
    draft: BodyDraft,
    value: unknown,
    from: "example" | "generated",
  ): { readonly value: unknown; readonly headers?: Headers } {
    const { operation, decoded, preference, media, statusPlan } = draft;
    if (operation.method !== "GET") return { value: this.#created(draft, value) };
    const list = preference?.example === undefined ? this.#lists[operation.name] : undefined;
    if (list !== undefined && media.validator !== undefined && statusPlan.declared.status === list.status) {
      const request = { query: decoded.query ?? {}, info: draft.info, hash: this.#listHash(draft) };
      const isExample = from === "example";
      const found = generatedPage(list, media.validator, this.#values, this.#schemas, value, { ...request, isExample });
      if (found !== undefined) return { value: found.value, headers: this.#fitting(statusPlan, found.headers) };
    }
    const page = preference?.example === undefined ? paged(value, decoded) : value;
    return { value: page === value || media.validator?.is(page) === false ? value : page };
  }

  /** Headers that the contract allows, as they are or as texts. */
  #fitting({ allHeaders }: StatusPlan, headers: Headers): Headers {
    const fitting: Record<string, unknown> = {};
    for (const { name, validator } of allHeaders())
      if (headers[name] !== undefined) {
        const forms = [headers[name], textOf(headers[name])];
        const value = validator === undefined ? headers[name] : forms.find((form) => validator.is(form));
        if (value !== undefined) fitting[name] = value;
      }
    return fitting;
  }

  /** What was sent to be created, as the contract shows it: laid over the answer, or with the rest generated around it. */
  #created({ operation, decoded, status, hash, media: { validator } }: BodyDraft, value: unknown): unknown {
    const sent = sentThing(operation, decoded, status);
    if (sent === undefined || validator === undefined || !isObject(value)) return value;
    const whole = this.#prune(validator.schema, { ...value, ...sent }).value;
    if (validator.is(whole)) return whole;
    const given = this.#prune(validator.schema, sent).value;
    const found = this.#values.valid(validator, { hash, given });
    return "value" in found ? found.value : value;
  }

  /** The cookie of the contract's session, where a success declares `Set-Cookie`: begun, or ended by a sign-out. */
  #sessionCookie({ operation, status, statusPlan: { setCookie }, hash }: AnswerDraft): Record<string, string> {
    if (setCookie === undefined || status >= 400 || this.#sessionCookies.length === 0) return {};
    const ends = operation.method === "DELETE" || /log_?-?out|sign_?-?out/i.test(`${operation.name} ${operation.path}`);
    const value = ends ? "; Max-Age=0" : mix(hash, "session").toString(16).padStart(8, "0");
    const field = `${this.#sessionCookies[0]}=${value}; Path=/; HttpOnly`;
    return setCookie.validator?.is(field) === false ? {} : { [setCookie.name]: field };
  }

  #location({ operation, info, status, statusPlan: { location } }: AnswerDraft, body: unknown): Record<string, string> {
    if (location === undefined || status !== 201) return {};
    const text = locationOf(operation, this.#operations, info.url, body);
    return text !== undefined && location.validator?.is(text) !== false ? { [location.name]: text } : {};
  }

  #tell(report: MockReport): void {
    const key = `${report.operation} ${report.place}`;
    if (this.#reported.has(key)) return;
    this.#reported.add(key);
    this.#report(report);
  }
}

const isStructured = (kind: MediaPlan["media"]["kind"]): boolean =>
  kind === "json" || kind === "form" || kind === "multipart";

/** A seed is asked for to get other values than the usual ones. */
const generates = (preference: Preference | undefined): boolean =>
  preference !== undefined &&
  (preference.dynamic ?? (preference.seed !== undefined && preference.example === undefined));

/** The resource that the path names, where the schema lets it: a path holds text, the property may be a number. */
function identityOf({
  media: { identity },
  decoded,
}: BodyDraft): { readonly property: string; readonly value: unknown } | undefined {
  if (identity === undefined) return undefined;
  const value = decoded.params?.[identity.parameter];
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  if (identity.numeric === (typeof value === "number")) return { property: identity.property, value };
  return identity.numeric ? undefined : { property: identity.property, value: String(value) };
}

const hasAny = (object: object): boolean => {
  for (const _ in object) return true;
  return false;
};

const sorted = (part: Readonly<Record<string, unknown>> | undefined): unknown =>
  Object.entries(part ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1));

/** Latin-1 text at most, whatever was generated. */
const headerValue = (value: unknown): unknown =>
  value === NOTHING ? "" : typeof value === "string" ? value.replaceAll(/[^\t\x20-\x7e]/g, "-") : value;
