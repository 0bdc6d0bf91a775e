/** Document → model: what every emitter and every check reads. */

import { isObject } from "tenon-runtime/core";
import type { FormatStrictness } from "tenon-runtime/validators";
import { load, type Loaded, type LoadOptions } from "../document/index.ts";
import type { Code, Diagnostic, Position } from "../diagnostics/index.ts";
import { assemble, mapSchemas } from "./assemble.ts";
import { cutCycles } from "./cycles.ts";
import { bindDynamicReferences } from "./dynamic.ts";
import { createDirections, type Directions } from "./direction.ts";
import { judgeExamples } from "./examples.ts";
import { resolveFamilies } from "./families/index.ts";
import { createFilter, type Filter } from "./filter.ts";
import { listPaths, type ListedOperation, type ListedPath } from "./list.ts";
import type * as Model from "./model.ts";
import { laterNames, nameOperations, plainTypeName, typeNames } from "./names.ts";
import { normalise, type Normalised, type NormalisedSchema } from "./normalise.ts";
import { readOperations, readServers } from "./read.ts";
import { createReferences } from "./references.ts";
import { inferPages } from "./pages/index.ts";
import { inferResources } from "./resources/index.ts";
import { audible, createCollector, type Report } from "./report.ts";
import { reportNames } from "./report-names.ts";
import { createSecurityReader, readSchemes } from "./security.ts";
import { type Node } from "./structure.ts";

export type { Filter } from "./filter.ts";
export { audible } from "./report.ts";
export type * from "./model.ts";

export interface ContractOptions {
  /** Only these operations, and what they need. */
  readonly include?: Filter | undefined;
  /** Report examples that do not fit their schema, with formats checked so strictly. Default: they are not checked. */
  readonly examples?: FormatStrictness | undefined;
  /** Codes of warnings that are left out. */
  readonly silence?: readonly string[] | undefined;
  /** References to nothing are warnings, and anything is allowed there. Default: they are errors. */
  readonly allowUnresolved?: boolean | undefined;
  /**
   * For comparisons: schemas without variants for requests and responses, and path parameters that their path does not
   * have. Nothing can be generated from that.
   */
  readonly asWritten?: boolean | undefined;
}

export interface LoadedContract {
  /** Absent when nothing can be made of it. */
  readonly contract?: Model.Contract;
  /** Whether readOnly or writeOnly make requests and responses differ somewhere. */
  readonly directed?: boolean;
  /** Every file that was read or looked for. */
  readonly files: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  /** The place of a JSON Pointer of the model. */
  locate(pointer: Model.Pointer): Position | undefined;
}

/**
 * Reads a contract and makes the model of it.
 * @param source a file path, an `http(s):` URL, or `-` for standard input
 * @returns never throws for what is wrong with the contract: that is in `diagnostics`
 */
export async function loadContract(
  source: string,
  options: LoadOptions & ContractOptions = {},
): Promise<LoadedContract> {
  return buildContract(await load(source, options), options);
}

/** Makes the model of a document that is loaded. */
export function buildContract(loaded: Loaded, options: ContractOptions = {}): LoadedContract {
  const { document, version, files, locate } = loaded;
  if (document === undefined || version === undefined) return { files, diagnostics: loaded.diagnostics, locate };
  const { report, diagnostics } = createCollector(locate, options.silence);
  const { contract, directed } = build(document, version, options, report);
  return {
    contract,
    directed,
    files,
    diagnostics: inOrder(judged([...audible(loaded.diagnostics, options.silence), ...diagnostics()], options)),
    locate,
  };
}

/** A reference to nothing has the severity that the options say. */
const judged = (
  diagnostics: readonly Diagnostic[],
  { allowUnresolved = false, silence = [] }: ContractOptions,
): readonly Diagnostic[] =>
  !allowUnresolved
    ? diagnostics
    : diagnostics.flatMap((one) => {
        if (one.code !== ("unresolved-reference" satisfies Code)) return [one];
        return silence.includes(one.code) ? [] : [{ ...one, severity: "warning" as const }];
      });

