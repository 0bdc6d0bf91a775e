/** Names: of resources, keys, and of the parameters and members that lists have. */

import { isObject } from "tenon-runtime/core";
import type { FilterTest, FrameRole, ListPlan } from "tenon-runtime/mocks";
import type { Operation, Parameter, Response, Schema } from "../model.ts";
import type { Shapes, View } from "./shapes.ts";

/** Letters and digits in lower case: `student_id`, `studentId` and `student-id` are one. */
export const loose = (name: string): string => name.replaceAll(/[^A-Za-z\d]/g, "").toLowerCase();

/** `categories` → `category`, `addresses` → `address`, `statuses` → `status`; what is no plural stays. */
export function singular(name: string): string {
  if (/[^aeiou]ies$/i.test(name) && name.length > 4) return `${name.slice(0, -3)}y`;
  if (/(ss|sh|ch|x|z|us)es$/i.test(name)) return name.slice(0, -2);
  return /[^su]s$/i.test(name) ? name.slice(0, -1) : name;
}

/** In order of preference. */
const KEYS = "id _id uuid guid gid sid key slug code login username handle number name".split(" ");
const IDS = /^_?(id|uuid|guid|gid|sid)$/i;
/** Whether a name alone says that it is a key. */
export const isId = (name: string): boolean => IDS.test(name);
const SUFFIXES = /(?:id|uuid|guid|gid|sid|key|slug|code|login|username|handle|number|name)$/;

/** The property that a path parameter holds: of its name, by the end of its name, else the first that is usual. */
export function keyProperty(view: View, parameter: Parameter, collection: string, shapes: Shapes): string | undefined {
  const byLoose = new Map<string, string>();
  for (const name of view.properties.keys()) if (!byLoose.has(loose(name))) byLoose.set(loose(name), name);
  const types = shapes.view(parameter.schema).types;
  const fits = (name: string | undefined): name is string => {
    const own = name === undefined ? undefined : shapes.view(view.properties.get(name)).types;
    if (own === undefined || own.has("object") || own.has("array") || own.has("boolean")) return false;
    // a path holds text, of which a number is one; but what the contract calls a number is no name
    return (
      own.size === 0 ||
      types.size === 0 ||
      [...types].some(
        (type) =>
          own.has(type) || (type === "number" && own.has("integer")) || (type === "integer" && own.has("number")),
      )
    );
  };
  const wanted = loose(parameter.name);
  const exact = byLoose.get(wanted);
  if (fits(exact)) return exact;
  const suffix = SUFFIXES.exec(wanted)?.[0];
  if (suffix !== undefined && suffix !== wanted && wanted !== loose(singular(collection))) {
    const stem = wanted.slice(0, -suffix.length);
    const found = [suffix, `_${suffix}`].map((name) => byLoose.get(loose(name))).find(fits);
    const of = loose(singular(collection));
    if (found !== undefined && (of.endsWith(stem) || stem.endsWith(of) || suffix !== "name")) return found;
  }
  // `/customers/{customer}`, `/orgs/{org}`: certain names go before others
  const usual = KEYS.map((name) => byLoose.get(loose(name))).filter(fits);
  const found = usual.find((name) => IDS.test(name) || view.required.has(name)) ?? usual[0];
  return found ?? idOfOtherType(view, parameter, shapes);
}

/** An id that is a text in paths and a number in bodies, or the other way round. */
function idOfOtherType(view: View, parameter: Parameter, shapes: Shapes): string | undefined {
  const name = [...view.properties.keys()].find((each) => IDS.test(each) || loose(each) === loose(parameter.name));
  if (name === undefined || !SUFFIXES.test(loose(parameter.name))) return undefined;
  const { types } = shapes.view(parameter.schema);
  const own = shapes.view(view.properties.get(name)).types;
  if (types.has("string")) return own.has("integer") ? name : undefined;
  return holdsDigits(view, name, parameter, shapes) ? name : undefined;
}

/** Whether a key is a text of digits, because the path parameter is an integer. */
export function holdsDigits(view: View, key: string, parameter: Parameter, shapes: Shapes): boolean {
  const schema = view.properties.get(key);
  const isFree = isObject(schema) && schema["format"] === undefined && schema["pattern"] === undefined;
  return isFree && shapes.view(schema).types.has("string") && shapes.view(parameter.schema).types.has("integer");
}

