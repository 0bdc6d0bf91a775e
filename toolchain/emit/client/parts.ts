/** Which parts of `tenon-runtime/client` an operation needs beyond a plain JSON call. */

import type { BodyKind, Header, Operation as OperationData, Parameter, Shape } from "tenon-runtime/core";

/** The exports of `tenon-runtime/client` that encode and decode, in the order in which generated code names them. */
const PARTS = [
  "parameterStyles",
  "commaLists",
  "textHeaders",
  "typedHeaders",
  "mediaRanges",
  "bodyOfGet",
  "textBodies",
  "scalarTexts",
  "formBodies",
  "formResponses",
  "multipartBodies",
  "binaryBodies",
  "eventStreams",
  "jsonLines",
] as const;

export type ClientPart = (typeof PARTS)[number];

const OF_BODY: Readonly<Record<BodyKind, ClientPart | undefined>> = {
  json: undefined,
  text: "textBodies",
  xml: "textBodies",
  form: "formBodies",
  multipart: "multipartBodies",
  binary: "binaryBodies",
  events: "eventStreams",
  lines: "jsonLines",
};

/** The parts that these operations need, each once. */
export function clientParts(operations: readonly OperationData[]): readonly ClientPart[] {
  const needed = new Set(operations.flatMap(partsOf));
  return PARTS.filter((part) => needed.has(part));
}

function partsOf({ method, path, parameters = [], body, responses }: OperationData): (ClientPart | undefined)[] {
  // `/{name}.json` needs the rules for text beside a parameter.
  const mixed = path.split("/").some((segment) => segment.includes("{") && !/^\{[^{}]+\}$/.test(segment));
  const fields = responses.flatMap(({ headers = [] }) => headers);
  const sent = body?.content ?? [];
  const received = responses.flatMap(({ content = [] }) => content);
  const rest = parameters.filter((parameter) => !isPlainParameter(parameter));
  return [
    mixed || !rest.every(isCommaList) ? "parameterStyles" : rest.length > 0 ? "commaLists" : undefined,
    fields.length === 0 ? undefined : fields.every(isPlainHeader) ? "textHeaders" : "typedHeaders",
    [...sent, ...received].some(({ type }) => /[*;]/.test(type)) ? "mediaRanges" : undefined,
    sent.length > 0 && (method === "GET" || method === "HEAD") ? "bodyOfGet" : undefined,
    ...sent.map(({ kind }) => OF_BODY[kind]),
    ...[...sent, ...received].map(({ kind, shape }) =>
      kind === "text" && shape !== undefined ? ("scalarTexts" as const) : undefined,
    ),
    ...received.map(({ kind }) => (kind === "form" ? "formResponses" : OF_BODY[kind])),
  ];
}

/** Whether `runtime/client/plain.ts` writes the parameter as `runtime/core/parameters/encode.ts` does. */
function isPlainParameter({ in: place, style, explode, allowReserved, mediaType, shape }: Parameter): boolean {
  if (place === "cookie" || place === "querystring" || allowReserved || mediaType !== undefined) return false;
  if (style !== undefined && style !== (place === "query" ? "form" : "simple")) return false;
  if (isScalar(shape)) return true;
  return (
    place === "query" && explode !== false && typeof shape === "object" && "array" in shape && isScalar(shape.array)
  );
}

/** A list of texts in a query, separated by commas. */
export const isCommaList = ({ explode, ...parameter }: Parameter): boolean =>
  explode === false && parameter.in === "query" && isPlainParameter(parameter);

const isPlainHeader = ({ mediaType, shape }: Header): boolean =>
  mediaType === undefined && (shape === undefined || shape === "string");

/** Whether every value is one text. */
function isScalar(shape: Shape | undefined): boolean {
  if (typeof shape !== "object") return shape !== "any";
  return "enum" in shape || ("anyOf" in shape && shape.anyOf.every(isScalar));
}
