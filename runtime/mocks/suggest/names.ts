/** Names of properties as words: `avatarUrl`, `avatar_url`, `Avatar-URL` and `avatarURL` are `avatar url`. */

/** In lower case. Digits at the end of a word stay with it. */
export function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z\d])([A-Z])|([A-Z])([A-Z][a-z])/g, "$1$3 $2$4")
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((part) => part !== "");
}

/** `key alias alias: …` lines as a map from each alias, and from the key, to the key. */
export function aliases(text: string): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  for (const line of text.trim().split(/\s*\n\s*/)) {
    const names = line.split(" ");
    for (const name of names) map.set(name, names[0] ?? "");
  }
  return map;
}

/** What the last one to three words mean together, and the words before them; the longest that means something. */
export function meaningOf<T>(
  words: readonly string[],
  known: ReadonlyMap<string, T>,
): { readonly meaning: T; readonly before: string } | undefined {
  for (let count = Math.min(3, words.length); count > 0; count -= 1) {
    const meaning = known.get(words.slice(-count).join(""));
    if (meaning !== undefined) return { meaning, before: words.slice(0, -count).join(" ") };
  }
  return undefined;
}

/** `courses` → `course`, `cities` → `city`. */
export const singular = (word: string): string => word.replace(/ies$/, "y").replace(/(?<=[a-z]{2}[^s])s$/, "");

/** What is not part of what a schema is about. */
const FORM =
  /^(input|output|dto|response|request|create|created|update|updated|new|base|summary|details?|model|resource|data|item|items|list|view|full|simple|public|v\d+|schema|object|entity|attributes?|info|type|ref|result)$/;

/** The word for what a schema or a property is about: `CreateStudentRequest` is about a `student`. */
export const subject = (words: readonly string[]): string => singular(words.findLast((word) => !FORM.test(word)) ?? "");
