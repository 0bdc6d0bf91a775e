/** Cases of the JSON Schema test suite that Tenon does not follow, each with its reason. */

export interface Exception {
  /** The file, from `draft2020-12`. */
  readonly file: string;
  readonly group: string;
  /** Absent: every test of the group that fails. */
  readonly test?: string;
  readonly reason: string;
}

export const EXCEPTIONS: readonly Exception[] = [
  {
    file: "vocabulary",
    group: "schema that uses custom metaschema with with no validation vocabulary",
    reason: "A contract has one dialect, the Schema Object's: `$schema` does not switch vocabularies off.",
  },
  {
    file: "optional/format-assertion",
    group: "schema that uses custom metaschema with format-assertion: false",
    reason: "Whether formats are checked is an option of the host, not of a schema's meta-schema.",
  },
  {
    file: "optional/format-assertion",
    group: "schema that uses custom metaschema with format-assertion: true",
    reason: "Whether formats are checked is an option of the host, not of a schema's meta-schema.",
  },
  {
    file: "optional/cross-draft",
    group: "refs to historic drafts are processed as historic drafts",
    reason: "A contract has one dialect; older ones are upgraded when it is loaded.",
  },
  ...[
    "single dependency",
    "multiple dependents required",
    "dependencies with escaped characters",
    "single schema dependency",
    "boolean subschemas",
    "schema dependencies with escaped characters",
  ].map((group) => ({
    file: "optional/dependencies-compatibility",
    group,
    reason:
      "`dependencies` of draft-07 is rewritten as `dependentRequired` and `dependentSchemas` when a contract is loaded.",
  })),
];
