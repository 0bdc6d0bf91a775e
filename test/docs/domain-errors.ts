import type { ServerOptions } from "../emit/goldens/docs/server.ts";
import type { App } from "./app.ts";

export class UnknownStudent extends Error {
  override readonly name = "UnknownStudent";
}

/** Pass it as `createServer({ …, errors })`. */
export const errors: ServerOptions<App>["errors"] = {
  UnknownStudent: () => ({ status: 404, body: { title: "Student not found" } }),
};
