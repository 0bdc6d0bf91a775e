/** oasdiff's rule ids next to Tenon's: by what they are called. */

const PLACES: readonly (readonly [RegExp, string])[] = [
  [/^(?:request-parameter|new-.*request-(?:path-)?parameter|request-header-property)/, "parameter"],
  [
    /^(?:request-(?:body|property|optional-property|required-property|read-only-property|discriminator)|new-(?:required|optional)-request-property)/,
    "request",
  ],
  [/^response-header|response-header/, "header"],
  [/^response-/, "response"],
];

const KINDS: readonly (readonly [RegExp, string])[] = [
  [
    /type-(?:changed|generalized|specialized)|list-of-types|nullable|type-compatible/,
    "type|-format|-range|-alternatives|-inert|-content|-enum",
  ],
  [/enum|const/, "enum|-type|-inert"],
  [/(?:min|max)-length/, "length|-inert"],
  [/(?:min|max)-contains|contains/, "contains"],
  [/(?:min|max)-items/, "size|-inert"],
  [/(?:min|max)-properties/, "size"],
  [/exclusive-(?:min|max)|(?:min|max)-(?:increased|decreased|set|removed|unset)/, "range|-inert"],
  [/multiple-of/, "multiple"],
  [/pattern-property|property-names|unevaluated|additional-propert/, "names|-type|-opened|-closed|-items"],
  [/pattern/, "pattern"],
  [/content-encoding|content-media-type|content-schema/, "content"],
  [/prefix-items|items/, "items|-type"],
  [/dependent-required/, "dependent"],
  [
    /dependent-schema|-if-|-then-|-else-|-not-|wrapped-in-one-of/,
    "condition|-property-required|-property-optional|-type",
  ],
  [/any-of|one-of|all-of/, "composition|-type|-property-required|-property-optional"],
];

const WHOLE: Readonly<Record<string, string>> = {
  "api-path-removed-without-deprecation": "operation-removed",
  "api-removed-without-deprecation": "operation-removed",
  "endpoint-added": "operation-added",
  "endpoint-deprecated": "operation-deprecated",
  "endpoint-reactivated": "operation-deprecated",
  "api-operation-id-added": "operation-id-changed",
  "api-operation-id-removed": "operation-id-changed",
  "api-tag-added": "tags-changed",
  "api-tag-removed": "tags-changed",
  "webhook-removed": "webhook-removed",
  "webhook-added": "webhook-added",
  "new-required-request-parameter": "parameter-required-added",
  "new-optional-request-parameter": "parameter-added",
  "request-parameter-removed": "parameter-removed",
  "request-parameter-became-required": "parameter-required",
  "request-parameter-became-optional": "parameter-optional",
  "request-parameter-default-value-changed": "parameter-default-changed",
  "request-parameter-default-value-added": "parameter-default-changed",
  "request-parameter-default-value-removed": "parameter-default-changed",
  "request-body-added-required": "request-body-required",
  "request-body-added-optional": "request-body-added",
  "request-body-became-required": "request-body-required",
  "request-body-became-optional": "request-body-optional",
  "request-body-removed": "request-body-removed",
  "request-body-media-type-added": "request-media-type-added",
  "request-body-media-type-removed": "request-media-type-removed",
  "response-media-type-added": "response-media-type-added",
  "response-media-type-removed": "response-media-type-removed",
  "response-media-type-name-generalized": "response-media-type-removed",
  "response-success-status-removed": "response-status-removed",
  "response-success-status-added": "response-status-added",
  "response-non-success-status-removed": "response-error-removed",
  "response-non-success-status-added": "response-error-added",
  "required-response-header-removed": "header-removed",
  "optional-response-header-removed": "header-dropped",
  "response-header-became-optional": "header-optional",
  "response-header-became-required": "header-required",
  "response-header-added": "header-added",
  "response-body-media-type-schema-removed": "response-schema-removed",
  "api-security-removed": "security-tightened",
  "api-security-added": "security-unsaid",
  "api-global-security-removed": "security-tightened",
  "api-global-security-added": "security-unsaid",
  "api-security-component-type-changed": "security-scheme-changed",
};

/** Tenon's ids for a rule: a pattern over ids; `undefined` where Tenon has none, as for annotations and sunset dates. */
export function mappedId(rule: string): RegExp | undefined {
  const text = mappedText(rule);
  return text === undefined ? undefined : new RegExp(`^(?:${text})$`);
}

