/** Requests about one thing of a resource, and the history that leads to a finding. */

import { isObject, operationAt } from "tenon-runtime/core";
import type { Action, Resource } from "tenon-runtime/mocks";
import { requestOf, type CaseRequest, type Credentials, type Input } from "../cases/index.ts";
import { jsonOf, mediaOf, memberAt, type Doing, type Known, type Thing } from "../known.ts";
import type { Session } from "../session.ts";
import type { Reply } from "../target.ts";
import type { CheckName } from "../types.ts";

export interface AskOptions {
  readonly body?: unknown;
  /** Default: those of the first user. */
  readonly credentials?: Credentials | undefined;
  readonly headers?: readonly (readonly [name: string, value: string])[];
}

export interface Asked {
  readonly request: CaseRequest;
  readonly reply: Reply;
  /** The requests before it. */
  readonly before: readonly CaseRequest[];
}

export class Asking {
  readonly session: Session;
  readonly known: Known;
  readonly resource: Resource;
  /** The requests that brought the thing into its present state. */
  readonly requests: CaseRequest[] = [];

  constructor(session: Session, known: Known, resource: Resource) {
    this.session = session;
    this.known = known;
    this.resource = resource;
  }

  /** An operation on one thing. */
  doing(does: Exclude<Action["does"], "create" | "list">): Doing | undefined {
    const doing = this.known.doing(this.resource, does);
    return doing?.action.id === undefined ? undefined : doing;
  }

  async inputFor({ operation, action }: Doing, thing: Thing, body?: unknown): Promise<Input | undefined> {
    const params: Record<string, unknown> = { ...thing.params };
    if (action.id !== undefined) {
      if (!this.known.mayName(operation, action.id, thing.key)) return undefined;
      params[action.id] = thing.key;
    }
    const input = await this.known.input(operation, { bare: true });
    return input && { ...input, params: { ...input.params, ...params }, ...(body !== undefined && { body }) };
  }

  async requestFor(doing: Doing, thing: Thing, options: AskOptions = {}): Promise<CaseRequest | undefined> {
    const { operation } = doing;
    const input = await this.inputFor(doing, thing, options.body);
    if (input === undefined) return undefined;
    const { source, options: own } = this.session;
    const credentials = options.credentials ?? own.credentials ?? {};
    const request = await requestOf(source.contract, operation, input, mediaOf(operation), credentials);
    return options.headers === undefined ? request : { ...request, headers: [...request.headers, ...options.headers] };
  }

  async ask(doing: Doing, thing: Thing, name: string, options: AskOptions = {}): Promise<Asked | undefined> {
    const request = await this.requestFor(doing, thing, options);
    if (request === undefined) return undefined;
    const before = [...this.requests];
    const reply = await this.session.send(request, { operation: doing.operation, name, before });
    return reply === undefined ? undefined : { request, reply, before };
  }

  /** The thing as the server has it now; `undefined` if it cannot be read. */
  async current(read: Doing, thing: Thing): Promise<Readonly<Record<string, unknown>> | undefined> {
    const asked = await this.ask(read, thing, "reading it");
    const value = asked && asked.reply.status < 300 ? memberAt(jsonOf(asked.reply), read.action.at) : undefined;
    return isObject(value) ? value : undefined;
  }

  find(
    check: CheckName,
    { operation }: Pick<Doing, "operation">,
    { message, expected, about }: { readonly message: string; readonly expected: string; readonly about?: string },
    { request, reply, before = this.requests }: Partial<Asked> & Pick<Asked, "request">,
  ): void {
    this.session.find(
      { check, message, expected, at: operationAt(operation), ...(about !== undefined && { about }) },
      { operation, name: `a sequence on ${this.resource.name}`, before: [...before] },
      request,
      reply,
    );
  }

  /** Whether a body is valid for an operation. */
  fits({ operation }: Doing, body: unknown): boolean {
    const media = mediaOf(operation);
    const validator = media && this.session.source.requests.get(operation.name, `body ${media.type}`);
    return validator === undefined || validator.is(body);
  }
}

export function wrapped(from: string | undefined, body: unknown): unknown {
  return (from?.split(".") ?? []).reduceRight<unknown>((inner, name) => ({ [name]: inner }), body);
}
