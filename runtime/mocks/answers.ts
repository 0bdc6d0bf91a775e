/** The answer of an operation that nobody has overridden: the contract's example, else a generated value. */

import { AnswerError } from "../core/answer/rules.ts";
import { createPrune } from "../core/answer/prune.ts";
import type { Operation } from "../core/contract.ts";
import type { RequestViolation } from "../core/problem/index.ts";
import type { Answer, DecodedRequest } from "../core/types.ts";
import type { Schemas, Validator, Violation } from "../core/validation.ts";
import { fallbackBytes } from "./bytes.ts";
import { locationOf, sentThing } from "./created.ts";
import { type Example, ExampleTable } from "./examples.ts";
import type { Outcome } from "./exchange.ts";
import { type Hash, mix } from "./generate/hash.ts";
import { NOTHING, type Values } from "./generate/index.ts";
import { isObject } from "./generate/schema.ts";
import type { AnyPatch } from "./overrides.ts";
import { paged } from "./paged.ts";
import { merged } from "./patch.ts";
import { type MediaPlan, Plans, type StatusPlan } from "./plan.ts";
import type { Preference } from "./prefer.ts";
import { inOrder } from "./store/entry.ts";
import type { MockReport, MockSource } from "./types.ts";
import { Unmet } from "./unmet.ts";

export interface Wanted {
  readonly operation: Operation;
  readonly request: DecodedRequest;
  /** The request's `Accept`. */
  readonly accept: string | undefined;
  /** Path and query as received. */
  readonly url?: string;
  /** What the caller wishes by `Prefer`. */
  readonly preference?: Preference | undefined;
  readonly patch?: AnyPatch;
  /** What the patch is laid over: an answer with its status. Absent: an example, else a generated value. */
  readonly base?: Answer | undefined;
}

/** An answer, and where it came from. */
export interface Made {
  readonly answer: Answer;
  readonly outcome: Outcome;
  /** It was held against the contract when it was made. */
  readonly checked: boolean;
}

/** The body of an answer on its way. */
interface Making extends Wanted {
  readonly status: number;
  readonly plan: MediaPlan;
  readonly hash: Hash;
}

type Found = Pick<Made, "outcome"> & { readonly body: unknown };

export class Answers {
  readonly #values: Values;
  readonly #seed: Hash;
  readonly #report: (report: MockReport) => void;
  readonly #plans: Plans;
  readonly #examples: ExampleTable;
  readonly #prune;
  readonly #operations: readonly Operation[];
  readonly #reported = new Set<string>();
  readonly #schemas: Schemas;

  /** @param operations of the contract, of which some say what is below a path */
  constructor(
    source: MockSource,
    values: Values,
    seed: number | string,
    report: (report: MockReport) => void,
    operations: readonly Operation[],
  ) {
    this.#values = values;
    this.#seed = mix(0, String(seed));
    this.#report = report;
    this.#operations = operations;
    this.#plans = new Plans(source);
    this.#examples = new ExampleTable(source, report);
    this.#schemas = source.responses.schemas;
    this.#prune = createPrune(this.#schemas);
  }

  /** @throws AnswerError when no valid value is found; Unmet for a preference that the contract has nothing for */
  answer(wanted: Wanted): Made {
    const { operation, patch, preference } = wanted;
    const status = patch?.status ?? preference?.code;
    const plan = this.#plans.of(operation, status);
    if (plan === undefined) {
      if (patch === undefined && status !== undefined) throw undeclared(operation, status);
      throw new AnswerError(operation, status, "which the contract does not declare");
    }
    const media = patch?.contentType === undefined ? plan.media(wanted.accept) : plan.named(patch.contentType);
    const hash = this.#hash(wanted);
    const found = media && this.#found({ ...wanted, status: plan.status, plan: media, hash });
    if (media === undefined && preference?.example !== undefined) throw noExample(operation, plan, preference.example);
    const headers = {
      ...this.required(operation, plan.status, hash),
      ...this.#location(wanted, plan, found?.body),
      ...(preference && { "Preference-Applied": preference.applied }),
      ...patch?.headers,
    };
    return {
      answer: {
        status: plan.status,
        ...(hasAny(headers) && { headers }),
        ...(media && { contentType: patch?.contentType ?? media.contentType, body: found?.body }),
      },
      outcome: patch === undefined ? (found?.outcome ?? "generated") : "override",
      checked: patch === undefined,
    };
  }

