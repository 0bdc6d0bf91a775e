import { HttpProblem } from "tenon-runtime/core";
import type { Hooks } from "tenon-runtime/server";
import { RateLimiterRes, type RateLimiterAbstract } from "rate-limiter-flexible";

/** The limit of each caller. Processes share a limiter that has its data in PostgreSQL or Redis. */
export const rateLimit = (limiter: RateLimiterAbstract): Hooks => ({
  postSecurityHandler: async ({ request }) => {
    const caller = String(request.headers["authorization"] ?? "anonymous");
    try {
      await limiter.consume(caller);
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused; // the store is down: a 500
      const seconds = String(Math.ceil(refused.msBeforeNext / 1000));
      const headers = {
        "Retry-After": seconds,
        RateLimit: `"default";r=${refused.remainingPoints};t=${seconds}`,
        "RateLimit-Policy": `"default";q=${limiter.points};w=${limiter.duration}`,
      };
      throw new HttpProblem(429, { title: "Too many requests" }, { headers });
    }
  },
});
