/** What any mock of a contract has to do: a contract, requests and the responses to them. */

export interface Case {
  readonly request: readonly [target: string, headers?: Readonly<Record<string, string>>, body?: BodyInit];
  readonly status: number;
  /** The media type of the body; `null`: no body. Absent: not compared. */
  readonly type?: string | null;
  /** The body, parsed where it is JSON. Absent: not compared. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const text = { type: "string" };
const media = (types: Readonly<Record<string, unknown>>): object => ({
  description: "",
  content: Object.fromEntries(Object.entries(types).map(([type, example]) => [type, { schema: {}, example }])),
});
const get = (responses: object, more: object = {}): object => ({ get: { responses, ...more } });
const ok = { 200: media({ "application/json": "fine" }) };
const post = (content: object, more: object = {}): object => ({
  post: { requestBody: { content, ...more }, responses: ok },
});
const form = { type: "object", properties: { name: text, age: { type: "integer" } }, required: ["name"] };
const parameter = (name: string, place: string, schema: object, more: object = {}): object => ({
  name,
  in: place,
  schema,
  ...more,
});

const negotiation = {
  "/one": get({ 200: media({ "application/json": { a: 1 } }) }),
  "/several": get({
    200: media({ "application/json": { a: 1 }, "text/plain": "one", "application/xml": "<a>1</a>" }),
  }),
  "/vendor": get({ 200: media({ "application/vnd.school+json": { a: 1 } }) }),
  "/nothing": get({ 204: { description: "" } }),
  "/html": get({ 200: media({ "text/html": "<h1>one</h1>" }) }),
};

const responses = {
  "/default-only": get({ default: media({ "application/json": "any" }) }),
  "/default-beside": get({
    default: media({ "application/json": "error" }),
    200: media({ "application/json": "success" }),
  }),
  "/range": get({ "2XX": media({ "application/json": "range" }) }),
  "/range-beside": get({ "2XX": media({ "application/json": "range" }), 201: media({ "application/json": "exact" }) }),
  "/errors-only": get({ 503: media({ "application/json": "closed" }) }),
  "/empty": get({ 200: { description: "" } }),
  "/deprecated": get(ok, { deprecated: true }),
};

const examples = {
  "/example": get({
    200: { description: "", content: { "application/json": { schema: text, example: "of the media type" } } },
  }),
  "/examples": get({
    200: {
      description: "",
      content: {
        "application/json": { schema: text, examples: { first: { value: "one" }, second: { value: "two" } } },
      },
    },
  }),
  "/schema-example": get({
    200: {
      description: "",
      content: {
        "application/json": {
          schema: {
            type: "object",
            properties: { name: { ...text, examples: ["Ada"] }, kind: { ...text, const: "pupil" } },
            required: ["name", "kind"],
          },
        },
      },
    },
  }),
  "/header-example": get({
    200: { description: "", headers: { "X-Page": { required: true, schema: { type: "integer", examples: [7] } } } },
  }),
  "/invalid-example": get({
    200: {
      description: "",
      content: { "application/json": { schema: { type: "integer", minimum: 5 }, example: "five" } },
    },
  }),
  "/recursive": get({
    200: { description: "", content: { "application/json": { schema: { $ref: "#/components/schemas/Node" } } } },
  }),
};

const routing = {
  "/things/{id}": get(
    { 200: media({ "application/json": "template" }) },
    { parameters: [parameter("id", "path", text, { required: true })] },
  ),
  "/things/mine": get({ 200: media({ "application/json": "literal" }) }),
  "/things/{id}.csv": get(
    { 200: media({ "application/json": "with an ending" }) },
    { parameters: [parameter("id", "path", text, { required: true })] },
  ),
  "/things/{id}:close": get(
    { 200: media({ "application/json": "with a verb" }) },
    { parameters: [parameter("id", "path", text, { required: true })] },
  ),
  "/a b/ü%25": get({ 200: media({ "application/json": "encoded" }) }),
  "/methods": {
    get: { responses: ok },
    put: { responses: { 200: media({ "application/json": "put" }) } },
    options: { responses: { 200: media({ "application/json": "options" }) } },
  },
};

const validation = {
  "/query": get(ok, {
    parameters: [
      parameter("limit", "query", { type: "integer", maximum: 10 }, { required: true }),
      parameter("page-token", "query", text),
      parameter("tags", "query", { type: "array", items: text, maxItems: 2 }, { explode: false }),
    ],
  }),
  "/paged": get(ok, {
    parameters: [
      parameter("page", "query", {
        type: "object",
        properties: { offset: { type: "integer" }, limit: { type: "integer" } },
      }),
    ],
  }),
  "/header": get(ok, { parameters: [parameter("X-Age", "header", { type: "integer" }, { required: true })] }),
  "/cookie": get(ok, { parameters: [parameter("theme", "cookie", { enum: ["dark", "light"] }, { required: true })] }),
  "/numbers/{n}": get(ok, { parameters: [parameter("n", "path", { type: "integer" }, { required: true })] }),
  "/body": post({ "application/json": { schema: form } }, { required: true }),
  "/optional-body": post({ "application/json": { schema: form } }),
  "/form": post({ "application/x-www-form-urlencoded": { schema: form } }, { required: true }),
  "/multipart": post({ "multipart/form-data": { schema: form } }, { required: true }),
  "/declared": {
    post: {
      requestBody: { required: true, content: { "application/json": { schema: form } } },
      responses: {
        ...ok,
        422: {
          description: "",
          content: { "application/json": { schema: { type: "object", properties: { title: text } } } },
        },
      },
    },
  },
};

const secured = (security: object): object => get(ok, { security });
const security = {
  "/basic": secured([{ basic: [] }]),
  "/bearer": secured([{ bearer: [] }]),
  "/digest": secured([{ digest: [] }]),
  "/key-header": secured([{ keyHeader: [] }]),
  "/key-query": secured([{ keyQuery: [] }]),
  "/key-cookie": secured([{ keyCookie: [] }]),
  "/oauth": secured([{ oauth: ["read"] }]),
  "/either": secured([{ basic: [] }, { keyQuery: [] }]),
  "/both": secured([{ keyHeader: [], keyQuery: [] }]),
  "/optional": secured([{}, { bearer: [] }]),
  "/secured-and-invalid": get(ok, {
    security: [{ basic: [] }],
    parameters: [parameter("n", "query", { type: "integer" }, { required: true })],
  }),
};

export const document = {
  openapi: "3.1.0",
  info: { title: "Behaviours", version: "1" },
  servers: [{ url: "/" }],
  paths: { ...negotiation, ...responses, ...examples, ...routing, ...validation, ...security },
  components: {
    schemas: {
      Node: {
        type: "object",
        properties: {
          value: { type: "integer" },
          children: { type: "array", items: { $ref: "#/components/schemas/Node" } },
        },
        required: ["value", "children"],
      },
    },
    securitySchemes: {
      basic: { type: "http", scheme: "basic" },
      bearer: { type: "http", scheme: "bearer" },
      digest: { type: "http", scheme: "digest" },
      keyHeader: { type: "apiKey", in: "header", name: "X-Key" },
      keyQuery: { type: "apiKey", in: "query", name: "key" },
      keyCookie: { type: "apiKey", in: "cookie", name: "session" },
      oauth: {
        type: "oauth2",
        flows: { clientCredentials: { tokenUrl: "https://example.edu/token", scopes: { read: "" } } },
      },
    },
  },
};

const accept = (value: string): Readonly<Record<string, string>> => ({ Accept: value });
const JSON_TYPE = "application/json";
const PROBLEM = "application/problem+json";
const sent = (type: string): Readonly<Record<string, string>> => ({ "Content-Type": type });
const parts = (fields: Readonly<Record<string, string>>): FormData => {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  return data;
};

export const CASES: Readonly<Record<string, Readonly<Record<string, Case>>>> = {
  "content negotiation": {
    "the only type, when it is accepted": {
      request: ["/one", accept(JSON_TYPE)],
      status: 200,
      type: JSON_TYPE,
      body: { a: 1 },
    },
    "the only type, without an Accept": { request: ["/one"], status: 200, type: JSON_TYPE },
    "no acceptable type": { request: ["/one", accept("text/csv")], status: 406, type: PROBLEM },
    "JSON among several, for everything": { request: ["/several", accept("*/*")], status: 200, type: JSON_TYPE },
    "the type that is accepted": {
      request: ["/several", accept("text/plain")],
      status: 200,
      type: "text/plain",
      body: "one",
    },
    "the type with the highest quality": {
      request: ["/several", accept("application/json;q=0.5, application/xml;q=0.9, text/plain;q=0.1")],
      status: 200,
      type: "application/xml",
      body: "<a>1</a>",
    },
    "a type without a quality before one with": {
      request: ["/several", accept("application/json;q=0.8, text/plain")],
      status: 200,
      type: "text/plain",
    },
    "a type of quality 0 never": { request: ["/one", accept("application/json;q=0")], status: 406 },
    "a range": { request: ["/several", accept("text/*")], status: 200, type: "text/plain" },
    "the more exact of two ranges": {
      request: ["/several", accept("*/*;q=0.1, application/*;q=0.2, text/plain")],
      status: 200,
      type: "text/plain",
    },
    "the list of a browser": {
      request: ["/several", accept("text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8")],
      status: 200,
      type: "application/xml",
    },
    "a vendor's type for JSON, by its own name": {
      request: ["/vendor", accept("application/vnd.school+json")],
      status: 200,
      type: "application/vnd.school+json",
      body: { a: 1 },
    },
    "an empty Accept": { request: ["/one", accept("")], status: 200, type: JSON_TYPE },
    "a response without content, whatever is accepted": {
      request: ["/nothing", accept(JSON_TYPE)],
      status: 204,
      type: null,
    },
    "HTML as it is": { request: ["/html", accept("text/html")], status: 200, type: "text/html", body: "<h1>one</h1>" },
  },
  "choice of the response": {
    "default, when there is no other": { request: ["/default-only"], status: 200, body: "any" },
    "a success before default": { request: ["/default-beside"], status: 200, body: "success" },
    "a range": { request: ["/range"], status: 200, body: "range" },
    "an exact status before a range": { request: ["/range-beside"], status: 201, body: "exact" },
    "an error, when nothing else is declared": { request: ["/errors-only"], status: 503, body: "closed" },
    "a status without content": { request: ["/empty"], status: 200, type: null },
    "a deprecated operation": { request: ["/deprecated"], status: 200, body: "fine" },
    "a preferred status": { request: ["/default-beside", { Prefer: "code=404" }], status: 404, body: "error" },
    "HEAD, as GET without a body": { request: ["HEAD /one"], status: 200, type: JSON_TYPE, body: "" },
  },
  examples: {
    "of the media type": { request: ["/example"], status: 200, body: "of the media type" },
    "the first of several": { request: ["/examples"], status: 200, body: "one" },
    "a preferred one": { request: ["/examples", { Prefer: "example=second" }], status: 200, body: "two" },
    "of a property's schema": { request: ["/schema-example"], status: 200, body: { name: "Ada", kind: "pupil" } },
    "of a header": { request: ["/header-example"], status: 200, headers: { "x-page": "7" } },
  },
  routing: {
    "a template": { request: ["/things/5"], status: 200, body: "template" },
    "a literal before a template": { request: ["/things/mine"], status: 200, body: "literal" },
    "a template with an ending": { request: ["/things/5.csv"], status: 200, body: "with an ending" },
    "a template with a verb": { request: ["/things/5:close"], status: 200, body: "with a verb" },
    "an encoded path": { request: ["/a%20b/%C3%BC%25"], status: 200, body: "encoded" },
    "by method": { request: ["PUT /methods"], status: 200, body: "put" },
    "a declared OPTIONS": { request: ["OPTIONS /methods"], status: 200, body: "options" },
    "an unknown path": { request: ["/unknown"], status: 404, type: PROBLEM },
    "a path with a segment too many": { request: ["/one/more"], status: 404 },
    "another method of a known path": { request: ["DELETE /one"], status: 405, headers: { allow: "GET, HEAD" } },
  },
  "validation of parameters": {
    "all valid": { request: ["/query?limit=5&page-token=x&tags=a,b"], status: 200 },
    "a missing one": { request: ["/query"], status: 400, type: PROBLEM },
    "one of another type": { request: ["/query?limit=many"], status: 400 },
    "one out of range": { request: ["/query?limit=11"], status: 400 },
    "a list with too many items": { request: ["/query?limit=1&tags=a,b,c"], status: 400 },
    "an exploded object": { request: ["/paged?offset=1&limit=2"], status: 200 },
    "an exploded object with a member of another type": { request: ["/paged?offset=one"], status: 400 },
    "a header": { request: ["/header", { "X-Age": "5" }], status: 200 },
    "a header of another type": { request: ["/header", { "X-Age": "old" }], status: 400 },
    "a missing header": { request: ["/header"], status: 400 },
    "a cookie": { request: ["/cookie", { Cookie: "theme=dark" }], status: 200 },
    "a cookie that is not listed": { request: ["/cookie", { Cookie: "theme=blue" }], status: 400 },
    "a path parameter": { request: ["/numbers/5"], status: 200 },
    "a path parameter of another type": { request: ["/numbers/five"], status: 400 },
  },
  "validation of bodies": {
    "a valid one": { request: ["POST /body", sent(JSON_TYPE), '{"name":"Ada"}'], status: 200 },
    "an invalid one": { request: ["POST /body", sent(JSON_TYPE), '{"age":"x"}'], status: 400, type: PROBLEM },
    "one that is not JSON": { request: ["POST /body", sent(JSON_TYPE), "{"], status: 400 },
    "a missing one": { request: ["POST /body"], status: 400 },
    "one of another media type": { request: ["POST /body", sent("text/plain"), "Ada"], status: 415 },
    "none, where it is optional": { request: ["POST /optional-body"], status: 200 },
    "none with a media type, where it is optional": {
      request: ["POST /optional-body", sent("text/plain")],
      status: 200,
    },
    "a form": { request: ["POST /form", sent("application/x-www-form-urlencoded"), "name=Ada&age=36"], status: 200 },
    "a form with a field of another type": {
      request: ["POST /form", sent("application/x-www-form-urlencoded"), "name=Ada&age=old"],
      status: 400,
    },
    "a form with reserved characters": {
      request: ["POST /form", sent("application/x-www-form-urlencoded"), "name=a/b?c:@!$'()*,;"],
      status: 200,
    },
    "a multipart form": { request: ["POST /multipart", {}, parts({ name: "Ada", age: "36" })], status: 200 },
    "a multipart form without a field": { request: ["POST /multipart", {}, parts({ age: "36" })], status: 400 },
    "a declared 422 instead of 400": {
      request: ["POST /declared", sent(JSON_TYPE), "{}"],
      status: 422,
      type: JSON_TYPE,
    },
  },
  security: {
    "no credentials for basic": { request: ["/basic"], status: 401, headers: { "www-authenticate": "Basic" } },
    basic: { request: ["/basic", { Authorization: "Basic YWRhOngteQ==" }], status: 200 },
    "basic that is none": { request: ["/basic", { Authorization: "Bearer x" }], status: 401 },
    bearer: { request: ["/bearer", { Authorization: "Bearer x" }], status: 200 },
    "no bearer": { request: ["/bearer"], status: 401 },
    digest: { request: ["/digest", { Authorization: 'Digest username="a"' }], status: 200 },
    "a key in a header": { request: ["/key-header", { "X-Key": "x" }], status: 200 },
    "no key in a header": { request: ["/key-header"], status: 401 },
    "a key in the query": { request: ["/key-query?key=x"], status: 200 },
    "a key in a cookie": { request: ["/key-cookie", { Cookie: "session=x" }], status: 200 },
    "no key in a cookie": { request: ["/key-cookie", { Cookie: "other=x" }], status: 401 },
    "an OAuth token": { request: ["/oauth", { Authorization: "Bearer x" }], status: 200 },
    "the second alternative": { request: ["/either?key=x"], status: 200 },
    "no alternative": { request: ["/either"], status: 401 },
    "two schemes": { request: ["/both?key=x", { "X-Key": "y" }], status: 200 },
    "one of two schemes": { request: ["/both?key=x"], status: 401 },
    "nothing, where that is an alternative": { request: ["/optional"], status: 200 },
    "credentials before validation": { request: ["/secured-and-invalid"], status: 401 },
    "validation after credentials": {
      request: ["/secured-and-invalid", { Authorization: "Basic YWRhOngteQ==" }],
      status: 400,
    },
  },
};
