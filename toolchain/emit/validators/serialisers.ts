/**
 * Serialisers: for each schema that a response reaches, a function that validates a value and writes it, in one pass. It
 * reads a member once, and never one that the schema does not declare. It returns `undefined` for a value that it cannot
 * write; `is` and `explain` find the reason.
 */

import { isObject, schemaReference, schemasIn } from "tenon-runtime/core";
import type { Schema } from "../../contract/model.ts";
import { stringText } from "../doors.ts";
import type { Checks } from "./checks.ts";
import { type ObjectSchema, TYPE, type Types, typesOf } from "./facts.ts";
import {
  formOf,
  type ArrayForm,
  type EitherForm,
  type Form,
  areScalar,
  type JumpForm,
  type ObjectForm,
} from "./forms.ts";
import type { NamedFormats } from "./formats.ts";
import { JsonTemplate } from "./json-template.ts";
import { Locals, memberName } from "./locals.ts";
import { resolved, type Named } from "./references.ts";
import { memberOf } from "./scalars.ts";
import {
  and,
  block,
  call,
  compare,
  DROP,
  type EmittedFunction,
  type Expression,
  type FunctionCall,
  helper,
  js,
  line,
  local,
  type Local,
  or,
  refuseUnless,
  type Statement,
  VALUE,
} from "./tree.ts";

const DECLARING = /^(?:\$(?:dynamicR|r)ef|allOf|anyOf|oneOf|if|.*[pP]roperties|dependentSchemas)$/;

const ITEM = local("item");
const MEMBER = local("member");

/** Statements that check a local, and the JSON of it. */
interface Written {
  readonly checks: readonly Statement[];
  readonly json: JsonTemplate;
}

export class Serialisers {
  /** The body of a serialiser that writes nothing. */
  static readonly REFUSAL: readonly Statement[] = [line("return undefined")];

  readonly #checks: Checks;
  readonly #named: Named;
  readonly #formats: NamedFormats;
  readonly #typed: boolean;
  readonly #keys: ReadonlyMap<Schema, string>;
  readonly #forms = new Map<Schema, Form>();

  constructor(checks: Checks, formats: NamedFormats) {
    this.#checks = checks;
    this.#named = checks.named;
    this.#formats = formats;
    this.#typed = checks.typed;
    this.#keys = new Map([...checks.named].map(([key, schema]) => [schema, key]));
  }

  /** The function that writes a value of a place; `undefined` where JSON.stringify does as well. */
  of(schema: Schema, name: () => string): EmittedFunction | undefined {
    let form = this.#formOf(schema);
    if (form.kind === "reference") form = this.#formOf(resolved(form.reference, this.#named) ?? true);
    return form.kind === "whole" || form.kind === "scalar" ? undefined : this.#functionOf(schema, name);
  }

