/** Mocks of the API, for the tests of applications that use this package. */
export * from "../generated/mocks.ts";
