/** The keywords of JSON Schema 2020-12 (and what older dialects left behind) by what their value must be. */

export type Rule = "schema" | "schemas" | "named" | "count" | "number" | "boolean" | "text" | "dropped";

const rules: Readonly<Record<Rule, string>> = {
  schema:
    "additionalProperties not if then else contains propertyNames unevaluatedItems unevaluatedProperties contentSchema",
  schemas: "allOf anyOf oneOf prefixItems",
  named: "properties patternProperties dependentSchemas",
  count: "minLength maxLength minItems maxItems minProperties maxProperties minContains maxContains",
  number: "minimum maximum multipleOf",
  boolean: "uniqueItems readOnly writeOnly deprecated",
  text: "title description format contentEncoding contentMediaType $comment",
  // Identifiers have done their work when references are resolved; left in, they would rebase a validator's references.
  dropped: "$id $schema $anchor $dynamicAnchor $recursiveAnchor $vocabulary $defs definitions",
};

/** Keyword → rule; keywords that need thought are not in it. */
export const RULES: ReadonlyMap<string, Rule> = new Map(
  Object.entries(rules).flatMap(([rule, keywords]) =>
    keywords.split(" ").map((keyword) => [keyword, rule as Rule] as const),
  ),
);

/** Keywords that say something about a value without deciding whether it is valid. */
export const ANNOTATIONS: ReadonlySet<string> = new Set(
  "title description summary deprecated readOnly writeOnly default example examples externalDocs xml $comment".split(
    " ",
  ),
);

export const isAnnotation = (keyword: string): boolean => ANNOTATIONS.has(keyword) || keyword.startsWith("x-");

export const TYPES: ReadonlySet<unknown> = new Set([
  "null",
  "boolean",
  "object",
  "array",
  "number",
  "string",
  "integer",
]);
