/** What verification speaks of. */

import type { Contract, Operation, Validators } from "tenon-runtime/core";
import type { Resource } from "tenon-runtime/mocks";
import type { CaseRequest, Credentials } from "./cases/index.ts";
import type { CoverageReport } from "./coverage/report.ts";
import type { Reply, Target } from "./target.ts";

/** A contract, ready to be held against what answers. */
export interface VerifySource {
  readonly contract: Contract;
  readonly requests: Validators;
  readonly responses: Validators;
  /** What keeps things: by these, requests name what is there, and sequences are made. */
  readonly resources: readonly Resource[];
  /** Requests as the contract's examples have them, by operation. */
  readonly examples: Readonly<Record<string, readonly RequestExample[]>>;
  /** Descriptions of operations, parameters and schemas: values that they name are tried. */
  readonly descriptions: readonly string[];
  /** Where answers lead, by operation. */
  readonly links: Readonly<Record<string, readonly LinkTo[]>>;
  /** `x-tenon-roles`: by operation, the roles that may call it. Absent for others. */
  readonly roles: Readonly<Record<string, readonly string[]>>;
}

/** A Link Object (OAS 3.2 §4.20). */
export interface LinkTo {
  readonly name: string;
  /** Of the answer that has it: a key of the operation's responses. */
  readonly status: string;
  /** The name of the operation that it leads to. */
  readonly operation: string;
  /** Parameter name, with its place in front where need be (`path.id`) → runtime expression or value. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly pointer: string;
}

export interface RequestExample {
  readonly name: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly cookies?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly contentType?: string;
}

export const PHASES = ["examples", "coverage", "stateful", "fuzzing"] as const;
export type Phase = (typeof PHASES)[number];

/** Each check → a sentence that says what holds. */
export const CHECKS = {
  "server-error": "no request makes the server fail",
  "declared-status": "the status of each response is declared",
  "declared-content-type": "the content type of each response is declared",
  "response-body": "the body of each response is valid",
  "response-headers": "the required headers are present, and all headers are valid",
  "problem-document": "problem documents are well formed",
  "invalid-rejected": "the server rejects invalid requests",
  "valid-accepted": "the server accepts valid requests",
  "auth-enforced": "the server rejects missing and wrong credentials",
  "role-access": "each role can do what `x-tenon-roles` lists, and nothing else",
  "method-not-allowed": "the server rejects undeclared methods, and Allow lists the declared ones",
  "unknown-path": "the server rejects undeclared paths",
  "head-equals-get": "HEAD and GET have the same status and content type",
  "request-valid": "callers send valid requests to declared operations (with --proxy)",
  "default-applied": "a missing parameter has its default",
  "created-readable": "a created resource can be read unchanged",
  "update-kept": "an updated resource contains the update",
  "link-followed": "the target of each link exists",
  "use-after-delete": "a deleted resource no longer exists",
  idempotent: "repeated PUT and DELETE requests give the same result",
  "pagination-coherent": "the pages of a list contain each entry once",
  "filter-applied": "lists follow their filters and their order",
  "error-details": "errors contain no stack traces, SQL or file paths",
  "method-override": "no header or parameter replaces the method",
  "read-only": "callers cannot set what only the server sets",
  "unique-race": "a key stays unique when equal requests arrive at once",
  "lost-update": "two updates at once are both kept, or one is rejected",
  "stable-order": "the same request lists entries in the same order",
  "private-cache": "shared caches may not store private responses",
  "vary-header": "Vary names the request headers that change the response",
} as const;
export type CheckName = keyof typeof CHECKS;

/** One way in which an implementation is not what the contract says. */
export interface Finding {
  readonly check: CheckName;
  /** The operation's name. */
  readonly operation: string;
  /** What was seen, one sentence. */
  readonly message: string;
  /** What the contract asks for. */
  readonly expected: string;
  /** Where in the contract, a JSON Pointer without `#`. */
  readonly pointer: string;
  /** `traffic`: somebody else has sent it. */
  readonly phase: Phase | "traffic";
  /** What was sent, in words. */
  readonly name: string;
  /** The requests that show it, the last one being answered by {@link reply}. */
  readonly requests: readonly CaseRequest[];
  /** Absent where none came. */
  readonly reply?: Reply;
  /** The place of the request that causes it, such as `body /year`, or another detail; empty: each request shows it. */
  readonly place?: string;
  /** Default: error. */
  readonly severity?: "warning";
  /** How many others of the same check, operation and place were left out. */
  readonly more: number;
}

export interface Progress {
  readonly phase: Finding["phase"];
  readonly operation: string;
  readonly requests: number;
  readonly findings: number;
}

export interface VerifyOptions {
  readonly target: Target;
  /** The same seed makes the same requests. Default 1. */
  readonly seed?: number;
  /** Milliseconds for everything, collecting of cases and open streams included. Default 30,000. */
  readonly time?: number;
  /** The most requests. Default: no bound. */
  readonly requests?: number;
  /** Requests at a time, where they do not depend on one another. Default 4. */
  readonly workers?: number;
  readonly phases?: readonly Phase[];
  /** Default: all. */
  readonly checks?: readonly CheckName[];
  /** By security scheme: a token, a key, or `name:password`. Absent: some text. */
  readonly credentials?: Credentials;
  /** Of somebody else, who must not get at what the first one has made. */
  readonly otherCredentials?: Credentials;
  /** Users with other rights; the first one is the ordinary one. */
  readonly roles?: readonly { readonly name: string; readonly credentials: Credentials }[];
  /**
   * The contract's own mocks: any credentials pass, and what they refuse they refuse by problem documents, whatever the
   * contract declares. Neither is told.
   */
  readonly mocks?: boolean;
  readonly operations?: readonly Operation[];
  /** Told of each finding when it is first seen; a smaller request that shows it may come later. */
  readonly onFinding?: (finding: Finding) => void;
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

/** Whether a role may call an operation. */
export interface RoleAccess {
  readonly operation: string;
  readonly role: string;
  /** `hidden`: the server answered 404, so that this role cannot see the resource. */
  readonly may: "yes" | "no" | "hidden";
  readonly status: number;
}

/** Tenon itself failed: what this piece of a phase would have found is unknown. */
export interface Incident {
  readonly phase: Finding["phase"];
  /** The operation or the resource. */
  readonly subject: string;
  readonly error: unknown;
}

export interface Verification {
  readonly findings: readonly Finding[];
  readonly incidents: readonly Incident[];
  /** Security schemes that operations asked for, and for which no credentials were given: what is behind them was not seen. */
  readonly withoutCredentials: readonly string[];
  /** What each role may do; empty without {@link VerifyOptions.roles}. */
  readonly access: readonly RoleAccess[];
  readonly coverage: CoverageReport;
  readonly seed: number;
  readonly requests: number;
  readonly milliseconds: number;
  /** What ended it before everything was done. */
  readonly stopped?: "time" | "requests" | "signal" | "gone";
}
