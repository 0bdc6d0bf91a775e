/** Adds to the upgraded document what the upgrader leaves out of forms and files. */

import { isNode, type MutableNode } from "./mutable-node.ts";
import { FILE } from "./prepare.ts";

const nodes = (value: unknown): MutableNode[] => (isNode(value) ? Object.values(value).filter(isNode) : []);

/**
 * Changes the upgraded document in place.
 * @param requiredForms operations, as `PATH METHOD`, whose form has a required field
 */
export function finishSwagger(document: MutableNode, requiredForms: ReadonlySet<string>): void {
  for (const [path, item] of Object.entries(isNode(document["paths"]) ? document["paths"] : {})) {
    for (const [method, operation] of Object.entries(isNode(item) ? item : {})) {
      if (!isNode(operation)) continue;
      const body = operation["requestBody"];
      // A body without the field is invalid (Swagger 2.0, Parameter Object: required).
      if (isNode(body) && requiredForms.has(`${path} ${method}`)) body["required"] = true;
      nodes(operation["responses"]).forEach(asFile);
    }
  }
  const components = document["components"];
  if (isNode(components)) nodes(components["responses"]).forEach(asFile);
}

const JSON_TYPE = /^[\w.-]+\/(?:[\w.-]+\+)?json\b/i;

/**
 * A response with the schema `type: file` consists of bytes, in the media types of `produces` (Swagger 2.0, Response Object:
 * schema). JSON among these types belongs to the operation's other responses, or is the default.
 */
function asFile(response: MutableNode): void {
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
