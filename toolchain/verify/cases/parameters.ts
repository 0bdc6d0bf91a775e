/** Cases for the parameters of an operation, one at a time, all else being valid. */

import { isJson, type MediaType, type Operation, type Parameter, type Shape } from "tenon-runtime/core";
import { mix } from "tenon-runtime/mocks/values";
import type { Collector } from "./collector.ts";
import { IGNORED, isSendable, PARTS } from "./inputs.ts";
import { type Mutation, mutations } from "./mutations.ts";
import { schemesOf } from "./request.ts";
import type { Broken, CaseRequest, Input } from "./types.ts";
import { arrival } from "./wire.ts";

export async function parameterCases(
  collector: Collector,
  input: Input,
  media: MediaType | undefined,
  hash: number,
): Promise<void> {
  const { operation } = collector;
  for (const parameter of operation.parameters ?? []) {
    if (parameter.in === "header" && IGNORED.has(parameter.name.toLowerCase())) continue;
    if (isCredential(collector, parameter)) continue;
    const label = `${parameter.in} ${parameter.name}`;
    const broken = (keyword: string, pointer = ""): Broken => ({
      in: parameter.in === "querystring" ? "query" : parameter.in,
      name: parameter.name,
      pointer,
      keyword,
    });
    const without = leftOut(input, parameter);
    if (parameter.in !== "path")
      await collector.encode(
        `${label} left out`,
        without,
        media,
        parameter.required === true
          ? { kind: "invalid", status: 400, at: broken("required") }
          : { kind: "valid", input: without },
      );
    if (parameter.in === "querystring") continue;
    await valueCases(collector, parameter, input, media, mix(hash, label), broken);
    if (parameter.in === "query") await queryCases(collector, parameter, input, media, broken);
    if (parameter.in === "path") await pathCases(collector, parameter, input, media, broken);
  }
}

async function valueCases(
  collector: Collector,
  parameter: Parameter,
  input: Input,
  media: MediaType | undefined,
  hash: number,
  broken: (keyword: string, pointer?: string) => Broken,
): Promise<void> {
  const label = `${parameter.in} ${parameter.name}`;
  const validator = collector.validator(label);
  const value = input[PARTS[parameter.in]]?.[parameter.name];
  if (validator === undefined || value === undefined) return;
  const { schemas } = collector.source.requests;
  for (const mutation of mutations(value, validator.schema, { schemas, hash })) {
    const arrives = arrivalOf(parameter, mutation);
    if (arrives === "other") {
      collector.dropped += 1;
      continue;
    }
    const judgement = collector.judge(label, mutation);
    if (judgement === undefined) continue;
    const changed = withValue(input, parameter, mutation.value);
    if (judgement.kind === "valid" && arrives === "same")
      await collector.encode(`${label} ${mutation.name}`, changed, media, { kind: "valid", input: changed });
    else if (judgement.kind === "invalid")
      await collector.encode(`${label} ${mutation.name}`, changed, media, {
        kind: "invalid",
        status: 400,
        at: broken(judgement.keyword, judgement.pointer),
      });
  }
}

function arrivalOf(parameter: Parameter, { value }: Mutation): ReturnType<typeof arrival> {
  if (!isSendable(value, parameter)) return "other";
  if (parameter.mediaType === undefined) return arrival(value, parameter.shape);
  return isJson(parameter.mediaType) || typeof value === "string" ? "same" : "other";
}

