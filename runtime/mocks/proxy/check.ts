/** Holds what passes through against the contract. */

import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib";
import type { IncomingMessage } from "node:http";
import { responseFor } from "../../core/answer/index.ts";
import type { BodySource } from "../../core/body/source.ts";
import { matchMediaType } from "../../core/http/media.ts";
import { ALL_PARTS } from "../../core/pipeline/all-parts.ts";
import { createPipeline } from "../../core/pipeline/index.ts";
import type { RouteMatch } from "../../core/router.ts";
import { HttpProblem } from "../../core/problem/index.ts";
import { granted } from "../../core/security/index.ts";
import type { Contract, Operation } from "../../core/contract.ts";
import type { Validators } from "../../core/validation.ts";
import { pathOf, WebRequest } from "../../core/web.ts";
import { keptBody } from "../../node/index.ts";
import type { PlacedViolation } from "../request-entry.ts";

export interface Checks {
  /** @param body as received, content codings on; absent: there is none, or too much of it to be looked at */
  request(
    match: RouteMatch,
    request: Request,
    body: Uint8Array<ArrayBuffer> | undefined,
  ): Promise<readonly PlacedViolation[]>;
  /** @param body as received; absent: there is too much of it, or it does not end */
  answer(operation: Operation, answer: IncomingMessage, body: Buffer | undefined): readonly PlacedViolation[];
}

/** No answer that is decompressed for the look at it is longer. */
const MOST = 8 << 20;

/** @param options as the mocks have them, so that both judge alike */
export function createChecks(contract: Contract, requests: Validators, responses: Validators): Checks {
  const { steps } = createPipeline(
    {
      contract,
      requests,
      // Who may call is for the real server to say.
      security: Object.fromEntries(
        Object.keys(contract.securitySchemes).map((name) => [
          name,
          (credentials: unknown, { scopes }: { readonly scopes: readonly string[] }) => granted(credentials, scopes),
        ]),
      ),
      xml: "text",
      onError: () => {},
      respond: () => undefined, // only requests are checked
    },
    ALL_PARTS,
  );
  return {
    async request(match, request, body) {
      const info = new WebRequest(request);
      const source = (): BodySource | undefined => (body === undefined ? undefined : keptBody(body));
      const received = { info, path: pathOf(info.url), headerCount: 0, source };
      const read = await steps.readBody({ kind: "authorized", received, match, context: {}, auth: {} });
      const state = read.kind === "read" ? steps.decode(read) : read;
      await state.body?.release?.();
      if (state.kind === "ready") return [];
      if (state.error instanceof HttpProblem) return toldOf(state.error);
      throw state.error;
    },
    answer(operation, answer, body) {
      const status = answer.statusCode ?? 0;
      const response = responseFor(operation, status);
      if (response === undefined) return [told("status", `${status} is not declared`)];
      const all: PlacedViolation[] = [];
      for (const { name, required } of response.headers ?? []) {
        const key = name.toLowerCase();
        if (required === true && key !== "content-type" && answer.headers[key] === undefined)
          all.push(told(`header ${name}`, "is required"));
      }
      const content = response.content ?? [];
      const type = answer.headers["content-type"];
      if (body === undefined || body.length === 0 || content.length === 0) return all;
      const media = matchMediaType(type ?? "", content);
      if (media === undefined) return [...all, told("body", `is ${type ?? "of no type"}, which is not declared`)];
      const coding = answer.headers["content-encoding"] ?? "identity";
      if (media.kind !== "json" || !/^(?:identity|(?:x-)?gzip|deflate|br)$/i.test(coding)) return all;
      const validator = responses.get(operation.name, `${response.status} ${media.type}`);
      let value: unknown;
      try {
        value = JSON.parse(plain(body, coding).toString());
      } catch {
        return [...all, told("body", "is no JSON")];
      }
      if (validator === undefined || validator.is(value)) return all;
      return [...all, ...validator.explain(value).map(({ pointer, message }) => told("body", message, pointer))];
    },
  };
}

const told = (where: string, message: string, pointer = ""): PlacedViolation => ({
  where: `answer ${where}`,
  pointer,
  message,
});

function toldOf({ message, document }: HttpProblem): readonly PlacedViolation[] {
  const errors = document.errors ?? [];
  if (errors.length === 0) return [{ where: "", pointer: "", message: document.detail ?? message }];
  return errors.map((each) => {
    const name = "name" in each && each.name !== undefined ? ` ${each.name}` : "";
    return { where: `${each.in}${name}`, pointer: each.pointer, message: each.message };
  });
}

/** Without its content coding. @throws where it is not of that coding, or too long without it */
export function plain(body: Buffer, coding: string | undefined): Buffer {
  const options = { maxOutputLength: MOST };
  switch (coding?.toLowerCase()) {
    case "gzip":
    case "x-gzip":
      return gunzipSync(body, options);
    case "deflate":
      return inflateSync(body, options);
    case "br":
      return brotliDecompressSync(body, options);
    default:
      return body;
  }
}
