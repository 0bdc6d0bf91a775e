/** One MSW handler with a predicate, which answers a constant: the least that anybody can do. */

import { getResponse, http, HttpResponse } from "msw";
import { constant } from "../constant.js";

export function host() {
  const handlers = [
    http.all(
      ({ request }) => request.url.startsWith("http://host/api/"),
      ({ request }) => HttpResponse.json(constant, { status: request.method === "POST" ? 201 : 200 }),
    ),
  ];
  return (request) => getResponse(handlers, request);
}
