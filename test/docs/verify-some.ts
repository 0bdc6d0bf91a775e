import { contractTests } from "tenon/vitest";

await contractTests({
  contract: "openapi.yaml",
  url: "http://127.0.0.1:3000",
  seed: 7,
  time: 60,
  auth: { bearerAuth: "secret" },
  otherAuth: { bearerAuth: "token-of-another-user" },
  only: ({ path }) => path.startsWith("/students"),
});
