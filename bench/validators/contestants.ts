/** Who is measured: `suite/contestants/FILE.js`. */

export interface Contestant {
  readonly name: string;
  readonly file: string;
}

export const AJV: Contestant = { name: "Ajv 2020, compiled at run time, formats in full", file: "ajv" };
export const TENON: Contestant = { name: "tenon, emitted: `is`, and `explain` for the report", file: "tenon" };

export const contestants: readonly Contestant[] = [
  TENON,
  { name: "tenon, `explain` for every value", file: "tenon-explain" },
  { name: "tenon, the interpreter alone", file: "tenon-interpreter" },
  AJV,
  { name: "Ajv 2020, standalone code", file: "ajv-standalone" },
  { name: "typebox, compiled", file: "typebox" },
  { name: "schemasafe, compiled", file: "schemasafe" },
  { name: "zod 4, `safeParse`", file: "zod" },
  { name: "valibot, `is`, and `safeParse` for the report", file: "valibot" },
];

/** What was done so that all say the same of every value, and who is not there. */
export const NOTES: readonly string[] = [
  "Before anything is measured each process has said the same of every value of the rows and of nearly 100 invalid variations of them: bad UUIDs, addresses, days and times among them.",
  "valibot's dates and date-times go by digits alone and are given a check that the day exists; zod has `z.guid()`, since its `z.uuid()` refuses UUIDs that RFC 9562 allows; Ajv takes no `mapping` in a discriminator, schemasafe none whose branches are open: it goes without.",
  "typia is not there: it needs a compiler of its own (ttsc).",
];
