/**
 * `validators/`: schemas behind the validator interface, by direction. They are JSON texts, one on each line: TypeScript
 * does not check what is in them, and a process parses only those that it uses.
 */

import type { MediaType, Operation, Schema } from "../contract/model.ts";
import { itemSchema } from "./body-types.ts";
import { type Code, blankLine, code, join, trusted } from "./code.ts";
import { AJV, CORE, type Context, SCHEMAS, newFile, type, value } from "./context.ts";
import { comment, identifier, keyText } from "./doors.ts";
import type { GeneratedFile } from "./file.ts";
import { jsonMembers, objectOfText } from "./printing.ts";
import { prunedSchema } from "./prune.ts";

/** Place -> schema, as `Validators` in `runtime/core/validation.ts` names places. */
type Entries = Map<string, Schema>;

/** The entries of one direction, and the keys of the named schemas that they refer to. */
interface Direction {
  readonly entries: ReadonlyMap<Operation, Entries>;
  readonly reached: Set<string>;
}

export interface EmittedValidators {
  readonly files: readonly GeneratedFile[];
  /** Keys of the named schemas that `validators/schemas.ts` holds. */
  readonly reached: ReadonlySet<string>;
}

export function emitValidators(context: Context): EmittedValidators {
  const requests = collect(context, requestPlaces);
  const responses = collect(context, responsePlaces);
  const reached = new Set([...requests.reached, ...responses.reached]);
  const schemas = reachedSchemas(context, reached);
  const files = [
    schemasFile(context, schemas),
    directionFile("requests", requests, context),
    directionFile("responses", responses, context),
  ];
  return { files, reached: new Set(schemas.keys()) };
}

/** What `validators/` holds, for a host that loads a contract at run time. */
export interface ValidatorData {
  readonly schemas: Readonly<Record<string, Schema>>;
  /** Operation -> place -> schema. */
  readonly requests: Readonly<Record<string, Readonly<Record<string, Schema>>>>;
  readonly responses: Readonly<Record<string, Readonly<Record<string, Schema>>>>;
}

export function validatorData(context: Context): ValidatorData {
  const requests = collect(context, requestPlaces);
  const responses = collect(context, responsePlaces);
  const dataOf = ({ entries }: Direction): ValidatorData["requests"] =>
    Object.fromEntries([...entries].map(([operation, places]) => [operation.name, Object.fromEntries(places)]));
  const schemas = reachedSchemas(context, new Set([...requests.reached, ...responses.reached]));
  return { schemas: Object.fromEntries(schemas), requests: dataOf(requests), responses: dataOf(responses) };
}

type Places = readonly (readonly [place: string, schema: Schema | undefined])[];

function collect({ contract }: Context, placesOf: (operation: Operation) => Places): Direction {
  const reached = new Set<string>();
  const all = contract.operations.map((operation) => {
    const entries: Entries = new Map();
    for (const [place, schema] of placesOf(operation)) {
      const pruned = schema === undefined ? true : prunedSchema(schema, reached);
      // a place that takes anything has no validator
      if (pruned !== true && !(typeof pruned === "object" && Object.keys(pruned).length === 0))
        entries.set(place, pruned);
    }
    return [operation, entries] as const;
  });
  return { entries: new Map(all.filter(([, entries]) => entries.size > 0)), reached };
}

/** The whole, and one item of a sequence. */
function mediaPlaces(place: string, media: MediaType): Places {
  const item = itemSchema(media);
  return [[place, media.schema], ...(item === undefined ? [] : [[`${place} item`, item] as const])];
}

const requestPlaces = ({ parameters, body }: Operation): Places => [
  ...parameters.map((parameter) => [`${parameter.in} ${parameter.name}`, parameter.schema] as const),
  ...(body?.content ?? []).flatMap((media) => mediaPlaces(`body ${media.type}`, media)),
];

const responsePlaces = ({ responses }: Operation): Places =>
  responses.flatMap(({ status, content, headers }) => [
    ...content.flatMap((media) => mediaPlaces(`${status} ${media.type}`, media)),
    ...headers.map((header) => [`${status} header ${header.name}`, header.schema] as const),
  ]);

/** The named schemas that requests or responses reach, pruned, in the order of the contract. */
function reachedSchemas({ schemas }: Context, from: ReadonlySet<string>): ReadonlyMap<string, Schema> {
  const pruned = new Map<string, Schema>();
  const queue = [...from];
  for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
    const schema = schemas.get(key);
    if (schema === undefined || pruned.has(key)) continue;
    const further = new Set<string>();
    pruned.set(key, prunedSchema(schema, further));
    queue.push(...further);
  }
  return new Map(
    [...schemas.keys()].flatMap((key) => (pruned.has(key) ? [[key, pruned.get(key) ?? true] as const] : [])),
  );
}

function schemasFile(context: Context, schemas: ReadonlyMap<string, Schema>): GeneratedFile {
  const file = newFile("validators/schemas.ts", context);
  file.declare("schemas");
  file.print(code`
    ${comment("The named schemas that requests or responses reach, as JSON texts.")}
    export const schemas: ${type(AJV, "SchemaTexts")} = ${objectOfText(jsonMembers(schemas, "  "))};
  `);
  return file;
}

function directionFile(name: "requests" | "responses", { entries }: Direction, context: Context): GeneratedFile {
  const file = newFile(`validators/${name}.ts`, context);
  file.declare(name);
  file.print(code`
    ${comment(name === "requests" ? "Validators of parameters and request bodies." : "Validators of response bodies and headers.")}
    export const ${identifier(name)}: ${type(CORE, "Validators")} = /* @__PURE__ */ ${value(AJV, "ajvValidators")}(${value(SCHEMAS, "schemas")}, ${placesOf(entries)});
  `);
  return file;
}

function placesOf(entries: Direction["entries"]): Code {
  let members = "";
  for (const [operation, places] of entries)
    members += `  ${keyText(operation.name)}: {\n${jsonMembers(places, "    ")}  },\n`;
  return objectOfText(members);
}

/**
 * `validators/webhooks.ts`: of webhooks and callbacks, whose sender alone loads it, with the named schemas that nothing
 * else reaches.
 * @param context of what is sent
 * @param known keys of the schemas that `validators/schemas.ts` holds
 */
export function emitSentValidators(context: Context, known: ReadonlySet<string>): GeneratedFile {
  const file = newFile("validators/webhooks.ts", context);
  const requests = collect(context, requestPlaces);
  const responses = collect(context, responsePlaces);
  const reached = reachedSchemas(context, new Set([...requests.reached, ...responses.reached]));
  const own = [...reached].filter(([key]) => !known.has(key));
  file.declare("schemas", "requests", "responses");
  const schemas = value(SCHEMAS, "schemas");
  const direction = (name: "requests" | "responses", { entries }: Direction, doc: string): Code => code`
    ${comment(doc)}
    export const ${identifier(name)}: ${type(CORE, "Validators")} = /* @__PURE__ */ ${value(AJV, "ajvValidators")}(schemas, ${placesOf(entries)});
  `;
  file.print(
    join(
      [
        code`
          ${comment("With those that only webhooks and callbacks reach, as JSON texts.")}
          const schemas: ${type(AJV, "SchemaTexts")} = {
            ...${schemas},
          ${trusted(jsonMembers(own, "  ").trimEnd())}
          };
        `,
        direction("requests", requests, "Validators of what webhooks and callbacks send."),
        direction("responses", responses, "Validators of what is answered to them."),
      ],
      blankLine,
    ),
  );
  return file;
}
