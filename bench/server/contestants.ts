/** Who is measured. */

import { spawnSync } from "node:child_process";
import { bin } from "./prepare.ts";

export interface Contestant {
  readonly name: string;
  /** Run in the folder of the servers. */
  readonly command: readonly string[];
  /** Whether it validates requests, and responses: the bench makes sure that it does. */
  readonly requests: boolean;
  readonly responses: boolean;
}

const node = (...args: readonly string[]): readonly string[] => [bin("node"), ...args];

/** Debian's python3-fastapi and python3-uvicorn belong to the system's own Python, which need not come first on the path. */
const python = ["python3", "/usr/bin/python3"].find(
  (each) => spawnSync(each, ["-c", "import fastapi, uvicorn, email_validator"]).status === 0,
);

export const RAW = "raw node:http";

export const contestants: readonly Contestant[] = [
  { name: RAW, command: node("raw.js"), requests: false, responses: false },
  { name: "express, no validation", command: node("express.js"), requests: false, responses: false },
  {
    name: "express + openapi-backend, requests and responses",
    command: node("openapi-backend.js"),
    requests: true,
    responses: true,
  },
  {
    name: "express + express-openapi-validator, requests and responses",
    command: node("express-openapi-validator.js"),
    requests: true,
    responses: true,
  },
  {
    name: "fastify, requests, compiled serialisers",
    command: node("fastify.js"),
    requests: true,
    responses: false,
  },
  { name: "hono + zod-openapi, requests", command: node("hono.js"), requests: true, responses: false },
  ...(python === undefined
    ? []
    : [
        {
          name: "FastAPI (uvicorn, 1 worker), requests and responses",
          command: [python, "fastapi_server.py"],
          requests: true,
          responses: true,
        },
      ]),
  { name: "tenon, requests", command: node("tenon.js", "server", "off"), requests: true, responses: false },
  {
    name: "tenon, requests and responses",
    command: node("tenon.js", "server", "enforce"),
    requests: true,
    responses: true,
  },
  {
    name: "tenon mounted in an express application, requests",
    command: node("tenon.js", "router", "off"),
    requests: true,
    responses: false,
  },
  {
    name: "tenon mounted in an express application, requests and responses",
    command: node("tenon.js", "router", "enforce"),
    requests: true,
    responses: true,
  },
  {
    name: "tenon as a fetch handler on @hono/node-server, requests and responses",
    command: node("tenon.js", "fetch", "enforce"),
    requests: true,
    responses: true,
  },
];

/** What is not there, and how to have it. */
export const absent: readonly string[] =
  python === undefined
    ? ["FastAPI is left out: `apt-get install python3-fastapi python3-uvicorn python3-email-validator` brings it."]
    : [];
