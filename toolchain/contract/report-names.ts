/** Says which operations are not called what their contract calls them. */

import type { ListedOperation } from "./list.ts";
import type { OperationName } from "./names.ts";
import type { Report } from "./report.ts";

/** Harmless renamings are counted, the others listed one by one. */
export function reportNames(
  listed: readonly ListedOperation[],
  names: readonly OperationName[],
  filter: ((operation: ListedOperation) => boolean) | undefined,
  report: Report,
): void {
  const counted: Record<"missing" | "unusable", number[]> = { missing: [], unusable: [] };
  names.forEach(({ name, renaming, other }, index) => {
    const operation = listed[index]!;
    if (renaming === undefined || (filter !== undefined && !filter(operation))) return;
    const place = { pointer: `${operation.pointer}/operationId` };
    const operationId = operation.operationId ?? "";
    const first = other === undefined ? undefined : listed[other];
    if (renaming === "missing" || renaming === "unusable") counted[renaming].push(index);
    else if (renaming === "reserved") report("reserved-operation-id", { operationId, name }, place);
    else if (renaming === "collision")
      report(
        "colliding-operation-id",
        { operationId, other: first?.operationId ?? `${first?.method} ${first?.path}`, name },
        place,
      );
    else
      report(
        "duplicate-operation-id",
        { operationId, name },
        { ...place, also: [{ message: "first used at", pointer: `${first!.pointer}/operationId` }] },
      );
  });
  const [missing, unusable] = [counted.missing[0], counted.unusable[0]];
  if (missing !== undefined) {
    const { method, path, pointer } = listed[missing]!;
    report(
      "missing-operation-id",
      { operation: `${method} ${path}`, name: names[missing]!.name, count: counted.missing.length },
      { pointer },
    );
  }
  if (unusable !== undefined) {
    const { operationId, pointer } = listed[unusable]!;
    report(
      "unusable-operation-id",
      { operationId: operationId ?? "", name: names[unusable]!.name, count: counted.unusable.length },
      { pointer: `${pointer}/operationId` },
    );
  }
}
