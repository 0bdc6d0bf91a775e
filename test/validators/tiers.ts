/** Both tiers over schemas that a test brings, without a contract around them. */

import type { Schema, Schemas, Validator } from "tenon-runtime/core";
import * as helpers from "tenon-runtime/validators";
import { validatorCode } from "../../toolchain/emit/validators/index.ts";

export interface TierOptions {
  readonly formats?: helpers.FormatStrictness;
  readonly documents?: Readonly<Record<string, Schema>>;
}

/** The interpreter alone. */
export function slowTier(
  schema: Schema,
  schemas: Schemas = {},
  { formats = "strict", documents }: TierOptions = {},
): Validator {
  const options = { formats: helpers.formatsOf(formats), ...(documents && { documents }) };
  const validator = helpers.interpretedValidators(schemas, { op: { place: schema } }, options).get("op", "place");
  if (validator === undefined) throw new Error("no validator");
  return validator;
}

export interface FastTier {
  readonly is: (value: unknown) => boolean;
  readonly code: string;
}

/** What an answer of a schema is written by; `undefined` where it has no writer. */
export function writerOf(schema: Schema, schemas: Schemas = {}): Validator["write"] {
  const place = "200 application/json";
  const code = validatorCode({
    schemas: new Map(Object.entries(schemas)),
    requests: new Map(),
    responses: new Map([["op", new Map([[place, schema]])]]),
    serialisers: true,
  });
  // oxlint-disable-next-line no-implied-eval -- the emitter's own code
  const made = new Function("helpers", "schemas", code)(helpers, schemas) as {
    readonly serialisers: helpers.WriterEntries;
  };
  const validators = helpers.interpretedValidators(schemas, { op: { [place]: schema } });
  return helpers.serialisingValidators(validators, made.serialisers).get("op", place)?.write;
}

/** Emitted code. What it leaves to the interpreter is interpreted with the same options. */
export function fastTier(schema: Schema, schemas: Schemas = {}, options: TierOptions = {}): FastTier {
  const code = validatorCode({
    schemas: new Map(Object.entries(schemas)),
    requests: new Map([["op", new Map([["place", schema]])]]),
    responses: new Map(),
    formats: options.formats ?? "strict",
  });
  const interpreted = (_: Schemas, text: string) => (value: unknown) =>
    slowTier(JSON.parse(text) as Schema, schemas, options).is(value);
  // oxlint-disable-next-line no-implied-eval -- the emitter's own code
  const made = new Function("helpers", "schemas", code)({ ...helpers, interpreted }, schemas) as {
    readonly requests: { op(): { readonly place: (value: unknown) => boolean } };
  };
  return { is: made.requests.op().place, code };
}
