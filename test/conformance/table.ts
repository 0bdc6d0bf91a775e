/** The table: what OpenAPI and the RFCs behind it ask of a server, a file for each area. */

import type { Row } from "./row.ts";
import { bodies } from "./rows/bodies.ts";
import { codings } from "./rows/codings.ts";
import { content } from "./rows/content.ts";
import { encoding } from "./rows/encoding.ts";
import { forms } from "./rows/forms.ts";
import { headers } from "./rows/headers.ts";
import { presence } from "./rows/presence.ts";
import { problems } from "./rows/problems.ts";
import { responses } from "./rows/responses.ts";
import { routing } from "./rows/routing.ts";
import { schemaObject } from "./rows/schema-object.ts";
import { schemas } from "./rows/schemas.ts";
import { security } from "./rows/security.ts";
import { styles } from "./rows/styles.ts";
import { types } from "./rows/types.ts";

export const TABLE: Readonly<Record<string, readonly Row[]>> = {
  "Paths and methods": routing,
  "Parameter styles": styles,
  "Parameter types": types,
  "Parameter presence": presence,
  "Parameter encoding": encoding,
  "Parameter content": content,
  "References and dialects": schemas,
  "Schema objects": schemaObject,
  Bodies: bodies,
  "Codings and limits of bodies": codings,
  Forms: forms,
  Responses: responses,
  "Headers and negotiation": headers,
  Problems: problems,
  Security: security,
};
