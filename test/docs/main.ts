import { serve } from "tenon-runtime/server";
import { createApp } from "./server.ts";
import type { School } from "./app.ts";

export const start = async (school: School) => {
  const { url, stop } = await serve(createApp(school), {
    port: Number(process.env["PORT"] ?? 3000), // 0 picks a free port
    host: "127.0.0.1",
    signals: ["SIGTERM", "SIGINT"],
    readiness: { path: "/readyz", delay: 0 }, // in production as long as your load balancer needs, 5,000 by default
    timeout: 10_000, // milliseconds; then the server aborts open requests
    onStopped: (finished) => school.log(finished ? "stopped" : "aborted"),
  });
  school.log(`listening on ${url}`);
  return stop;
};