/** The property that nothing but its name says is a key: `id`, `uuid`, `listId` of what is in `lists`. */
export function ownKey(view: View, collection: string, shapes: Shapes): string | undefined {
  const one = loose(singular(collection));
  const names = [...view.properties.keys()];
  const wanted = [...KEYS.filter((name) => IDS.test(name)), ...["id", "uuid", "guid", "key"].map((end) => one + end)];
  return wanted
    .map((each) => names.find((name) => name === each || (loose(each) === each && loose(name) === each)))
    .find((name) => {
      const types = shapes.view(view.properties.get(name ?? "")).types;
      return name !== undefined && !["object", "array", "boolean"].some((type) => types.has(type));
    });
}

/** `categoryId`: what it is the key of, and which key. */
export const KEY_OF: RegExp = /^(.+?)[_-]?(id|uuid|guid|key|code|slug)(s?)$/i;

/** Whether a member of a request's body says something of the entry. */
export function isSent(name: string, entry: View, word: string): boolean {
  const stem = KEY_OF.exec(name)?.[1];
  return (
    propertyNamed(name, entry, word) !== undefined ||
    (stem !== undefined && propertyNamed(stem, entry, word) !== undefined)
  );
}

/** The property with this name, also with other case or separators, or with the name of the resource before it. */
export function propertyNamed(name: string, entry: View, word: string): string | undefined {
  const one = loose(singular(word));
  const wanted = loose(name);
  const names = [...entry.properties.keys()];
  return (
    names.find((each) => loose(each) === wanted) ??
    names.find((each) => one !== "" && (loose(each) === one + wanted || one + loose(each) === wanted))
  );
}

const UNIQUE =
  /^(e?mail(_?address)?|user_?name|login|handle|slug|code|sku|isbn|iban|vat_?number|license_?plate|serial_?number)$/i;

/** Whether a name, or what the contract says of it, makes a property one that no two have alike. */
export const isUnique = (name: string, schema: Schema): boolean =>
  UNIQUE.test(name) ||
  (typeof schema === "object" &&
    typeof schema["description"] === "string" &&
    /\bunique\b/i.test(schema["description"]));

const PAGE: readonly (readonly ["cursor" | "before" | "limit" | "offset" | "page", RegExp, number?])[] = [
  ["before", /^(before|ending_?before|prev(ious)?_?cursor)$/i],
  [
    "cursor",
    /^(page_?)?(cursor|after|marker|token)$|^(next|continuation|start|pagination)_?(page_?)?(cursor|token|marker)$|^(starting_?after|continuation|page\[(after|cursor)\])$/i,
  ],
  [
    "limit",
    /^\$?(limit|top|take|first|rows|size|per_?page|page_?(size|limit)|max_?(results|items|page_?size)|results_?per_?page|page\[(size|limit)\])$/i,
  ],
  ["offset", /^\$?(offset|skip|start|start_?(index|at)|page\[offset\])$/i],
  ["page", /^(page|p|page_?(number|no|num|index)|current_?page|page\[number\])$/i],
];
const SEARCH = /^(q|query|search|search_?(term|text|query)|keywords?|term|filter_?text)$/i;
const SORT = /^\$?(sort|sort_?by|order_?by|ordering|sort_?(field|column|key))$/i;
const DIRECTION = /^(order|direction|dir|sort_?(order|dir|direction)|order_?(direction|dir))$/i;

