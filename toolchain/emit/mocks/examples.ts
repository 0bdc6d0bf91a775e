/**
 * `examples.ts`: the example values of the responses, by operation and place; only mocks import it. They are JSON texts,
 * one for each place. Large parts that examples have in common are constants, named after where they stand first.
 */

import type { Example, Response } from "../../contract/model.ts";
import { blankLine, code, join, trusted } from "../code.ts";
import { type Context, MOCKS, newUncheckedFile, type } from "../context.ts";
import type { NameOf } from "../print/data.ts";
import { comment, isIdentifier, keyText, quotedText } from "../doors.ts";
import type { GeneratedFile } from "../file.ts";
import { objectOfText } from "../print/members.ts";
import { SharedData } from "../contract/shared-data.ts";

/** What is shorter, as JSON, is written where it is used. */
const SHARED_FROM = 400;

export function emitExamples(context: Context): GeneratedFile {
  const file = newUncheckedFile("examples.ts", context);
  const names = new WeakMap<object, string>();
  const shared = new SharedData(
    SHARED_FROM,
    (part) => ({ name: names.get(part) ?? "example" }),
    ["examples"],
    (part, nameOf) => trusted(jsonText(part, nameOf)),
  );
  for (const { responses } of context.contract.operations)
    for (const response of responses)
      for (const { examples } of examplesOf(response).values())
        for (const { name, value } of examples) {
          noteNames(value, name.replace(/\W/g, "_"), names);
          shared.countDeep(value);
        }
  let members = "";
  for (const { name, responses } of context.contract.operations) {
    let places = "";
    for (const response of responses)
      for (const [place, exampled] of examplesOf(response))
        places += `    ${keyText(place)}: ${jsonText(named(exampled), shared.nameOf)},\n`;
    if (places !== "") members += `  ${keyText(name)}: {\n${places}  },\n`;
  }
  file.declare("examples", ...shared.names);
  file.print(
    join(
      [
        shared.declarations(),
        code`
          ${comment("Example values of the contract: operation, place, and as JSON text name and value.")}
          export const examples: ${type(MOCKS, "Examples")} = ${objectOfText(members)};
        `,
      ],
      blankLine,
    ),
  );
  return file;
}

interface Exampled {
  readonly examples: readonly Example[];
}

/** The examples of a response's bodies and headers, by place. */
export function examplesOf({ status, content, headers }: Response): ReadonlyMap<string, Exampled> {
  const places: (readonly [string, Exampled])[] = [
    ...content.map((media) => [`${status} ${media.type}`, media] as const),
    ...headers.map((header) => [`${status} header ${header.name}`, header] as const),
  ];
  return new Map(places.filter(([, { examples }]) => examples.length > 0));
}

/** Names and values. */
export const named = ({ examples }: Exampled): Readonly<Record<string, unknown>> =>
  Object.fromEntries(examples.map(({ name, value }: Example) => [name === "" ? "example" : name, value]));

/** What a part is called where it stands first: the name of the example, or the property; in a list, that of the list. */
function noteNames(value: unknown, name: string, names: WeakMap<object, string>): void {
  if (typeof value !== "object" || value === null) return;
  if (isIdentifier(name) && !names.has(value)) names.set(value, name);
  for (const [key, member] of Object.entries(value)) noteNames(member, Array.isArray(value) ? name : key, names);
}

/** JSON text as an expression: literals, and between them the constants that stand for parts. */
function jsonText(value: unknown, nameOf: NameOf): string {
  const pieces: string[] = [];
  let text = "";
  const write = (at: unknown): void => {
    if (typeof at !== "object" || at === null) {
      text += JSON.stringify(at) ?? "null";
      return;
    }
    const name = nameOf(at);
    if (name !== undefined) {
      if (text !== "") pieces.push(quotedText(text));
      pieces.push(name);
      text = "";
    } else if (Array.isArray(at)) {
      text += "[";
      at.forEach((item, i) => {
        if (i > 0) text += ",";
        write(item);
      });
      text += "]";
    } else {
      let separator = "{";
      for (const [key, member] of Object.entries(at)) {
        if (member === undefined) continue;
        text += `${separator}${JSON.stringify(key)}:`;
        separator = ",";
        write(member);
      }
      text += separator === "{" ? "{}" : "}";
    }
  };
  write(value);
  if (text !== "") pieces.push(quotedText(text));
  return pieces.join(" + ");
}
