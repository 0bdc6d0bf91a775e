/** Contracts from what a project without one has: a Postman collection, or the requests of a browser (HAR 1.2). */

import type * as har from "har-to-openapi";
import { isObject } from "tenon-runtime/core";
import { stringify } from "yaml";

/** The converter of a format is not installed: few projects need it, and it is large. */
export class ConverterMissing extends Error {
  readonly package: string;

  constructor(name: string) {
    super(`${name} is not installed`);
    this.package = name;
  }
}

/**
 * The contract in a text: the text itself, or what a converter makes of it.
 * @throws ConverterMissing, and the errors of the converter
 */
export async function contractFrom(text: string): Promise<string> {
  const value = jsonIn(text);
  if (isHar(value)) return fromHar(value);
  const { convert, isPostmanCollection } = await import("@scalar/postman-to-openapi");
  return value !== undefined && isPostmanCollection(text) ? stringify(convert(text)) : text;
}

function jsonIn(text: string): unknown {
  if (!text.trimStart().startsWith("{")) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the reader of contracts reports it
  }
}

type Har = Parameters<typeof har.generateSpecs>[0];

const isHar = (value: unknown): value is Har & object =>
  isObject(value) && isObject(value["log"]) && Array.isArray(value["log"]["entries"]);

/** The API of the host with the most operations: a page also asks for its own files. Recorded values stay out. */
async function fromHar(recording: Har): Promise<string> {
  const { generateSpecs } = await converter();
  const specs = await generateSpecs(recording, {
    openapiVersion: "3.1.0",
    infoTitle: "{domain}",
    infoDescription: "From recorded requests. Complete it: a recording shows what happened, and not what may happen.",
    attemptToParameterizeUrl: true,
    minLengthForNumericPath: 1,
    dropPathsWithoutSuccessfulResponse: true,
    examples: "none",
    reusableSchemas: true,
    requiredness: "observed",
    mimeTypes: ["application/json", "application/problem+json", "text/plain", "text/event-stream"],
  });
  const [largest] = specs.toSorted((a, b) => Object.keys(b.spec.paths).length - Object.keys(a.spec.paths).length);
  if (largest === undefined) throw new Error("it contains no requests to an API");
  return stringify(largest.spec);
}

async function converter(): Promise<typeof har> {
  try {
    return await import("har-to-openapi");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException; // what `import` throws
    throw code === "ERR_MODULE_NOT_FOUND" ? new ConverterMissing("har-to-openapi") : error;
  }
}
