/** What the upgrader leaves out of forms and files is put in after it. */

import { isObject } from "tenon-runtime/core";
import { FILE } from "./swagger-prepare.ts";

type Node = Record<string, unknown>;
/** The copy that is being upgraded may be changed. */
const isNode = (value: unknown): value is Node => isObject(value);

const nodes = (value: unknown): Node[] => (isNode(value) ? Object.values(value).filter(isNode) : []);

/** Changes the upgraded document in place. @param requiredForms `PATH METHOD` of each */
export function finishSwagger(document: Node, requiredForms: ReadonlySet<string>): void {
  for (const [path, item] of Object.entries(isNode(document["paths"]) ? document["paths"] : {})) {
    for (const [method, operation] of Object.entries(isNode(item) ? item : {})) {
      if (!isNode(operation)) continue;
      const body = operation["requestBody"];
      // Without a body the field would not be there (Swagger 2.0, Parameter Object: required).
      if (isNode(body) && requiredForms.has(`${path} ${method}`)) body["required"] = true;
      nodes(operation["responses"]).forEach(asFile);
    }
  }
  const components = document["components"];
  if (isNode(components)) nodes(components["responses"]).forEach(asFile);
}

const JSON_TYPE = /^[\w.-]+\/(?:[\w.-]+\+)?json\b/i;

/**
 * A response whose schema was `type: file` is octets, of the media types that `produces` lists for it (Swagger 2.0,
 * Response Object: schema). JSON among them is for the operation's other responses; it is the default, too.
 */
function asFile(response: Node): void {
  const content = response["content"];
  const [first] = nodes(content);
  if (!isNode(content) || !isNode(first?.["schema"]) || first["schema"][FILE] !== true) return;
  const { [FILE]: _, ...schema } = first["schema"];
  const types = Object.entries(content).filter(([type]) => !JSON_TYPE.test(type));
  response["content"] = Object.fromEntries(
    (types.length > 0 ? types : [["application/octet-stream", {}] as const]).map(([type, media]) => [
      type,
      { ...(isNode(media) ? media : {}), schema },
    ]),
  );
}
