/** Where the parts of a document came from that overlays have changed: the document itself, or one of the overlays. */

import { formatPointer } from "tenon-runtime/core";

/** Tokens of a place in a file: `overlay` is the index of an overlay, absent for the contract. */
export interface Origin {
  readonly overlay?: number;
  readonly tokens: readonly (string | number)[];
}

type Container = Record<string | number, unknown>;

const isContainer = (value: unknown): value is Container => typeof value === "object" && value !== null;

/** Assigning to `__proto__` would change the prototype. */
function put(container: object, key: string | number, value: unknown): void {
  Object.defineProperty(container, key, { value, enumerable: true, configurable: true, writable: true });
}

const childOf = ({ overlay, tokens }: Origin, token: string | number): Origin => ({
  ...(overlay !== undefined && { overlay }),
  tokens: [...tokens, token],
});

const isSame = (one: Origin, other: Origin): boolean =>
  one.overlay === other.overlay && formatPointer(one.tokens) === formatPointer(other.tokens);

/** Records the origin of each member while overlays change the document. */
export class Origins {
  readonly #containers = new WeakMap<object, Origin>();
  /** Members that came from elsewhere than their container. */
  readonly #members = new WeakMap<object, Map<string | number, Origin>>();

  /** A copy without shared parts, each part with its origin. */
  copy(value: unknown, origin: Origin): unknown {
    if (!isContainer(value)) return value;
    const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
    const copy: Container = Array.isArray(value) ? ([] as unknown as Container) : {};
    this.#containers.set(copy, origin);
    for (const key of keys) put(copy, key, this.copy(value[key], childOf(origin, key)));
    return copy;
  }

  /** A copy of a part of the document, whose parts keep their origins. */
  copyWithin(value: unknown, origin: Origin): unknown {
    if (!isContainer(value)) return value;
    const copy: Container = Array.isArray(value) ? ([] as unknown as Container) : {};
    this.#containers.set(copy, this.#containers.get(value) ?? origin);
    for (const key of Array.isArray(value) ? value.keys() : Object.keys(value)) {
      const from = this.memberOf(value, key);
      put(copy, key, this.copyWithin(value[key], from));
      if (!isContainer(value[key])) this.#note(copy, key, from);
    }
    return copy;
  }

  memberOf(container: object, key: string | number): Origin {
    const value = (container as Container)[key];
    const own = isContainer(value) ? this.#containers.get(value) : undefined;
    return (
      own ?? this.#members.get(container)?.get(key) ?? childOf(this.#containers.get(container) ?? { tokens: [] }, key)
    );
  }

  set(container: object, key: string | number, value: unknown, origin: Origin): void {
    put(container, key, value);
    this.#note(container, key, origin);
  }

  remove(container: object, key: string | number): void {
    if (!Array.isArray(container)) {
      delete (container as Container)[key];
      this.#members.get(container)?.delete(key);
      return;
    }
    const left = [...container.keys()].filter((index) => index !== key).map((index) => this.memberOf(container, index));
    container.splice(Number(key), 1);
    this.#members.set(container, new Map(left.entries()));
  }

  /** The origins by pointer, where they differ from what the container's origin says. */
  byPointer(document: object): ReadonlyMap<string, Origin> {
    const found = new Map<string, Origin>();
    const visit = (container: object, pointer: string, origin: Origin): void => {
      for (const key of Array.isArray(container) ? container.keys() : Object.keys(container)) {
        const member = this.memberOf(container, key);
        const at = pointer + formatPointer([key]);
        if (!isSame(member, childOf(origin, key))) found.set(at, member);
        const value = (container as Container)[key];
        if (isContainer(value)) visit(value, at, member);
      }
    };
    visit(document, "", { tokens: [] });
    return found;
  }

  #note(container: object, key: string | number, origin: Origin): void {
    let members = this.#members.get(container);
    if (members === undefined) this.#members.set(container, (members = new Map()));
    members.set(key, origin);
  }
}
