/** Reports examples that are invalid by their own schema. They mislead readers, and mocks cannot return them. */

import { type FormatStrictness, formatsOf, interpretedValidators } from "tenon-runtime/validators";
import type { Validators, Violation } from "tenon-runtime/core";
import type { Directions } from "./direction.ts";
import type * as Model from "./model.ts";
import type { Schema } from "./model.ts";
import { QuickCheck } from "./quick-check.ts";
import type { Report } from "./report.ts";
import type { Exampled } from "./schema/context.ts";
import type { Direction } from "./structure.ts";

export interface ToJudge {
  readonly operations: readonly Model.Operation[];
  /** All schemas that have examples or a default. */
  readonly exampled: readonly Exampled[];
  /** The named schemas of the normalised document. */
  readonly schemas: Readonly<Record<string, Schema>>;
  /** Absent if requests and responses have the same schemas. */
  readonly directions?: Pick<Directions, "direct"> | undefined;
}

/** Reports each invalid example. An example whose schema Tenon cannot interpret is not reported. */
export function judgeExamples(
  { operations, exampled, schemas, directions }: ToJudge,
  strictness: FormatStrictness,
  report: Report,
): void {
  const misfits = new Misfits(schemas, strictness);
  const judge = new ExampleJudge(misfits, report);
  for (const operation of operations) judge.judgeOperation(operation);
  for (const one of exampled) judgeSchemaExamples(one, { misfits, report, directions });
}

/** Why values do not fit schemas. */
class Misfits {
  readonly #inline: Record<string, Schema> = {};
  readonly #quick: QuickCheck;
  readonly #validators: Validators;
  #count = 0;

  constructor(schemas: Readonly<Record<string, Schema>>, strictness: FormatStrictness) {
    const formats = formatsOf(strictness);
    this.#quick = new QuickCheck(schemas, formats);
    // With the same options the interpreter shares its nodes with the check of defaults.
    const options = strictness === "strict" ? {} : { formats };
    this.#validators = interpretedValidators(schemas, { examples: this.#inline }, options);
  }

  /** The first violation; `undefined` if the value fits, or if Tenon cannot interpret the schema. */
  find(schema: Schema, value: unknown): Misfit | undefined {
    if (this.#quick.isCertainlyValid(schema, value)) return undefined;
    try {
      const name = String((this.#count += 1));
      this.#inline[name] = schema;
      const validator = this.#validators.get("examples", name);
      if (validator === undefined || validator.is(value)) return undefined;
      const violations = validator.explain(value);
      const [first] = violations;
      if (first === undefined) return undefined;
      const more = violations.length > 1 ? ` (and ${violations.length - 1} more)` : "";
      return { ...first, reason: reasonOf(first) + more };
    } catch {
      return undefined;
    }
  }
}

/** Judges the examples of parameters and media types. Operations share these; each is judged once. */
class ExampleJudge {
  readonly #misfits: Misfits;
  readonly #report: Report;
  readonly #judged = new Set<unknown>();

  constructor(misfits: Misfits, report: Report) {
    this.#misfits = misfits;
    this.#report = report;
  }

  judgeOperation({ name, parameters, body, responses }: Model.Operation): void {
    for (const parameter of parameters) this.#judgeParameter(parameter, name);
    for (const media of body?.content ?? []) this.#judgeMedia(media, name, `body ${media.type}`);
    for (const { status, content } of responses)
      for (const media of content) this.#judgeMedia(media, name, `${status} ${media.type}`);
  }

  #judgeParameter(parameter: Model.Parameter, operation: string): void {
    if (this.#judged.has(parameter.examples)) return;
    this.#judged.add(parameter.examples);
    for (const example of parameter.examples) {
      const misfit = this.#misfits.find(parameter.schema, example.value);
      if (misfit !== undefined && !isSerialised(example.value, misfit))
        this.#reportExample(example, misfit, operation, `${parameter.in} ${parameter.name}`);
    }
  }

  #judgeMedia(media: Model.MediaType, operation: string, place: string): void {
    // An example of a text, of bytes or of a sequence is written in another form than the value.
    if (media.schema === undefined || (media.body !== "json" && media.body !== "form")) return;
    if (this.#judged.has(media)) return;
    this.#judged.add(media);
    for (const example of media.examples) {
      const misfit = this.#misfits.find(media.schema, example.value);
      if (misfit !== undefined) this.#reportExample(example, misfit, operation, place);
    }
  }

  #reportExample({ name, pointer }: Model.Example, misfit: Misfit, operation: string, place: string): void {
    const at = name === "" ? pointer : `${pointer}/value`;
    this.#report(
      "invalid-example",
      { operation, place, example: name || "example", reason: misfit.reason },
      { pointer: at + misfit.pointer },
    );
  }
}

interface SchemaJudging extends Pick<ToJudge, "directions"> {
  readonly misfits: Misfits;
  readonly report: Report;
}

/** Judges the examples and the default that a schema has itself. */
function judgeSchemaExamples(
  { schema, pointer, single }: Exampled,
  { misfits, report, directions }: SchemaJudging,
): void {
  const find = (value: unknown): Misfit | undefined => {
    // In YAML, `example:` without a value is null.
    const misfit = value === null ? undefined : misfits.find(schema, value);
    if (misfit === undefined) return undefined;
    // A readOnly or writeOnly property is missing in one direction.
    const fits = (direction: Direction): boolean =>
      directions !== undefined && misfits.find(directions.direct(schema, direction), value) === undefined;
    return fits("output") || fits("input") ? undefined : misfit;
  };
  const of = pointer.replace(/^\/components\/schemas\//, "");
  const { examples, default: byDefault } = schema;
  for (const [index, value] of Array.isArray(examples) ? examples.entries() : []) {
    const misfit = find(value);
    if (misfit === undefined) continue;
    const at = single ? `${pointer}/example` : `${pointer}/examples/${index}`;
    const example = shortened(value);
    report("invalid-schema-example", { of, example, reason: misfit.reason }, { pointer: at + misfit.pointer });
  }
  const misfit = byDefault === undefined ? undefined : find(byDefault);
  if (misfit === undefined) return;
  const at = `${pointer}/default${misfit.pointer}`;
  report("invalid-default", { of, value: shortened(byDefault), reason: misfit.reason }, { pointer: at });
}

function shortened(value: unknown): string {
  const text = JSON.stringify(value) ?? "";
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

interface Misfit extends Violation {
  readonly reason: string;
}

/** `/grades/0 must be an integer`. A message that begins with the name of a member follows the pointer of its object. */
function reasonOf({ pointer, message }: Violation): string {
  const named = message.startsWith('"');
  const place = named ? pointer.slice(0, pointer.lastIndexOf("/")) : pointer;
  return place === "" ? (named ? message : `it ${message}`) : `${place}${named ? ":" : ""} ${message}`;
}

/** A parameter's example can be a text in the form in which a client sends it (OAS 3.0 §4.7.12), for any type. */
const isSerialised = (value: unknown, { keyword, pointer }: Misfit): boolean =>
  typeof value === "string" && keyword === "type" && pointer === "";
