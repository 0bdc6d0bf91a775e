import { setupWorker } from "msw/browser";
import { createMocks, make } from "../../generated/mocks.ts";

const mocks = createMocks({ seed: 7, baseUrl: "/api" });
await setupWorker(...mocks.handlers).start();

// a complete answer: a status or a body that is not declared does not compile
mocks.on.getStudent({ status: 404, body: { type: "about:blank", title: "No such student", status: 404 } });
// a patch, merged into a generated answer
mocks.on.getStudent({ status: 200, patch: { name: "Ada" } });
// a function, with the signature that the handler has in the server
mocks.on.listStudents(
  async ({ query }) => ({ status: 200, body: { items: [make.student({ name: query.q ?? "Ada" })], nextCursor: null } }),
  { delay: [200, 800] },
);
