import { createProxy, serve, type MockServer } from "tenon-runtime/mocks/http";
import { contract } from "../emit/goldens/docs/contract.ts";
import { createMocks } from "../emit/goldens/docs/mocks.ts";
import { requests } from "../emit/goldens/docs/validators/requests.ts";
import { responses } from "../emit/goldens/docs/validators/responses.ts";
import { scenarios } from "./mock-scenarios.ts";

export function serveMocks(port: number, realServer: string, log: (line: string) => void): Promise<MockServer> {
  const mocks = createMocks({ seed: 7 });
  scenarios(mocks);
  return serve(mocks, {
    port,
    proxy: createProxy({ target: realServer, contract, requests, responses }),
    onRequest: ({ method, url, status, outcome = "-" }) => log(`${status} ${outcome} ${method} ${url}`),
  });
}
