import { createHmac, timingSafeEqual } from "node:crypto";
import express, { type RequestHandler } from "express";
import { createWebhookReceiver } from "../emit/goldens/docs/webhook-receivers.ts";

const signedWith =
  (secret: string): RequestHandler =>
  (request, response, next) => {
    const body: unknown = request.body;
    const bytes = Buffer.isBuffer(body) ? body : "";
    const wanted = createHmac("sha256", secret).update(bytes).digest();
    const given = Buffer.from(request.get("X-Signature") ?? "", "hex");
    if (given.length === wanted.length && timingSafeEqual(given, wanted)) next();
    else response.sendStatus(401);
  };

export const createListener = (key: string, secret: string, onAdded: (name: string) => void) =>
  express().use(
    "/hooks", // the webhook is at /hooks/studentAdded
    express.raw({ type: "*/*" }),
    signedWith(secret),
    createWebhookReceiver({
      handlers: {
        studentAdded: ({ body }) => {
          onAdded(body.name);
          return { status: 204 };
        },
      },
      security: { hookKey: ({ value }) => (value === key ? "office" : null) },
    }),
  );
