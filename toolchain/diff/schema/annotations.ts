/** Keywords that say something about a value without deciding whether it is valid (JSON Schema validation §9). */

const ANNOTATIONS = new Set(
  "title description summary deprecated readOnly writeOnly default example examples externalDocs xml discriminator $comment".split(
    " ",
  ),
);

export const isAnnotation = (keyword: string): boolean => ANNOTATIONS.has(keyword) || keyword.startsWith("x-");
