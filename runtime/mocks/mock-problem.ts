/** Refusals that only mocks make. */

import { HttpProblem } from "../core/problem/index.ts";

/** What a caller asks of mocks and they have not: a refusal, whatever the contract declares. */
export class MockProblem extends HttpProblem {}
