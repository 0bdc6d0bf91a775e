/** Where entries are in what is sent and answered. */

import type { MediaType, Operation, Response } from "../model.ts";
import { isSent, loose, singular } from "./names.ts";
import type { Shapes, View } from "./shapes.ts";

export interface FoundEntries {
  readonly response: Response;
  /** Of the whole body. */
  readonly view: View;
  readonly at: string;
  readonly entry: View;
}

/** A path, and what is there. */
export interface PathPlace {
  /** With `{}` for parameters. */
  readonly template: string;
  readonly path: string;
  readonly parameters: readonly string[];
  readonly methods: ReadonlyMap<string, Operation>;
}

export const templateOf = (path: string): string =>
  path
    .replace(/\{[^{}]*\}/g, "{}")
    .replace(/\.json$/, "")
    .replace(/(?<=.)\/$/, "");
export const parametersOf = (path: string): string[] => Array.from(path.matchAll(/\{([^{}]*)\}/g), ([, name]) => name!);
/** The last part of a template that is no parameter. */
export const lastWord = (template: string): string =>
  template.split("/").findLast((part) => part !== "" && part !== "{}") ?? "";

/** The success that an operation answers with. */
export function success(operation: Operation | undefined): Response | undefined {
  const good = (operation?.responses ?? []).filter(({ status }) => /^2(\d\d|XX)$/.test(status));
  return good.find(({ content }) => jsonOf(content)?.schema !== undefined) ?? good[0];
}
export const jsonOf = (content: readonly MediaType[]): MediaType | undefined =>
  content.find(({ body }) => body === "json");

export const WRAPPERS = ["data", "result", "item", "record", "resource", "entity", "response", "payload", "object"];
const LISTS = [
  "data",
  "items",
  "results",
  "records",
  "values",
  "entries",
  "content",
  "list",
  "rows",
  "value",
  "edges",
  "resources",
];

/** The entry in an answer: the body, its only member that is one, or such a member of a wrapper (`data.account`). */
export function entryIn(
  response: Response | undefined,
  is: (view: View) => boolean,
  word: string,
  shapes: Shapes,
): FoundEntries | undefined {
  const schema = response === undefined ? undefined : jsonOf(response.content)?.schema;
  if (response === undefined || schema === undefined) return undefined;
  const view = shapes.view(schema);
  if (is(view)) return { response, view, at: "", entry: view };
  const direct = memberIn(view, is, word, shapes);
  if (direct !== undefined) return { response, view, at: direct[0], entry: direct[1] };
  for (const [name, part] of view.properties) {
    const wrapper = WRAPPERS.includes(name) ? shapes.view(part) : undefined;
    const found =
      wrapper === undefined || wrapper.items !== undefined ? undefined : memberIn(wrapper, is, word, shapes);
    if (found !== undefined) return { response, view, at: `${name}.${found[0]}`, entry: found[1] };
  }
  return undefined;
}

function memberIn(
  view: View,
  is: (view: View) => boolean,
  word: string,
  shapes: Shapes,
): readonly [name: string, entry: View] | undefined {
  const inner = [...view.properties]
    .map(([name, part]) => [name, shapes.view(part)] as const)
    .filter(([, part]) => part.items === undefined && is(part));
  return inner.length === 1 && view.properties.size <= 4
    ? inner[0]
    : inner.find(([name]) => WRAPPERS.includes(name) || loose(name) === loose(singular(word)));
}

/** The list of entries in an answer: the body, or a member of it, or of a member. */
export function listIn(
  response: Response | undefined,
  is: (view: View) => boolean,
  word: string,
  shapes: Shapes,
): FoundEntries | undefined {
  const schema = response === undefined ? undefined : jsonOf(response.content)?.schema;
  if (response === undefined || schema === undefined) return undefined;
  const view = shapes.view(schema);
  const entriesOf = (part: View): View | undefined => {
    const entry = part.items === undefined || part.properties.size > 0 ? undefined : shapes.view(part.items);
    return entry !== undefined && is(entry) ? entry : undefined;
  };
  const whole = entriesOf(view);
  if (whole !== undefined) return { response, view, at: "", entry: whole };
  const within = (members: View, prefix: string): FoundEntries | undefined => {
    const lists = [...members.properties].flatMap(([name, part]) => {
      const entry = entriesOf(shapes.view(part));
      return entry === undefined ? [] : [{ name, entry }];
    });
    const found =
      lists.length === 1 ? lists[0] : lists.find(({ name }) => LISTS.includes(name) || loose(name) === loose(word));
    return found === undefined ? undefined : { response, view, at: prefix + found.name, entry: found.entry };
  };
  const direct = within(view, "");
  if (direct !== undefined) return direct;
  for (const [name, part] of view.properties)
    if (WRAPPERS.includes(name) || name === "_embedded" || view.properties.size === 1) {
      const found = within(shapes.view(part), `${name}.`);
      if (found !== undefined) return found;
    }
  return undefined;
}

/** Where in the request's body the entry is; `undefined`: nowhere. */
export function sentIn(
  { body }: Operation,
  entry: View,
  word: string,
  shapes: Shapes,
): { readonly at: string; readonly view: View } | undefined {
  const media = body?.content.find(({ body: kind }) => /^(json|form|multipart)$/.test(kind));
  if (media?.schema === undefined) return undefined;
  const view = shapes.view(media.schema);
  const shared = (part: View): boolean => {
    const names = [...part.properties.keys()];
    return (
      names.some((name) => entry.properties.has(name)) ||
      names.filter((name) => isSent(name, entry, word)).length * 2 > names.length
    );
  };
  const inner = [...view.properties].map(([name, part]) => [name, shapes.view(part)] as const);
  const wrapped = inner.find(
    ([name, part]) =>
      (WRAPPERS.includes(name) || loose(name) === loose(singular(word))) && shared(part) && part.items === undefined,
  );
  if (wrapped !== undefined && view.properties.size <= 3) return { at: wrapped[0], view: wrapped[1] };
  return shared(view) ? { at: "", view } : undefined;
}