/** By file, in the order in which they are first mentioned, and from top to bottom; what has no place comes last. */
function inOrder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const files = [...new Set(diagnostics.map((d) => d.position?.file))].filter((file) => file !== undefined);
  const rank = ({ position }: Diagnostic): readonly number[] =>
    position === undefined ? [files.length] : [files.indexOf(position.file), position.line, position.column];
  return diagnostics.toSorted((a, b) => {
    const [left, right] = [rank(a), rank(b)];
    return left.map((n, i) => n - (right[i] ?? 0)).find((difference) => difference !== 0) ?? 0;
  });
}

function build(
  written: Node,
  version: NonNullable<Loaded["version"]>,
  options: ContractOptions,
  report: Report,
): { readonly contract: Model.Contract; readonly directed: boolean } {
  const modern = version === "3.2";
  const asWritten = options.asWritten === true;
  const source = bindDynamicReferences(written, report);
  const references = createReferences(source, report, { swagger: version === "2.0" });
  const paths = listPaths(source["paths"], "paths", references, report, { modern });
  const webhooks = listPaths(source["webhooks"], "webhooks", references, report, { modern });
  const filter = createFilter(options.include);
  // Names come before the filter, so that a name does not depend on the other generated operations.
  const { listed, names, ids } = nameListed(paths, webhooks, filter, report);
  if (filter !== undefined && !listed.some(filter))
    report("filter-without-match", { filter: options.include!.join(", ") });
  else if (listed.length === 0 && source["components"] === undefined) report("no-operations", {}, { pointer: "" });

  const normalised = normalise(
    { version, paths, webhooks, ids, includes: filter, keepsUnusedParameters: asWritten },
    references,
    report,
  );
  const schemas = new Map(normalised.schemas);
  cutCycles(schemas, report);
  const parts = normalised.discriminated ? withFamilies(normalised, schemas, options, report) : normalised;
  const directions = normalised.directed && !asWritten ? createDirections(schemas) : undefined;
  const info = readInfo(source["info"], report);
  const document = assemble(source, info, { ...parts, schemas }, directions, modern);
  const components = document["components"] as Readonly<Record<string, Node>>; // as assembled

  const securitySchemes = readSchemes(components["securitySchemes"], normalised.origin, report);
  const security = createSecurityReader(securitySchemes, report);
  const later = laterNames(names.values());
  const reading = {
    components,
    report,
    responses: new Map(),
    origin: normalised.origin,
    operationName: linkTargets(listed, names),
    names,
    freeName: later.free,
    security,
    asWritten: options.asWritten === true,
    globalSecurity: security(source["security"], "/security") ?? [],
    modern,
  };
  const operations = readOperations(itemsOf(document["paths"]), pointersOf(paths), reading);
  const calls = readOperations(itemsOf(document["webhooks"]), pointersOf(webhooks), { ...reading, globalSecurity: [] });
  const namedSchemas = (components["schemas"] ?? {}) as Readonly<Record<string, Model.Schema>>; // normalised by now
  if (options.examples !== undefined) {
    const all = { operations: [...operations, ...calls], exampled: normalised.exampled, schemas: namedSchemas };
    judgeExamples({ ...all, directions }, options.examples, report);
  }
  const contract: Omit<Model.Contract, "resources" | "pages"> = {
    kind: "contract",
    info,
    servers: readServers(source["servers"]) ?? [],
    tags: readTags(source["tags"]),
    operations,
    webhooks: calls,
    schemas: nameSchemas(schemas, directions, namedSchemas, later.all(), report),
    securitySchemes,
    document,
  };
  const resources = asWritten ? [] : inferResources(contract, report);
  const pages = asWritten ? new Map() : inferPages({ ...contract, resources }, report);
  return { contract: { ...contract, resources, pages }, directed: normalised.directed };
}

const pointersOf = (list: readonly ListedPath[]): Map<string, string> =>
  new Map(list.map((path) => [path.path, path.pointer]));

interface ListedNames {
  readonly listed: readonly ListedOperation[];
  /** Pointer of an operation → name. */
  readonly names: ReadonlyMap<string, string>;
  /** Pointer of an operation whose id another operation has → its new id. */
  readonly ids: ReadonlyMap<string, string>;
}