  /** The headers that an answer of this status must have, made up. */
  required(operation: Operation, status: number, hash: Hash = this.#seed): Record<string, unknown> {
    const headers: Record<string, unknown> = {};
    for (const { name, schema, validator } of this.#plans.of(operation, status)?.headers ?? []) {
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

  /** hash(seed, operation, parameters): where every value of an answer starts from. */
  #hash({ operation, request: { params, query }, preference }: Wanted): Hash {
    const seed = preference?.seed === undefined ? this.#seed : mix(0, preference.seed);
    const start = mix(seed, operation.name);
    return params === undefined && query === undefined
      ? start
      : mix(start, JSON.stringify([sorted(params), sorted(query)]));
  }

  #found(making: Making): Found {
    const { plan, patch } = making;
    const { media, validator } = plan;
    if (media.kind === "json" || media.kind === "form" || media.kind === "multipart") {
      if (patch !== undefined) return { body: this.#patched(making, patch.patch), outcome: "override" };
      const example = this.#example(making);
      if (example !== undefined)
        return { body: this.#asked(making, this.#identified(making, example.value)), outcome: "example" };
      const value = validator === undefined ? {} : this.#valid(making, validator);
      return { body: this.#asked(making, value), outcome: "generated" };
    }
    const example = this.#example(making);
    const outcome = example === undefined ? "generated" : "example";
    switch (media.kind) {
      case "text": {
        const text = patch?.patch ?? example?.value ?? (validator && this.#valid(making, validator));
        return { outcome, body: typeof text === "string" ? text : (JSON.stringify(text) ?? "text") };
      }
      case "xml": {
        const text = patch?.patch ?? example?.value;
        return {
          outcome,
          body: typeof text === "string" ? text : '<?xml version="1.0" encoding="UTF-8"?>\n<response/>\n',
        };
      }
      case "binary":
        return { outcome: "generated", body: fallbackBytes(plan.contentType) };
      case "events":
      case "lines":
        return {
          outcome,
          body: sequence(
            this.#items(making, patch?.patch ?? example?.value),
            media.kind === "lines" || plan.item !== undefined,
          ),
        };
    }
  }

  /** Over what is given, else over an example; where that does not hold, the rest is generated around the patch. */
  #patched(making: Making, patch: unknown): unknown {
    const { plan, base, operation, status, hash } = making;
    const { validator } = plan;
    const below = base === undefined ? this.#identified(making, this.#example(making)?.value) : base.body;
    if (below !== undefined) {
      const value = inOrder(merged(below, patch), validator?.schema, this.#schemas, new WeakMap());
      if (value !== undefined && validator?.is(value) !== false) return value;
    }
    if (validator === undefined) return patch ?? {};
    const identity = identityOf(making);
    const named = identity && isObject(patch) ? { [identity.property]: identity.value, ...patch } : patch;
    let found = this.#values.valid(validator, { hash, given: named });
    if (!("value" in found) && named !== patch) found = this.#values.valid(validator, { hash, given: patch });
    if ("value" in found) return found.value;
    throw new AnswerError(operation, status, "with a patch that does not fit the contract", inBody(found.violations));
  }

  /** The one that is asked for, else that of the resource that the path names, else the first; only one that is valid. */
  #example(making: Making): Example | undefined {
    const { operation, plan, preference } = making;
    const examples = this.#examples.all(operation, plan);
    if (preference?.example !== undefined) {
      const named = examples.find(({ name }) => name === preference.example);
      if (named?.violations === undefined && named !== undefined) return named;
      throw noExample(operation, this.#plans.of(operation, making.status), preference.example, named);
    }
    if (generates(preference) || examples.length === 0) return undefined;
    const usable = examples.filter(({ violations }) => violations === undefined);
    const identity = identityOf(making);
    const named =
      identity && usable.find(({ value }) => isObject(value) && value[identity.property] === identity.value);
    return named ?? usable[0];
  }

  #valid(making: Making, validator: Validator): unknown {
    const { operation, status, hash, plan, preference } = making;
    const examples = !generates(preference);
    const identity = identityOf(making);
    const given = identity === undefined ? plan.problem : { [identity.property]: identity.value };
    if (given !== undefined) {
      const found = this.#values.valid(validator, { hash, examples, given });
      if ("value" in found) return found.value;
    }
    const found = this.#values.valid(validator, { hash, examples });
    if ("value" in found) return found.value;
    this.#tell({ code: "not-generated", operation: operation.name, place: plan.place, violations: found.violations });
    throw new AnswerError(
      operation,
      status,
      this.#values.judge(validator.schema).verdict === "empty"
        ? "but nothing can satisfy its schema: correct the contract"
        : "but no valid value could be generated for its schema; override it with mocks.on",
      inBody(found.violations),
    );
  }

  #identified(making: Making, example: unknown): unknown {
    const { validator, problem } = making.plan;
    // One example may stand for a range of statuses.
    if (problem !== undefined && isObject(example) && example["status"] !== making.status) {
      const value = { ...example, ...problem };
      return validator?.is(value) === false ? example : value;
    }
    const identity = isObject(example) && making.preference?.example === undefined ? identityOf(making) : undefined;
    if (identity === undefined || !isObject(example)) return example;
    const value = { ...example, [identity.property]: identity.value };
    return validator === undefined || validator.is(value) ? value : example;
  }

  /** With what the request says of it. */
  #asked(making: Making, value: unknown): unknown {
    const { operation, request, preference, plan } = making;
    if (operation.method !== "GET") return this.#created(making, value);
    const page = preference?.example === undefined ? paged(value, request) : value;
    return page === value || plan.validator?.is(page) === false ? value : page;
  }

  /** What was sent to be created, as the contract shows it: laid over the answer, or with the rest generated around it. */
  #created({ operation, request, status, hash, plan: { validator } }: Making, value: unknown): unknown {
    const sent = sentThing(operation, request, status);
    if (sent === undefined || validator === undefined || !isObject(value)) return value;
    const whole = this.#prune(validator.schema, { ...value, ...sent }).value;
    if (validator.is(whole)) return whole;
    const given = this.#prune(validator.schema, sent).value;
    const found = this.#values.valid(validator, { hash, given });
    return "value" in found ? found.value : value;
  }

