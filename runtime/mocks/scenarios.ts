/** Named states of mocks: one world for all requests, and one for each set of scenarios that a request names. */

import { didYouMean } from "../core/names.ts";
import type { Report } from "../core/report.ts";
import type { RequestInfo } from "../core/types.ts";
import { MockProblem } from "./mock-problem.ts";
import type { World } from "./world.ts";

/** A request header that lists scenarios, separated by commas. */
const SCENARIO_HEADER = "tenon-scenario";
/** Callers can name scenarios in any order, so the number of worlds is bounded. */
const MOST_WORLDS = 100;

export class Scenarios {
  readonly main: World;
  readonly #newWorld: () => World;
  readonly #report: Report;
  readonly #known = new Map<string, (world: World) => void>();
  /** The worlds of requests that name scenarios, least recently used first. */
  readonly #others = new Map<string, World>();

  constructor(main: World, newWorld: () => World, report: Report) {
    this.main = main;
    this.#newWorld = newWorld;
    this.#report = report;
  }

  get names(): readonly string[] {
    return [...this.#known.keys()];
  }

  add(name: string, arrange: (world: World) => void): void {
    this.#known.set(name, arrange);
    this.#others.clear();
  }

  /** @throws RangeError for an unknown name */
  use(...names: readonly string[]): void {
    for (const name of names) if (!this.#known.has(name)) throw new RangeError(this.#unknown(name));
    this.main.reset();
    this.apply(this.main, names);
  }

  /** @throws RangeError for an unknown name */
  apply(world: World, names: readonly string[]): void {
    for (const name of names) {
      const arrange = this.#known.get(name);
      if (arrange === undefined) throw new RangeError(this.#unknown(name));
      arrange(world);
      world.active = [...new Set([...world.active, name])]; // a scenario may use others
    }
  }

  /**
   * The world that answers a request: that of the scenarios which it names, made when they are first named.
   * @throws MockProblem for an unknown scenario or one that fails
   */
  worldOf(info: RequestInfo): World {
    const header = info.header(SCENARIO_HEADER);
    if (header === undefined) return this.main;
    const names = [...new Set(header.split(",").map((name) => name.trim()))];
    const key = names.join();
    const world = this.#others.get(key) ?? this.#made(key, names, info);
    this.#others.delete(key);
    this.#others.set(key, world);
    return world;
  }

  reset(): void {
    this.main.reset();
    for (const world of this.#others.values()) world.reset();
    this.#others.clear();
  }

  #made(key: string, names: readonly string[], info: RequestInfo): World {
    const unknown = names.find((name) => !this.#known.has(name));
    if (unknown !== undefined) throw new MockProblem(400, { detail: this.#unknown(unknown) });
    const world = this.#newWorld();
    try {
      this.apply(world, names);
    } catch (error) {
      this.#report(error, { during: "handler", request: info });
      throw new MockProblem(500, { detail: `The scenario "${key}" fails: ${String(error)}` });
    }
    for (const [oldest] of this.#others) if (this.#others.size >= MOST_WORLDS) this.#others.delete(oldest);
    return world;
  }

  #unknown(name: string): string {
    return `There is no scenario "${name}"; ${didYouMean(name, this.names)}`;
  }
}
