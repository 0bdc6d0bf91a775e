/** Answers that show one entry. */

import type { Prune } from "../../core/answer/prune.ts";
import type { Schemas } from "../../core/validation.ts";
import { reachedOrigin } from "../api-links.ts";
import { mix } from "../generate/hash.ts";
import { type Entry, inOrder, wrap } from "./entry.ts";
import { asAnswer, namesOf } from "./entry-places.ts";
import { below, etagOf, headerOf, type OperationPlan, type StoreCall } from "./operation-plan.ts";
import type { StoreAnswer } from "./refusal.ts";
import type { StoreContext } from "./resource-store.ts";

export class ShownEntries {
  readonly #context: StoreContext;
  readonly #prune: Prune;
  readonly #schemas: Schemas;

  constructor(context: StoreContext, prune: Prune) {
    this.#context = context;
    this.#prune = prune;
    this.#schemas = context.options.responses.schemas;
  }

  /** `undefined`: the entry does not fit what the operation declares. */
  answer(plan: OperationPlan, entry: Entry, status: number): StoreAnswer | undefined {
    const { media, etag, action } = plan;
    const tag = etag === undefined ? undefined : headerOf(this.#context.options, plan, etag, etagOf(entry));
    const headers = tag && { headers: tag };
    if (media === undefined) return { status, ...headers };
    if (action.other === true) return { status, ...headers, around: namesOf(entry, action.shown) };
    let body = plan.bodies.get(entry);
    if (body === undefined) {
      body = this.#shown(plan, entry);
      if (body === undefined) return undefined;
      plan.bodies.set(entry, body);
    }
    return { status, contentType: media.type, body, ...headers };
  }

  /** The answer to a request that creates the entry. @param status that of the operation's plan, else 201 of an upsert */
  created(call: StoreCall, entry: Entry, status: number): StoreAnswer | undefined {
    const { plan } = call;
    if (status !== plan.status) return this.answer(this.#withStatus(plan, status), entry, status);
    const answer = this.answer(plan, entry, status);
    return answer && this.#located(answer, call, plan.store.keyOf(entry));
  }

  #withStatus(plan: OperationPlan, status: number): OperationPlan {
    const { operation } = plan;
    const declared = operation.responses.find((response) => response.status === String(status))!; // the caller has looked
    const media = declared.content?.find(({ kind }) => kind === "json");
    const validator = media && this.#context.options.responses.get(operation.name, `${status} ${media.type}`);
    return { ...plan, declared, media, validator, status, bodies: new WeakMap() };
  }

  #located(answer: StoreAnswer, { plan, info }: StoreCall, key: string): StoreAnswer {
    const header = plan.declared.headers?.find(({ name }) => name.toLowerCase() === "location");
    const { path } = plan.store.resource;
    // The base path of a collection elsewhere is unknown.
    if (header === undefined || !path.startsWith(`${plan.operation.path.replace(/\/$/, "")}/{`)) return answer;
    const place = below(info.url, key);
    const own = [place, new URL(place, reachedOrigin(info)).href]
      .map((each) => headerOf(this.#context.options, plan, header.name, each))
      .find((each) => each !== undefined);
    return own === undefined ? answer : { ...answer, headers: { ...answer.headers, ...own } };
  }

  #shown({ validator, action, operation }: OperationPlan, entry: Entry): unknown {
    const whole = wrap(action.at, asAnswer(entry, action.shown));
    if (validator === undefined) return whole;
    const body = this.#prune(validator.schema, inOrder(whole, validator.schema, this.#schemas)).value;
    if (validator.is(body)) return body;
    const found = this.#context.options.values.valid(validator, {
      hash: mix(this.#context.seed, `${operation.name} ${JSON.stringify(entry).length}`),
      given: body,
      examples: false,
    });
    return "value" in found ? found.value : undefined;
  }
}
