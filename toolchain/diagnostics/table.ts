/**
 * All diagnostics of Tenon, each declared once: code → severity, message and hint.
 *
 * A message says what happened. A hint says what to do, and starts with a verb. Neither ends with a full stop.
 * `diagnostic(code, params)` takes the parameter type that is declared here.
 */

import type { Severity } from "./diagnostic.ts";

/** One row of the table. `P`: the parameters of the message. */
export interface Entry<P> {
  readonly severity: Severity;
  readonly message: (params: P) => string;
  readonly hint?: string | ((params: P) => string);
}

function error<P>(message: (params: P) => string, hint?: Entry<P>["hint"]): Entry<P> {
  return hint === undefined ? { severity: "error", message } : { severity: "error", message, hint };
}

function warning<P>(message: (params: P) => string, hint?: Entry<P>["hint"]): Entry<P> {
  return hint === undefined ? { severity: "warning", message } : { severity: "warning", message, hint };
}

function info<P>(message: (params: P) => string, hint?: Entry<P>["hint"]): Entry<P> {
  return hint === undefined ? { severity: "info", message } : { severity: "info", message, hint };
}

/** A failed check of `tenon verify`. */
interface Seen {
  readonly operation: string;
  readonly message: string;
  readonly expected: string;
  /** Describes the request. */
  readonly name: string;
  /** Number of further findings of the same kind. */
  readonly more: number;
}

const seen = ({ operation, message, expected, name, more }: Seen): string =>
  `${operation}: ${message}\nexpected: ${expected}\nsent: ${name}${more === 0 ? "" : `, and ${more} more like it`}`;

