/** Texts for what no name suggests anything for; the vocabulary is that of the suggestions. */

import { wordsOf } from "../suggest/names.ts";
import { instant as instantOf, TEXTS } from "../suggest/texts.ts";
import type { Hash } from "./hash.ts";

export { hex, host, slug, url, uuid, word } from "../suggest/words.ts";

export const email = (hash: Hash): string =>
  TEXTS["email"]?.({ hash, group: hash, object: hash, words: [], now: 0 }) ?? "";

/** Milliseconds since 1970; of two names of one object, that of the later event is the later. */
export const instant = (hash: Hash, name: string): number =>
  instantOf({ hash, group: hash, object: hash, words: wordsOf(name), now: Date.now() });
