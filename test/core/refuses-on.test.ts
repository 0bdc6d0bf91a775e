/** Security handlers whose library throws. */

import { expect, test, vi } from "vitest";
import { refusesOn, type ErrorInfo } from "tenon-runtime/core";
import { hostOf } from "./support.ts";

class JoseError extends Error {}
class Expired extends JoseError {
  override readonly name = "JWTExpired";
}

test.each([
  ["a named error", new Expired(), ["JWTExpired"], 401, 0],
  ["an error of a named base class", new Expired(), ["JoseError"], 401, 0],
  ["another error", new TypeError("fetch failed"), ["JoseError"], 500, 1],
  ["no error", undefined, ["JoseError"], 204, 0],
])("%s", async (_, thrown, names, status, reports) => {
  const onError = vi.fn<(error: unknown, info: ErrorInfo) => void>();
  const handle = hostOf({
    operation: { security: [{ token: [] }] },
    contract: { securitySchemes: { token: { type: "http", scheme: "bearer" } } },
    security: {
      token: refusesOn(names, ({ token }: { readonly token: string }) => {
        if (thrown !== undefined) throw thrown;
        return token;
      }),
    },
    onError,
  });
  const answer = await handle(new Request("http://h/x", { headers: { authorization: "Bearer t" } }));
  expect([answer.status, onError.mock.calls.length]).toEqual([status, reports]);
});
