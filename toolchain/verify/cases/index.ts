/**
 * Requests for an API, drawn from its contract, and what the contract says of each: valid ones, at each bound, just outside
 * of it, with each thing missing and extra. Whoever checks a server, a mock or a client takes them from here.
 */

import type { MediaType, Operation } from "tenon-runtime/core";
import { mix } from "tenon-runtime/mocks/values";
import { bodyCases, contradictsItself } from "./bodies.ts";
import { Collector, CollectingOverdue, type Source } from "./collector.ts";
import { inputFor, NoInput } from "./inputs.ts";
import { parameterCases } from "./parameters.ts";
import { protocolCases } from "./protocol.ts";
import { canPass, type Credentials } from "./request.ts";
import type { Cases, Input, Part } from "./types.ts";

export { differenceOf } from "./compare.ts";
export type { Source } from "./collector.ts";
export { inputFor, isSendable, NoInput, PARTS } from "./inputs.ts";
export { applied, mutations, type Mutation } from "./mutations.ts";
export { isCertain } from "./paths.ts";
export { requestOf, schemesOf } from "./request.ts";
export { arrival } from "./wire.ts";
export type { Credentials } from "./request.ts";
export type * from "./types.ts";

export interface CaseOptions {
  /** The same seed gives the same cases. Default 0. */
  readonly seed?: number;
  /** By security scheme; others get some text. */
  readonly credentials?: Credentials;
  /** How many bytes of JSON the server takes at most; absent: that is not tried. */
  readonly bodyLimit?: number;
  /** Only these operations. */
  readonly operations?: readonly Operation[];
  /** When collecting ends, on the clock of `performance.now()`; the cases that were collected by then are returned. */
  readonly until?: number;
  /** Changes the input that an operation's cases are made from: to keys of what is there, for instance. */
  readonly adapt?: (operation: Operation, input: Input) => Input;
}

/** The cases of every operation, in the contract's order. An operation for which no valid request is found has none. */
export async function casesOf(source: Source, options: CaseOptions = {}): Promise<Cases> {
  const collectors = [];
  for (const operation of options.operations ?? source.contract.operations)
    collectors.push(await collect(new Collector(source, operation, options.credentials ?? {}, options.until), options));
  return {
    cases: collectors.flatMap(({ cases }) => cases),
    disputes: collectors.flatMap(({ disputes }) => disputes),
    dropped: collectors.reduce((sum, { dropped }) => sum + dropped, 0),
  };
}

async function collect(collector: Collector, options: CaseOptions): Promise<Collector> {
  try {
    await collectAll(collector, options);
  } catch (error) {
    if (!(error instanceof CollectingOverdue)) throw error;
  }
  return collector;
}

async function collectAll(collector: Collector, { seed = 0, bodyLimit, adapt }: CaseOptions): Promise<void> {
  const { operation, source } = collector;
  if (!canPass(source.contract, operation)) {
    collector.dropped += 1;
    return;
  }
  const hash = mix(mix(0, `cases ${seed}`), operation.name);
  // A GET that must have a body cannot be sent.
  if (!mayHaveBody(operation) && operation.body?.required === true) {
    collector.dropped += 1;
    return;
  }
  const declared = mayHaveBody(operation) ? (operation.body?.content ?? []) : [];
  // Whether XML is read is for each server to say.
  const content: readonly MediaType[] = declared.filter(({ kind }) => kind !== "xml");
  if (declared.length > 0 && content.length === 0) {
    collector.dropped += 1;
    return;
  }
  for (const media of content.length === 0 ? [undefined] : content) {
    if (media !== undefined && contradictsItself(collector, media)) {
      collector.dropped += 1;
      continue;
    }
    let input: Input;
    try {
      input = inputFor(operation, source.requests, seed, media);
      if (adapt !== undefined) input = adapt(operation, input);
    } catch (error) {
      if (!(error instanceof NoInput)) throw error;
      collector.dropped += 1;
      continue;
    }
    const of = media === undefined || content.length === 1 ? "" : ` with ${media.type}`;
    await collector.encode(`everything${of}`, input, media, { kind: "valid", input });
    const required = onlyRequired(operation, input);
    await collector.encode(`only what is required${of}`, required, media, { kind: "valid", input: required });
    if (media === content[0]) {
      await parameterCases(collector, input, media, hash);
      const request = await collector.request(required, media);
      if (request !== undefined) protocolCases(collector, request);
    }
    if (media !== undefined) await bodyCases(collector, input, media, hash, bodyLimit);
  }
}

/** The Fetch standard (§5.4) lets no GET or HEAD have one. */
const mayHaveBody = ({ method }: Operation): boolean => method !== "GET" && method !== "HEAD";

const PLACES: Readonly<Record<Part, readonly string[]>> = {
  params: ["path"],
  query: ["query"],
  headers: ["header"],
  cookies: ["cookie"],
};

function onlyRequired({ parameters = [], body }: Operation, input: Input): Input {
  const whole = parameters.find(({ in: place }) => place === "querystring");
  const parts = (Object.keys(PLACES) as Part[]).map((part) => [
    part,
    Object.fromEntries(
      Object.entries(input[part] ?? {}).filter(([name]) =>
        parameters.some((each) => each.name === name && PLACES[part].includes(each.in) && each.required === true),
      ),
    ),
  ]);
  return {
    ...Object.fromEntries(parts),
    ...(whole?.required === true && { query: input.query }),
    ...(body?.required === true && { body: input.body }),
  };
}
