/** Bodies: paired by media type and range. */

import { equal } from "tenon-runtime/validators";
import type { MediaType, RequestBody, Response } from "../contract/index.ts";
import { compareAnnotations } from "./annotations.ts";
import type { Comparing, Context, ComparedPart } from "./comparing.ts";
import { bareType, counterpart, encodingOf, expressionOf, modeOf } from "./parts.ts";

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
      // A webhook of the base may arrive late, at a receiver of the revision.
      wire: revision.body.required || !receivesLess ? "breaking" : "safe",
      message: revision.body.required ? "the body became required" : "the body is no longer required",
    });
  compareMedia(all, context, "request", base.body, revision.body, "request body");
}

type Bodies = RequestBody | Response;

/** Where two bodies are compared. */
interface BodySite {
  readonly all: Comparing;
  readonly context: Context;
  readonly place: "request" | "response";
  /** `request body`, `response 200` */
  readonly where: string;
}

export function compareMedia(
  all: Comparing,
  context: Context,
  place: "request" | "response",
  base: Bodies,
  revision: Bodies,
  where: string,
): void {
  const site: BodySite = { all, context, place, where };
  const operations = [context.label];
  const matched = new Set<MediaType>();
  for (const one of base.content) {
    const other = counterpart(one, revision.content, place === "response" ? "related" : "wider");
    if (other !== undefined) {
      matched.add(other);
      comparePair(site, one, other, statusesOf(place, base, revision));
      continue;
    }
    all.add(`${place}-media-type-removed`, place, {
      operations,
      place: `${where} ${one.type}`,
      base: one.pointer,
      revision: revision.pointer,
      message: `${one.type} is no longer ${place === "request" ? "accepted" : "available"}`,
    });
  }
  for (const other of revision.content) {
    if (matched.has(other) || counterpart(other, base.content, "wider") !== undefined) continue;
    all.add(`${place}-media-type-added`, place, {
      operations,
      place: `${where} ${other.type}`,
      base: base.pointer,
      revision: other.pointer,
      message: `${other.type} is ${place === "request" ? "accepted" : "available"} too`,
    });
  }
}

const statusesOf = (
  place: BodySite["place"],
  base: Bodies,
  revision: Bodies,
): Pick<ComparedPart, "status" | "otherStatus"> =>
  place === "response" ? { status: (base as Response).status, otherStatus: (revision as Response).status } : {};

/** A media type of the base, and the one of the revision that it corresponds to. */
function comparePair(
  site: BodySite,
  one: MediaType,
  other: MediaType,
  statuses: Pick<ComparedPart, "status" | "otherStatus">,
): void {
  const { all, context, place, where } = site;
  const places = {
    operations: [context.label],
    place: `${where} ${one.type}`,
    base: one.pointer,
    revision: other.pointer,
  };
  const sentByBase = (place === "request") === (context.caller === "client");
  compareRange(site, one, other, places);
  if (!sentByBase && one.schema !== undefined && other.schema === undefined && other.itemSchema === undefined)
    return all.add("response-schema-removed", place, {
      ...places,
      base: `${one.pointer}/schema`,
      message: "the schema was removed",
    });
  const part: ComparedPart = {
    kind: place === "request" ? "body" : "response",
    name: one.type,
    other: other.type,
    ...statuses,
  };
  for (const [keyword, suffix] of [
    ["schema", ""],
    ["itemSchema", " item"],
  ] as const) {
    const [before, after] = [expressionOf(one, keyword), expressionOf(other, keyword)];
    const at = `${places.place}${suffix}`;
    if (keyword === "schema" || before.length + after.length > 0)
      all.schemas(context, place, part, at, before, after, keyword === "schema" ? modeOf(one, other) : "json");
    compareAnnotations({ all, context, place, where: at }, before, after);
  }
  if (!equal(encodingOf(one), encodingOf(other)) && place === "request")
    all.add("request-encoding-changed", place, { ...places, message: "the parts are serialized differently" });
}

/** `text/plain` and `text/*`: a range (RFC 9110 §12.5.1) has more media types than one of them. */
function compareRange(
  { all, context, place }: BodySite,
  one: MediaType,
  other: MediaType,
  places: Parameters<Comparing["add"]>[2] extends infer P ? Omit<P, "message"> : never,
): void {
  const [before, after] = [bareType(one.type), bareType(other.type)];
  const isWider = after.endsWith("/*");
  if (before === after || (!isWider && !before.endsWith("/*"))) return;
  const clientSends = (place === "request") === (context.caller === "client");
  const verb = place === "request" ? "accepted" : "sent";
  all.add(`${place}-media-type-${isWider ? "added" : "removed"}`, place, {
    ...places,
    // The receiver may not know the other types; the contract does not show which of them are sent.
    wire: isWider === clientSends ? "safe" : "unknown",
    message: isWider ? `any ${after} is ${verb}, not only ${before}` : `only ${after} is ${verb}, not any ${before}`,
  });
}
