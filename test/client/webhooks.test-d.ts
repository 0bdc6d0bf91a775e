// What senders of webhooks and callbacks rely on TypeScript for. Each error is expected on one line.
import { describe, expectTypeOf, it } from "vitest";
import { retry } from "tenon-runtime/client";
import { type Callbacks, createWebhooks, type Webhooks } from "../emit/goldens/webhooks/webhooks.ts";
import type { SubscribeRequest } from "../emit/goldens/webhooks/operations.ts";

declare const webhooks: Webhooks;
declare const callbacks: Callbacks;
declare const request: SubscribeRequest;
declare const url: URL;
const event = { id: "e1", at: "2026-11-22T10:00:00Z" };

describe("a webhook", () => {
  it("takes a URL and what the contract declares, as an answer of the API has it", () => {
    void webhooks.newStudent(
      "https://example.org",
      { body: { id: "7", name: "Ada" } },
      { timeout: 10, retry: retry(2) },
    );
    void webhooks.deleteStudentLeft(url);
    // @ts-expect-error where to is missing
    void webhooks.newStudent({ body: { id: "7", name: "Ada" } });
    // @ts-expect-error the body is missing
    void webhooks.newStudent(url, {});
    // @ts-expect-error the body lacks a name
    void webhooks.newStudent(url, { body: { id: "7" } });
    // @ts-expect-error a password is for requests to the API
    void webhooks.newStudent(url, { body: { id: "7", name: "Ada", password: "p" } });
    // @ts-expect-error an attempt is a number
    void webhooks.newStudent(url, { headers: { "X-Attempt": "2" }, body: { id: "7", name: "Ada" } });
    // @ts-expect-error no such webhook
    void webhooks.oldStudent;
    // @ts-expect-error what is held against the contract is said once for all
    void webhooks.deleteStudentLeft(url, {}, { validate: false });
  });
  it("has an answer that narrows by status", async () => {
    const result = await webhooks.newStudent(url, { body: { id: "7", name: "Ada" } });
    if (result.status === 200) expectTypeOf(result.body.received).toEqualTypeOf<boolean>();
    // @ts-expect-error not before the status is known
    void result.body;
    expectTypeOf(webhooks.newStudent(url, { body: { id: "7", name: "Ada" } }).orThrow()).resolves.toEqualTypeOf<{
      received: boolean;
    }>();
  });
});

describe("a callback", () => {
  it("takes the request of its own operation, or a URL", () => {
    void callbacks.onEvent(request, { body: event });
    void callbacks.onEvent(url, { body: event });
    expectTypeOf(callbacks.onEvent.url(request)).toEqualTypeOf<URL>();
    // @ts-expect-error a text could be anything
    void callbacks.onEvent("https://example.org", { body: event });
    // @ts-expect-error a request of another operation
    void callbacks.onEvent({ body: {} }, { body: event });
    // @ts-expect-error the body is no event
    void callbacks.onEvent(request, { body: { id: "e1" } });
    // @ts-expect-error progress is a number
    void callbacks.onProgress(request, { body: "50" });
  });
  it("whose URL stands in the answer takes the answer too", () => {
    void callbacks.subscribeEndedPost({ request, response: { status: 201, body: { id: "s", cancelled: "u" } } });
    // @ts-expect-error the request alone does not say where to
    void callbacks.subscribeEndedPost(request);
    // @ts-expect-error no answer of the operation
    void callbacks.subscribeEndedPost({ request, response: { status: 404 } });
  });
  it("whose URL nobody can tell takes a URL alone", () => {
    void callbacks.onElsewhere(url);
    // @ts-expect-error its key is no runtime expression
    void callbacks.onElsewhere(request);
  });
});

it("options are those of senders, and credentials those of webhooks", () => {
  void createWebhooks({ allow: ({ hostname }) => hostname.endsWith(".example.org"), auth: { hookKey: "k" } });
  // @ts-expect-error who is asked to be allowed has to answer
  void createWebhooks({ allow: () => {} });
  // @ts-expect-error there is no base: each webhook has its URL
  void createWebhooks({ baseUrl: "https://example.org" });
  // @ts-expect-error a scheme that no webhook uses
  void createWebhooks({ auth: { bearerAuth: "t" } });
  // @ts-expect-error headers are texts
  void createWebhooks({ sign: () => ({ "X-Signature": 1 }) });
});
