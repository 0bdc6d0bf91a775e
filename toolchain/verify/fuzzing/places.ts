/** The places of a request where a value can be changed, each with the schemas that apply there. */

import { escapeToken, isObject, type Operation, type Schema, type Validators } from "tenon-runtime/core";
import { itemSchemas, propertySchemas, put, requiredNames, type Atom } from "tenon-runtime/mocks/values";
import { applied, PARTS, type Input } from "../cases/index.ts";
import { mediaOf } from "../known.ts";

/** Marks a value that is removed. */
export const ABSENT: unique symbol = Symbol("absent");

/** From the input down to the value: `["query", "limit"]`, `["body", "author", "name"]`. */
export type Path = readonly (string | number)[];

export interface Place {
  readonly path: Path;
  /** The same for all items of a list: `query limit`, `body /tags/*`. */
  readonly key: string;
  readonly value: unknown;
  /** All schemas that apply to the value. */
  readonly atoms: readonly Atom[];
  /** Whether the request may leave the value out. */
  readonly optional: boolean;
}

/** Deeper values are not changed on their own. */
const DEPTH = 6;
/** Items of a list that count as places. */
const ITEMS = 3;

/** The parameters of a request and all values of its JSON body, containers before their members. */
export function placesOf(operation: Operation, input: Input, requests: Validators): readonly Place[] {
  const places: Place[] = [];
  for (const parameter of operation.parameters ?? []) {
    if (parameter.in === "querystring") continue;
    const part = PARTS[parameter.in];
    const value = input[part]?.[parameter.name];
    const schema = requests.get(operation.name, `${parameter.in} ${parameter.name}`)?.schema;
    if (value === undefined || schema === undefined) continue;
    places.push({
      path: [part, parameter.name],
      key: `${parameter.in} ${parameter.name}`,
      value,
      atoms: applied(value, [schema], requests.schemas) ?? [],
      optional: parameter.required !== true,
    });
  }
  const media = mediaOf(operation);
  const schema = media?.kind === "json" ? requests.get(operation.name, `body ${media.type}`)?.schema : undefined;
  if (input.body !== undefined && schema !== undefined)
    collect(places, requests, { path: ["body"], key: "body ", value: input.body, schemas: [schema], optional: false });
  return places;
}

interface Found {
  readonly path: Path;
  readonly key: string;
  readonly value: unknown;
  readonly schemas: readonly Schema[];
  readonly optional: boolean;
}

function collect(places: Place[], requests: Validators, { path, key, value, schemas, optional }: Found): void {
  const atoms = applied(value, schemas, requests.schemas);
  if (atoms === undefined) return;
  places.push({ path, key, value, atoms, optional });
  if (path.length > DEPTH) return;
  if (Array.isArray(value)) {
    for (const [index, item] of value.slice(0, ITEMS).entries())
      collect(places, requests, {
        path: [...path, index],
        key: `${key}/*`,
        value: item,
        schemas: itemSchemas(atoms, index),
        optional: false,
      });
    return;
  }
  if (!isObject(value)) return;
  const required = requiredNames(atoms);
  for (const [name, member] of Object.entries(value))
    collect(places, requests, {
      path: [...path, name],
      key: `${key}/${escapeToken(name)}`,
      value: member,
      schemas: propertySchemas(atoms, name),
      optional: !required.has(name),
    });
}

/** The input with another value at a path; {@link ABSENT} removes it. */
export function withValueAt(input: Input, path: Path, value: unknown): Input {
  return changed(input, path, value) as Input; // only a value below a part of the input changes
}

function changed(container: unknown, [step, ...rest]: Path, value: unknown): unknown {
  if (step === undefined) return value;
  if (Array.isArray(container)) {
    const index = Number(step);
    if (rest.length === 0 && value === ABSENT) return container.toSpliced(index, 1);
    return index < container.length ? container.with(index, changed(container[index], rest, value)) : container;
  }
  if (!isObject(container) || (rest.length > 0 && !Object.hasOwn(container, step))) return container;
  const copy: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(container)) if (name !== step) put(copy, name, member);
  if (rest.length === 0 && value === ABSENT) return copy;
  put(copy, String(step), changed(container[step], rest, value));
  return copy;
}

export function valueAt(input: Input, path: Path): unknown {
  let value: unknown = input;
  for (const step of path) {
    if (Array.isArray(value)) value = value[Number(step)];
    else if (isObject(value) && Object.hasOwn(value, step)) value = value[step];
    else return ABSENT;
  }
  return value;
}
