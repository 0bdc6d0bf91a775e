import { createServer } from "../emit/goldens/docs/server.ts";
import type { School } from "./app.ts";
import { handlers } from "./handlers.ts";
import { security } from "./security.ts";

export const createApp = (school: School) =>
  createServer({
    handlers,
    security,
    context: () => school, // called for each request; may be async
    unknownProperties: "strip", // handlers get declared properties only
    xml: "text",
    docs: "/docs",
    requestId: { header: "X-Request-Id" },
    onError: (error, { during, operation, request }) => school.log(request.id, during, operation, error),
  });
