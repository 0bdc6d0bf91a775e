/** fastify 5: requests validated, responses serialised by its compiled serialisers and not validated. */

import { readFileSync } from "node:fs";
import fastify from "fastify";
import { created, pageOf, problem, PROBLEM, studentOf } from "./students.js";

// students.yaml as JSON, its schemas being fastify's shared ones
const text = readFileSync(new URL("./students.json", import.meta.url), "utf8");
const contract = JSON.parse(text.replaceAll(/"#\/components\/schemas\/(\w+)"/g, '"$1#"'));
const { schemas } = contract.components;
const parametersOf = (operation) => ({
  type: "object",
  required: operation.parameters.filter((each) => each.required).map((each) => each.name),
  properties: Object.fromEntries(operation.parameters.map((each) => [each.name, each.schema])),
});
const { get: list, post: create } = contract.paths["/students"];
const { get: one } = contract.paths["/students/{studentId}"];
const ref = (name) => ({ $ref: `${name}#` });

const app = fastify();
for (const [name, schema] of Object.entries(schemas)) app.addSchema({ $id: name, ...schema });
app.get(
  "/students",
  { schema: { querystring: parametersOf(list), response: { 200: ref("StudentPage") } } },
  async (request) => pageOf(request.query),
);
app.post(
  "/students",
  { schema: { body: create.requestBody.content["application/json"].schema, response: { 201: ref("Student") } } },
  async (request, reply) => {
    reply.status(201);
    return created(request.body);
  },
);
app.get(
  "/students/:studentId",
  { schema: { params: parametersOf(one), response: { 200: ref("Student") } } },
  async (request, reply) => {
    const student = studentOf(request.params.studentId);
    return student ?? reply.status(404).type(PROBLEM).send(problem(404, "Not Found"));
  },
);
app.setErrorHandler((error, _request, reply) =>
  reply
    .status(error.statusCode ?? 500)
    .type(PROBLEM)
    .send(problem(error.statusCode ?? 500, error.message, error.validation)),
);
await app.listen({ port: 0, host: "127.0.0.1" });
console.log(`listening ${app.server.address().port}`);
