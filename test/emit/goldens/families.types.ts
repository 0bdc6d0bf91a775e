/** A base with a discriminator is a union that narrows. Compiled with the goldens by both compilers. */

import type { AddVehicleInput, Bike, Tanker, Truck, Vehicle } from "./families/operations.ts";
import type { Handlers } from "./families/server.ts";

const bike: Bike = { type: "bike", plate: "A", gears: 7 };
const tanker: Tanker = { type: "Tanker", plate: "B", load: 1, litres: 900 };
// the name of a schema is a value beside the one that the mapping gives it
export const vehicles: Vehicle[] = [bike, tanker, { type: "Bike", plate: "C", gears: 1 }, { type: "Vehicle", plate: "D" }];
export const trucks: Truck[] = [tanker, { type: "truck", plate: "E" }];

// @ts-expect-error a bike is no truck
export const wrong: Truck = bike;
// @ts-expect-error no member has this value
export const unknown: Vehicle = { type: "boat", plate: "F" };
// @ts-expect-error a bike has gears
export const incomplete: AddVehicleInput = { body: { type: "bike", plate: "G" } };

export function describe(vehicle: Vehicle): string {
  switch (vehicle.type) {
    case "bike":
    case "Bike":
      return `${vehicle.gears} gears`;
    case "truck":
    case "Truck":
      return `${vehicle.load ?? 0} t`;
    case "Tanker":
      return `${vehicle.litres} l, ${vehicle.load ?? 0} t`;
    case "Vehicle":
      // @ts-expect-error a vehicle that is no more than that has no gears
      return String(vehicle.gears);
    default:
      return vehicle satisfies never;
  }
}

export const handlers: Handlers = {
  listVehicles: () => ({ status: 200, body: [{ type: "bike", plate: "A", gears: 7 }] }),
  addVehicle: ({ body }) => ({ status: 201, body: body.type === "bike" ? { ...body, gears: body.gears + 1 } : body }),
  // @ts-expect-error a bike is no truck
  getTruck: () => ({ status: 200, body: { type: "bike", plate: "A", gears: 7 } }),
};
