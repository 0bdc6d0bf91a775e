/** What `queries.ts` knows of the operations: keys, pages, and which cached answers a mutation changes. */

import type { Action, Resource } from "tenon-runtime/mocks";
import type { PagePlan } from "tenon-runtime/core";
import type { Contract, Operation, Schema } from "../../contract/model.ts";
import { pointerTo } from "../../contract/pages/index.ts";
import { jsonOf, success, templateOf } from "../../contract/resources/answers.ts";
import { createShapes } from "../../contract/resources/shapes.ts";

/** `QueryOperation` of `tenon-runtime/queries`. */
export interface OperationData {
  readonly tags?: readonly string[];
  readonly pages?: PagePlan;
  readonly change?: ChangeData;
}

export interface ChangeData {
  readonly affects: readonly string[];
  readonly does?: "create" | "replace" | "patch" | "delete";
  readonly resource?: string;
  readonly id?: string;
  readonly from?: string;
}

export interface QueryData {
  readonly operations: ReadonlyMap<Operation, OperationData>;
  readonly resources: Readonly<Record<string, ResourceData>>;
}

interface ResourceData {
  readonly key?: string;
  readonly lists: Readonly<Record<string, object>>;
  readonly reads: Readonly<Record<string, object>>;
}

/** Kinds of bodies that a cache can keep: they are read once, and whole. */
const CACHEABLE: ReadonlySet<string> = new Set(["json", "text", "xml", "form"]);

/** Linear in the size of the contract, but for resources times operations that change something unknown. */
export function queryData(contract: Contract): QueryData {
  const queries = new Set(contract.operations.filter(isQuery));
  const changing = new Changes(contract, queries);
  const operations = new Map<Operation, OperationData>();
  for (const operation of contract.operations) {
    const tags = operation.tags.length > 0 ? { tags: operation.tags } : {};
    const pages = contract.pages.get(operation.name);
    if (queries.has(operation)) operations.set(operation, { ...tags, ...(pages && { pages }) });
    else if (isMutation(operation)) operations.set(operation, { ...tags, change: changing.of(operation) });
  }
  return { operations, resources: changing.resources };
}

/** A safe method with a body that is read whole (RFC 9110 §9.2.1). */
function isQuery({ method, responses }: Operation): boolean {
  const bodies = responses.filter(({ status }) => status.startsWith("2")).flatMap(({ content }) => content);
  return (method === "GET" || method === "QUERY") && bodies.every(({ body }) => CACHEABLE.has(body));
}

const isMutation = ({ method }: Operation): boolean => !/^(GET|QUERY|HEAD|OPTIONS|TRACE)$/.test(method);

class Changes {
  /** Those that an optimistic update may edit. */
  readonly resources: Record<string, ResourceData> = {};
  readonly #contract: Contract;
  readonly #queries: ReadonlySet<string>;
  readonly #byPath = new Map<string, string[]>();
  readonly #actions = new Map<string, readonly [Resource, Action]>();
  readonly #shapes;

  constructor(contract: Contract, queries: ReadonlySet<Operation>) {
    this.#contract = contract;
    this.#queries = new Set([...queries].map(({ name }) => name));
    this.#shapes = createShapes(contract);
    for (const { name, path } of queries) {
      const template = templateOf(path);
      this.#byPath.set(template, [...(this.#byPath.get(template) ?? []), name]);
    }
    for (const resource of contract.resources)
      for (const [name, action] of Object.entries(resource.operations)) this.#actions.set(name, [resource, action]);
  }