/** What a query can say that no value stands for. */
async function queryCases(
  collector: Collector,
  parameter: Parameter,
  input: Input,
  media: MediaType | undefined,
  broken: (keyword: string) => Broken,
): Promise<void> {
  const label = `query ${parameter.name}`;
  if (!isText(parameter.shape) && !isScalar(parameter.shape)) return;
  if (parameter.mediaType !== undefined || parameter.style === "deepObject") return;
  const base = await collector.request(leftOut(input, parameter), media);
  const whole = await collector.request(input, media);
  if (base === undefined || whole === undefined) return;
  const name = encodeURIComponent(parameter.name);
  const [field] = /(?<=[?&])[^&]*/.exec(whole.url.slice(whole.url.indexOf(`${name}=`) - 1)) ?? [];
  if (field?.startsWith(`${name}=`) === true)
    collector.add(`${label} given twice`, withQuery(whole, field), {
      kind: "invalid",
      status: 400,
      at: broken("repeated"),
    });
  collector.add(`${label} with a bad percent-encoding`, withQuery(base, `${name}=%ZZ`), {
    kind: "invalid",
    status: 400,
    at: broken("encoding"),
  });
  collector.add(`${label} with bytes that are not UTF-8`, withQuery(base, `${name}=%C3%28`), {
    kind: "invalid",
    status: 400,
    at: broken("encoding"),
  });
  // OAS 3.2 §4.12.2: the parameter may be sent without a value.
  if (parameter.allowEmptyValue === true) return;
  if (isScalar(parameter.shape)) {
    // an empty value stands for a parameter that is not given (OAS 3.2 §4.12.2.1)
    if (parameter.allowEmptyValue === true) return;
    for (const form of [`${name}=`, name])
      collector.add(`${label} empty${form === name ? ", without =" : ""}`, withQuery(base, form), {
        kind: "invalid",
        status: 400,
        at: broken("type"),
      });
    return;
  }
  const judgement = collector.judge(label, { name: "empty", pointer: "", value: "" });
  const empty = withValue(input, parameter, "");
  if (judgement?.kind === "valid")
    collector.add(`${label} empty`, withQuery(base, `${name}=`), { kind: "valid", input: empty });
}

async function pathCases(
  collector: Collector,
  parameter: Parameter,
  input: Input,
  media: MediaType | undefined,
  broken: (keyword: string) => Broken,
): Promise<void> {
  const { operation } = collector;
  // A segment of its own, so that all of it is the value.
  if (!operation.path.split("/").includes(`{${parameter.name}}`) || parameter.style !== undefined) return;
  if (!isText(parameter.shape) && !isScalar(parameter.shape)) return;
  const request = await collector.request(withValue(input, parameter, "case-marker"), media);
  if (request === undefined) return;
  for (const bad of ["%ZZ", "%E0%A4%A"]) {
    collector.add(
      `path ${parameter.name} with a bad percent-encoding, ${bad}`,
      { ...request, url: request.url.replace("case-marker", bad) },
      { kind: "invalid", status: 400, at: broken("encoding") },
    );
  }
}

const isText = (shape: Shape | undefined): boolean => shape === undefined || shape === "string";
const isScalar = (shape: Shape | undefined): boolean =>
  shape === "integer" || shape === "number" || shape === "boolean";

export function withQuery(request: CaseRequest, field: string): CaseRequest {
  return { ...request, url: `${request.url}${request.url.includes("?") ? "&" : "?"}${field}` };
}

function withValue(input: Input, parameter: Parameter, value: unknown): Input {
  const part = PARTS[parameter.in];
  return { ...input, [part]: { ...input[part], [parameter.name]: value } };
}

function leftOut(input: Input, parameter: Parameter): Input {
  const part = PARTS[parameter.in];
  if (parameter.in === "querystring") return { ...input, query: {} };
  const { [parameter.name]: _, ...rest } = input[part] ?? {};
  return { ...input, [part]: rest };
}

/** A parameter that is a credential as well is the security scheme's business. */
function isCredential({ source, operation }: Collector, parameter: Parameter): boolean {
  return schemesOf(source.contract, operation).some(
    ([, scheme]) =>
      scheme.type === "apiKey" &&
      scheme.in === parameter.in &&
      scheme.name.toLowerCase() === parameter.name.toLowerCase(),
  );
}

/** Whether a query parameter of any name may come: an object that is spread over the query takes it. */
export function takesAnyQuery({ parameters = [] }: Operation): boolean {
  return parameters.some(
    ({ in: place, shape, style, explode }) =>
      place === "querystring" ||
      (place === "query" &&
        (style ?? "form") === "form" &&
        explode !== false &&
        typeof shape === "object" &&
        JSON.stringify(shape).includes('"rest"')),
  );
}
