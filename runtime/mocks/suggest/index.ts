/**
 * What a place's name, parent and format suggest. A {@link Suggest} is asked once for each place of a plan, and what it
 * hands back is called for each value:
 *
 * ```ts
 * const suggestion = suggest({ name: "email", parent: "Student", type: "string", format: "email", schema: { format: "email" }, schemas: [] });
 * suggestion?.make(hash, objectHash); // "ada.rao@example.com"
 * ```
 *
 * `objectHash` is that of the object that has the property, so that what stands in one object fits together; an entry of
 * a list is an object of its own, with its own hash. What comes back mostly is within the bounds of the
 * place, and is held against the whole schema by whoever asked.
 *
 * `withSupplied(suggest, { values, faker, onReport })` puts before it what users supply.
 */

export {
  type FakerLike,
  type Misfit,
  type Provider,
  type ProviderPlace,
  type Supplied,
  type SuppliedValues,
  withSupplied,
} from "./supplied.ts";
export { suggest, suggestAt } from "./table.ts";
export type { Make, Suggest, Suggestion, SuggestPlace } from "./types.ts";