export const table = {
  // init
  "init-unreadable": error<{ folder: string; reason: string }>(
    (p) => `cannot read the project in "${p.folder}": ${p.reason}`,
    "fix this file, then run the command again",
  ),
  "init-unwritable": error<{ folder: string; reason: string }>(
    (p) => `cannot write to "${p.folder}": ${p.reason}`,
    "check the permissions of the folder, or pass another one",
  ),
  "init-template-unused": error<{ folder: string }>(
    (p) => `--template starts a new workspace, but "${p.folder}" has files`,
    "pass the name of a new folder, or leave out --template to add Tenon to this project",
  ),

  "converter-missing": error<{ source: string; package: string }>(
    (p) => `"${p.source}" is not an OpenAPI document, and its converter ${p.package} is not installed`,
    (p) => `run \`npx -p tenon -p ${p.package} tenon init --from ${p.source}\``,
  ),

  // document: reading a contract
  "source-missing": error<{ source: string }>((p) => `the file "${p.source}" does not exist`, "check the path"),
  "source-unreadable": error<{ source: string; reason: string }>(
    (p) => `cannot read "${p.source}": ${p.reason}`,
    "check the permissions of the file",
  ),
  "source-is-directory": error<{ source: string }>(
    (p) => `"${p.source}" is a folder`,
    (p) => `pass the contract file, for example ${p.source.replace(/[\\/]+$/, "")}/openapi.yaml`,
  ),
  "source-unreachable": error<{ source: string; reason: string }>(
    (p) => `cannot fetch "${p.source}": ${p.reason}`,
    "open the URL in a browser to check it, or save the contract as a file",
  ),
  "source-empty": error<{ source: string }>(
    (p) => `"${p.source}" is empty`,
    "start the contract with `openapi: 3.1.0`",
  ),
  "source-is-html": error<{}>(
    () => "this is an HTML page, not a contract",
    'use the URL of the text itself (often a link called "raw" or "download") that needs no sign-in',
  ),
  "source-encoding": error<{ source: string }>((p) => `"${p.source}" is not UTF-8 text`, "save it as UTF-8"),
  "source-too-large": error<{ source: string; limit: number }>(
    (p) => `"${p.source}" is larger than ${p.limit} bytes`,
    "split the contract into several smaller ones",
  ),
  "too-many-files": error<{ limit: number }>(
    (p) => `the contract refers to more than ${p.limit} files`,
    "bundle the contract into one file first, for example with `redocly bundle`",
  ),
  "invalid-json": error<{ reason: string }>((p) => `invalid JSON: ${p.reason}`, "fix the syntax at this place"),
  "invalid-yaml": error<{ reason: string }>(
    (p) => `invalid YAML: ${p.reason}`,
    "fix the syntax at this place; quote a string that contains `: ` or `#`",
  ),
  "duplicate-key": error<{}>(() => "this mapping has the same key twice", "remove or rename one of the two keys"),
  "too-deep": error<{ limit: number }>(
    (p) => `the contract is nested more than ${p.limit} levels deep`,
    "move inner parts to `components` and refer to them with `$ref`",
  ),
  "too-many-copies": error<{ limit: number }>(
    (p) => `resolving \`$dynamicRef\` would create more than ${p.limit} schemas`,
    "refer to fewer schemas with a `$dynamicRef`, or replace it by `$ref`",
  ),
  "too-many-aliases": error<{ limit: number }>(
    (p) => `YAML aliases expand to more than ${p.limit} values`,
    "use `$ref` instead of aliases",
  ),
  "alias-cycle": error<{ alias: string }>(
    (p) => `the alias *${p.alias} refers to a value that contains it`,
    "use `$ref` for recursive values",
  ),
  "prototype-key": warning<{}>(
    () => "Tenon ignores the key __proto__",
    "rename the key: JavaScript programs cannot handle it safely",
  ),
  "not-a-contract": error<{ found: string }>(
    (p) => `this is not an OpenAPI contract: ${p.found}`,
    "write a mapping that starts with `openapi: 3.1.0`",
  ),
  "unsupported-version": error<{ version: string }>(
    (p) => `OpenAPI version "${p.version}" is not supported`,
    "use a supported version: 2.0, 3.0, 3.1 or 3.2, for example `openapi: 3.1.0`",
  ),
  "upgrade-failed": error<{ reason: string }>(
    (p) => `cannot upgrade this Swagger 2.0 contract to OpenAPI 3: ${p.reason}`,
    "fix this part, or convert the contract to OpenAPI 3 by hand",
  ),
  "collection-format": warning<{ format: string; name: string; place: string }>(
    (p) =>
      `OpenAPI 3 cannot express collectionFormat "${p.format}" for the ${p.place} "${p.name}"; Tenon separates its items with commas`,
    "use `csv`, or in query and form parameters `multi`; `ssv` and `pipes` work in these, too",
  ),
  "reference-outside-root": error<{ reference: string; root: string; wider?: string | undefined }>(
    (p) => `the reference "${p.reference}" points outside the root folder ${p.root}`,
    (p) =>
      p.wider === undefined
        ? "copy the file into that folder"
        : `allow it with \`--root ${p.wider}\`, or with \`root\` in the configuration; otherwise copy the file into that folder`,
  ),
  "remote-reference": error<{ reference: string; host: string }>(
    (p) => `the reference "${p.reference}" points to another host`,
    (p) => `copy the file next to the contract, or allow the host in the configuration: allowHosts: ["${p.host}"]`,
  ),
  "unresolved-file": error<{ reference: string; reason: string }>(
    (p) => `cannot read the file of the reference "${p.reference}": ${p.reason}`,
    ({ reference }) =>
      reference.includes("\\")
        ? `separate folders by / and not by \\: "${reference.replaceAll("\\", "/")}"`
        : "check the path: it is relative to the file that contains the reference; with `--allow-unresolved` Tenon allows any value there",
  ),

  // document: overlays
  "invalid-overlay": error<{ what: string }>(
    (p) => `this is not a usable overlay: ${p.what}`,
    "write it as the Overlay Specification 1.0 or 1.1 describes: https://spec.openapis.org/overlay/latest.html",
  ),
  "invalid-json-path": error<{ path: string; reason: string }>(
    (p) => `"${p.path}" is not a JSONPath (RFC 9535): ${p.reason}`,
    "write names that are not plain words in brackets, as in $.paths['/students'].get",
  ),
  "overlay-without-match": warning<{ path: string }>(
    (p) => `"${p.path}" selects nothing in the contract, so this action changes nothing`,
    "check the path; overlays change the contract's own file, and not the files that it refers to",
  ),
  "overlay-mismatch": error<{ path: string; problem: string }>(
    (p) => `cannot apply this action to "${p.path}": ${p.problem}`,
    "change the target or the value; to replace a value, remove it first, then update the object that holds it",
  ),

  // contract: references
  "unresolved-reference": error<{ reference: string }>(
    (p) => `cannot resolve the reference "${p.reference}"`,
    "declare the target or correct the name; with `--allow-unresolved` Tenon allows any value there",
  ),
  "reference-cycle": error<{ reference: string }>(
    (p) => `the reference "${p.reference}" refers to itself`,
    "break the cycle: one of these references must point to a declaration",
  ),
  "schema-cycle": warning<{ schema: string; through: string }>(
    (p) => `schema "${p.schema}" contains itself through ${p.through}, so validation would never end`,
    "a schema may contain itself in `properties` or `items`, but not directly in `allOf`, `anyOf` or `oneOf`; Tenon ignores the reference here",
  ),
  "closed-family-member": warning<{ schema: string; count: number }>(
    (p) =>
      `schema "${p.schema}"${p.count > 1 ? ` and ${p.count - 1} more` : ""} forbids further properties, and JSON Schema applies that to each part of \`allOf\` alone: no value of an extending schema would be valid`,
    "Tenon closes each schema over its own and its inherited properties; other tools need `unevaluatedProperties: false` (OpenAPI 3.1) or no `additionalProperties: false`",
  ),
  "overlapping-members": warning<{ schema: string }>(
    (p) =>
      `\`oneOf\` lists schema "${p.schema}" beside a schema that extends it: by JSON Schema a value of the second fits both, and is invalid`,
    "Tenon lets the discriminator choose; for other tools write `anyOf`, or give each member an `enum` of its own values",
  ),

  "callback-without-url": warning<{ key: string; why: string }>(
    (p) => `cannot determine the URL of the callback "${p.key}": its key ${p.why}`,
    "write the key as {$request.body#/callbackUrl} or {$request.query.callbackUrl}; until then you pass the URL to the sender yourself",
  ),

  // contract: structure
  "invalid-structure": warning<{ what: string; expected: string }>(
    (p) => `${p.what} must be ${p.expected}; Tenon ignores it`,
    "correct it according to the OpenAPI Specification",
  ),
  "invalid-keyword": warning<{ keyword: string; expected: string }>(
    (p) => `"${p.keyword}" must be ${p.expected}; Tenon ignores it`,
    "correct it according to JSON Schema, or remove it",
  ),
  "invalid-pattern": warning<{ pattern: string; reason: string }>(
    (p) => `the pattern "${p.pattern}" is not a valid JavaScript regular expression (${p.reason}); Tenon ignores it`,
    "rewrite it as a JavaScript regular expression (ECMA-262)",
  ),
  "dangerous-pattern": warning<{ pattern: string }>(
    (p) => `the pattern "${p.pattern}" can block a regular expression engine; Tenon matches it with its own engine`,
    "avoid nested repetition: write `^a+$` instead of `^(a+)+$`",
  ),
  "misplaced-keyword": warning<{ keyword: string; advice: string }>(
    (p) => `"${p.keyword}" has no meaning in this version of OpenAPI; Tenon ignores it`,
    (p) => p.advice,
  ),

  // contract: operations and their parts
  "no-operations": warning<{}>(() => "the contract has no operations", "add an operation under `paths`"),
  "filter-without-match": error<{ filter: string }>(
    (p) => `no operation matches the filter ${p.filter}`,
    "write a filter as `tag:students`, `operationId:getStudent` or `GET:/students/*`; `!` in front excludes",
  ),
  "duplicate-operation-id": error<{ operationId: string; name: string }>(
    (p) => `operationId "${p.operationId}" is used twice`,
    (p) => `rename one, for example this one to "${p.name}": Tenon names functions and handlers after it`,
  ),
  "missing-operation-id": warning<{ operation: string; name: string; count: number }>(
    (p) =>
      p.count === 1
        ? `${p.operation} has no operationId; Tenon names it "${p.name}"`
        : `${p.count} operations have no operationId; Tenon names them after method and path: ${p.operation} is "${p.name}"`,
    "add an operationId to each operation: it becomes the name in the generated code",
  ),
  "unusable-operation-id": warning<{ operationId: string; name: string; count: number }>(
    (p) =>
      p.count === 1
        ? `operationId "${p.operationId}" is not a valid identifier; Tenon names it "${p.name}"`
        : `${p.count} operationIds are not valid identifiers; Tenon renames them: "${p.operationId}" is "${p.name}"`,
    "use letters and digits only, such as getStudent, to keep the name",
  ),
  "reserved-operation-id": warning<{ operationId: string; name: string }>(
    (p) => `operationId "${p.operationId}" is a reserved word; Tenon names it "${p.name}"`,
    "choose a name that is not reserved",
  ),
  "colliding-operation-id": warning<{ operationId: string; other: string; name: string }>(
    (p) => `operationId "${p.operationId}" results in the same name as "${p.other}"; Tenon names it "${p.name}"`,
    "choose names that differ in more than punctuation or the case of the first letter",
  ),
  "invalid-field-name": warning<{ name: string; what: string }>(
    (p) => `the ${p.what} name "${p.name}" is not valid in HTTP; Tenon ignores it`,
    "use ASCII letters, digits and hyphens, such as X-Total-Count",
  ),
  "renamed-schema": warning<{ key: string; name: string; count: number }>(
    (p) =>
      p.count === 1
        ? `the name of schema "${p.key}" is already used or reserved; its type is "${p.name}"`
        : `the names of ${p.count} schemas are already used or reserved; for example, the type of "${p.key}" is "${p.name}"`,
    "rename the schema to choose the name of its type",
  ),
  "missing-path-parameter": warning<{ name: string; path: string }>(
    (p) => `path ${p.path} contains {${p.name}}, but no parameter declares it; Tenon assumes a string`,
    (p) => `add { name: ${p.name}, in: path, required: true, schema: { type: string } } to its parameters`,
  ),
  "unused-path-parameter": warning<{ name: string; path: string }>(
    (p) => `path parameter "${p.name}" does not occur in ${p.path}; Tenon ignores it`,
    "correct the name, or remove the parameter",
  ),
  "optional-path-parameter": warning<{ name: string }>(
    (p) => `path parameter "${p.name}" is not marked as required; Tenon treats it as required`,
    "add `required: true`",
  ),
  "unknown-place": warning<{ name: string; in: string; meant?: string; places: string }>(
    (p) =>
      `the parameter "${p.name}" has the unknown location "${p.in}"${p.meant === undefined ? "" : ` (did you mean "${p.meant}"?)`}; Tenon ignores it`,
    (p) => `set "in" to one of: ${p.places}`,
  ),
  "undefined-style": warning<{ style: string; name: string; of: string; usual: string; styles: string }>(
    (p) => `OpenAPI does not define style "${p.style}" for ${p.of} ("${p.name}"); Tenon uses ${p.usual}`,
    (p) => `remove \`style\`, or set it to one of: ${p.styles}`,
  ),
  "unfit-default": warning<{ name: string; value: string; reason: string }>(
    (p) => `the default ${p.value} of "${p.name}" does not match its schema: ${p.reason}; Tenon ignores it`,
    "correct the default or the schema; until then the value stays undefined when a request omits it",
  ),
  "empty-schema": warning<{ what: string; reason: string }>(
    (p) => `no value satisfies ${p.what}: it ${p.reason}`,
    "correct the schema; until then mocks omit optional values of this schema",
  ),
  "duplicate-parameter": warning<{ name: string; in: string }>(
    (p) => `the ${p.in} parameter "${p.name}" is declared twice in one list; Tenon ignores the second one`,
    "remove one of the two",
  ),
  "ignored-header": warning<{ name: string; instead: string }>(
    (p) => `the header parameter "${p.name}" is ignored, as the OpenAPI Specification requires`,
    (p) => p.instead,
  ),
  "ambiguous-path": warning<{ path: string; other: string }>(
    (p) => `${p.path} matches the same requests as ${p.other}; the server always uses the first one`,
    "merge the two paths, or make them differ in more than the names of their parameters",
  ),
  "method-unknown-to-node": warning<{ method: string; path: string }>(
    (p) =>
      `node:http does not support the method of ${p.method} ${p.path}: it rejects the request before any handler runs`,
    "use `toFetchHandler` in a host that accepts every method, or choose a registered HTTP method",
  ),
  "template-operator": warning<{ expression: string; name: string; path: string }>(
    (p) => `${p.expression} in path ${p.path} is an RFC 6570 template; Tenon reads it as {${p.name}}`,
    (p) => `write {${p.name}}, and set \`style\` and \`explode\` on the parameter`,
  ),
  "repeated-path-parameter": warning<{ name: string; path: string }>(
    (p) => `path ${p.path} contains {${p.name}} twice; the handler receives only one of the two values`,
    "give the two parameters different names",
  ),
  "path-with-space": warning<{ path: string }>(
    (p) => `path "${p.path}" contains white space, which clients must send as %20`,
    "remove the white space",
  ),
  "untyped-parameter": warning<{ name: string; in: string; legacy: boolean }>(
    (p) => `the ${p.in} parameter "${p.name}" has neither \`schema\` nor \`content\`; Tenon allows any value`,
    (p) =>
      p.legacy
        ? "move `type` and its constraints into `schema`: OpenAPI 3 reads them only there"
        : "add a schema, as in `schema: { type: string }`",
  ),
  "missing-responses": warning<{ operation: string }>(
    (p) => `${p.operation} declares no responses; Tenon allows every status, without a body`,
    'declare at least one response, as in `responses: { "204": { description: Done } }`',
  ),
  "invalid-media-type": warning<{ type: string }>(
    (p) => `"${p.type}" is not a media type`,
    "write type/subtype, as in application/json",
  ),
  "unsupported-multipart": warning<{ type: string }>(
    (p) => `Tenon neither writes nor reads the parts of ${p.type}; programs have the whole body as bytes`,
    "use multipart/form-data, whose parts are the properties of an object; or build and split the body in your program, and name its boundary in `contentType`",
  ),
  "ignored-encoding": warning<{ keyword: string }>(
    (p) => `Tenon ignores \`${p.keyword}\`: the parts of a form have names, and no order`,
    "describe the parts by their names, in `encoding`",
  ),
  "unfit-form": warning<{ type: string; of: string }>(
    (p) => `a body of ${p.type} is an object of fields, so no value of the type ${p.of} can be sent`,
    "declare an object with a property for each field",
  ),
  "external-value": warning<{ url: string }>(
    (p) => `Tenon does not read the example at ${p.url}`,
    "write the example into the contract, as `value`; until then mocks generate a value",
  ),
  "ignored-sibling": warning<{ keywords: string }>(
    (p) => `Tenon ignores ${p.keywords} beside \`$ref\`, as OpenAPI 3.0 requires`,
    "put the reference into `allOf`, as in `allOf: [{ $ref: … }]`, and keep the keywords beside it; or use OpenAPI 3.1",
  ),
  "missing-items": warning<{}>(
    () => "this array has no `items`, which OpenAPI 3.0 requires; Tenon allows any items",
    "add `items` with the schema of one item, or `items: {}` for any",
  ),
  "unfit-enum": warning<{ values: string; types: string; text: boolean }>(
    (p) => `the enum has values that are not of type ${p.types}: ${p.values}`,
    (p) => (p.text ? "quote these values, or correct `type`" : "correct the values or `type`"),
  ),
  "invalid-default": warning<{ value: string; of: string; reason: string }>(
    (p) => `the default ${p.value} of ${p.of} does not match its schema: ${p.reason}`,
    "correct the default or the schema",
  ),
  "invalid-path": warning<{ path: string }>(
    (p) => `path "${p.path}" does not start with a slash; Tenon reads it as /${p.path}`,
    "add the slash",
  ),
  "xml-only-body": info<{ type: string }>(
    (p) => `the request body accepts only XML (${p.type}): the server does not start without an option for it`,
    'set the server option xml: "text"; the handler then receives the text and parses it, for example with fast-xml-parser',
  ),
  "unknown-security-scheme": warning<{ scheme: string; known: string }>(
    (p) => `security scheme "${p.scheme}" is not declared`,
    (p) =>
      `declare it under components/securitySchemes${p.known === "" ? "" : `, or use one of: ${p.known}`}; until then the server rejects every request`,
  ),
  "unknown-link-operation": warning<{ link: string; operation: string }>(
    (p) => `link "${p.link}" refers to "${p.operation}", which is not an operation of this contract`,
    "correct its operationId or operationRef",
  ),
  "invalid-resource": warning<{ what: string }>(
    (p) => `invalid x-tenon-resource: ${p.what}`,
    "set it to `false`, a name, or an object with `name`, `key` (a property) and `unique` (a list of properties or of lists of properties)",
  ),
  "invalid-pagination": warning<{ what: string }>(
    (p) => `invalid x-tenon-pagination: ${p.what}`,
    "set it to `false`, or to an object with `by` (cursor, key, offset, page, url or link) and what that needs; see docs/client.md",
  ),
  "more-of-the-same": warning<{ code: string; count: number }>(
    (p) => `${p.count} more findings of ${p.code} are not listed`,
    "fix the listed ones, then run the command again",
  ),

  // emit: plugins
  "plugin-failed": error<{ plugin: string; reason: string }>(
    (p) => `the plugin ${p.plugin} failed: ${p.reason}`,
    (p) => `fix the plugin, or remove ${p.plugin} from \`plugins\` in the configuration`,
  ),
  "plugin-file": error<{ plugin: string; path: string; reason: string }>(
    (p) => `the plugin ${p.plugin} cannot write ${p.path}: the path ${p.reason}`,
    "use relative paths with `/`: a plugin writes only below its own folder, each file once",
  ),

  // emit: the output folder
  "foreign-file": error<{ file: string; directory: string }>(
    (p) => `${p.file} already exists, and Tenon did not generate it`,
    (p) => `move or delete it, or generate into a folder other than ${p.directory}`,
  ),
  "output-unreadable": error<{ directory: string; reason: string }>(
    (p) => `cannot read the output folder ${p.directory}: ${p.reason}`,
    "choose a folder that you can read and write",
  ),
  "output-unwritable": error<{ directory: string; reason: string }>(
    (p) => `cannot write to ${p.directory}: ${p.reason}`,
    "fix the cause and run the command again; the folder is unchanged",
  ),
  "output-busy": error<{ directory: string }>(
    (p) => `another process has been writing to ${p.directory} for more than a minute`,
    "wait until it ends, or end it, and run the command again",
  ),
  "output-half-written": error<{ directory: string; reason: string }>(
    (p) => `writing to ${p.directory} failed halfway, and the folder could not be restored: ${p.reason}`,
    "fix the cause and run the command again: it writes the missing files",
  ),

  "output-is-root": error<{ directory: string }>(
    (p) => `the output folder ${p.directory} is the root of the file system`,
    "choose a separate folder, as in `-o src/api`",
  ),

  "unsupported-module-setting": warning<{ file: string; setting: string }>(
    (p) => `${p.file} sets ${p.setting}: TypeScript cannot load the generated files and tenon-runtime`,
    'set `"module": "nodenext"` for Node.js, or `"moduleResolution": "bundler"` for a bundler',
  ),

  // generate: the packages of the project
  "peer-missing": info<{ file: string; package: string; install: string }>(
    (p) => `${p.file} imports ${p.package}, which is not installed`,
    (p) => {
      const other = p.package === "msw" ? ", or set `msw: false` in the configuration" : "";
      const without = p.package === "express" ? ", or leave out the server with `emit` in the configuration" : "";
      return `run \`npm install ${p.install}\`${other}${without}`;
    },
  ),
  "peer-version": warning<{ file: string; package: string; range: string; installed: string; install: string }>(
    (p) => `${p.file} needs ${p.package} ${p.range}, but ${p.installed} is installed`,
    (p) => `run \`npm install ${p.install}\``,
  ),
  "commonjs-package": info<Record<never, never>>(
    () => 'package.json sets `"type": "commonjs"`: Node runs no .ts file that uses `import` in this package',
    "run `npm pkg set type=module`, or name such files .mts; a compiler or bundler needs neither",
  ),

  // cli: contracts and configuration
  "no-contract": error<{ names: string }>(
    (p) => `this folder contains no contract (${p.names})`,
    "pass the contract, as in `tenon generate api/openapi.yaml`, or create a tenon.config.ts",
  ),
  "output-for-several": error<{ contracts: string }>(
    (p) => `--output sets one folder, but the configuration has several contracts: ${p.contracts}`,
    "pass one contract too, or set `output` for each contract in the configuration",
  ),
  "config-missing": error<{ file: string }>(
    (p) => `the configuration file "${p.file}" does not exist`,
    "check the path after --config",
  ),
  "config-unreadable": error<{ file: string; reason: string }>(
    (p) => `cannot load the configuration ${p.file}: ${p.reason}`,
    "write an ES module with a default export: export default defineConfig({ … })",
  ),
  "config-invalid": error<{ file: string; problem: string; advice?: string | undefined }>(
    (p) => `invalid configuration ${p.file}: ${p.problem}`,
    (p) => p.advice ?? 'use `defineConfig` from "tenon": your editor then lists the options',
  ),
  // cli: results
  "stale-output": error<{ output: string; contract: string; changes: string; command: string }>(
    (p) => `${p.output} is out of date with ${p.contract}: ${p.changes}`,
    (p) => `run \`${p.command}\` and commit the result`,
  ),
  "port-unavailable": error<{ port: number; reason: string }>(
    (p) => `cannot listen on port ${p.port}: ${p.reason}`,
    (p) =>
      `choose another port, as in \`--port ${p.port === 65_535 ? 0 : p.port + 1}\`, or any free port with \`--port 0\``,
  ),
  "proxy-unusable": error<{ reason: string }>(
    (p) => p.reason,
    "pass the URL of the real server, as in `--proxy http://localhost:3000`",
  ),
  "no-such-operation": error<{ flag: string; filter: string }>(
    (p) => `${p.flag}: no operation matches "${p.filter}"`,
    "name operations as getStudent, tag:students, operationId:get* or GET:/students/*",
  ),
  "chaos-unusable": error<{ reason: string }>(
    (p) => `--chaos: ${p.reason}`,
    'separate rules by commas, as in `--chaos "503:2%,delay:50-400ms"`',
  ),
  "scenarios-unusable": error<{ file: string; reason: string }>(
    (p) => `cannot use the scenarios of ${p.file}: ${p.reason}`,
    'export a function: `export function scenarios(mocks) { mocks.scenario("empty", (m) => …); }`',
  ),
  "state-changed": warning<{ what: string }>(
    (p) => `the mocks lost state that the new contract no longer has: ${p.what}`,
    "restore the previous contract, or continue with the remaining state",
  ),
  "msw-missing": error<{ folder: string }>(
    (p) => `cannot find an msw package with a worker script from ${p.folder}`,
    "run `npm install --save-dev msw`, then run this command again in the project that uses msw",
  ),
  "worker-outdated": error<{ file: string; found: string; installed: string; command: string }>(
    (p) => `${p.file} is ${p.found}, but the installed msw is ${p.installed}`,
    (p) => `run \`${p.command}\` and commit the result`,
  ),
  "worker-unwritable": error<{ file: string; reason: string }>(
    (p) => `cannot write ${p.file}: ${p.reason}`,
    "choose a folder that you can write to, as in `tenon worker public`",
  ),
  "several-contracts": error<{ contracts: string; command: string }>(
    (p) => `the configuration has several contracts: ${p.contracts}`,
    (p) => `pass one of them, as in \`${p.command}\``,
  ),
  "invalid-example": warning<{ operation: string; place: string; example: string; reason: string }>(
    (p) =>
      `the example ${p.example === "example" ? "" : `"${p.example}" `}of ${p.operation}, ${p.place}, does not match its schema: ${p.reason}`,
    "correct the example or the schema; until then mocks generate a value instead",
  ),
  "invalid-schema-example": warning<{ of: string; example: string; reason: string }>(
    (p) => `the example ${p.example} of ${p.of} does not match its schema: ${p.reason}`,
    "correct the example or the schema; until then mocks generate a value instead",
  ),
  "not-generated": warning<{ operation: string; place: string; reason: string }>(
    (p) => `cannot generate a valid value for ${p.operation}, ${p.place}: ${p.reason}`,
    "add an example to the response in the contract",
  ),
  "docs-failed": error<{ reason: string }>(
    (p) => `cannot build the documentation: ${p.reason}`,
    "run `tenon lint` to find errors in the contract",
  ),
  "docs-unwritable": error<{ file: string; reason: string }>(
    (p) => `cannot write ${p.file}: ${p.reason}`,
    "choose a file in a folder that you can write to, as in `-o public/api.html`",
  ),
  "docs-not-offline": error<{ address: string }>(
    (p) => `the documentation loads ${p.address}, so it does not work offline`,
    "remove this URL from the descriptions in the contract",
  ),
  // diff: changes have their own ids, listed in docs/diff.md
  "git-missing": error<{ base: string; why: string }>(
    (p) => `"${p.base}" is not a file, and Tenon cannot look for a git revision: ${p.why}`,
    "pass a file or a URL, or run the command in a clone of the repository",
  ),
  "git-revision-missing": error<{ revision: string; shallow: boolean; fetch: string }>(
    (p) => `git revision "${p.revision}" not found${p.shallow ? " in this shallow clone" : ""}`,
    (p) => `run ${p.fetch}${p.shallow ? " (in GitHub Actions: actions/checkout with fetch-depth: 0)" : ""}`,
  ),
  "git-url-invalid": error<{ base: string }>(
    (p) => `"${p.base}" names no revision and file`,
    "write git+https://github.com/we/specs.git#v1.2.0:openapi.yaml",
  ),
  "remote-base": error<{ base: string; host: string }>(
    (p) => `Tenon may not connect to ${p.host} for the base ${p.base}`,
    (p) => `add "${p.host}" to \`allowHosts\` in the configuration`,
  ),
  "git-fetch-failed": error<{ url: string; revision: string }>(
    (p) => `git cannot fetch "${p.revision}" from ${p.url}`,
    "check the URL and the revision, and that git has credentials for the host",
  ),
  "package-invalid": error<{ base: string }>(
    (p) => `"${p.base}" names no file of a package`,
    "write npm:@we/spec@1.2.0:openapi.json, or npm:./spec-1.2.0.tgz:openapi.json",
  ),
  "package-missing": error<{ name: string; version: string; found: string | undefined }>(
    (p) => `the package ${p.name} (${p.version}) is not installed${p.found === undefined ? "" : `: found ${p.found}`}`,
    (p) =>
      `install it beside the present one: npm install --save-dev base-spec@npm:${p.name}@${p.version === "any version" ? "latest" : p.version}, and pass npm:base-spec:openapi.json`,
  ),
  "baseline-invalid": error<{ file: string; problem: string }>(
    (p) => `the baseline ${p.file} cannot be used: ${p.problem}`,
    "write it anew: tenon check --write-baseline",
  ),
  "git-merge-base-missing": error<{ revision: string; other: string; fetch: string }>(
    (p) => `this shallow clone has no common commit of ${p.revision} and ${p.other}`,
    (p) => `fetch the history: ${p.fetch}`,
  ),
  "git-file-missing": error<{ revision: string; file: string }>(
    (p) => `git revision "${p.revision}" has no file ${p.file}`,
    "pass the path that the file has in that revision, from the root of the repository: main:api/openapi.yaml",
  ),
  "sunset-missing": error<{ operation: string; earliest: string }>(
    (p) => `${p.operation} is deprecated without a sunset date`,
    (p) => `add \`x-sunset: "${p.earliest}"\` or a later date`,
  ),
  "sunset-invalid": error<{ operation: string; sunset: string }>(
    (p) => `the sunset date of ${p.operation} is not a date: "${p.sunset}"`,
    'write it as "2027-01-31"',
  ),
  "sunset-too-soon": error<{ operation: string; sunset: string; earliest: string; days: number }>(
    (p) => `${p.operation} is deprecated, but its sunset date ${p.sunset} is less than ${p.days} days away`,
    (p) => `set \`x-sunset\` to ${p.earliest} or later`,
  ),
  "version-too-low": error<{ before: string; after: string; why: string; least?: string | undefined }>(
    (p) => `the version is ${p.after} after ${p.before}, but ${p.why}`,
    (p) => `set \`info.version\` to ${p.least === undefined ? "a new version" : `${p.least} or higher`}`,
  ),
  "version-unreadable": error<{ version: string }>(
    (p) => `Tenon cannot suggest a version: "${p.version}" is not a semantic version`,
    "use versions such as 1.4.0 (https://semver.org)",
  ),
  "consumer-break": error<{ message: string; output: string }>(
    (p) => `this code no longer compiles with the new contract: ${p.message}`,
    (p) => `adapt this code when you regenerate ${p.output}/`,
  ),
  "consumer-config": error<{ file: string; reason: string }>(
    (p) => `cannot use ${p.file}: ${p.reason}`,
    "pass a tsconfig.json of a program that imports the generated files",
  ),
  // check: accepted findings, reports and types
  "exceptions-missing": error<{ file: string }>(
    (p) => `the file "${p.file}" of accepted findings does not exist`,
    "correct `check.accept` in the configuration, or create the file",
  ),
  "exceptions-invalid": error<{ file: string; problem: string; advice?: string | undefined }>(
    (p) => `cannot use ${p.file}: ${p.problem}`,
    (p) => p.advice ?? "give each entry a `reason` and at least one of `rule`, `path`, `file` and `fingerprint`",
  ),
  "exception-unused": warning<{ what: string }>(
    (p) => `no finding matches this accepted entry any more: ${p.what}`,
    "remove the entry",
  ),
  "exception-expired": warning<{ what: string; expires: string }>(
    (p) => `this accepted entry expired on ${p.expires}: ${p.what}`,
    "fix the findings, or set a later date",
  ),
  "report-unwritable": error<{ file: string; reason: string }>(
    (p) => `cannot write the report ${p.file}: ${p.reason}`,
    "choose a file in an existing folder that you can write to",
  ),
  "part-unconfigured": error<{ part: string; needs: string }>(
    (p) => `the check "${p.part}" cannot run: it needs ${p.needs}`,
    "configure it, or do not list it among the checks to run",
  ),
  "nothing-checked": error<{}>(() => "no check ran", "skip fewer checks"),
  "missing-handler": error<{ code: string; message: string }>(
    (p) => `${p.message} (${p.code})`,
    "write the handler, or wrap the existing ones in `partial`: the server then answers with 501 or the mock",
  ),
  "type-error": error<{ code: string; message: string }>((p) => `${p.message} (${p.code})`),
  "types-unchecked": error<{ project: string; reason: string }>(
    (p) => `cannot type-check ${p.project}: ${p.reason}`,
    "set `check.types` to a tsconfig.json, and install TypeScript in that project",
  ),
  // lint: Redocly's rules keep their own names
  "untyped-body": warning<{ body: string; type: string }>(
    (p) => `${p.body} (${p.type}) has no schema: its type is \`unknown\``,
    "add a schema",
  ),
  "repeated-schema": info<{ body: string; count: number }>(
    (p) =>
      `the schema of ${p.body} is repeated in ${p.count} places, so Tenon generates ${p.count} equal types without a name`,
    "declare it once under components/schemas and refer to it with `$ref`",
  ),
  "lint-config": error<{ file: string; reason: string }>(
    (p) => `cannot use ${p.file}: ${p.reason}`,
    "see https://redocly.com/docs/cli/configuration for its format",
  ),
  // verify
  "target-missing": error<{ given: string }>(
    (p) => (p.given === "" ? "no server to verify" : `"${p.given}" is not an http: or https: URL`),
    "pass a running server with --url http://127.0.0.1:3000, a module with --app server/app.ts, or --mock",
  ),
  "target-not-allowed": error<{ host: string }>(
    (p) => `${p.host} is another machine`,
    (p) => `verify creates, deletes and sends invalid data; if you want that, add --allow-host ${p.host}`,
  ),
  "target-unreachable": error<{ url: string; reason: string }>(
    (p) => `cannot reach ${p.url}: ${p.reason}`,
    "start the server, and check the port",
  ),
  "target-gone": error<{ url: string; requests: number }>(
    (p) => `${p.url} ended after ${p.requests} requests: the rest was not verified`,
    'fix the `server-error` that ended the server; with --start "npm start", Tenon starts the server again and goes on',
  ),
  "start-failed": error<{ command: string; reason: string }>(
    (p) => `cannot start the server with ${p.command}: ${p.reason}`,
    "run the command yourself, and check the port of --url; Tenon sets PORT to it",
  ),
  "nothing-verified": error<{ url: string; requests: number; operations: string }>(
    (p) =>
      `nothing was verified at ${p.url}: Tenon sent ${p.requests} requests, but none reached an operation of ${p.operations}`,
    "check --include, --phase and --time; add examples to operations without a usable example or schema",
  ),
  "verification-failed": error<{ subject: string; phase: string; reason: string }>(
    (p) => `Tenon failed while it verified ${p.subject} (phase ${p.phase}): ${p.reason}`,
    "this is a bug in Tenon: run again with TENON_DEBUG=1 for a stack trace, and report it with your contract; other findings are complete",
  ),
  "app-unreadable": error<{ file: string; reason: string }>(
    (p) => `cannot verify ${p.file}: ${p.reason}`,
    "use a default export: an express application, an http.Server, an object with a `fetch` function, or a function that returns one of these",
  ),
  "credentials-unusable": error<{ given: string; problem: string; schemes: string }>(
    (p) => `${p.given}: ${p.problem}`,
    (p) =>
      p.schemes === "" ? "the contract has no security schemes" : `the contract's security schemes are ${p.schemes}`,
  ),
  "login-failed": error<{ file: string; reason: string }>(
    (p) => `cannot log in with ${p.file}: ${p.reason}`,
    "export a function by default, or one for each role; it gets `{ url, role, fetch }` and returns credentials by security scheme",
  ),
  "credentials-missing": error<{ schemes: string; variable: string }>(
    (p) => `the server rejected requests without credentials, and you passed none for ${p.schemes}`,
    (p) => `set ${p.variable} to a token, a key or name:password, or pass it with --auth`,
  ),
  "coverage-low": error<{ percent: number; least: number; missing: string }>(
    (p) => `the requests covered ${p.percent} % of the contract, less than ${p.least} %`,
    (p) => `lowest coverage: ${p.missing}`,
  ),
  "coverage-unwritable": error<{ file: string; reason: string }>(
    (p) => `cannot write ${p.file}: ${p.reason}`,
    "choose a file in a folder that you can write to, as in `--coverage coverage.html`",
  ),
  "server-error": error<Seen>(seen),
  "role-access": error<Seen>(seen),
  "declared-status": error<Seen>(seen),
  "declared-content-type": error<Seen>(seen),
  "response-body": error<Seen>(seen),
  "response-headers": error<Seen>(seen),
  "problem-document": error<Seen>(seen),
  "invalid-rejected": error<Seen>(seen),
  "valid-accepted": error<Seen>(seen),
  "auth-enforced": error<Seen>(seen),
  "method-not-allowed": error<Seen>(seen),
  "unknown-path": error<Seen>(seen),
  "head-equals-get": error<Seen>(seen),
  "request-valid": error<Seen>(seen),
  "default-applied": error<Seen>(seen),
  "created-readable": error<Seen>(seen),
  "update-kept": error<Seen>(seen),
  "link-followed": error<Seen>(seen),
  "use-after-delete": error<Seen>(seen),
  idempotent: error<Seen>(seen),
  "pagination-coherent": error<Seen>(seen),
  "filter-applied": error<Seen>(seen),
  "error-details": error<Seen>(seen),
  "method-override": error<Seen>(seen),
  "read-only": error<Seen>(seen),
  "unique-race": error<Seen>(seen),
  "lost-update": error<Seen>(seen),
  "stable-order": error<Seen>(seen),
  "private-cache": error<Seen>(seen),
  "vary-header": warning<Seen>(seen),
} satisfies Readonly<Record<string, Entry<never>>>;

export type Table = typeof table;
/** The code of a declared diagnostic. */
export type Code = keyof Table;
/** The parameters of a diagnostic's message. */
export type Params<C extends Code> = Parameters<Table[C]["message"]>[0];