/** Names all operations, and reports new names of those that the filter includes. */
function nameListed(
  paths: readonly ListedPath[],
  webhooks: readonly ListedPath[],
  filter: ReturnType<typeof createFilter>,
  report: Report,
): ListedNames {
  const listed = [...paths, ...webhooks].flatMap((path) => path.operations);
  const given = nameOperations([
    ...paths.flatMap((path) => path.operations),
    ...webhooks.flatMap((path) => path.operations.map((operation) => ({ ...operation, webhook: true }))),
  ]);
  reportNames(listed, given, filter, report);
  const entries = listed.map(({ pointer }, index) => [pointer, given[index]!] as const);
  const duplicates = entries.filter(([, { renaming }]) => renaming === "duplicate");
  return {
    listed,
    names: new Map(entries.map(([pointer, { name }]) => [pointer, name])),
    ids: new Map(duplicates.map(([pointer, { name }]) => [pointer, name])),
  };
}

/** The parts of the document with families of schemas in place; the named schemas are changed in the map. */
function withFamilies(
  normalised: Normalised,
  schemas: Map<string, NormalisedSchema>,
  { asWritten }: ContractOptions,
  report: Report,
): Normalised {
  const unions = resolveFamilies(schemas, report);
  const parts = mapSchemas(normalised, (schema, pointer) => unions.rewrite(schema, pointer));
  if (asWritten !== true) unions.narrowMembers(); // a comparison has rules of its own for a union's values
  return { ...normalised, ...parts };
}

const itemsOf = (section: unknown): Map<string, Node> =>
  new Map(Object.entries(isObject(section) ? section : {}) as [string, Node][]);

/** operationId or pointer → name. */
function linkTargets(
  listed: readonly ListedOperation[],
  names: ReadonlyMap<string, string>,
): (target: string) => string | undefined {
  const byId = new Map<string, string>();
  for (const { operationId, pointer } of listed)
    if (operationId !== undefined && !byId.has(operationId)) byId.set(operationId, names.get(pointer)!);
  return (target) => byId.get(target) ?? names.get(target);
}

function nameSchemas(
  schemas: ReadonlyMap<string, NormalisedSchema>,
  directions: Directions | undefined,
  written: Node,
  operations: readonly string[],
  report: Report,
): Model.NamedSchema[] {
  const variants =
    directions === undefined ? [] : [...directions.keys.input.values(), ...directions.keys.output.values()];
  const names = typeNames([...schemas.keys(), ...variants], operations);
  const renamed: { key: string; name: string; pointer: string }[] = [];
  const named = [...schemas].map(([key, { component, schema }]): Model.NamedSchema => {
    const name = names.get(key)!;
    if (name !== plainTypeName(key)) renamed.push({ key, name, pointer: component.pointer });
    return { kind: "schema", key, name, pointer: component.pointer, schema };
  });
  if (renamed.length > 0) {
    const [{ pointer, ...first }] = renamed as [(typeof renamed)[number]];
    report("renamed-schema", { ...first, count: renamed.length }, { pointer });
  }
  if (directions === undefined) return named;
  const variant = (key: string | undefined): Model.Variant | undefined =>
    key === undefined ? undefined : { key, name: names.get(key)!, schema: written[key] as Model.Schema };
  return named.map((schema) => {
    const input = variant(directions.keys.input.get(schema.key));
    const output = variant(directions.keys.output.get(schema.key));
    return input === undefined || output === undefined ? schema : { ...schema, variants: { input, output } };
  });
}

function readInfo(value: unknown, report: Report): Model.Info {
  const node = isObject(value) ? value : {};
  if (!isObject(value))
    report(
      "invalid-structure",
      { what: "info", expected: 'an object with "title" and "version"' },
      { pointer: "/info" },
    );
  const text = (key: string): string | undefined =>
    typeof node[key] === "string" || typeof node[key] === "number" ? String(node[key]) : undefined;
  const summary = text("summary");
  const description = text("description");
  return {
    title: text("title") ?? "API",
    version: text("version") ?? "0",
    ...(summary !== undefined && { summary }),
    ...(description !== undefined && { description }),
  };
}

function readTags(value: unknown): Model.Tag[] {
  if (!Array.isArray(value)) return [];
  return value
    .filter(isObject)
    .flatMap(({ name, description }) =>
      typeof name === "string" ? [{ name, ...(typeof description === "string" && { description }) }] : [],
    );
}
