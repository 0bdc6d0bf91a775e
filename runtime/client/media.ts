/** Choosing among declared media types. */

import type { MediaType } from "../core/contract.ts";

/** What is meant where nobody says: JSON where there is any, else the first; the generated types have the same order. */
export const preferredMedia = (content: readonly MediaType[]): MediaType | undefined =>
  content.find(({ kind }) => kind === "json") ?? content[0];
