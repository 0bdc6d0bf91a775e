/** Parameters that several operations have alike (`owner` and `repo` of every path): one interface, named after them. */

import type { Parameter, ParameterLocation } from "../../contract/model.ts";
import { type Code, code, lines } from "../code.ts";
import type { Context } from "../context.ts";
import { identifier, isIdentifier } from "../doors.ts";
import { freeName } from "../file.ts";
import { pascal } from "../names.ts";

/** So many names go into the name of the interface. */
const NAMED = 4;

const LOCATIONS: readonly ParameterLocation[] = ["path", "query", "header", "cookie"];

export class SharedParts {
  readonly #taken: Set<string>;
  readonly #uses = new Map<string, number>();
  readonly #declared = new Map<string, { readonly name: string; readonly object: Code }>();

  constructor({ contract, names }: Context) {
    this.#taken = names.taken;
    for (const { parameters } of contract.operations) {
      for (const location of LOCATIONS) {
        const part = parameters.filter((parameter) => parameter.in === location);
        if (part.length === 0) continue;
        const id = idOf(part);
        this.#uses.set(id, (this.#uses.get(id) ?? 0) + 1);
      }
    }
  }

  /** The name of the interface; nothing when one operation alone has these parameters. */
  nameOf(parameters: readonly Parameter[], suffix: string, object: () => Code): Code | undefined {
    const id = idOf(parameters);
    if ((this.#uses.get(id) ?? 0) < 2) return undefined;
    let shared = this.#declared.get(id);
    if (!shared) {
      const words = parameters
        .slice(0, NAMED)
        .flatMap(({ name }) => name.split(/[^A-Za-z0-9]+/))
        .map(pascal);
      const name = `${words.join("")}${parameters.length > NAMED ? "Etc" : ""}${suffix}`;
      this.#declared.set(
        id,
        (shared = { name: freeName(isIdentifier(name) ? name : `Shared${suffix}`, this.#taken), object: object() }),
      );
    }
    return identifier(shared.name);
  }

  declarations(): Code {
    return lines(
      [...this.#declared.values()].map(({ name, object }) => code`export interface ${identifier(name)} ${object}`),
    );
  }
}

/** Equal when all that shows in the types is. */
const idOf = (parameters: readonly Parameter[]): string =>
  JSON.stringify(
    parameters.map(({ in: location, name, required, deprecated, description, schema, default: value }) => [
      location,
      name,
      required,
      deprecated,
      description,
      schema,
      value,
    ]),
  );
