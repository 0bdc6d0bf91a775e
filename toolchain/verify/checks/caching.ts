/** Whether a shared cache may store a response that is meant for one caller (RFC 9111 §3.5, §5.2.2). */

import { operationAt, type Operation } from "tenon-runtime/core";
import type { CaseRequest } from "../cases/index.ts";
import { headerOf, type Reply } from "../target.ts";
import type { Fault } from "./fault.ts";

export function cacheFaults(operation: Operation, request: CaseRequest, reply: Reply): Fault[] {
  const { security = [] } = operation;
  const isPrivate = security.length > 0 && security.every((each) => Object.keys(each).length > 0);
  const control = headerOf(reply, "cache-control")?.toLowerCase();
  if (!isPrivate || control === undefined || reply.status >= 300) return [];
  if (request.method !== "GET" && request.method !== "HEAD") return [];
  const directives = new Map(
    control.split(",").map((each) => {
      const [name = "", value = ""] = each.trim().split("=");
      return [name, value.replaceAll('"', "")] as const;
    }),
  );
  const has = (...names: readonly string[]): boolean => names.some((name) => directives.has(name));
  if (has("private", "no-store", "no-cache")) return [];
  const fresh = Number(directives.get("s-maxage") ?? directives.get("max-age") ?? 0) > 0;
  // With an Authorization header, a shared cache stores only what these directives allow.
  const authorized = request.headers.some(([name]) => name.toLowerCase() === "authorization");
  if (!has("public", "s-maxage") && (authorized || !fresh)) return [];
  return [
    {
      check: "private-cache",
      message: `a response for one caller has Cache-Control: ${control}`,
      expected: "Cache-Control: private or no-store, because the operation has security (RFC 9111 §3.5)",
      at: operationAt(operation),
    },
  ];
}
