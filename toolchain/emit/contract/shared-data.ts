/** Parts of data that occur more than once, written once as constants, so that files do not repeat what a contract does not. */

import { type Code, code, lines } from "../code.ts";
import { type NameOf, lineOfData } from "../print/data.ts";
import { identifier } from "../doors.ts";
import { freeName } from "../file.ts";

/** What a part is called, an identifier (parts that would have the same are numbered), and its type. */
export interface Description {
  readonly name: string;
  readonly type?: Code;
}

/** An expression for a part; what is within may be called by names. */
export type PrintPart = (part: object, nameOf: NameOf) => Code;

interface SharedPart {
  readonly value: object;
  readonly size: number;
  uses: number;
  name?: string;
}

/** Equal parts count as one, wherever they stand; what is within a part that occurs often counts once. */
export class SharedData {
  readonly #describe: (part: object) => Description;
  readonly #least: number;
  readonly #print: PrintPart;
  readonly #taken: Set<string>;
  readonly #names: string[] = [];
  readonly #ids = new Map<string, number>();
  readonly #known = new WeakMap<object, number>();
  readonly #parts = new Map<number, SharedPart>();
  readonly #declared: Code[] = [];

  /**
   * @param least parts shorter than this, as JSON, are written in place, however often they occur.
   * @param taken what the file declares besides
   */
  constructor(
    least: number,
    describe: (part: object) => Description,
    taken: Iterable<string>,
    print: PrintPart = lineOfData,
  ) {
    this.#least = least;
    this.#describe = describe;
    this.#taken = new Set(taken);
    this.#print = print;
  }

  /** Counts a value as one part. */
  count(value: object): void {
    const part = this.#parts.get(this.#id(value).id);
    if (part) part.uses += 1;
  }

  /** Counts a value and all that is in it. */
  countDeep(value: unknown): void {
    if (typeof value !== "object" || value === null) return;
    const part = this.#parts.get(this.#id(value).id);
    if (!part) return;
    part.uses += 1;
    if (part.uses === 1) for (const member of Object.values(value)) this.countDeep(member);
  }

  /** The constant of a part. The first call declares it, after the constants that it refers to. */
  readonly nameOf: NameOf = (value) => {
    const id = this.#known.get(value);
    const part = id === undefined ? undefined : this.#parts.get(id);
    if (!part || part.uses < 2 || part.size < this.#least) return undefined;
    if (part.name === undefined) {
      const text = this.#print(value, (inner) => (inner === value ? undefined : this.nameOf(inner)));
      const { name, type } = this.#describe(value);
      part.name = freeName(name, this.#taken);
      this.#names.push(part.name);
      this.#declared.push(code`const ${identifier(part.name)}${type && code`: ${type}`} = ${text};`);
    }
    return part.name;
  };

  get names(): readonly string[] {
    return this.#names;
  }

  /** To be printed after all that refers to them has been: what is not referred to is not declared. */
  declarations(): Code {
    return lines(this.#declared);
  }

  /** Equal values have the same number. */
  #id(value: unknown): { readonly id: number; readonly size: number } {
    if (typeof value !== "object" || value === null) {
      const text = JSON.stringify(value) ?? "undefined";
      return { id: this.#intern(`${typeof value} ${text}`), size: text.length };
    }
    const known = this.#known.get(value);
    const part = known === undefined ? undefined : this.#parts.get(known);
    if (known !== undefined && part) return { id: known, size: part.size };
    let size = 2;
    let text = Array.isArray(value) ? "[" : "{";
    for (const [key, member] of Object.entries(value)) {
      const { id, size: length } = this.#id(member);
      size += length + 1 + (Array.isArray(value) ? 0 : key.length + 3);
      text += `${Array.isArray(value) ? "" : JSON.stringify(key)}${id},`;
    }
    const id = this.#intern(text);
    this.#known.set(value, id);
    if (!this.#parts.has(id)) this.#parts.set(id, { value, size, uses: 0 });
    return { id, size };
  }

  #intern(text: string): number {
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    this.#ids.set(text, this.#ids.size);
    return this.#ids.size - 1;
  }
}
