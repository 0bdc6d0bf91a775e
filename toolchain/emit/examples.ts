/** `examples.ts`: the example values of the responses, by operation and place; only mocks import it. */

import type { MediaType } from "../contract/model.ts";
import { type Code, blankLine, code, join } from "./code.ts";
import { type Context, MOCKS, newFile, type } from "./context.ts";
import { lineOfData } from "./data.ts";
import { comment, propertyKey } from "./doors.ts";
import type { GeneratedFile } from "./file.ts";
import { objectOf } from "./printing.ts";
import { SharedData } from "./shared.ts";

/** What is shorter, as JSON, is written where it is used. */
const SHARED_FROM = 30;

export function emitExamples(context: Context): GeneratedFile {
  const file = newFile("examples.ts", context);
  const shared = new SharedData(SHARED_FROM, () => ({ name: "e" }));
  const media = context.contract.operations.map((operation) => ({
    operation,
    places: operation.responses.flatMap(({ status, content }) =>
      content.filter(({ examples }) => examples.length > 0).map((each) => ({ status, media: each })),
    ),
  }));
  for (const { places } of media)
    for (const place of places) for (const { value } of place.media.examples) shared.countDeep(value);
  const operations = media.map(({ operation, places }) =>
    places.length === 0
      ? code``
      : code`${propertyKey(operation.name)}: ${objectOf(places.map((place) => code`${propertyKey(`${place.status} ${place.media.type}`)}: ${named(place.media, shared)},`))},`,
  );
  file.declare("examples", ...shared.names);
  file.print(
    join(
      [
        shared.declarations(),
        code`
          ${comment("Example values of the contract: operation, place, name.")}
          export const examples: ${type(MOCKS, "Examples")} = ${objectOf(operations)};
        `,
      ],
      blankLine,
    ),
  );
  return file;
}

/** Names and values, on one line: nobody reads them here. */
const named = ({ examples }: MediaType, shared: SharedData): Code =>
  code`{ ${join(
    examples.map(
      ({ name, value }) => code`${propertyKey(name === "" ? "example" : name)}: ${lineOfData(value, shared.nameOf)}`,
    ),
    code`, `,
  )} }`;