  of(operation: Operation): ChangeData {
    const [resource, action] = this.#actions.get(operation.name) ?? [];
    const affects = new Set(this.#byPath.get(templateOf(operation.path)));
    const touched = resource
      ? [resource, ...this.#sameEntries(resource), ...this.#dependents(resource, action)]
      : this.#above(operation.path);
    for (const each of touched) for (const name of this.#queriesOf(each)) affects.add(name);
    const sorted = this.#contract.operations.map(({ name }) => name).filter((name) => affects.has(name));
    const does = action?.does;
    if (!resource || resource.subset === true || !isChange(does)) return { affects: sorted };
    this.resources[resource.name] ??= this.#resource(resource);
    const { id, from } = action!;
    return {
      affects: sorted,
      does,
      resource: resource.name,
      ...(id !== undefined && { id }),
      ...(from !== undefined && { from: this.#pointer(from, jsonOf(operation.body?.content ?? [])?.schema) }),
    };
  }

  #queriesOf({ operations }: Resource): string[] {
    return Object.keys(operations).filter((name) => this.#queries.has(name));
  }

  /** Resources that show the same entries. */
  #sameEntries({ name, of }: Resource): Resource[] {
    return this.#contract.resources.filter((other) => other.of === name || other.name === of);
  }

  /** Resources whose entries may go with a deleted entry. */
  #dependents({ name }: Resource, action: Action | undefined): Resource[] {
    if (action?.does !== "delete") return [];
    return this.#contract.resources.filter(({ relations = {} }) => Object.values(relations).includes(name));
  }

  /** The nearest resource that has the path below it: `POST /students/{id}/promotions` changes the student. */
  #above(path: string): Resource[] {
    const template = `${templateOf(path)}/`;
    const placed = this.#contract.resources.map((resource) => [templateOf(resource.path), resource] as const);
    const near = placed.flatMap(([item, resource]) =>
      [item, item.replace(/\/\{\}$/, "")]
        .filter((at) => template.startsWith(`${at}/`))
        .map((at) => [at, resource] as const),
    );
    const length = Math.max(0, ...near.map(([at]) => at.length));
    return near.filter(([at]) => at.length === length).map(([, resource]) => resource);
  }

  #resource({ key, operations }: Resource): ResourceData {
    const some = (does: Action["does"], data: (name: string, action: Action) => object): Record<string, object> =>
      Object.fromEntries(
        Object.entries(operations)
          .filter(([name, action]) => action.does === does && action.picks === undefined && this.#queries.has(name))
          .map(([name, action]) => [name, data(name, action)]),
      );
    return {
      ...(key !== undefined && { key }),
      lists: some("list", (name, action) => this.#list(name, action)),
      reads: some("read", (name, { at, id }) => ({
        entry: this.#answerPointer(name, at),
        ...(id !== undefined && { id }),
      })),
    };
  }

  #list(name: string, { at, list = {}, scope = {} }: Action): object {
    const page = Object.entries(list.page ?? {});
    const starts = page.filter(([, role]) => role !== "limit").map(([parameter]) => parameter);
    const neutral = [
      ...page.filter(([, role]) => role === "limit").map(([parameter]) => parameter),
      ...(list.sort ?? []),
    ];
    const filters = Object.entries(list.filters ?? {}).flatMap(([parameter, [test, property]]) =>
      test === "is" ? [[parameter, property] as const] : [],
    );
    const equals = { ...scope, ...Object.fromEntries(filters) };
    return {
      items: this.#answerPointer(name, at),
      ...(starts.length > 0 && { starts }),
      ...(neutral.length > 0 && { neutral }),
      ...(Object.keys(equals).length > 0 && { equals }),
    };
  }

  #answerPointer(name: string, at: string | undefined): string {
    const operation = this.#contract.operations.find((each) => each.name === name);
    return this.#pointer(at ?? "", jsonOf((operation && success(operation)?.content) ?? [])?.schema);
  }

  #pointer(at: string, schema: Schema | undefined): string {
    return at === "" ? "" : pointerTo(at, this.#shapes.view(schema), this.#shapes);
  }
}

type Change = NonNullable<ChangeData["does"]>;
const isChange = (does: Action["does"] | undefined): does is Change =>
  does === "create" || does === "replace" || does === "patch" || does === "delete";
