/**
 * Tenon, from the generated server. `node tenon.js HOST MODE`: HOST is `server` (`createServer`), `router` (`createRouter`
 * in an express application) or `fetch` (`toFetchHandler` on @hono/node-server); MODE is `validateResponses`.
 */

import { serve } from "@hono/node-server";
import express from "express";
import { createRouter, createServer, toFetchHandler } from "./generated/students/server.js";
import { created, listen, pageOf, problem, PROBLEM, studentOf } from "./students.js";

const [host, validateResponses] = process.argv.slice(2);
const options = {
  validateResponses,
  handlers: {
    listStudents: ({ query }) => ({ status: 200, body: pageOf(query) }),
    createStudent: ({ body }) => ({ status: 201, body: created(body) }),
    getStudent({ params }) {
      const student = studentOf(params.studentId);
      return student === undefined
        ? { status: 404, contentType: PROBLEM, body: problem(404, "Not Found") }
        : { status: 200, body: student };
    },
  },
};

if (host === "fetch") {
  const handle = toFetchHandler(options);
  serve({ fetch: (request) => handle(request), port: 0, hostname: "127.0.0.1" }, ({ port }) =>
    console.log(`listening ${port}`),
  );
} else if (host === "router") {
  const app = express();
  app.use(createRouter(options));
  listen(app);
} else listen(createServer(options));
