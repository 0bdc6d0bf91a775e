/** Which operations to generate: `tag:students`, `operationId:getStudent`, `GET:/students/*`, `/students/**`; `!` excludes. */

import type { ListedOperation } from "./list.ts";

/** Patterns; an operation is in when one of them fits (or all are exclusions) and no exclusion does. */
export type Filter = readonly string[];

/** True for operations that are to be generated; undefined when there is no filter. */
export function createFilter(filter: Filter | undefined): ((operation: ListedOperation) => boolean) | undefined {
  const patterns = (filter ?? [])
    .flatMap((item) => item.split(","))
    .map((item) => item.trim())
    .filter((item) => item !== "");
  if (patterns.length === 0) return undefined;
  const wanted = patterns.filter((pattern) => !pattern.startsWith("!")).map(matcher);
  const unwanted = patterns.filter((pattern) => pattern.startsWith("!")).map((pattern) => matcher(pattern.slice(1)));
  return (operation) =>
    (wanted.length === 0 || wanted.some((fits) => fits(operation))) && !unwanted.some((fits) => fits(operation));
}

function matcher(pattern: string): (operation: ListedOperation) => boolean {
  const [, kind, rest] = /^([A-Za-z]+):(.*)$/s.exec(pattern) ?? [];
  if (kind === undefined || rest === undefined) {
    const path = glob(pattern);
    return (operation) => path.test(operation.path);
  }
  switch (kind) {
    case "tag": {
      const tag = glob(rest);
      return (operation) => operation.tags.some((candidate) => tag.test(candidate));
    }
    case "operationId": {
      const id = glob(rest);
      return (operation) => operation.operationId !== undefined && id.test(operation.operationId);
    }
    default: {
      const path = glob(rest);
      const method = kind.toUpperCase();
      return (operation) => operation.method === method && path.test(operation.path);
    }
  }
}

/** `*` stands for anything but a slash, `**` for anything; `/students/**` is `/students` too. */
function glob(pattern: string): RegExp {
  const source = pattern
    .split(/(\/\*\*$|\*\*|\*)/)
    .map((part) =>
      part === "/**"
        ? "(?:/.*)?"
        : part === "**"
          ? ".*"
          : part === "*"
            ? "[^/]*"
            : part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"),
    )
    .join("");
  return new RegExp(`^${source}$`, "s");
}
