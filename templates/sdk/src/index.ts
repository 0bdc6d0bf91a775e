/** The package: the client, its errors and the types of the contract. */
export * from "../generated/client.ts";
export type * from "../generated/operations.ts";
