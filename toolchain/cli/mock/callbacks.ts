/** The callbacks that a mocked operation declares, sent as the real one would. */

import { createCallbacks } from "tenon-runtime/client";
import { CONTRACT_FORMAT, type Operation } from "tenon-runtime/core";
import type { Exchange } from "tenon-runtime/mocks";
import { generate, generateValid, mix, NOTHING } from "tenon-runtime/mocks/values";
import { callbacksInMemory } from "../../emit/contract/callbacks-in-memory.ts";
import type { Contract } from "../../contract/index.ts";
import { loadedValidators } from "../generate/loaded-validators.ts";
import type { LogEntry } from "./log.ts";

/** Milliseconds after the response, so that the caller receives the response first. */
const AFTER = 100;
/** Time-out of a callback in milliseconds. */
const TIMEOUT = 10_000;

export interface CallbackSettings {
  /** Host names; `*.x` stands for all below `x`. */
  readonly hosts: readonly string[];
  readonly seed: number | undefined;
  readonly signal: AbortSignal;
  readonly tell: (entry: LogEntry) => void;
}

/** What is called with each exchange, and the address that it reached. `undefined` where the contract has no callbacks. */
export function createCallbackSender(
  contract: Contract,
  { hosts, seed = 0, signal, tell }: CallbackSettings,
): ((exchange: Exchange, origin: string) => void) | undefined {
  const memory = callbacksInMemory(contract);
  if (memory === undefined) return undefined;
  const validators = loadedValidators(memory);
  const { schemas } = memory;
  // A mock has no credentials to show.
  const operations = memory.operations.map((each) => ({ ...each, security: [] }));
  const senders = createCallbacks<Senders>(
    { format: CONTRACT_FORMAT, securitySchemes: {}, operations },
    async () => validators,
    { allow: ({ hostname }) => hosts.some((host) => isHost(hostname, host)), timeout: TIMEOUT },
  );

  const inputOf = (operation: Operation, hash: number): object => {
    const input: Record<string, Record<string, unknown>> = {};
    for (const { in: place, name, required } of operation.parameters ?? []) {
      const schema = validators.requests.get(operation.name, `${place} ${name}`)?.schema;
      if (required !== true || schema === undefined) continue;
      const value = generate(schema, { schemas, hash: mix(hash, `${place} ${name}`) });
      if (value !== NOTHING) (input[PARTS[place] ?? place] ??= {})[name] = value;
    }
    const media = operation.body?.content.find(({ kind }) => kind === "json") ?? operation.body?.content[0];
    const validator = media && validators.requests.get(operation.name, `body ${media.type}`);
    if (media === undefined || validator === undefined) return input;
    const found = generateValid(validator, { schemas, hash: mix(hash, "body") });
    return "value" in found ? { ...input, body: found.value, contentType: media.type } : input;
  };

  const fire = async (operation: Operation, exchange: Exchange, origin: string): Promise<void> => {
    const begin = performance.now();
    const { method, name } = operation;
    const from = {
      request: exchange.decoded ?? {},
      response: exchange.answer,
      url: `${origin}${exchange.request.url}`,
    };
    const entry = (url: string, status: number, error?: string): LogEntry => ({
      method,
      url,
      status,
      operation: name,
      outcome: "callback",
      milliseconds: performance.now() - begin,
      ...(error !== undefined && { error }),
    });
    let url = operation.path;
    try {
      const sender = senders[name];
      if (sender === undefined) return;
      url = sender.url(from).href;
      const hash = mix(mix(0, String(seed)), `${name} ${exchange.request.url}`);
      const { status } = await sender(from, inputOf(operation, hash), { signal });
      tell(entry(url, status));
    } catch (error) {
      if (!signal.aborted) tell(entry(url, 0, error instanceof Error ? error.message : String(error)));
    }
  };

  return (exchange, origin) => {
    if (exchange.status < 200 || exchange.status > 299) return;
    for (const operation of memory.operations)
      if (operation.of === exchange.operation) setTimeout(() => void fire(operation, exchange, origin), AFTER).unref();
  };
}

type Sender = ((
  from: object,
  input: object,
  options: { readonly signal: AbortSignal },
) => Promise<{ status: number }>) & {
  url(from: object): URL;
};
type Senders = Readonly<Record<string, Sender>>;

const PARTS: Readonly<Record<string, string>> = { path: "params", header: "headers", cookie: "cookies" };

/** This machine alone. */
export const LOOPBACK: readonly string[] = ["localhost", "*.localhost", "127.*", "[::1]"];

function isHost(hostname: string, allowed: string): boolean {
  if (allowed === "*") return true;
  if (allowed === "127.*") return /^127(?:\.\d{1,3}){3}$/.test(hostname); // URL has made it canonical
  if (allowed.startsWith("*.")) return hostname.endsWith(allowed.slice(1).toLowerCase());
  return hostname === allowed.toLowerCase();
}
