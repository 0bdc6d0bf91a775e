/** Bodies: paired by media type and range. */

import { equal } from "tenon-runtime/validators";
import type { MediaType, RequestBody, Response } from "../contract/index.ts";
import { compareAnnotations } from "./annotations.ts";
import type { Comparing, Context, Part } from "./comparing.ts";
import { counterpart, encodingOf, expressionOf, modeOf } from "./parts.ts";

export function compareBody(all: Comparing, context: Context): void {
  const { base, revision } = context.operation;
  const operations = [context.label];
  const places = {
    operations,
    place: "request body",
    base: base.body?.pointer ?? base.pointer,
    revision: revision.body?.pointer ?? revision.pointer,
  };
  if (base.body === undefined && revision.body === undefined) return;
  const receivesLess = context.caller === "client";
  if (base.body === undefined) {
    const breaking = revision.body!.required;
    return all.add(breaking && receivesLess ? "request-body-required" : "request-body-added", "request", {
      ...places,
      message: breaking ? "a body was added and is required" : "an optional body was added",
    });
  }
  if (revision.body === undefined)
    return all.add("request-body-removed", "request", { ...places, message: "the body was removed" });
  if (base.body.required !== revision.body.required)
    all.add(revision.body.required ? "request-body-required" : "request-body-optional", "request", {
      ...places,
      // A webhook that was sent under the base may arrive late, at a receiver of the revision.
      wire: revision.body.required || !receivesLess ? "breaking" : "safe",
      message: revision.body.required ? "the body became required" : "the body is no longer required",
    });
  compareMedia(all, context, "request", base.body, revision.body, "request body");
}

export function compareMedia(
  all: Comparing,
  context: Context,
  place: "request" | "response",
  base: RequestBody | Response,
  revision: RequestBody | Response,
  where: string,
): void {
  const operations = [context.label];
  const sentByBase = (place === "request") === (context.caller === "client");
  const statuses =
    place === "response" ? { status: (base as Response).status, otherStatus: (revision as Response).status } : {};
  const matched = new Set<MediaType>();
  for (const one of base.content) {
    const other = counterpart(one, revision.content, place === "response");
    if (other === undefined) {
      all.add(`${place}-media-type-removed`, place, {
        operations,
        place: `${where} ${one.type}`,
        base: one.pointer,
        revision: revision.pointer,
        message: `${one.type} is no longer ${place === "request" ? "accepted" : "available"}`,
      });
      continue;
    }
    matched.add(other);
    const at = `${where} ${one.type}`;
    const part: Part = {
      kind: place === "request" ? "body" : "response",
      name: one.type,
      other: other.type,
      ...statuses,
    };
    if (!sentByBase && one.schema !== undefined && other.schema === undefined && other.itemSchema === undefined) {
      all.add("response-schema-removed", place, {
        operations,
        place: at,
        base: `${one.pointer}/schema`,
        revision: other.pointer,
        message: "the schema was removed",
      });
      continue;
    }
    all.schemas(
      context,
      place,
      part,
      at,
      expressionOf(one, "schema"),
      expressionOf(other, "schema"),
      modeOf(one, other),
    );
    for (const [keyword, suffix] of [
      ["schema", ""],
      ["itemSchema", " item"],
    ] as const)
      compareAnnotations(
        { all, context, place, where: `${at}${suffix}` },
        expressionOf(one, keyword),
        expressionOf(other, keyword),
      );
    if (one.itemSchema !== undefined || other.itemSchema !== undefined)
      all.schemas(
        context,
        place,
        part,
        `${at} item`,
        expressionOf(one, "itemSchema"),
        expressionOf(other, "itemSchema"),
      );
    if (!equal(encodingOf(one), encodingOf(other)) && place === "request")
      all.add("request-encoding-changed", place, {
        operations,
        place: at,
        base: one.pointer,
        revision: other.pointer,
        message: "the parts are serialized differently",
      });
  }
  for (const other of revision.content) {
    if (matched.has(other) || counterpart(other, base.content, false) !== undefined) continue;
    all.add(`${place}-media-type-added`, place, {
      operations,
      place: `${where} ${other.type}`,
      base: base.pointer,
      revision: other.pointer,
      message: `${other.type} is ${place === "request" ? "accepted" : "available"} too`,
    });
  }
}