  /** The statements of a serialiser. */
  compile({ schema, name }: EmittedFunction): readonly Statement[] {
    const owner = name.replace(/^write_/, "");
    const form = this.#formOf(schema);
    switch (form.kind) {
      case "scalar":
        return [line(returnScalar(this.#checks.condition(schema, VALUE, () => owner)))];
      case "object":
        return this.#object(form, owner);
      case "array":
        return this.#array(form, owner);
      case "reference":
        return [line(js`return ${this.#call(schema, VALUE, () => owner)}`)];
      case "either":
        return this.#either(form, owner);
      case "jump":
        return this.#jump(form, owner);
      case "whole":
        return this.#whole(schema, owner);
    }
  }

  #formOf(schema: Schema): Form {
    let form = this.#forms.get(schema);
    if (form === undefined) this.#forms.set(schema, (form = formOf(schema, this.#named)));
    return form;
  }

  #functionOf(schema: Schema, name: () => string): EmittedFunction {
    const { functions } = this.#checks;
    const form = this.#formOf(schema);
    const referred = form.kind === "reference" ? functions.referred(form.reference, "serialiser") : undefined;
    return referred ?? functions.of(schema, name(), "serialiser");
  }

  #call(schema: Schema, value: Local, name: () => string, drop: Local | "false" = DROP): FunctionCall {
    return call(this.#functionOf(schema, name), value, drop);
  }

  #either({ scalars, other }: EitherForm, owner: string): readonly Statement[] {
    // a branch that matches no object can still declare members
    const declares = scalars.some(
      (branch) => !isObject(branch) || Object.keys(branch).some((keyword) => DECLARING.test(keyword)),
    );
    const fits = or(...scalars.map((branch, i) => this.#checks.condition(branch, VALUE, () => `${owner}_${i + 1}`)));
    const isOther = this.#call(other, VALUE, () => `${owner}_other`, declares ? "false" : DROP);
    return [
      line(js`if (typeof ${VALUE} !== "object" || ${VALUE} === null) ${returnScalar(fits)}`),
      line(js`return ${isOther}`),
    ];
  }

  #jump({ property, branches }: JumpForm, owner: string): readonly Statement[] {
    // one branch can declare members that another branch would drop
    const cases = branches.flatMap(([values, branch], i) =>
      values.length > 0
        ? [[values.map(stringText), this.#call(branch, VALUE, () => `${owner}_${i + 1}`, "false")] as const]
        : [],
    );
    const on = js`${helper("isPlain", VALUE)} ? ${memberOf(property)} : undefined`;
    return [{ kind: "switch", on, cases, otherwise: "undefined" }];
  }

  /** A schema whose values cannot be written member by member. */
  #whole(given: Schema, owner: string): readonly Statement[] {
    const key = this.#keys.get(given);
    const schema = key === undefined ? given : { $ref: schemaReference(key) };
    const fits = this.#checks.condition(schema, VALUE, () => owner);
    if (fits === false) return Serialisers.REFUSAL;
    const all = and(fits, this.#checks.declares(schema));
    // JSON.stringify comes first: it throws for a circular value, and the checks would not end
    return [
      line(js`const text${this.#typed ? ": string | undefined" : ""} = JSON.stringify(${VALUE})`),
      line(js`return ${all} ? text : undefined`),
    ];
  }

  #value(schema: Schema, value: Local, name: () => string): Written {
    const types = typesOf(schema, this.#named);
    if (areScalar(types)) {
      const fits = this.#checks.condition(schema, value, name);
      const never = and(compare(value, "===", "undefined"), compare(value, "!==", "undefined"));
      const checks = refuseUnless(fits === false ? never : fits, "undefined");
      return { checks, json: this.#scalar(schema, types, value) };
    }
    const text = local(`text$${value.name.replace("$", "")}`);
    const checks = [
      line(js`const ${text} = ${this.#call(schema, value, name)}`),
      ...refuseUnless(compare(text, "!==", "undefined"), "undefined"),
    ];
    return { checks, json: new JsonTemplate().hole(text) };
  }

  #scalar(schema: Schema, types: Types, value: Local): JsonTemplate {
    const json = new JsonTemplate();
    if ((types & TYPE.string) === 0) return json.hole(value);
    if (this.#isPlain(schema)) {
      const text = new JsonTemplate().json('"').hole(value).json('"');
      if (types === TYPE.string) return text;
      if (types === (TYPE.string | TYPE.null)) return json.hole(js`${value} === null ? "null" : ${text.code}`);
    }
    return json.hole(helper("scalar", value));
  }

  /** Whether JSON needs no escapes in texts of this schema. */
  #isPlain(schema: Schema, far = 0): boolean {
    if (!isObject(schema) || far > 12) return false;
    const { format, enum: values, const: constant, $ref } = schema;
    if (typeof format === "string" && this.#formats.get(format)?.needsNoEscapes) return true;
    const texts = Array.isArray(values) ? values : constant === undefined ? undefined : [constant];
    if (texts?.every((each) => JSON.stringify(each) === `"${String(each)}"`)) return true;
    if (typeof $ref === "string" && this.#isPlain(resolved($ref, this.#named) ?? true, far + 1)) return true;
    return schemasIn(schema["allOf"]).some((part) => this.#isPlain(part, far + 1));
  }

  #object({ properties, required, rest, nullable }: ObjectForm, owner: string): readonly Statement[] {
    const out: Statement[] = nullable ? [NULL] : [];
    out.push(...refuseUnless(helper("isPlain", VALUE), "undefined"));
    const locals = new Locals();
    const names = [...properties.keys()];
    const first = names.findIndex((each) => required.has(each));
    const isClosed = rest === false;
    const allRequired = isClosed && names.every((each) => required.has(each));
    // JSON that is not yet added to `text`
    let open = new JsonTemplate().json("{");
    let isStarted = false;
    const flush = (): void => {
      if (!isStarted) out.push(line(js`let text = ${open.code}`));
      else if (!open.isEmpty) out.push(line(js`text += ${open.code}`));
      isStarted = true;
      open = new JsonTemplate();
    };
    if (isClosed && !allRequired) out.push(line(js`let size = ${String(required.size)}`));
    for (const [i, name] of names.entries()) {
      const member = locals.of(name);
      out.push(line(js`const ${member} = ${memberOf(name)}`));
      const key = new JsonTemplate().json(`${JSON.stringify(name)}:`);
      const { checks, json } = this.#value(properties.get(name) ?? true, member, () => memberName(owner, name));
      if (required.has(name)) {
        out.push(...checks);
        if (i !== first) open.json(",");
        open.add(key).add(json);
        continue;
      }
      flush();
      const piece = new JsonTemplate();
      if (first === -1) piece.hole(SEPARATOR);
      else if (first < i) piece.json(",");
      piece.add(key).add(json);
      if (first > i) piece.json(",");
      const size = isClosed ? [line("size++")] : [];
      out.push(block(js`if (${member} !== undefined)`, [...checks, ...size, line(js`text += ${piece.code}`)]));
    }
    if (!isClosed) {
      flush();
      out.push(this.#rest(names, rest, required.size > 0, owner));
    }
    const whole = new JsonTemplate();
    if (isStarted) whole.hole("text");
    whole.add(open).json("}");
    const written = allRequired ? String(names.length) : "size";
    const isComplete = helper("isComplete", VALUE, written, DROP);
    out.push(line(isClosed ? js`return ${isComplete} ? ${whole.code} : undefined` : js`return ${whole.code}`));
    return out;
  }

  /** The members that no property declares. */
  #rest(known: readonly string[], rest: Schema, isBegun: boolean, owner: string): Statement {
    const skipped = or(
      ...known.map((each) => compare("key", "===", stringText(each))),
      compare(MEMBER, "===", "undefined"),
    );
    const { checks, json } = this.#value(rest, MEMBER, () => `${owner}_other`);
    const piece = new JsonTemplate();
    if (isBegun) piece.json(",");
    else piece.hole(SEPARATOR);
    piece.hole(helper("scalar", "key")).json(":").add(json);
    return block(js`for (const key of Object.keys(${VALUE}))`, [
      line(js`const ${MEMBER}${this.#typed ? ": unknown" : ""} = ${VALUE}[key]`),
      line(js`if (${skipped}) continue`),
      ...checks,
      line(js`text += ${piece.code}`),
    ]);
  }

  #array({ items, limits, nullable }: ArrayForm, owner: string): readonly Statement[] {
    const out: Statement[] = nullable ? [NULL] : [];
    out.push(...refuseUnless(helper("isPlainArray", VALUE), "undefined"));
    out.push(...refuseUnless(arrayBounds(limits), "undefined"));
    const { checks, json } = this.#value(items, ITEM, () => `${owner}_item`);
    const piece = new JsonTemplate().hole('i === 0 ? "" : ","').add(json);
    out.push(
      line('let text = "["'),
      block(js`for (let i = 0; i < ${VALUE}.length; i++)`, [
        line(js`const ${ITEM}${this.#typed ? ": unknown" : ""} = ${VALUE}[i]`),
        ...checks,
        line(js`text += ${piece.code}`),
      ]),
      line(js`return ${new JsonTemplate().hole("text").json("]").code}`),
    );
    return out;
  }
}

const returnScalar = (fits: Expression): Expression => js`return ${fits} ? ${helper("scalar", VALUE)} : undefined`;

const NULL = line(js`if (${VALUE} === null) return "null"`);

/** A comma, if `text` already has members. */
const SEPARATOR = 'text === "{" ? "" : ","';

function arrayBounds({ minItems, maxItems, uniqueItems }: ObjectSchema): Expression {
  const bounds: Expression[] = [];
  const length = js`${VALUE}.length`;
  if (typeof minItems === "number" && minItems > 0) bounds.push(compare(length, ">=", String(minItems)));
  if (typeof maxItems === "number") bounds.push(compare(length, "<=", String(maxItems)));
  if (uniqueItems === true) bounds.push(helper("unique", VALUE));
  return and(...bounds);
}
