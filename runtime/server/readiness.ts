/** A path that tells a load balancer whether to send requests to this server. */

import type { RequestListener } from "node:http";
import { refuseUnknownOptions } from "../core/names.ts";

export interface ReadinessOptions {
  /** Default `"/readyz"`. It answers 200, and 503 as soon as the server is told to stop. */
  readonly path?: string | undefined;
  /**
   * Milliseconds for which the server goes on after it is told to stop: longer than a load balancer needs to notice.
   * Default 5,000.
   */
  readonly delay?: number | undefined;
}

export interface Readiness {
  /** The listener with the path before it. */
  readonly listener: RequestListener;
  /** Says from now on that the server is not ready. @returns when the delay is over */
  refuse(): Promise<void>;
}

/** @throws Error for an option with a value that it cannot have */
export function withReadiness(listener: RequestListener, options: ReadinessOptions): Readiness {
  refuseUnknownOptions(options, { path: true, delay: true }, "readiness.");
  const { path = "/readyz", delay = 5000 } = options;
  if (!path.startsWith("/")) throw new Error(`The option "readiness.path" is ${JSON.stringify(path)}; it is a path`);
  if (!(delay >= 0)) throw new Error(`The option "readiness.delay" is ${delay}; it is a number of milliseconds`);
  let ready = true;
  return {
    listener(request, response) {
      const { method, url = "" } = request;
      if ((method !== "GET" && method !== "HEAD") || url.split("?", 1)[0] !== path) {
        listener(request, response);
        return;
      }
      response.writeHead(ready ? 200 : 503, { "Content-Type": "text/plain", "Cache-Control": "no-store" });
      response.end(method === "HEAD" ? undefined : ready ? "ready" : "stopping");
    },
    async refuse() {
      ready = false;
      await new Promise((resolve) => setTimeout(resolve, delay));
    },
  };
}