function mappedText(rule: string): string | undefined {
  const whole = WHOLE[rule];
  if (whole !== undefined) return whole;
  if (/deprecat|sunset|stability|reactivated|description|default-value|discriminator|annotation/.test(rule))
    return undefined;
  const place = PLACES.find(([pattern]) => pattern.test(rule))?.[1];
  if (place === undefined) return undefined;
  if (
    /^new-required-request-(?:header-)?property/.test(rule) ||
    /property-became-required|required-property-(?:removed|added)/.test(rule)
  )
    return `${place}-property-(?:required|optional|removed|added)`;
  if (/property-became-optional/.test(rule)) return `${place}-property-optional`;
  if (/optional-property-added|property-added|new-optional-request-property/.test(rule))
    return `${place}-property-added`;
  if (rule.endsWith("property-removed")) return `${place}-property-removed`;
  const kind = KINDS.find(([pattern]) => pattern.test(rule))?.[1];
  return kind === undefined
    ? undefined
    : `${place}-(?:${kind.replaceAll("|-", "|")})-(?:narrowed|widened)|${place}-(?:opened|closed|property-required|property-optional)`;
}

/** Rules without a pattern of ids: what Tenon reports instead, or why it reports nothing. */
const IN_WORDS: readonly (readonly [RegExp, string])[] = [
  [/^(request|response)-.*discriminator/, "`$1-discriminator-changed`"],
  [/^(request|response)-.*default-value/, "`$1-default-changed`"],
  [/^(request|response)-.*became-(?:write|read)-only$/, "`$1-access-changed`"],
  [/^(request|response)-.*annotation-only$/, "no change: the values are the same"],
  [/^api-schema-removed$/, "`schema-removed`, `schema-renamed`"],
  [/^new-required-request-default-parameter/, "`parameter-required-added`"],
  [/^new-optional-request-default-parameter/, "`parameter-added`"],
  [/^new-request-path-parameter$/, "`operation-removed`, `operation-added`: the path is another one"],
  [/^new-required-request-header-property$/, "`parameter-property-required`"],
  [/^request-body-media-type-schema-added$/, "`request-type-narrowed`"],
  [/^request-body-media-type-schema-removed$/, "`request-type-widened`"],
  [/^response-body-media-type-schema-added$/, "`response-type-narrowed`"],
  [/^response-media-type-name/, "`response-media-type-removed`, `response-media-type-added`"],
  [/^api-security-component-oauth-(?:token-)?url-changed$/, "`security-scheme-changed`"],
  [/^api-(?:global-)?security/, "no change, unless an operation asks for other credentials: `security-tightened`"],
  [/sunset|stability|removed-with-deprecation/, "no rule: sunset dates and stability levels are not compared"],
  [/^(request|response)-property-(?:deprecated|reactivated)/, "`$1-property-deprecated`"],
  [/^request-parameter-(?:deprecated|reactivated)/, "`parameter-deprecated`"],
  [/^endpoint-deprecated/, "`operation-deprecated`"],
  [/version/, "no rule: the advice for the version number follows from all changes"],
];

function shownInWords(rule: string): string {
  for (const [pattern, text] of IN_WORDS) {
    const found = pattern.exec(rule);
    if (found !== null) return text.replace("$1", found[1] ?? "");
  }
  throw new Error(`the table says nothing of ${rule}`);
}

/** The ids as they stand in the table. */
export function shownIds(rule: string): string {
  const whole = WHOLE[rule];
  if (whole !== undefined) return `\`${whole}\``;
  const text = mappedText(rule);
  if (text === undefined) return shownInWords(rule);
  const place = PLACES.find(([pattern]) => pattern.test(rule))?.[1] ?? "";
  const property = /-property-(.*)$/.exec(text.split("|")[0] ?? "");
  if (text.startsWith(`${place}-property`) && property !== null)
    return /\(\?:/.test(text) ? `\`${place}-property-required\`, \`${place}-property-optional\`` : `\`${text}\``;
  const kind = (KINDS.find(([pattern]) => pattern.test(rule))?.[1] ?? "").split("|")[0];
  return `\`${place}-${kind}-narrowed\`, \`${place}-${kind}-widened\``;
}