/** What the query parameters of a list and the members around its entries mean; `undefined`: nothing. */
export function listPlan(
  operation: Operation,
  entry: View,
  answer: { readonly response: Response; readonly view: View; readonly at: string },
  shapes: Shapes,
): ListPlan | undefined {
  const page: Record<string, "cursor" | "before" | "limit" | "offset" | "page" | "page0"> = {};
  const filters: Record<string, readonly [FilterTest, string]> = {};
  const search: string[] = [];
  const directions: string[] = [];
  let by: string | undefined;
  // `tag` asks for one of the `tags`
  const names = [...entry.properties.keys()].toReversed();
  const byLoose = new Map([
    ...names.map((name) => [loose(singular(name)), name] as const),
    ...names.map((name) => [loose(name), name] as const),
  ]);
  for (const parameter of operation.parameters) {
    if (parameter.in !== "query") continue;
    const { name, schema } = parameter;
    const { types } = shapes.view(schema);
    const number = types.has("integer") || types.has("number");
    const role = PAGE.find(([, pattern]) => pattern.test(name))?.[0];
    if (role === "limit" || role === "page" ? number || types.size === 0 : role === "offset" && number) {
      const zero =
        role === "page" && (parameter.default === 0 || (typeof schema === "object" && schema["minimum"] === 0));
      page[name] = zero ? "page0" : role!;
    } else if (
      role === "cursor" ||
      role === "before" ||
      (/^(offset|page|start|next)$/i.test(name) && types.has("string"))
    ) {
      page[name] = role === "before" ? "before" : "cursor";
    } else if (SORT.test(name)) by = name;
    else if (DIRECTION.test(name)) directions.push(name);
    else if (SEARCH.test(name) && !byLoose.has(loose(name))) search.push(name);
    else {
      const filter = filterOf(name, types, byLoose);
      if (filter !== undefined) filters[name] = filter;
    }
  }
  // `order=name` alone is what others call `sort`
  by ??= directions.shift();
  const frame = frameOf(answer, Object.values(page), shapes);
  const plan: ListPlan = {
    ...(Object.keys(page).length > 0 && { page }),
    ...(Object.keys(filters).length > 0 && { filters }),
    ...(search.length > 0 && { search }),
    ...(by !== undefined && { sort: directions[0] === undefined ? ([by] as const) : ([by, directions[0]] as const) }),
    ...(Object.keys(frame).length > 0 && { frame }),
  };
  return Object.keys(plan).length > 0 ? plan : undefined;
}

const RANGES: readonly (readonly [FilterTest, RegExp])[] = [
  ["from", /^(?:min|from|start)_?(.+)$|^(.+?)[_.[]?(?:min|gte|from|since|start)\]?$/i],
  ["to", /^(?:max|to|until|end)_?(.+)$|^(.+?)[_.[]?(?:max|lte|to|until|end)\]?$/i],
  ["above", /^(.+?)[_.[]?(?:gt|after)\]?$/i],
  ["below", /^(.+?)[_.[]?(?:lt|before)\]?$/i],
];

function filterOf(
  name: string,
  types: ReadonlySet<string>,
  byLoose: ReadonlyMap<string, string>,
): readonly [FilterTest, string] | undefined {
  const find = (part: string): string | undefined => {
    const wanted = loose(part);
    return (
      byLoose.get(wanted) ??
      byLoose.get(loose(singular(wanted))) ??
      byLoose.get(`${wanted}at`) ??
      byLoose.get(`${wanted}date`) ??
      byLoose.get(`${wanted}on`)
    );
  };
  const bare = /^filter\[(.+)\]$/.exec(name)?.[1] ?? name.replace(/\[\]$/, "");
  const whole = byLoose.get(loose(bare)) ?? byLoose.get(loose(singular(bare)));
  if (whole !== undefined) return ["is", whole];
  if (types.has("boolean")) {
    const part = /^has_?(.+)$/i.exec(bare)?.[1] ?? /^(.+?e)d$/.exec(bare)?.[1] ?? /^(.+)ed$/.exec(bare)?.[1];
    const about = part === undefined ? undefined : byLoose.get(loose(part));
    return about === undefined ? undefined : ["has", about];
  }
  if (/^since$/i.test(bare)) {
    const changed = find("updated") ?? find("created");
    if (changed !== undefined) return ["from", changed];
  }
  for (const [test, pattern] of RANGES) {
    const match = pattern.exec(bare);
    const about = match === null ? undefined : find(match[1] ?? match[2] ?? "");
    if (about !== undefined) return [test, about];
  }
  return undefined;
}

