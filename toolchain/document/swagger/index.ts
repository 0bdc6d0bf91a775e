/** Swagger 2.0 → OpenAPI 3.0, by @scalar/openapi-upgrader. Positions of the result are mapped back to the source. */

import { upgradeFromTwoToThree } from "@scalar/openapi-upgrader/2.0-to-3.0";
import { diagnostic, type Diagnostic } from "../../diagnostics/index.ts";
import { finishSwagger } from "./finish.ts";
import { prepareSwagger } from "./prepare.ts";

/** Tokens in the upgraded document → tokens in the source. */
export type SwaggerOrigin = (tokens: readonly string[]) => string[];

export interface Upgraded {
  readonly document: Record<string, unknown>;
  readonly origin: SwaggerOrigin;
  readonly diagnostics: readonly Diagnostic[];
}

/** @param document Swagger 2.0, bundled; it is changed */
export function upgradeSwagger(document: Record<string, unknown>): Upgraded {
  const prepared = prepareSwagger(document);
  try {
    const upgraded = upgradeFromTwoToThree(document) as Record<string, unknown>; // its declared type is stricter than the result
    finishSwagger(upgraded, prepared.requiredForms);
    return {
      document: upgraded,
      origin: origin(prepared.hoisted, prepared.indexes),
      diagnostics: prepared.diagnostics,
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      document,
      origin: (tokens) => [...tokens],
      diagnostics: [...prepared.diagnostics, diagnostic("upgrade-failed", { reason }, { pointer: "" })],
    };
  }
}

const SECTIONS: Readonly<Record<string, string>> = {
  schemas: "definitions",
  parameters: "parameters",
  requestBodies: "parameters",
  responses: "responses",
  securitySchemes: "securityDefinitions",
};

/** A part that the source does not have gets the position of its nearest parent. */
function origin(hoisted: ReadonlyMap<string, readonly string[]>, indexes: ReadonlyMap<string, string>): SwaggerOrigin {
  return (tokens) => {
    if (tokens[0] === "servers") return ["host"];
    let back = [...tokens];
    const section = tokens[0] === "components" && tokens[1] !== undefined ? SECTIONS[tokens[1]] : undefined;
    if (section !== undefined) {
      back = [section, ...tokens.slice(2)];
      const from = hoisted.get(`${section}/${tokens[2]}`);
      if (from !== undefined) back = [...from, ...tokens.slice(3)];
    }
    // /paths/P/METHOD/requestBody/… was a parameter, and removed parameters have changed the indexes of others
    if (back[0] === "paths") {
      const shared = back[2] === "parameters";
      const method = shared ? "" : (back[2] ?? "");
      const at = shared ? 2 : 3;
      const which = back[at] === "requestBody" ? "body" : back[at] === "parameters" ? back[at + 1] : undefined;
      const index = indexes.get(`${back[1]} ${method} ${which}`);
      if (index !== undefined)
        back = [...back.slice(0, at), "parameters", index, ...back.slice(which === "body" ? at + 1 : at + 2)];
    }
    // /content/TYPE/schema was /schema
    const content = back.indexOf("content");
    if (content !== -1 && back[content + 2] === "schema")
      back = [...back.slice(0, content), ...back.slice(content + 2)];
    return back;
  };
}
