import { granted } from "tenon-runtime/core";
import type { SecurityHandlers } from "../emit/goldens/docs/server.ts";
import type { App } from "./app.ts";

// Replace this by your own check of tokens.
const TOKENS = new Map([
  ["reader", { name: "Grace", scope: "students:read" }],
  ["writer", { name: "Ada", scope: "students:read students:write" }],
]);

export const security: SecurityHandlers<App> = {
  oauth: ({ token }) => {
    const found = TOKENS.get(token);
    // null: 401. A missing scope: 403.
    return found ? granted({ name: found.name }, found.scope) : null;
  },
  clientCertificate: ({ certificate }) => String(certificate.subject["CN"]),
};
