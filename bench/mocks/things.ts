/** A contract with as many operations as asked, five for each resource; its bodies have ten properties. */

const METHODS = 5;

/** @param operations a multiple of five */
export function documentOf(operations: number): object {
  const names = Array.from({ length: operations / METHODS }, (_, index) => `thing${index}`);
  return {
    openapi: "3.1.0",
    info: { title: "Things", version: "1" },
    servers: [{ url: "http://host" }],
    paths: Object.assign({}, ...names.map(paths)) as object, // objects alone
    components: { schemas: { Thing: THING, Things: { type: "array", items: reference("Thing") } } },
  };
}

const reference = (name: string): object => ({ $ref: `#/components/schemas/${name}` });

/** `id` and `createdAt` are the server's to set. */
const THING = {
  type: "object",
  required: ["id", "name", "email", "active", "count", "price", "status", "url", "tags", "createdAt"],
  properties: {
    id: { type: "string", format: "uuid", readOnly: true },
    name: { type: "string", minLength: 1, maxLength: 100 },
    email: { type: "string", format: "email" },
    active: { type: "boolean" },
    count: { type: "integer", minimum: 0, maximum: 1000 },
    price: { type: "number", minimum: 0 },
    status: { type: "string", enum: ["new", "open", "closed"] },
    url: { type: "string", format: "uri" },
    tags: { type: "array", items: { type: "string", minLength: 1 }, maxItems: 5 },
    createdAt: { type: "string", format: "date-time", readOnly: true },
  },
};

/** What is sent to have one made. */
export const NEW_THING = {
  name: "Thing",
  email: "thing@example.com",
  active: true,
  count: 7,
  price: 9.5,
  status: "open",
  url: "https://example.com/thing",
  tags: ["a", "b"],
};

/** What the predicate handler that answers a constant answers. */
export const CONSTANT = {
  id: "7c0b5e5a-3f0e-4f4e-9d8e-0a8d3b0c1a01",
  ...NEW_THING,
  createdAt: "2026-09-01T08:00:00.000Z",
};

function paths(name: string): object {
  const json = (schema: string): object => ({ "application/json": { schema: reference(schema) } });
  const answer = (status: number, schema?: string): object => ({
    [status]: { description: "ok", ...(schema !== undefined && { content: json(schema) }) },
    404: { description: "not found" },
  });
  const body = { required: true, content: json("Thing") };
  const parameters = [{ name: "id", in: "path", required: true, schema: { type: "string", format: "uuid" } }];
  const operation = (verb: string, rest: object): object => ({ operationId: `${verb}_${name}`, ...rest });
  return {
    [`/api/${name}`]: {
      get: operation("list", { responses: answer(200, "Things") }),
      post: operation("create", { requestBody: body, responses: answer(201, "Thing") }),
    },
    [`/api/${name}/{id}`]: {
      parameters,
      get: operation("get", { responses: answer(200, "Thing") }),
      put: operation("replace", { requestBody: body, responses: answer(200, "Thing") }),
      delete: operation("delete", { responses: answer(204) }),
    },
  };
}
