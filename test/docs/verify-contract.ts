import { contractTests } from "tenon/vitest";
import { createHandler } from "./fetch-handler.ts";
import { school } from "./verify-school.ts";

await contractTests({ contract: "openapi.yaml", fetch: createHandler(school), auth: { oauth: "secret" } });
