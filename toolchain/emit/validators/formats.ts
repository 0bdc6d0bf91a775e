/** Which function of `tenon-runtime/validators` checks a format, by the strictness that is asked for. */

export interface FormatName {
  readonly type: "string" | "number";
  readonly name: string;
}
export type FormatNames = ReadonlyMap<string, FormatName>;
export type FormatStrictness = "strict" | "loose" | "off";

const text = (name: string): FormatName => ({ type: "string", name });
const number = (name: string): FormatName => ({ type: "number", name });

const STRICT: FormatNames = new Map([
  ["date-time", text("dateTime")],
  ["date", text("date")],
  ["time", text("time")],
  ["duration", text("duration")],
  ["email", text("email")],
  ["idn-email", text("idnEmail")],
  ["hostname", text("hostname")],
  ["idn-hostname", text("idnHostname")],
  ["ipv4", text("ipv4")],
  ["ipv6", text("ipv6")],
  ["uri", text("uri")],
  ["url", text("uri")],
  ["uri-reference", text("uriReference")],
  ["uri-template", text("uriTemplate")],
  ["iri", text("iri")],
  ["iri-reference", text("iriReference")],
  ["uuid", text("uuid")],
  ["json-pointer", text("jsonPointer")],
  ["relative-json-pointer", text("relativeJsonPointer")],
  ["regex", text("regex")],
  ["byte", text("byte")],
  ["int32", number("int32")],
  ["int64", number("int64")],
  ["float", number("float")],
  ["double", number("double")],
]);

const LOOSE: FormatNames = new Map([
  ...STRICT,
  ["date-time", text("looseDateTime")],
  ["time", text("looseTime")],
  ["email", text("looseEmail")],
  ["idn-email", text("looseEmail")],
  ["hostname", text("looseHostname")],
  ["idn-hostname", text("looseHostname")],
  ["uri", text("looseUri")],
  ["url", text("looseUri")],
  ["iri", text("looseUri")],
]);

const OFF: FormatNames = new Map();

export const formatNames = (strictness: FormatStrictness): FormatNames =>
  strictness === "strict" ? STRICT : strictness === "loose" ? LOOSE : OFF;

/** Formats that say nothing that could be checked. */
export const ANNOTATIONS: ReadonlySet<string> = new Set("binary password html commonmark char media-range".split(" "));

/** What emitted code may import: functions step aside for these. */
export const HELPERS: readonly string[] = [
  ..."codePoints declaredBy emittedValidators equal guardedPattern interpreted isComplete isFormat isInteger isMultiple isMultipleOf tooDeep LOOSE_FORMATS NO_FORMATS".split(
    " ",
  ),
  ..."isNumber isObject isPlain isPlainArray own scalar serialisingValidators unique".split(" "),
  ...new Set([...STRICT.values(), ...LOOSE.values()].map(({ name }) => name)),
];
