/** `tenon verify --login login.ts`: a module that logs in, for one role or several, and again when credentials expire. */

import { isObject } from "tenon-runtime/core";
import { NoReply, type Credentials, type Reply, type Target } from "../../verify/index.ts";
import { importFile } from "../config/user-module.ts";

export interface LoginContext {
  /** Where the API is, without a slash at its end. */
  readonly url: string;
  readonly role: string;
  /** Sends a request to the server that Tenon verifies. @param path below {@link url}, such as `/login` */
  fetch(path: string, init?: RequestInit): Promise<Response>;
}

/** Returns credentials by security scheme: a token, a key, or `name:password`. */
export type LoginFunction = (context: LoginContext) => Credentials | Promise<Credentials>;

/** What the module exports by default: one function, or one for each role, the ordinary user first. */
export type Login = LoginFunction | Readonly<Record<string, LoginFunction>>;

export interface Role {
  readonly name: string;
  /** As they were at first: the target that {@link logIn} returns sends the present ones instead. */
  readonly credentials: Credentials;
}

export interface LoggedIn {
  readonly roles: readonly Role[];
  /** Logs in again when a request is rejected by 401. */
  readonly target: Target;
}

/** Milliseconds until the next login of a role for which the last one did not help. */
const PAUSE = 2000;
/** The role of a module with one function. */
const ONLY = "user";

/**
 * @param file its absolute path
 * @param onSecret told of each credential, those of later logins included
 * @throws Error if the module is unusable, or if a login fails
 */
export async function logIn(
  file: string,
  target: Target,
  onSecret: (value: string, scheme: string, role: string | undefined) => void,
): Promise<LoggedIn> {
  const login = (await importFile(file))["default"];
  const functions = typeof login === "function" ? { [ONLY]: login } : login;
  if (!isObject(functions) || Object.keys(functions).length === 0)
    throw new Error("its default export is neither a function nor an object of functions by role");
  const roles: Account[] = [];
  for (const [name, work] of Object.entries(functions)) {
    if (typeof work !== "function") throw new Error(`${name} of its default export is not a function`);
    const label = typeof login === "function" ? undefined : name;
    // What it returns is looked at.
    const account = new Account(name, work as LoginFunction, target, (value, scheme) => onSecret(value, scheme, label));
    await account.logIn();
    roles.push(account);
  }
  return { roles, target: { ...target, send: (request, options) => sendAs(roles, target, request, options) } };
}

class Account implements Role {
  readonly name: string;
  credentials: Credentials = {};
  #now: Credentials = {};
  logins = 0;
  #last = 0;
  #isUseless = false;
  #refreshing: Promise<void> | undefined;
  readonly #work: LoginFunction;
  readonly #target: Target;
  readonly #onSecret: (value: string, scheme: string) => void;

  constructor(name: string, work: LoginFunction, target: Target, onSecret: (value: string, scheme: string) => void) {
    this.name = name;
    this.#work = work;
    this.#target = target;
    this.#onSecret = onSecret;
  }

  async logIn(): Promise<void> {
    const { url } = this.#target;
    const given: unknown = await this.#work({
      url,
      role: this.name,
      fetch: (path, init) => fetchFrom(this.#target, path, init),
    });
    if (!isCredentials(given)) throw new Error(`the login of ${this.name} must return credentials by security scheme`);
    for (const [scheme, value] of Object.entries(given)) this.#onSecret(value, scheme);
    this.#now = given;
    if (this.logins === 0) this.credentials = given;
    this.#last = performance.now();
    this.logins += 1;
  }

  /** Logs in again. @param since how often it had logged in when the request was sent @returns whether there are other credentials now */
  async refresh(since: number): Promise<boolean> {
    if (since < this.logins) return true;
    if (this.#refreshing === undefined) {
      if (this.#isUseless && performance.now() - this.#last < PAUSE) return false;
      this.#refreshing = this.logIn().finally(() => (this.#refreshing = undefined));
    }
    return this.#refreshing.then(
      () => true,
      () => false,
    );
  }

  /** Whether a request was accepted after a new login: an operation may have its own reasons for 401. */
  note(helped: boolean): void {
    this.#isUseless = !helped;
  }

  /** The text with the present credentials in the place of the first ones; `undefined` if it has none of them. */
  renewed(text: string): string | undefined {
    let found = false;
    let changed = text;
    for (const [scheme, first] of Object.entries(this.credentials))
      for (const form of FORMS) {
        if (first === "" || !text.includes(form(first))) continue;
        found = true;
        changed = changed.replaceAll(form(first), form(this.#now[scheme] ?? first));
      }
    return found ? changed : undefined;
  }
}

/** How requests contain credentials. */
const FORMS: readonly ((text: string) => string)[] = [(text) => text, encodeURIComponent, btoa];

const isCredentials = (value: unknown): value is Credentials =>
  isObject(value) && Object.values(value).every((each) => typeof each === "string");

type Sent = Parameters<Target["send"]>[0];

async function sendAs(
  accounts: readonly Account[],
  target: Target,
  request: Sent,
  options: Parameters<Target["send"]>[1],
): Promise<Reply> {
  const account = accounts.find((each) => as(each, request) !== undefined);
  if (account === undefined) return target.send(request, options);
  const { logins } = account;
  const reply = await target.send(as(account, request) ?? request, options);
  if (reply.status !== 401 || !(await account.refresh(logins))) return reply;
  const again = await target.send(as(account, request) ?? request, options);
  account.note(again.status !== 401);
  return again;
}

/** The request with the present credentials; `undefined` if it has no credentials of this account. */
function as(account: Account, request: Sent): Sent | undefined {
  const url = account.renewed(request.url);
  const headers = request.headers.map(([name, value]) => [name, account.renewed(value)] as const);
  if (url === undefined && headers.every(([, value]) => value === undefined)) return undefined;
  return {
    ...request,
    url: url ?? request.url,
    headers: headers.map(([name, value], index) => [name, value ?? request.headers[index]?.[1] ?? ""]),
  };
}

/** @throws Error if the server does not answer */
async function fetchFrom(target: Target, path: string, init: RequestInit = {}): Promise<Response> {
  const request = new Request(`http://login.invalid${path}`, init);
  const body = new Uint8Array(await request.arrayBuffer());
  try {
    const reply = await target.send({
      method: request.method,
      url: path,
      headers: [...request.headers],
      ...(body.length > 0 && { body }),
    });
    const empty = [204, 205, 304].includes(reply.status);
    return new Response(empty ? null : Buffer.from(reply.body), {
      status: reply.status,
      headers: reply.headers.map(([...pair]) => pair),
    });
  } catch (error) {
    throw error instanceof NoReply ? new Error(`${request.method} ${path}: ${error.message}`) : error;
  }
}
