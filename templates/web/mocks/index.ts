import { createMocks } from "../generated/mocks.ts";

/** The API of the contract, with state. `npm run web:mock` and the tests use it. */
export const mocks = createMocks({ baseUrl: "/api", seed: 1 });

mocks.db.tasks.seed([{ title: "Read the contract" }, { title: "Write a handler", done: true }, { title: "Ship" }]);