  #location({ operation, url }: Wanted, { status, location }: StatusPlan, body: unknown): Record<string, string> {
    if (location === undefined || url === undefined || status !== 201) return {};
    const text = locationOf(operation, this.#operations, url, body);
    return text !== undefined && location.validator?.is(text) !== false ? { [location.name]: text } : {};
  }

  /** Three of them, where nobody has given any. */
  #items({ plan: { item, validator }, hash }: Making, given: unknown): readonly unknown[] {
    if (Array.isArray(given)) return given;
    const all: unknown = isObject(validator?.schema) ? validator.schema["items"] : undefined;
    const schema = isObject(all) ? all : EVENT;
    return [0, 1, 2].flatMap((index) => {
      const each = { hash: mix(hash, index) };
      if (item === undefined) {
        const value = this.#values.make(schema, each);
        return value === NOTHING ? [] : [value];
      }
      const found = this.#values.valid(item, each);
      return "value" in found ? [found.value] : [];
    });
  }

  #tell(report: MockReport): void {
    const key = `${report.operation} ${report.place}`;
    if (this.#reported.has(key)) return;
    this.#reported.add(key);
    this.#report(report);
  }
}

const EVENT = { type: "object", properties: { data: { type: "string" } }, required: ["data"] };

/** A seed is asked for to get other values than the usual ones. */
const generates = (preference: Preference | undefined): boolean =>
  preference !== undefined &&
  (preference.dynamic ?? (preference.seed !== undefined && preference.example === undefined));

/** The resource that the path names, where the schema lets it: a path holds text, the property may be a number. */
function identityOf({
  plan: { identity },
  request,
}: Making): { readonly property: string; readonly value: unknown } | undefined {
  if (identity === undefined) return undefined;
  const value = request.params?.[identity.parameter];
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  if (identity.numeric === (typeof value === "number")) return { property: identity.property, value };
  return identity.numeric ? undefined : { property: identity.property, value: String(value) };
}

const undeclared = (operation: Operation, status: number): Unmet =>
  new Unmet(404, {
    detail: `${operation.name} declares no response ${status}, which the request prefers; it declares ${listed(
      operation.responses.map((each) => each.status),
    )}`,
  });

function noExample(operation: Operation, plan: StatusPlan | undefined, name: string, invalid?: Example): Unmet {
  const what = `${operation.name}, response ${plan?.declared.status ?? "none"}`;
  return invalid === undefined
    ? new Unmet(404, { detail: `${what}, has no example "${name}", which the request prefers` })
    : new Unmet(404, {
        detail: `The example "${name}" of ${what}, does not fit its schema`,
        errors: inBody(invalid.violations ?? []),
      });
}

const listed = (names: readonly string[]): string => names.join(", ") || "none";

const hasAny = (object: object): boolean => {
  for (const _ in object) return true;
  return false;
};

const sorted = (part: Readonly<Record<string, unknown>> | undefined): unknown =>
  Object.entries(part ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1));

const inBody = (violations: readonly Violation[]): RequestViolation[] =>
  violations.map((violation) => ({ in: "body", ...violation }));

/** Latin-1 text at most, whatever was generated. */
const headerValue = (value: unknown): unknown =>
  value === NOTHING ? "" : typeof value === "string" ? value.replaceAll(/[^\t\x20-\x7e]/g, "-") : value;

/** @param whole an item is what is sent, and not the data of an event */
async function* sequence(items: readonly unknown[], whole: boolean): AsyncGenerator<unknown, void, undefined> {
  for (const [index, item] of items.entries())
    yield whole || (isObject(item) && "data" in item) ? item : { id: String(index + 1), data: JSON.stringify(item) };
}
