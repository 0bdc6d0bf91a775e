import { createHmac } from "node:crypto";
import { retry } from "tenon-runtime/client";
import type { StudentOutput } from "../emit/goldens/docs/operations.ts";
import { createWebhooks } from "../emit/goldens/docs/webhooks.ts";

export const tellAll = async (urls: readonly string[], student: StudentOutput, key: string, secret: string) => {
  const webhooks = createWebhooks({
    auth: { hookKey: key }, // sent as X-Hook-Key
    allow: (url) => url.protocol === "https:",
    sign: ({ body }) => ({ "X-Signature": createHmac("sha256", secret).update(body).digest("hex") }),
    retry: retry(3),
    timeout: 5000, // milliseconds
  });
  return Promise.allSettled(urls.map((url) => webhooks.studentAdded(url, { body: student }).orThrow()));
};