const FRAME: readonly (readonly [FrameRole, RegExp, type: string])[] = [
  [
    "cursor",
    /^(cursor|end_?cursor|after|marker|(next|continuation)(_?page)?_?(cursor|token|marker|id|offset)|continuation|last_?(id|key))$/i,
    "string",
  ],
  ["firstKey", /^(first_?id|start_?cursor)$/i, "string"],
  ["previousCursor", /^(before|prev(ious)?(_?page)?_?(cursor|token|marker))$/i, "string"],
  ["nextPage", /^next(_?page)?(_?number)?$/i, "integer"],
  ["previousPage", /^prev(ious)?(_?page)?(_?number)?$/i, "integer"],
  ["nextUrl", /^(@?odata\.?)?next(_?page)?(_?(url|uri|link|href))?$/i, "string"],
  ["previousUrl", /^prev(ious)?(_?page)?(_?(url|uri|link|href))?$/i, "string"],
  ["firstUrl", /^first(_?page)?(_?(url|uri|link|href))?$/i, "string"],
  ["lastUrl", /^last(_?page)?(_?(url|uri|link|href))?$/i, "string"],
  ["selfUrl", /^(self|href|uri)$/i, "string"],
  ["more", /^(has_?(more|next)(_?page)?|more|(is_?)?truncated|next_?page_?exists)$/i, "boolean"],
  ["moreBefore", /^has_?prev(ious)?(_?page)?$/i, "boolean"],
  [
    "total",
    /^(total|total_?(count|items?|results?|records|elements|entries|size|hits|objects|number|rows)|(num|nb|number|record|item|result)_?(found|hits|count|results)|totalresults)$/i,
    "integer",
  ],
  ["count", /^(count|page_?count_?items|number_?of_?elements|returned|length|items_?on_?page)$/i, "integer"],
  ["pages", /^(pages|total_?pages|page_?count|num_?pages|last_?page)$/i, "integer"],
  ["page", /^(page|current_?page|page_?(number|index))$/i, "integer"],
  ["limit", /^(limit|per_?page|page_?size|size|max_?results|items_?per_?page)$/i, "integer"],
  ["offset", /^(offset|skip|start|start_?index)$/i, "integer"],
];
const HEADERS: readonly (readonly [FrameRole, RegExp])[] = [
  ["links", /^link$/i],
  ["total", /^x-(total|total-count|pagination-total(-count)?|count)$|^(total-count|pagination-count)$/i],
  ["pages", /^x-(total-pages|page-count|pagination-page-count)$/i],
  ["page", /^x-(page|current-page|pagination-current-page)$/i],
  ["limit", /^x-(per-page|page-size|limit|pagination-limit)$|^pagination-limit$/i],
  ["nextPage", /^x-next-page$/i],
  ["cursor", /^x-next-cursor$|^next-cursor$/i],
  ["offset", /^x-offset$/i],
];
/** Members in which others stand. */
const INNER =
  /^(meta|metadata|_?links|pagination|paging|pages?|page_?info|info|response_?metadata|cursors?|_meta|result_?info)$/i;

function frameOf(
  { response, view, at }: { readonly response: Response; readonly view: View; readonly at: string },
  paging: readonly string[],
  shapes: Shapes,
): Record<string, FrameRole> {
  const frame: Record<string, FrameRole> = {};
  const note = (members: View, prefix: string, depth: number): void => {
    for (const [name, schema] of members.properties) {
      const path = `${prefix}${name}`;
      if (path === at) continue;
      const { types, properties } = shapes.view(schema);
      if (properties.size > 0 && !types.has("string")) {
        if (depth < 2 && (INNER.test(name) || at.startsWith(`${path}.`)))
          note({ ...shapes.view(schema) }, `${path}.`, depth + 1);
        continue;
      }
      const found = FRAME.find(
        ([, pattern, type]) => pattern.test(name) && (types.has(type) || (type === "integer" && types.has("number"))),
      );
      if (found === undefined) continue;
      let [role] = found;
      // without a page or an offset to name, "next" holds what `cursor` takes
      if (role === "nextUrl" && paging.includes("cursor") && !isUrl(name, schema)) role = "cursor";
      if (role === "previousUrl" && paging.includes("before") && !isUrl(name, schema)) role = "previousCursor";
      if (
        role === "count" &&
        !Object.values(frame).includes("total") &&
        ![...members.properties.keys()].some((other) => /total/i.test(other))
      )
        role = "total";
      if (role === "selfUrl" && !isUrl(name, schema) && prefix === "") continue;
      frame[path] = role;
    }
  };
  if (at !== "") note(view, "", 0);
  for (const { name } of response.headers) {
    const role = HEADERS.find(([, pattern]) => pattern.test(name))?.[0];
    if (role !== undefined) frame[`header ${name}`] = role;
  }
  return frame;
}

const isUrl = (name: string, schema: Schema): boolean =>
  /ur[il]|link|href/i.test(name) || (typeof schema === "object" && /^ur[il]/.test(String(schema["format"])));
