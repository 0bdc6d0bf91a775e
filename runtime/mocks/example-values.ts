/**
 * Named example values of the contract: operation → `"200 application/json"` → name → value. The last two may be one JSON
 * text, which is parsed on first use.
 */
export type Examples = Readonly<Record<string, Readonly<Record<string, string | NamedExamples>>>>;

export type NamedExamples = Readonly<Record<string, unknown>>;
