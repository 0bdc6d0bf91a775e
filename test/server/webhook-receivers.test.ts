import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { describe, expect, expectTypeOf, it, onTestFinished } from "vitest";
import { ProblemError } from "tenon-runtime/client";
import {
  createWebhookReceiver,
  toWebhookHandler,
  type ReceiverOptions,
} from "../emit/goldens/webhooks/webhook-receivers.ts";
import { createWebhooks, type NewStudentRequest } from "../emit/goldens/webhooks/webhooks.ts";

const student = { id: "7", name: "Ada" };

/** A receiver that keeps what it was told. */
function receiver(): { readonly options: ReceiverOptions; readonly told: unknown[] } {
  const told: unknown[] = [];
  const options: ReceiverOptions = {
    handlers: {
      newStudent: (request) => {
        expectTypeOf(request).toEqualTypeOf<NewStudentRequest>();
        told.push(request);
        return { status: 200, body: { received: true } };
      },
      studentLeft: ({ body }) => {
        told.push(body.id);
        return { status: 202 };
      },
      deleteStudentLeft: () => ({ status: 204 }),
    },
    security: { hookKey: ({ value }) => (value === "k1" ? "sender" : null) },
  };
  return { options, told };
}

describe("what a sender sends, a receiver of the same contract receives", () => {
  it("without a socket", async () => {
    const { options, told } = receiver();
    const webhooks = createWebhooks({ auth: { hookKey: "k1" }, fetch: toWebhookHandler(options) });
    const result = await webhooks.newStudent("http://receiver.test/newStudent", {
      headers: { "X-Attempt": 2 },
      body: student,
    });
    expect(result).toMatchObject({ status: 200, body: { received: true } });
    expect(await webhooks.studentLeft("http://receiver.test/student.left", { body: { id: 7 } })).toEqual({
      status: 202,
    });
    expect(await webhooks.deleteStudentLeft("http://receiver.test/student.left")).toEqual({ status: 204 });
    expect(told).toEqual([{ headers: { "X-Attempt": 2 }, body: student, contentType: "application/json" }, 7]);
  });

  it("under any path of an express application", async () => {
    const { options, told } = receiver();
    const app = express().use("/hooks", createWebhookReceiver(options));
    const server = await new Promise<Server>((resolve) => {
      const listening: Server = app.listen(0, "127.0.0.1", () => resolve(listening));
    });
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/newStudent`; // it listens on a port
    const webhooks = createWebhooks({ auth: { hookKey: "k1" } });
    expect(await webhooks.newStudent(url, { body: student })).toMatchObject({ status: 200 });
    expect(told).toEqual([{ headers: {}, body: student, contentType: "application/json" }]);
  });
});

it("a receiver refuses what breaks the contract, and who is not known", async () => {
  const { options, told } = receiver();
  const fetch = toWebhookHandler(options);
  const url = "http://receiver.test/newStudent";
  const careless = createWebhooks({ auth: { hookKey: "k1" }, fetch, validate: false });
  expect(await careless.newStudent(url, { body: { ...student, name: "A" } })).toMatchObject({ status: 400 });
  expect(await createWebhooks({ fetch }).newStudent(url, { body: student })).toMatchObject({ status: 401 });
  await expect(createWebhooks({ fetch }).newStudent(url, { body: student }).orThrow()).rejects.toBeInstanceOf(
    ProblemError,
  );
  expect(told).toEqual([]);
});

it("a receiver that lacks a handler does not compile, and does not start", () => {
  const { options } = receiver();
  const { newStudent: _, ...handlers } = options.handlers;
  // @ts-expect-error newStudent is missing
  expect(() => toWebhookHandler({ ...options, handlers })).toThrow("newStudent");
});
