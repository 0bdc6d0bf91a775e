/** Responses: paired by status, range and `default`; their headers by name. */

import { equal } from "tenon-runtime/validators";
import type { Link, Response } from "../contract/index.ts";
import { compareMedia } from "./bodies.ts";
import type { Comparing, Context, ComparedPart } from "./comparing.ts";
import { inRange, isError, responseFor, schemaOf } from "./parts.ts";

export function compareResponses(all: Comparing, context: Context): void {
  const { base, revision } = context.operation;
  const operations = [context.label];
  for (const one of base.responses) {
    const other = responseFor(one.status, revision.responses);
    const where = `response ${one.status}`;
    // The revision lists the statuses of a range: each is compared below.
    if (other === undefined && revision.responses.some(({ status }) => inRange(status, one.status))) continue;
    if (other === undefined) {
      const error = isError(one.status) || one.status === "default";
      all.add(error ? "response-error-removed" : "response-status-removed", "response", {
        operations,
        place: where,
        base: one.pointer,
        revision: revision.pointer,
        message: error ? "it was removed" : "this success status was removed",
      });
      continue;
    }
    if (
      other.status === "default" &&
      !isError(one.status) &&
      one.status !== "default" &&
      revision.responses.some(({ status }) => !isError(status) && status !== "default")
    ) {
      all.add("response-status-removed", "response", {
        operations,
        place: where,
        base: one.pointer,
        revision: revision.pointer,
        message: "this success status was removed",
      });
      continue;
    }
    compareResponse(all, context, one, other, where);
  }
  for (const other of revision.responses) {
    if (base.responses.some(({ status }) => status === other.status)) continue;
    const wider = responseFor(other.status, base.responses);
    const error = isError(other.status) || other.status === "default";
    if (wider !== undefined) compareResponse(all, context, wider, other, `response ${other.status}`);
    else
      all.add(error ? "response-error-added" : "response-status-added", "response", {
        operations,
        place: `response ${other.status}`,
        base: base.pointer,
        revision: other.pointer,
        message: error
          ? "it was added: clients receive an error that they do not know"
          : "this success status was added; Tenon cannot tell whether clients treat it as success",
      });
  }
}

/** Clients may follow links by their names (OAS 3.2 §4.20). */
function compareLinks(
  all: Comparing,
  places: {
    readonly operations: readonly string[];
    readonly place: string;
    readonly base: string;
    readonly revision: string;
  },
  base: Response,
  revision: Response,
): void {
  const content = ({ operation, parameters, requestBody }: Link): unknown => [operation, parameters, requestBody];
  for (const link of base.links) {
    const other = revision.links.find(({ name }) => name === link.name);
    const at = { ...places, place: `${places.place} link ${link.name}`, base: link.pointer };
    if (other === undefined)
      all.add("link-removed", "response", {
        ...at,
        message: "the link was removed; Tenon cannot tell whether clients follow it",
      });
    else if (!equal(content(link), content(other)))
      all.add("link-changed", "response", {
        ...at,
        revision: other.pointer,
        message: "the link has another target; Tenon cannot tell whether clients follow it",
      });
  }
  for (const link of revision.links)
    if (!base.links.some(({ name }) => name === link.name))
      all.add("link-added", "response", {
        ...places,
        place: `${places.place} link ${link.name}`,
        revision: link.pointer,
        message: "the link was added",
      });
}

function compareResponse(all: Comparing, context: Context, base: Response, revision: Response, where: string): void {
  const operations = [context.label];
  const places = { operations, place: where, base: base.pointer, revision: revision.pointer };
  if (base.content.length > 0 && revision.content.length === 0)
    all.add("response-body-removed", "response", { ...places, message: "it no longer has a body" });
  else if (base.content.length === 0 && revision.content.length > 0)
    all.add("response-body-added", "response", { ...places, message: "it now has a body" });
  else compareMedia(all, context, "response", base, revision, where);
  compareLinks(all, places, base, revision);
  for (const header of base.headers) {
    const other = revision.headers.find(({ name }) => name.toLowerCase() === header.name.toLowerCase());
    const at = {
      ...places,
      place: `${where} header ${header.name}`,
      base: header.pointer,
      revision: other?.pointer ?? revision.pointer,
    };
    if (other === undefined) {
      all.add(header.required ? "header-removed" : "header-dropped", "response", {
        ...at,
        message: "it was removed",
      });
      continue;
    }
    if (header.required !== other.required)
      all.add(other.required ? "header-required" : "header-optional", "response", {
        ...at,
        message: other.required ? "it became required" : "it is no longer required",
      });
    const part: ComparedPart = {
      kind: "header",
      name: header.name,
      other: other.name,
      status: base.status,
      otherStatus: revision.status,
    };
    const mode = header.mediaType === undefined && other.mediaType === undefined ? "text" : "json";
    all.schemas(context, "header", part, at.place, schemaOf(header), schemaOf(other), mode);
  }
  for (const header of revision.headers)
    if (!base.headers.some(({ name }) => name.toLowerCase() === header.name.toLowerCase()))
      all.add("header-added", "response", {
        ...places,
        place: `${where} header ${header.name}`,
        revision: header.pointer,
        message: "it was added",
      });
}
