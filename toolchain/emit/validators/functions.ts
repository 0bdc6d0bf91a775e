/**
 * The functions of the fast tier: one for each named schema, and one for each different composed schema.
 */

import { isObject, schemaPath } from "tenon-runtime/core";
import type { Schema } from "../../contract/model.ts";
import { isIdentifier } from "../doors.ts";
import { callComponents, endless, markRecursion } from "./call-graph.ts";
import { NOTHING, printStatements } from "./print.ts";
import { resolved, type Named } from "./references.ts";
import type { EmittedFunction, Statement } from "./tree.ts";

/** Makes the body of a function. */
type Compile = (of: EmittedFunction) => readonly Statement[];

export class Functions {
  readonly #named: Named;
  readonly #nameOf: (key: string) => string;
  readonly #all: EmittedFunction[] = [];
  readonly #byKey = { check: new Map<string, EmittedFunction>(), serialiser: new Map<string, EmittedFunction>() };
  readonly #byText = { check: new Map<string, EmittedFunction>(), serialiser: new Map<string, EmittedFunction>() };
  readonly #texts = new WeakMap<object, string>();
  readonly #taken: Set<string>;
  readonly #counts = new Map<string, number>();
  readonly #waiting: EmittedFunction[] = [];

  /**
   * @param nameOf the name for the function of a named schema
   * @param taken names that functions may not have
   */
  constructor(named: Named, nameOf: (key: string) => string, taken: Iterable<string>) {
    this.#named = named;
    this.#nameOf = nameOf;
    this.#taken = new Set(taken);
  }

  /** The function of the schema that a reference names; `undefined` if that schema is missing. */
  referred(reference: string, kind: "check" | "serialiser"): EmittedFunction | undefined {
    const path = schemaPath(reference);
    const [key] = path ?? [];
    if (path === undefined || key === undefined) return undefined;
    if (path.length === 1) {
      const known = this.#byKey[kind].get(key);
      if (known !== undefined) return known;
    }
    const schema = resolved(reference, this.#named);
    if (schema === undefined) return undefined;
    if (path.length > 1) return this.of(schema, this.#nameOf(key), kind);
    const of = this.#add(schema, this.#nameOf(key), kind);
    this.#byKey[kind].set(key, of);
    return of;
  }

  /** The function of a schema without a name; the same for equal schemas. */
  of(schema: Schema, name: string, kind: "check" | "serialiser"): EmittedFunction {
    const text = this.#text(schema);
    let of = this.#byText[kind].get(text);
    if (of === undefined) this.#byText[kind].set(text, (of = this.#add(schema, name, kind)));
    return of;
  }

  /**
   * Compiles all functions that are used.
   * @param interpret makes the body of a function that would call itself endlessly on the same value
   */
  finish(compile: Compile, interpret: Compile): void {
    // compiling a function can add others
    for (let of = this.#waiting.pop(); of !== undefined; of = this.#waiting.pop())
      of.body = printStatements(compile(of));
    const components = callComponents(this.#all);
    const interpreted = endless(this.#all, components);
    for (const of of interpreted) of.body = printStatements(interpret(of));
    markRecursion(this.#all, interpreted.length === 0 ? components : callComponents(this.#all));
  }

  #add(schema: Schema, name: string, kind: "check" | "serialiser"): EmittedFunction {
    const writes = kind === "serialiser";
    const of: EmittedFunction = {
      name: this.#free(writes ? `write_${name}` : name),
      schema,
      writes,
      body: NOTHING,
      deep: false,
      recursive: false,
    };
    this.#all.push(of);
    this.#waiting.push(of);
    return of;
  }

  #free(name: string): string {
    const wanted = isIdentifier(name) ? name : `${name}_`;
    if (!this.#taken.has(wanted)) {
      this.#taken.add(wanted);
      return wanted;
    }
    for (let count = (this.#counts.get(wanted) ?? 1) + 1; ; count++) {
      const free = `${wanted}_${count}`;
      if (this.#taken.has(free)) continue;
      this.#counts.set(wanted, count);
      this.#taken.add(free);
      return free;
    }
  }

  #text(schema: Schema): string {
    if (!isObject(schema)) return String(schema);
    let text = this.#texts.get(schema);
    if (text === undefined) this.#texts.set(schema, (text = JSON.stringify(schema)));
    return text;
  }
}
