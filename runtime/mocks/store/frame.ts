/** What stands around the entries of a list: cursors, totals, links to other pages. */

import { cursorOf, type Page } from "./pages.ts";
import type { FrameRole, ListPlan } from "./types.ts";

/** What a role holds on this page; `undefined`: there is no such thing, for instance no page after the last. */
export function framed(role: FrameRole, page: Page, plan: ListPlan, url: URL): unknown {
  const { rows, start, total, limit, zero } = page;
  const end = start + rows.length;
  const after = end < total && limit > 0;
  const first = zero ? 0 : 1;
  const current = limit === 0 ? first : Math.floor(start / limit) + first;
  const pages = limit === 0 ? 0 : Math.ceil(total / limit);
  const to = (wanted: "next" | "previous" | "first" | "last"): string => address(url, plan, page, wanted);
  switch (role) {
    case "cursor":
      return cursorOf(page);
    case "previousCursor":
      return start > 0 ? rows[0]?.key : undefined;
    case "firstKey":
      return rows[0]?.key;
    case "nextUrl":
      return after ? to("next") : undefined;
    case "previousUrl":
      return start > 0 ? to("previous") : undefined;
    case "firstUrl":
      return to("first");
    case "lastUrl":
      return to("last");
    case "selfUrl":
      return url.href;
    case "nextPage":
      return after ? current + 1 : undefined;
    case "previousPage":
      return start > 0 ? current - 1 : undefined;
    case "more":
      return after;
    case "moreBefore":
      return start > 0;
    case "total":
      return total;
    case "count":
      return rows.length;
    case "page":
      return current;
    case "pages":
      return pages;
    case "limit":
      return limit;
    case "offset":
      return start;
    case "links":
      return linkField(page, to);
  }
}

/** RFC 8288 */
function linkField(
  { rows, start, total }: Page,
  to: (wanted: "next" | "previous" | "first" | "last") => string,
): string | undefined {
  const links: string[] = [];
  if (start > 0) links.push(`<${to("previous")}>; rel="prev"`, `<${to("first")}>; rel="first"`);
  if (start + rows.length < total) links.push(`<${to("next")}>; rel="next"`, `<${to("last")}>; rel="last"`);
  return links.length === 0 ? undefined : links.join(", ");
}

/** The request's URL with another page. */
function address(
  url: URL,
  plan: ListPlan,
  { rows, start, total, limit, zero }: Page,
  wanted: "next" | "previous" | "first" | "last",
): string {
  const to = new URL(url);
  const size = Math.max(1, limit);
  const at =
    wanted === "next"
      ? start + rows.length
      : wanted === "previous"
        ? Math.max(0, start - size)
        : wanted === "first"
          ? 0
          : Math.max(0, Math.ceil(total / size) - 1) * size;
  const names = Object.entries(plan.page ?? {});
  const named = (role: string): string | undefined => names.find(([, its]) => its === role)?.[0];
  const [offset, page, cursor, before] = [
    named("offset"),
    named("page") ?? named("page0"),
    named("cursor"),
    named("before"),
  ];
  for (const [name, role] of names) if (role !== "limit") to.searchParams.delete(name);
  if (page !== undefined) to.searchParams.set(page, String(Math.floor(at / size) + (zero ? 0 : 1)));
  else if (offset !== undefined) to.searchParams.set(offset, String(at));
  else if (wanted === "next" && cursor !== undefined) to.searchParams.set(cursor, rows.at(-1)?.key ?? "");
  else if (wanted === "previous" && before !== undefined) to.searchParams.set(before, rows[0]?.key ?? "");
  return to.href;
}
