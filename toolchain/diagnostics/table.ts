/**
 * Every message that Tenon can print, each declared once: code → severity, message and hint. The reference page is
 * made from this table. Texts are sentences without a final stop; the hint says what to do next.
 *
 * A room adds its messages under its own heading, as `error(...)`, `warning(...)` or `info(...)`; the parameter's type is what
 * `diagnostic(code, params)` then asks for.
 */

import type { Severity } from "./diagnostic.ts";

/** One row of the table. `P` is what the message speaks of. */
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

/** What verification saw of one operation. */
interface Seen {
  readonly operation: string;
  readonly message: string;
  readonly expected: string;
  /** What was sent, in words. */
  readonly name: string;
  /** How many others there are of the same kind. */
  readonly more: number;
}

const seen = ({ operation, message, expected, name, more }: Seen): string =>
  `${operation}: ${message}\nexpected: ${expected}\nsent: ${name}${more === 0 ? "" : `, and ${more} more like it`}`;

export const table = {
  // document: reading a contract
  "source-missing": error<{ source: string }>((p) => `there is no file "${p.source}"`, "check the path"),
  "source-unreadable": error<{ source: string; reason: string }>(
    (p) => `"${p.source}" cannot be read: ${p.reason}`,
    "check that the file may be read by this user",
  ),
  "source-is-directory": error<{ source: string }>(
    (p) => `"${p.source}" is a folder`,
    (p) => `name the contract in it, for instance ${p.source.replace(/[\\/]+$/, "")}/openapi.yaml`,
  ),
  "source-unreachable": error<{ source: string; reason: string }>(
    (p) => `"${p.source}" cannot be fetched: ${p.reason}`,
    "check the address in a browser, or save the contract as a file",
  ),
  "source-empty": error<{ source: string }>((p) => `"${p.source}" is empty`, "a contract begins with `openapi: 3.1.0`"),
  "source-is-html": error<{}>(
    () => "this is HTML, not a contract",
    'the address of a contract leads to its text (often a link called "raw" or "download"), without a sign-in in between',
  ),
  "source-encoding": error<{ source: string }>((p) => `"${p.source}" is not UTF-8 text`, "save it as UTF-8"),
  "source-too-large": error<{ source: string; limit: number }>(
    (p) => `"${p.source}" is larger than ${p.limit} bytes`,
    "if it is meant to be this large, raise `limits.bytes`",
  ),
  "too-many-files": error<{ limit: number }>(
    (p) => `the contract refers to more than ${p.limit} files`,
    "bundle it first, or raise `limits.files`",
  ),
  "invalid-json": error<{ reason: string }>((p) => `this is not JSON: ${p.reason}`, "mend the syntax at this place"),
  "invalid-yaml": error<{ reason: string }>(
    (p) => `this is not YAML: ${p.reason}`,
    "mend the syntax at this place; a text with `: ` or `#` in it needs quotes",
  ),
  "duplicate-key": error<{}>(
    () => "this key is there twice in one mapping",
    "remove or rename one of the two: only one of them could count",
  ),
  "too-deep": error<{ limit: number }>(
    (p) => `the contract is nested more than ${p.limit} levels deep`,
    "move inner parts to components and refer to them with `$ref`, or raise `limits.depth`",
  ),
  "too-many-copies": error<{ limit: number }>(
    (p) =>
      `what \`$dynamicRef\` leads to would be more than ${p.limit} schemas, one for each of those that refer to it`,
    "refer to fewer schemas that have a `$dynamicRef`, or write out what it means with `$ref`",
  ),
  "too-many-aliases": error<{ limit: number }>(
    (p) => `YAML aliases expand to more than ${p.limit} values`,
    "use `$ref` in place of aliases, or raise `limits.aliases`",
  ),
  "alias-cycle": error<{ alias: string }>(
    (p) => `the alias *${p.alias} stands inside its own anchor`,
    "use `$ref` for what is recursive: YAML aliases cannot be",
  ),
  "prototype-key": warning<{}>(
    () => "a key called __proto__ is left out",
    "rename it: no JavaScript program handles such a key safely",
  ),
  "not-a-contract": error<{ found: string }>(
    (p) => `this is not an OpenAPI contract: ${p.found}`,
    "a contract is a mapping that begins with `openapi: 3.1.0`",
  ),
  "unsupported-version": error<{ version: string }>(
    (p) => `OpenAPI version "${p.version}" is not supported`,
    "Tenon reads 2.0, 3.0, 3.1 and 3.2: write for instance `openapi: 3.1.0`",
  ),
  "upgrade-failed": error<{ reason: string }>(
    (p) => `this Swagger 2.0 contract cannot be upgraded to OpenAPI 3: ${p.reason}`,
    "mend the part that is named, or convert the contract to OpenAPI 3 by hand",
  ),
  "reference-outside-root": error<{ reference: string; root: string }>(
    (p) => `the reference "${p.reference}" leaves the contract's folder ${p.root}`,
    "move the file into that folder, or name a folder above both as the root",
  ),
  "remote-reference": error<{ reference: string; host: string }>(
    (p) => `the reference "${p.reference}" leads to another machine`,
    (p) => `copy what it refers to next to the contract, or allow the host: allowHosts: ["${p.host}"]`,
  ),
  "unresolved-file": warning<{ reference: string; reason: string }>(
    (p) => `the reference "${p.reference}" leads to a file that cannot be read: ${p.reason}`,
    "check the path: it is relative to the file that the reference stands in",
  ),

  // contract: references
  "unresolved-reference": warning<{ reference: string }>(
    (p) => `the reference "${p.reference}" leads to nothing`,
    "declare it or correct the name; until then it stands for any value",
  ),
  "reference-cycle": error<{ reference: string }>(
    (p) => `the reference "${p.reference}" leads back to itself`,
    "break the circle: one of these references must lead to a declaration",
  ),
  "schema-cycle": warning<{ schema: string; through: string }>(
    (p) =>
      `schema "${p.schema}" is part of itself by way of ${p.through}: checking a value against that would never end`,
    "a schema may contain itself in `properties` or `items`, not directly in `allOf`, `anyOf` or `oneOf`; the circle is cut here",
  ),

  "callback-without-url": warning<{ key: string; why: string }>(
    (p) => `where the callback "${p.key}" goes cannot be told: its key ${p.why}`,
    "write it as {$request.body#/callbackUrl} or {$request.query.callbackUrl}; until then its sender takes a URL and no request",
  ),

  // contract: structure
  "invalid-structure": warning<{ what: string; expected: string }>(
    (p) => `${p.what} must be ${p.expected}; it is left out`,
    "correct it as the OpenAPI Specification has it",
  ),
  "invalid-keyword": warning<{ keyword: string; expected: string }>(
    (p) => `"${p.keyword}" must be ${p.expected}; it is left out`,
    "correct it as JSON Schema has it, or remove it",
  ),
  "invalid-pattern": warning<{ pattern: string; reason: string }>(
    (p) => `the pattern "${p.pattern}" is no regular expression of ECMA-262 (${p.reason}); it is left out`,
    "write it as JavaScript would understand it",
  ),
  "dangerous-pattern": warning<{ pattern: string }>(
    (p) => `the pattern "${p.pattern}" can keep a regular expression engine busy for ever; it is run in another way`,
    "let no text be read in two ways by nested repetitions: `^(a+)+$` is `^a+$`",
  ),
  "misplaced-keyword": warning<{ keyword: string; advice: string }>(
    (p) => `"${p.keyword}" has no meaning in this version of OpenAPI; it is left out`,
    (p) => p.advice,
  ),

  // contract: operations and their parts
  "no-operations": warning<{}>(() => "the contract has no operations", "add one under `paths`"),
  "filter-without-match": error<{ filter: string }>(
    (p) => `no operation is left by the filter ${p.filter}`,
    "filters are `tag:students`, `operationId:getStudent` or paths such as `GET:/students/*`; `!` in front excludes",
  ),
  "duplicate-operation-id": error<{ operationId: string; name: string }>(
    (p) => `operationId "${p.operationId}" is used twice`,
    (p) =>
      `rename one, for instance this one to "${p.name}": generated functions and handlers take their names from it`,
  ),
  "missing-operation-id": warning<{ operation: string; name: string; count: number }>(
    (p) =>
      p.count === 1
        ? `${p.operation} has no operationId: it is generated as "${p.name}"`
        : `${p.count} operations have no operationId: ${p.operation} and others get names from method and path, such as "${p.name}"`,
    "give each operation an operationId: the name that people will type",
  ),
  "unusable-operation-id": warning<{ operationId: string; name: string; count: number }>(
    (p) =>
      p.count === 1
        ? `operationId "${p.operationId}" is no identifier: it is generated as "${p.name}"`
        : `${p.count} operationIds are no identifiers: "${p.operationId}" is generated as "${p.name}", and so on`,
    "an operationId of letters and digits, such as getStudent, is generated as it is",
  ),
  "reserved-operation-id": warning<{ operationId: string; name: string }>(
    (p) => `operationId "${p.operationId}" is a reserved word: it is generated as "${p.name}"`,
    "choose another name to have it as it is",
  ),
  "colliding-operation-id": warning<{ operationId: string; other: string; name: string }>(
    (p) => `operationId "${p.operationId}" gives the same name as "${p.other}": it is generated as "${p.name}"`,
    "make them differ by more than punctuation or the first letter's case",
  ),
  "renamed-schema": warning<{ key: string; name: string; count: number }>(
    (p) =>
      p.count === 1
        ? `the name of schema "${p.key}" is taken or reserved: its type is called "${p.name}"`
        : `the names of ${p.count} schemas are taken or reserved: the type of "${p.key}" is called "${p.name}", and so on`,
    "rename the schema to have its type as you want it",
  ),
  "missing-path-parameter": warning<{ name: string; path: string }>(
    (p) => `path ${p.path} has {${p.name}}, but no parameter declares it: it is taken for a string`,
    (p) => `add { name: ${p.name}, in: path, required: true, schema: { type: string } } to its parameters`,
  ),
  "unused-path-parameter": warning<{ name: string; path: string }>(
    (p) => `parameter "${p.name}" is declared in path, but ${p.path} has no {${p.name}}; it is left out`,
    "correct its name, or remove it",
  ),
  "optional-path-parameter": warning<{ name: string }>(
    (p) => `path parameter "${p.name}" is not marked as required; it is taken for required`,
    "add `required: true`: a path parameter always is",
  ),
  "unknown-place": warning<{ name: string; in: string; meant?: string; places: string }>(
    (p) =>
      `"${p.in}" is no place for the parameter "${p.name}"${p.meant === undefined ? "" : ` (did you mean "${p.meant}"?)`}; the parameter is left out`,
    (p) => `the places are ${p.places}`,
  ),
  "undefined-style": warning<{ style: string; name: string; of: string; usual: string; styles: string }>(
    (p) =>
      `the OpenAPI Specification does not define style "${p.style}" for ${p.of}, as "${p.name}" is: it is taken for ${p.usual}`,
    (p) => `leave it out, or write one of: ${p.styles}`,
  ),
  "unfit-default": warning<{ name: string; value: string; reason: string }>(
    (p) => `the default ${p.value} of "${p.name}" is not what its schema says: ${p.reason}; it is left out`,
    "correct the default or the schema; until then a request that does not say it has no value there",
  ),
  "empty-schema": warning<{ what: string; reason: string }>(
    (p) => `nothing satisfies ${p.what}: it ${p.reason}`,
    "correct the schema; where it is optional, it is left out of what mocks make",
  ),
  "duplicate-parameter": warning<{ name: string; in: string }>(
    (p) => `the ${p.in} parameter "${p.name}" is declared twice in one list; the second is left out`,
    "remove one",
  ),
  "ignored-header": warning<{ name: string; instead: string }>(
    (p) => `a header parameter called "${p.name}" is ignored, as the OpenAPI Specification has it`,
    (p) => p.instead,
  ),
  "ambiguous-path": warning<{ path: string; other: string }>(
    (p) => `${p.path} cannot be told from ${p.other}: the first one answers`,
    "merge the two, or make them differ by more than the names of their parameters",
  ),
  "method-unknown-to-node": warning<{ method: string; path: string }>(
    (p) => `node:http does not know the method of ${p.method} ${p.path} and refuses it before any handler`,
    "serve it by `toFetchHandler` in a host that takes every method, or choose a method that HTTP registers",
  ),
  "template-operator": warning<{ expression: string; name: string; path: string }>(
    (p) => `${p.expression} in path ${p.path} is a template of RFC 6570: it is taken for {${p.name}}`,
    (p) => `write {${p.name}}, and \`style\` and \`explode\` at the parameter`,
  ),
  "invalid-path": warning<{ path: string }>(
    (p) => `path "${p.path}" does not begin with a slash; it is taken for /${p.path}`,
    "begin it with a slash",
  ),
  "xml-only-body": info<{ type: string }>(
    (p) => `the request body is XML only (${p.type}): a server refuses to start with it`,
    'give the server the option xml: "text": its handler gets the text and parses it, with fast-xml-parser for instance',
  ),
  "unknown-security-scheme": warning<{ scheme: string; known: string }>(
    (p) => `security scheme "${p.scheme}" is not declared`,
    (p) =>
      `declare it under components/securitySchemes${p.known === "" ? "" : `, or use one of: ${p.known}`}; until then nobody can pass it`,
  ),
  "unknown-link-operation": warning<{ link: string; operation: string }>(
    (p) => `link "${p.link}" leads to "${p.operation}", which is no operation of this contract`,
    "correct its operationId or operationRef",
  ),
  "invalid-resource": warning<{ what: string }>(
    (p) => `this x-tenon-resource says nothing: ${p.what}`,
    "it is `false`, a name, or an object with `name`, `key` (a property) and `unique` (a list of properties, or of lists of them)",
  ),
  "more-of-the-same": warning<{ code: string; count: number }>(
    (p) => `${p.count} more of ${p.code} are not listed`,
    "mend those that are listed, and run again",
  ),

  // emit: the output folder
  "foreign-file": error<{ file: string; directory: string }>(
    (p) => `${p.file} is in the way: Tenon did not make it`,
    (p) => `move or remove it, or generate into another folder than ${p.directory}`,
  ),
  "output-unreadable": error<{ directory: string; reason: string }>(
    (p) => `the output folder ${p.directory} cannot be read: ${p.reason}`,
    "choose a folder that this user may read and write",
  ),
  "output-unwritable": error<{ directory: string; reason: string }>(
    (p) => `nothing was written to ${p.directory}: ${p.reason}`,
    "mend the cause and run again; the folder is as it was",
  ),
  "output-half-written": error<{ directory: string; reason: string }>(
    (p) => `${p.directory} could not be put back as it was: ${p.reason}`,
    "mend the cause and run again, which writes what is missing",
  ),

  "output-is-root": error<{ directory: string }>(
    (p) => `the output folder ${p.directory} is the root of the file system`,
    "name a folder of its own, as in `-o src/api`",
  ),

  // cli: what to work on
  "no-contract": error<{ names: string }>(
    (p) => `there is no contract in this folder: none of ${p.names}`,
    "name one, as in `tenon generate api/openapi.yaml`, or write a tenon.config.ts",
  ),
  "output-for-several": error<{ contracts: string }>(
    (p) => `--output names one folder, but the configuration has several contracts: ${p.contracts}`,
    "name the contract too, or give each its `output` in the configuration",
  ),
  "config-missing": error<{ file: string }>(
    (p) => `there is no configuration "${p.file}"`,
    "check the path given with --config",
  ),
  "config-unreadable": error<{ file: string; reason: string }>(
    (p) => `the configuration ${p.file} cannot be loaded: ${p.reason}`,
    "it is an ECMAScript module with a default export: export default defineConfig({ … })",
  ),
  "config-invalid": error<{ file: string; problem: string; advice?: string | undefined }>(
    (p) => `the configuration ${p.file} cannot be used: ${p.problem}`,
    (p) => p.advice ?? '`defineConfig` from "tenon" shows in an editor what may stand there',
  ),
  // cli: what came of it
  "stale-output": error<{ output: string; contract: string; changes: string; command: string }>(
    (p) => `${p.output} is not what ${p.contract} generates: ${p.changes}`,
    (p) => `run \`${p.command}\` and commit the result`,
  ),
  "port-unavailable": error<{ port: number; reason: string }>(
    (p) => `port ${p.port} cannot be listened on: ${p.reason}`,
    (p) =>
      `choose another with --port, as in \`--port ${p.port === 65_535 ? 0 : p.port + 1}\`, or 0 for any that is free`,
  ),
  "proxy-unusable": error<{ reason: string }>(
    (p) => p.reason,
    "name the real server with its scheme, as in `--proxy http://localhost:3000`",
  ),
  "no-such-operation": error<{ flag: string; filter: string }>(
    (p) => `${p.flag}: the contract has no operation "${p.filter}"`,
    "an operation's name, tag:students, operationId:getStudent or GET:/students/*",
  ),
  "scenarios-unusable": error<{ file: string; reason: string }>(
    (p) => `${p.file} gives no scenarios: ${p.reason}`,
    'it exports a function: `export function scenarios(mocks) { mocks.scenario("empty", (m) => …); }`',
  ),
  "state-changed": warning<{ what: string }>(
    (p) => `the new contract does not have all that there was: ${p.what}`,
    "go back to the contract as it was, or go on with what is there now",
  ),
  "msw-missing": error<{ folder: string }>(
    (p) => `no msw with a worker script can be found from ${p.folder}`,
    "`npm install --save-dev msw`, then run this again in the project that uses it",
  ),
  "worker-outdated": error<{ file: string; found: string; installed: string; command: string }>(
    (p) => `${p.file} is ${p.found}, and the installed msw is ${p.installed}`,
    (p) => `run \`${p.command}\` and commit the result`,
  ),
  "worker-unwritable": error<{ file: string; reason: string }>(
    (p) => `${p.file} cannot be written: ${p.reason}`,
    "name a folder that this user may write, as in `tenon worker public`",
  ),
  "several-contracts": error<{ contracts: string; command: string }>(
    (p) => `the configuration has several contracts: ${p.contracts}`,
    (p) => `name one, as in \`${p.command}\``,
  ),
  "invalid-example": warning<{ operation: string; place: string; example: string; reason: string }>(
    (p) =>
      `the example ${p.example === "example" ? "" : `"${p.example}" `}of ${p.operation}, ${p.place}, is not what its schema says: ${p.reason}`,
    "correct the example or the schema; until then mocks generate a value",
  ),
  "invalid-schema-example": warning<{ of: string; example: string; reason: string }>(
    (p) => `the example ${p.example} of ${p.of} is not what its schema says: ${p.reason}`,
    "correct the example or the schema; until then mocks generate a value",
  ),
  "not-generated": warning<{ operation: string; place: string; reason: string }>(
    (p) => `no valid value was found for ${p.operation}, ${p.place}: ${p.reason}`,
    "give the response an example in the contract",
  ),
  "docs-failed": error<{ reason: string }>(
    (p) => `the documentation could not be made: ${p.reason}`,
    "`tenon lint` shows what is wrong with the contract",
  ),
  "docs-unwritable": error<{ file: string; reason: string }>(
    (p) => `${p.file} cannot be written: ${p.reason}`,
    "name a file in a folder that this user may write, as in `-o public/api.html`",
  ),
  "docs-not-offline": error<{ address: string }>(
    (p) => `the documentation would load ${p.address} when it is opened`,
    "remove what refers to it from the contract's descriptions",
  ),
  // diff: changes report under their own ids, those of docs/diff.md
  "git-missing": error<{ base: string; why: string }>(
    (p) => `"${p.base}" is no file, and cannot be a revision: ${p.why}`,
    "name a file, a URL, or run it in a clone of the repository",
  ),
  "git-revision-missing": error<{ revision: string; shallow: boolean; fetch: string }>(
    (p) => `this clone has no revision "${p.revision}"${p.shallow ? ": it is a shallow one" : ""}`,
    (p) => `fetch it: ${p.fetch}${p.shallow ? " (in GitHub Actions: actions/checkout with fetch-depth: 0)" : ""}`,
  ),
  "git-file-missing": error<{ revision: string; file: string }>(
    (p) => `the revision "${p.revision}" has no file ${p.file}`,
    "name the file as it was called there, from the root of the repository: main:api/openapi.yaml",
  ),
  "consumer-break": error<{ message: string; output: string }>(
    (p) => `this stops compiling with what the new contract generates: ${p.message}`,
    (p) => `change it when you generate ${p.output}/ again`,
  ),
  "consumer-config": error<{ file: string; reason: string }>(
    (p) => `${p.file} cannot be used: ${p.reason}`,
    "name a tsconfig.json whose program imports the generated files",
  ),
  // check: what a team has accepted, and whether its code fits
  "exceptions-missing": error<{ file: string }>(
    (p) => `there is no file "${p.file}" of accepted findings`,
    "correct `check.accept` in the configuration, or write the file",
  ),
  "exceptions-invalid": error<{ file: string; problem: string; advice?: string | undefined }>(
    (p) => `${p.file} cannot be used: ${p.problem}`,
    (p) => p.advice ?? "an entry has a `reason` and at least one of `rule`, `path`, `file` and `fingerprint`",
  ),
  "exception-unused": warning<{ what: string }>(
    (p) => `nothing is found any more that this accepts: ${p.what}`,
    "remove the entry",
  ),
  "exception-expired": warning<{ what: string; expires: string }>(
    (p) => `accepted until ${p.expires}: ${p.what}; it counts again`,
    "mend what it accepts, or agree on another day",
  ),
  "report-unwritable": error<{ file: string; reason: string }>(
    (p) => `the report ${p.file} cannot be written: ${p.reason}`,
    "name a file in a folder that is there and that this user may write",
  ),
  "missing-handler": error<{ message: string }>(
    (p) => p.message,
    "write the handler, or wrap the rest in `partial` to have it answered by 501 or the mock",
  ),
  "type-error": error<{ message: string }>((p) => p.message),
  "types-unchecked": error<{ project: string; reason: string }>(
    (p) => `${p.project} could not be type-checked: ${p.reason}`,
    "`check.types` names a tsconfig.json, and TypeScript is installed beside it",
  ),
  // lint: Redocly's rules report under their own names
  "untyped-body": warning<{ body: string; type: string }>(
    (p) => `${p.body} (${p.type}) has no schema: its type is \`unknown\``,
    "describe it by a schema",
  ),
  "repeated-schema": info<{ body: string; count: number }>(
    (p) => `the schema of ${p.body} stands in ${p.count} places: that is as many types, alike and without a name`,
    "declare it under components/schemas and refer to it: it is then one type, with a name",
  ),
  "lint-config": error<{ file: string; reason: string }>(
    (p) => `${p.file} cannot be used: ${p.reason}`,
    "its format is described at https://redocly.com/docs/cli/configuration",
  ),
  // verify: an implementation that is not what its contract says
  "target-missing": error<{ given: string }>(
    (p) => (p.given === "" ? "there is nothing to verify" : `"${p.given}" is no http: or https: URL`),
    "name a running server with --url http://127.0.0.1:3000, a module with --app server/app.ts, or --mock",
  ),
  "target-not-allowed": error<{ host: string }>(
    (p) => `${p.host} is not this machine`,
    (p) => `verification writes, deletes and sends nonsense: if that is meant, add --allow-host ${p.host}`,
  ),
  "target-unreachable": error<{ url: string; reason: string }>(
    (p) => `${p.url} cannot be reached: ${p.reason}`,
    "start the server first, and check the port",
  ),
  "nothing-verified": error<{ url: string; requests: number; operations: string }>(
    (p) =>
      `nothing was verified at ${p.url}: ${p.requests} requests were sent, and none exercised an operation of ${p.operations}`,
    "check --include, --phase and --time; for operations without a usable example or schema, add an example to the contract",
  ),
  "verification-failed": error<{ subject: string; phase: string; reason: string }>(
    (p) => `Tenon failed while it verified ${p.subject} (phase ${p.phase}): ${p.reason}`,
    "this is a fault of Tenon: TENON_DEBUG=1 prints where; please report it with the contract. Other findings are complete",
  ),
  "app-unreadable": error<{ file: string; reason: string }>(
    (p) => `${p.file} cannot be verified: ${p.reason}`,
    "export by default an express application, an http.Server, an object with a `fetch` function, or a function that makes one of these",
  ),
  "credentials-unusable": error<{ given: string; problem: string; schemes: string }>(
    (p) => `${p.given}: ${p.problem}`,
    (p) =>
      p.schemes === "" ? "the contract has no security schemes" : `the contract's security schemes are ${p.schemes}`,
  ),
  "credentials-missing": error<{ schemes: string; variable: string }>(
    (p) => `requests were refused for lack of credentials, and none were given for ${p.schemes}`,
    (p) => `put a token, a key or name:password into ${p.variable}, or name it with --auth`,
  ),
  "coverage-low": error<{ percent: number; least: number; missing: string }>(
    (p) => `${p.percent} % of the contract was exercised, less than ${p.least} %`,
    (p) => `missing most: ${p.missing}`,
  ),
  "coverage-unwritable": error<{ file: string; reason: string }>(
    (p) => `${p.file} cannot be written: ${p.reason}`,
    "name a file in a folder that this user may write, as in `--coverage coverage.html`",
  ),
  "server-error": error<Seen>(seen),
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
} satisfies Readonly<Record<string, Entry<never>>>;

export type Table = typeof table;
/** The code of a message that is declared. */
export type Code = keyof Table;
/** What the message of a code speaks of. */
export type Params<C extends Code> = Parameters<Table[C]["message"]>[0];
