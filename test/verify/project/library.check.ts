import { contractTests } from "tenon/vitest";
import { BUGS } from "../demo/bugs/index.ts";
import { library } from "../demo/server.ts";
import { CONTRACT } from "../demo/index.ts";

const bug = BUGS[process.env["BUG"] ?? ""];

await contractTests({
  contract: CONTRACT,
  fetch: library(bug?.parts),
  seed: 3,
  time: 5,
  auth: { token: "ada" },
  otherAuth: { token: "bob" },
});
