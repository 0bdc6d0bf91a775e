import type { Hooks } from "tenon-runtime/server";

export const hooks = (log: (...what: unknown[]) => void): Hooks => ({
  postSecurityHandler: ({ operation, security }) => log(operation?.operationId, security?.authorized),
  notFound: ({ request }) => ({ status: 404, body: { message: `Nothing found at ${request.path}` } }),
  postResponseHandler: ({ request, response }) => log(request.id, response), // may return another response
});
