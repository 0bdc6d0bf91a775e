import type { SubscribeHandler, SubscribeResponse } from "../emit/goldens/docs/operations.ts";
import { createCallbacks } from "../emit/goldens/docs/webhooks.ts";
import type { App } from "./app.ts";

const callbacks = createCallbacks({
  // The URL comes from a caller. This check protects your own network.
  allow: (url) => url.protocol === "https:" && url.hostname.endsWith(".school.example"),
});

export const subscribe: SubscribeHandler<App> = (request, { students, log }): SubscribeResponse => {
  const url = callbacks.studentChanged.url(request); // evaluates `{$request.body#/url}`; you can store it
  for (const student of students.values()) {
    void callbacks.studentChanged(url, { body: student }).catch((error: unknown) => log(error));
  }
  return { status: 202 };
};
