/** The parts that a project can choose. This module loads nothing, so that the command line's help is fast. */

export const PARTS = ["server", "client", "mocks", "validators", "webhooks", "openapi"] as const;
export type EmitPart = (typeof PARTS)[number];

/** Frameworks for which Tenon generates options of TanStack Query. */
export const FRAMEWORKS = ["react", "vue", "svelte", "solid"] as const;
export type Framework = (typeof FRAMEWORKS)[number];

/** What is generated. */
export type EmitParts = { readonly [P in EmitPart]: boolean } & {
  /** `queries.ts` for this framework. */
  readonly queries: Framework | undefined;
};

export const ALL_PARTS: EmitParts = {
  server: true,
  client: true,
  mocks: true,
  validators: true,
  webhooks: true,
  openapi: true,
  queries: undefined,
};

/** Exactly these parts, and those without which they do not work. */
export function onlyParts(names: readonly EmitPart[], queries?: Framework): EmitParts {
  const parts = Object.fromEntries(PARTS.map((part) => [part, names.includes(part)])) as Record<EmitPart, boolean>;
  return { ...parts, client: parts.client || queries !== undefined, queries };
}
