import { chaos } from "tenon-runtime/mocks/chaos";
import { createMocks } from "../../generated/mocks.ts";

export const mocks = createMocks({ seed: 7, chaos: chaos("503:2%,network:1%,delay:50-400ms") });
mocks.chaos = chaos({ "*": "delay:50-400ms", createStudent: "500:10%" }); // by operation
mocks.chaos = undefined; // no more faults

mocks.clock.advance("2 days"); // or milliseconds
