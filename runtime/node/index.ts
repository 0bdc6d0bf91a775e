/** node:http's requests and responses as core takes them, without web streams where a body is there already. */

export { Gone } from "../core/index.ts";
export { keptBody, nodeBody, type HttpRequest } from "./body.ts";
export { originForm, send } from "./send.ts";
