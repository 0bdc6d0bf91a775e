/** An MSW handler for each operation, as those who write them by hand have it. */

import { getResponse, http, HttpResponse } from "msw";
import { constant } from "../constant.js";

export function host(size) {
  const answer = ({ request }) => HttpResponse.json(constant, { status: request.method === "POST" ? 201 : 200 });
  const handlers = Array.from({ length: size / 5 }, (_, index) => {
    const path = `http://host/api/thing${index}`;
    return [
      http.get(path, answer),
      http.post(path, answer),
      http.get(`${path}/:id`, answer),
      http.put(`${path}/:id`, answer),
      http.delete(`${path}/:id`, answer),
    ];
  }).flat();
  return (request) => getResponse(handlers, request);
}
