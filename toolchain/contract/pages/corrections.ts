/** `x-tenon-pagination`: what a contract itself says of the pages of a list. It has the form of a `PagePlan`. */

import { escapeToken, isObject, type PagePlan, parsePointer } from "tenon-runtime/core";
import type { Operation } from "../model.ts";
import type { Report } from "../report.ts";
import { jsonOf, success } from "../resources/answers.ts";
import type { Shapes } from "../resources/shapes.ts";

const FIELD = "x-tenon-pagination";
/** What each way to the next page needs. */
const NEEDS = {
  cursor: ["parameter", "next"],
  key: ["parameter", "key", "more"],
  offset: ["parameter"],
  page: ["parameter"],
  url: ["next"],
  link: [],
} satisfies Record<PagePlan["by"], readonly (keyof PagePlan)[]>;
const PLACES = ["next", "more", "total", "pages"] as const;
const MEMBERS: readonly string[] = ["by", "items", "parameter", "key", "first", ...PLACES];

/** `undefined`: the contract says nothing that Tenon can use. `"none"`: the list has no pages. */
export function correctionOf(operation: Operation, shapes: Shapes, report: Report): PagePlan | "none" | undefined {
  const value = operation.extensions[FIELD];
  if (value === undefined) return undefined;
  if (value === false) return "none";
  const pointer = `${operation.pointer}/${FIELD}`;
  const problems = isObject(value)
    ? problemsOf(value, operation, shapes)
    : [{ what: "it must be false or an object", member: undefined }];
  for (const { what, member } of problems)
    report(
      "invalid-pagination",
      { what },
      { pointer: member === undefined ? pointer : `${pointer}/${escapeToken(member)}` },
    );
  // Cast: `problemsOf` has looked at each member.
  return problems.length > 0 ? undefined : (value as unknown as PagePlan);
}

interface Problem {
  readonly what: string;
  readonly member: string | undefined;
}

function problemsOf(value: Readonly<Record<string, unknown>>, operation: Operation, shapes: Shapes): Problem[] {
  const problems: Problem[] = [];
  const wrong = (what: string, member?: string): void => void problems.push({ what, member });
  for (const member of Object.keys(value)) if (!MEMBERS.includes(member)) wrong(`unknown member "${member}"`, member);
  const { by, items = "", parameter, key, first } = value;
  if (typeof by !== "string" || !Object.hasOwn(NEEDS, by))
    wrong(`\`by\` must be one of ${Object.keys(NEEDS).join(", ")}`, "by" in value ? "by" : undefined);
  else
    for (const needed of NEEDS[by as PagePlan["by"]])
      if (!(needed in value)) wrong(`\`by: ${by}\` needs \`${needed}\``);
  const isQueryParameter = operation.parameters.some((each) => each.in === "query" && each.name === parameter);
  if (parameter !== undefined && !isQueryParameter)
    wrong(`${operation.name} has no query parameter ${JSON.stringify(parameter)}`, "parameter");
  for (const member of PLACES)
    if (member in value && !isPlace(value[member]))
      wrong(`\`${member}\` must be a JSON Pointer into the response body, or "header NAME"`, member);
  if (key !== undefined && typeof key !== "string") wrong("`key` must be the name of a property", "key");
  if (first !== undefined && first !== 0 && first !== 1) wrong("`first` must be 0 or 1", "first");
  if (typeof items !== "string" || !leadsToList(items, operation, shapes))
    wrong(`the response of ${operation.name} has no list at ${JSON.stringify(items)}`, "items");
  return problems;
}

const isPlace = (value: unknown): boolean => typeof value === "string" && /^(\/|header .)/.test(value);

function leadsToList(pointer: string, operation: Operation, shapes: Shapes): boolean {
  let schema = jsonOf(success(operation)?.content ?? [])?.schema;
  for (const name of parsePointer(pointer)) schema = shapes.view(schema).properties.get(name);
  return shapes.view(schema).items !== undefined;
}
