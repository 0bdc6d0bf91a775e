/** The values of keywords that contain no schema. */

import { dangerOf } from "tenon-runtime/validators";
import { escapeToken, isObject } from "tenon-runtime/core";
import type { Report } from "../report.ts";
import { TYPES } from "../schema-keywords.ts";

interface Dialect {
  /** OpenAPI 3.0 and Swagger 2.0. */
  readonly legacy: boolean;
  readonly report: Report;
}

/**
 * One method for each kind of value. All take the keyword, its value and the pointer of its schema. They report an invalid
 * value and return `undefined`, which leaves the keyword out.
 */
export class KeywordValues {
  readonly #legacy: boolean;
  readonly #report: Report;
  readonly #patternProblems = new Map<string, string | undefined>();

  constructor({ legacy, report }: Dialect) {
    this.#legacy = legacy;
    this.#report = report;
  }

  invalid(keyword: string, expected: string, pointer: string): undefined {
    this.#report("invalid-keyword", { keyword, expected }, { pointer: `${pointer}/${escapeToken(keyword)}` });
  }

  count(key: string, value: unknown, pointer: string): unknown {
    if (typeof value === "number" && Number.isInteger(value) && value >= 0) return value;
    return this.invalid(key, "a whole number", pointer);
  }

  number(key: string, value: unknown, pointer: string): unknown {
    if (typeof value === "number" && Number.isFinite(value) && (key !== "multipleOf" || value > 0)) return value;
    return this.invalid(key, key === "multipleOf" ? "a number above 0" : "a number", pointer);
  }

  boolean(key: string, value: unknown, pointer: string): unknown {
    return typeof value === "boolean" ? value : this.invalid(key, "true or false", pointer);
  }

  text(key: string, value: unknown, pointer: string): unknown {
    if (typeof value === "string") return value;
    return value === null ? undefined : this.invalid(key, "a text", pointer);
  }

  /** A keyword without a rule in `schema-keywords.ts`. */
  other(key: string, value: unknown, pointer: string): unknown {
    switch (key) {
      case "type":
        return this.#type(value, pointer);
      case "required":
        return this.#required(value, pointer);
      case "enum":
        return this.#enumeration(value, pointer);
      case "pattern":
        return this.#pattern(value, pointer);
      case "exclusiveMinimum":
      case "exclusiveMaximum":
        return this.#exclusiveBound(key, value, pointer);
      case "examples":
        return examples(value);
      case "nullable":
        if (!this.#legacy) this.#misplaced(key, 'write `type: [string, "null"]`', `${pointer}/nullable`);
        return undefined;
      case "dependentRequired":
        return isObject(value) ? value : undefined;
      case "default":
      case "const":
      case "xml":
      case "externalDocs":
        return value;
      default:
        // An unknown keyword says nothing about a value. If it held an object, this could be taken for a schema.
        return typeof value === "object" && !key.startsWith("x-") ? undefined : value;
    }
  }

  #misplaced(keyword: string, advice: string, pointer: string): void {
    this.#report("misplaced-keyword", { keyword, advice }, { pointer });
  }

  #type(value: unknown, pointer: string): unknown {
    if (TYPES.has(value)) return value;
    if (Array.isArray(value)) return this.#typeList(value, pointer);
    if (value === null) return "null"; // YAML: `type: null`
    if (value === "file") {
      this.#misplaced("type: file", "write `type: string` and `format: binary`", `${pointer}/type`);
      return "string";
    }
    return this.invalid("type", "one of null, boolean, object, array, number, string, integer", pointer);
  }

  #typeList(types: readonly unknown[], pointer: string): unknown {
    const valid = [...new Set(types.map((item) => (item === null ? "null" : item)).filter((item) => TYPES.has(item)))];
    if (valid.length !== types.length) this.invalid("type", "a list of types", pointer);
    if (valid.length <= 1) return valid[0];
    return valid.length === types.length ? types : valid;
  }

  #required(value: unknown, pointer: string): unknown {
    if (!Array.isArray(value)) return this.invalid("required", "a list of property names", pointer);
    const valid = [...new Set(value.filter((item) => typeof item === "string"))];
    if (valid.length === value.length) return value.length === 0 ? undefined : value;
    if (value.some((item) => typeof item !== "string")) this.invalid("required", "a list of property names", pointer);
    return valid.length === 0 ? undefined : valid;
  }

  #enumeration(value: unknown, pointer: string): unknown {
    if (!Array.isArray(value) || value.length === 0)
      return this.invalid("enum", "a list with at least one value", pointer);
    const distinct = new Set(value);
    return distinct.size === value.length ? value : [...distinct];
  }

  #pattern(value: unknown, pointer: string): unknown {
    if (typeof value !== "string") return this.invalid("pattern", "a regular expression", pointer);
    const at = { pointer: `${pointer}/pattern` };
    const reason = this.patternProblem(value);
    if (reason !== undefined) {
      this.#report("invalid-pattern", { pattern: value, reason }, at);
      return undefined;
    }
    if (dangerOf(value) === "exponential") this.#report("dangerous-pattern", { pattern: value }, at);
    return value;
  }

  /** Why a pattern is no regular expression; `undefined` if it is one. */
  patternProblem(pattern: string): string | undefined {
    if (!this.#patternProblems.has(pattern)) this.#patternProblems.set(pattern, problemOfPattern(pattern));
    return this.#patternProblems.get(pattern);
  }

  /** A boolean belongs to the bound beside it: see {@link moveBooleanBounds}. */
  #exclusiveBound(key: string, value: unknown, pointer: string): unknown {
    if (typeof value === "number") return value;
    return typeof value === "boolean" && this.#legacy ? undefined : this.invalid(key, "a number", pointer);
  }
}

/** A list, or the values of a mapping of Example Objects. */
function examples(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (!isObject(value)) return undefined;
  return Object.values(value).map((item) => (isObject(item) && "value" in item ? item["value"] : item));
}

function problemOfPattern(pattern: string): string | undefined {
  try {
    new RegExp(pattern, "u");
  } catch {
    try {
      new RegExp(pattern); // sloppy escapes such as `\-` are refused only in Unicode mode
    } catch (error) {
      return (error as Error).message.replace(/^Invalid regular expression: .*: /s, "");
    }
  }
  return undefined;
}
