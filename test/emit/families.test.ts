import { contract } from "./goldens/families/contract.ts";
import { validation } from "tenon-runtime/client";
import { describe, expect, test } from "vitest";
import { createClient } from "./goldens/families/client.ts";
import { createMocks, make } from "./goldens/families/mocks.ts";
import type { AddVehicleInput, Vehicle } from "./goldens/families/operations.ts";
import { type Handlers, toFetchHandler } from "./goldens/families/server.ts";
import { requests } from "./goldens/families/validators/requests.ts";
import { responses } from "./goldens/families/validators/responses.ts";
import { testClient } from "./goldens/families/test-client.ts";

const VEHICLES: Vehicle[] = [
  { type: "bike", plate: "A", gears: 7 },
  { type: "Bike", plate: "B", gears: 1 },
  { type: "truck", plate: "C", load: 2.5 },
  { type: "Tanker", plate: "D", load: 4, litres: 900 },
  { type: "Vehicle", plate: "E" },
];
const handlers: Handlers = {
  listVehicles: () => ({ status: 200, body: VEHICLES }),
  addVehicle: ({ body }) => ({ status: 201, body }),
  getTruck: () => ({ status: 200, body: { type: "Tanker", plate: "D", litres: 900 } }),
};

describe.each(["enforce", "report"] as const)("a server whose responses are validated by `%s`", (validateResponses) => {
  const faults: unknown[] = [];
  const options = { handlers, validateResponses, onError: (error: unknown): void => void faults.push(error) };

  test("answers descendants of the declared base with all their properties", async () => {
    const response = await toFetchHandler(options)(new Request("http://host/vehicles"));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(VEHICLES);
    expect(faults).toEqual([]);
  });

  test("answers a descendant where a schema between base and descendant is declared", async () => {
    const response = await toFetchHandler(options)(new Request("http://host/trucks/1"));
    expect([response.status, await response.json()]).toEqual([200, { type: "Tanker", plate: "D", litres: 900 }]);
  });

  test("is what the typed test client calls", async () => {
    const api = testClient(options);
    expect(await api.listVehicles().orThrow()).toEqual(VEHICLES);
    for (const body of VEHICLES) expect(await api.addVehicle({ body }).orThrow()).toEqual(body);
  });
});

test.each([
  [{ type: "boat", plate: "A" }, "must be one of"],
  [{ type: "bike", plate: "A" }, "gears"],
  [{ type: "bike", plate: "A", gears: "7" }, "gears"],
  [{ type: "Vehicle", plate: "A", gears: 7 }, "gears"],
  [{ plate: "A" }, "type"],
])("a request body %j is refused for the member that its discriminator chose", async (body, told) => {
  const api = testClient({ handlers });
  const sent = { body } as unknown as AddVehicleInput; // it must not compile
  const refused = await api.addVehicle(sent).catch((error: unknown) => error);
  expect(JSON.stringify(refused)).toContain(told);
});

test("the client reads descendants", async () => {
  const handle = toFetchHandler({ handlers });
  const api = createClient({
    baseUrl: "http://host",
    fetch: (request: Request) => handle(request),
    validate: validation({ contract, requests, responses }),
  });
  expect(await api.listVehicles().orThrow()).toEqual(VEHICLES);
  const truck = await api.getTruck({ params: { id: "1" } }).orThrow();
  expect(truck.type === "Tanker" ? truck.litres : undefined).toBe(900);
});

test("mocks answer values of the family, and each says which member it is", async () => {
  const kinds = new Set<string>();
  for (let seed = 0; seed < 20; seed++) {
    const mocks = createMocks({ seed });
    const api = createClient({
      baseUrl: "http://localhost",
      fetch: mocks.fetch,
      validate: validation({ contract, requests, responses }),
    });
    for (const vehicle of await api.listVehicles().orThrow()) {
      kinds.add(vehicle.type);
      if (vehicle.type === "bike") expect(vehicle.gears).toBeTypeOf("number");
    }
    const truck = await api.getTruck({ params: { id: "1" } }).orThrow();
    expect(["truck", "Truck", "Tanker"]).toContain(truck.type);
  }
  expect([...kinds].every((kind) => VEHICLES.some(({ type }) => kind === type || kind === "Truck"))).toBe(true);
  expect(kinds.size).toBeGreaterThan(2);
  expect(["bike", "Bike"]).toContain(make.bike().type);
});
