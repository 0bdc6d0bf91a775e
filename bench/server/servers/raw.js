/** node:http with hand-written routing: what everything else is measured against. */

import { createServer } from "node:http";
import { created, faults, listen, pageOf, problem, PROBLEM, studentOf } from "./students.js";

function answer(response, status, type, body) {
  const text = JSON.stringify(body);
  response.writeHead(status, { "Content-Type": type, "Content-Length": Buffer.byteLength(text) });
  response.end(text);
}
const json = (response, status, body) => answer(response, status, "application/json", body);
const refuse = (response, status, title, errors) => answer(response, status, PROBLEM, problem(status, title, errors));

function create(request, response) {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    let body;
    try {
      body = JSON.parse(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks));
    } catch {
      refuse(response, 400, "Bad Request");
      return;
    }
    const errors = faults(body);
    if (errors === undefined) json(response, 201, created(body));
    else refuse(response, 400, "Bad Request", errors);
  });
}

function list(query, response) {
  const search = new URLSearchParams(query);
  const limit = Number(search.get("limit") ?? 20);
  json(response, 200, pageOf({ limit, status: search.get("status") ?? undefined }));
}

listen(
  createServer((request, response) => {
    const { method, url } = request;
    const question = url.indexOf("?");
    const path = question === -1 ? url : url.slice(0, question);
    if (path === "/students") {
      if (method === "GET") list(question === -1 ? "" : url.slice(question + 1), response);
      else if (method === "POST") create(request, response);
      else refuse(response, 405, "Method Not Allowed");
    } else if (method === "GET" && path.startsWith("/students/")) {
      const student = studentOf(path.slice("/students/".length));
      if (student === undefined) refuse(response, 404, "Not Found");
      else json(response, 200, student);
    } else refuse(response, 404, "Not Found");
  }),
);
