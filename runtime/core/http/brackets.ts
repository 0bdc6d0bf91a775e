/** Names with brackets, as style `deepObject` has them. */

import type { Fields } from "./fields.ts";

/** Nested values of one `deepObject` parameter: `a[b][c]=1`. */
export interface Branch {
  readonly values: string[];
  readonly children: Map<string, Branch>;
}

/** Deeper brackets than this are taken as part of a name. */
const DEPTH = 16;

/** Groups all fields of the form `root[…]…` by their root. */
export function bracketed(fields: Fields): Map<string, Branch> {
  const roots = new Map<string, Branch>();
  for (const [name, values] of fields) {
    const open = name.indexOf("[");
    if (open < 1 || !name.endsWith("]")) continue;
    const keys = name.slice(open + 1, -1).split("][");
    if (keys.length > DEPTH) continue;
    let branch = grow(roots, name.slice(0, open));
    for (const key of keys) branch = grow(branch.children, key);
    branch.values.push(...values);
  }
  return roots;
}

function grow(map: Map<string, Branch>, key: string): Branch {
  let branch = map.get(key);
  if (branch === undefined) map.set(key, (branch = { values: [], children: new Map() }));
  return branch;
}
