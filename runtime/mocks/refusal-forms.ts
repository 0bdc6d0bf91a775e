/** Refusals in the form that the contract declares, for invalid requests and for those that the store refuses. */

import { isObject } from "../core/json-object.ts";
import type { Operation } from "../core/contract.ts";
import { PROBLEM_MEDIA_TYPE, type BlamedValue, type ProblemDocument } from "../core/problem/index.ts";
import type { Answer } from "../core/types.ts";
import type { Schema, Schemas, Validators } from "../core/validation.ts";
import { ExampleTable } from "./examples.ts";
import { satisfies } from "./generate/check.ts";
import { mix } from "./generate/hash.ts";
import type { Values } from "./generate/index.ts";
import { put } from "./generate/keywords.ts";
import { type MediaPlan, AnswerPlans } from "./answer-plan.ts";
import { fieldMap, hasFields, valuesOf } from "./field-maps.ts";
import { itemsOf, type Member, membersOf, takes } from "./store/entry.ts";
import type { MockReport, MockSource } from "./types.ts";

/** What is said: of a problem, or of one of its violations. */
interface Message {
  readonly problem: ProblemDocument;
  readonly detail: string;
  readonly blamed?: BlamedValue;
}

/** What a problem gives of a value; `undefined`: nothing. @param base what an example has there */
type Filler = (told: Message, base?: unknown) => unknown;

interface Form {
  readonly plan: MediaPlan;
  readonly fill: Filler | undefined;
  readonly example: unknown;
}

export type RefusalSource = Pick<MockSource, "requests" | "responses"> & {
  readonly examples?: MockSource["examples"] | undefined;
};

/** What is wrong, with the first violation: where the contract's form has no place for a list of them, nothing else tells. */
function sentenceOf({ detail, title, errors }: ProblemDocument): string {
  const sentence = detail ?? title;
  const [first] = errors ?? [];
  if (first === undefined || sentence.includes(first.message)) return sentence;
  return `${sentence.replace(/\.$/, "")}: ${[first.in, first.name, first.pointer, first.message].filter((part) => part).join(" ")}`;
}

export class RefusalForms {
  readonly #responses: Validators;
  readonly #values: Pick<Values, "valid">;
  readonly #plans: AnswerPlans;
  readonly #examples: ExampleTable;
  readonly #forms = new Map<MediaPlan, Form>();

  constructor(source: RefusalSource, values: Pick<Values, "valid">, report: (report: MockReport) => void = () => {}) {
    this.#responses = source.responses;
    this.#values = values;
    const { examples, ...sets } = source;
    this.#plans = new AnswerPlans(sets);
    this.#examples = new ExampleTable({ ...sets, ...(examples && { examples }) }, report);
  }

  /**
   * A problem as the contract declares it, without headers. `undefined` where it declares no body for its status, or none
   * that a problem can be put into.
   */
  answer(operation: Operation, problem: ProblemDocument, accept?: string): Answer | undefined {
    const { status } = problem;
    const plan = this.#plans.of(operation, status);
    if (plan === undefined) return undefined;
    const told = { problem, detail: sentenceOf(problem) };
    for (const media of new Set([plan.media(accept), plan.media(undefined)])) {
      if (media === undefined) continue;
      const body = this.#body(operation, media, told);
      if (body !== undefined) return { status, contentType: media.contentType, body };
    }
    return undefined;
  }

  #body(operation: Operation, plan: MediaPlan, told: Message): unknown {
    const { validator, media } = plan;
    const { fill, example } = this.#form(operation, plan);
    if (media.kind === "text" || media.kind === "xml") {
      if (typeof example === "string") return example;
      return plan.contentType.startsWith("text/") && media.kind === "text" && validator?.is(told.detail) !== false
        ? told.detail
        : undefined;
    }
    if (media.kind !== "json") return undefined;
    if (media.type.startsWith(PROBLEM_MEDIA_TYPE) && validator?.is(told.problem) !== false) return told.problem;
    const given = fill?.(told, example);
    if (example !== undefined) {
      const laid = over(example, given);
      return validator?.is(laid) === false ? example : laid;
    }
    if (validator === undefined) return told.problem;
    if (given !== undefined && validator.is(given)) return given;
    const hash = mix(told.problem.status, operation.name);
    // What may be left out is not made up: an answer that says more than there is to say misleads.
    for (const part of given === undefined ? [{}] : [{ given, frugal: true }, {}]) {
      const found = this.#values.valid(validator, { hash, ...part });
      if ("value" in found) return found.value;
    }
    return undefined;
  }

  #form(operation: Operation, plan: MediaPlan): Form {
    let form = this.#forms.get(plan);
    if (form === undefined) {
      const { schemas } = this.#responses;
      const exact = /^\d{3} /.test(plan.place);
      form = {
        plan,
        fill: plan.validator && fillerOf(plan.validator.schema, schemas, exact, 0),
        example: this.#examples.all(operation, plan).find(({ violations }) => violations === undefined)?.value,
      };
      this.#forms.set(plan, form);
    }
    return form;
  }
}

/** @param exact the response is declared for one status, so that codes of its example are right */
function fillerOf(schema: Schema, schemas: Schemas, exact: boolean, depth: number): Filler | undefined {
  const members = membersOf(schema, schemas);
  if (members.size === 0) {
    const items = itemsOf(schema, schemas);
    const values = items === undefined ? valuesOf(schema, schemas) : undefined;
    if (values !== undefined) return mapFiller(() => values, schemas, exact, depth);
    if (items === undefined)
      return ({ problem, detail, blamed }, base) =>
        [base, blamed ?? problem, detail].find((value) => value !== undefined && satisfies(value, schema, schemas));
    const each = depth < DEEPEST ? fillerOf(items, schemas, exact, depth + 1) : undefined;
    return each === undefined
      ? undefined
      : (told) =>
          causesOf(told)
            .map((cause) => each(cause))
            .filter((entry) => entry !== undefined);
  }
  const isList = (member: Member): boolean => member.schemas.some((each) => itemsOf(each, schemas) !== undefined);
  const worded = [...members].some(([name, member]) => SENTENCE.test(plain(name)) && !isList(member));
  const [titled, pointed] = [members.has("title"), members.has("pointer")];
  const parts: [name: string, fill: Filler, list: boolean, required: boolean][] = [];
  for (const [name, member] of members) {
    const scalar = scalarOf(plain(name), { member, schemas, exact, worded, titled, pointed });
    const nested = NESTED.test(plain(name)) || isSource(name, member, schemas);
    const inner = nested && depth < DEEPEST ? innerOf(plain(name), member, schemas, exact, depth) : undefined;
    if (scalar === undefined && inner === undefined) continue;
    parts.push([name, (told, base) => scalar?.(told, base) ?? inner?.(told, base), isList(member), member.required]);
  }
  if (parts.length === 0) return undefined;
  return (told, base) => {
    const object: Record<string, unknown> = {};
    for (const [name, fill, list, required] of parts) {
      // A list of what has been said beside it already says nothing.
      if (list && worded && !required && told.problem.errors === undefined && told.blamed === undefined) continue;
      const value = fill(told, isObject(base) ? base[name] : undefined);
      if (value !== undefined) put(object, name, value);
    }
    return Object.keys(object).length === 0 ? undefined : object;
  };
}

/** What JSON:API says a violation's place with; a source may be much else. */
const isSource = (name: string, { schemas: own }: Member, schemas: Schemas): boolean =>
  name === "source" && own.some((schema) => membersOf(schema, schemas).has("pointer"));

/** Of what has members or entries: what has neither is the matter of {@link scalarOf}. */
function innerOf(
  word: string,
  { schemas: own }: Member,
  schemas: Schemas,
  exact: boolean,
  depth: number,
): Filler | undefined {
  const schema = own.find(
    (each) =>
      membersOf(each, schemas).size > 0 ||
      itemsOf(each, schemas) !== undefined ||
      valuesOf(each, schemas) !== undefined,
  );
  const members = membersOf(schema, schemas);
  if (hasFields(word, members)) return mapFiller((name) => members.get(name)?.schemas[0], schemas, exact, depth);
  return schema === undefined ? undefined : fillerOf(schema, schemas, exact, depth + 1);
}

/** All violations by field; nothing where there are none. */
function mapFiller(
  valueOf: (name: string) => Schema | undefined,
  schemas: Schemas,
  exact: boolean,
  depth: number,
): Filler {
  return ({ problem }) => {
    const each = (blamed: BlamedValue): unknown => {
      const schema = valueOf("") ?? true;
      const fill =
        depth < DEEPEST ? fillerOf(itemsOf(schema, schemas) ?? schema, schemas, exact, depth + 1) : undefined;
      return fill?.({ problem, detail: blamed.message, blamed });
    };
    const map = fieldMap(problem.errors ?? [], valueOf, schemas, each);
    return Object.keys(map).length === 0 ? undefined : map;
  };
}

const DEEPEST = 3;

/** `error_description` and `errorDescription` are one word. */
const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z]/g, "");

const SENTENCE = /^(?:(?:error|status|user|developer)?(?:message|msg|description|details?)|reason|text)$/;
const TITLE = /^(?:title|error|name|phrase|summary|errortype|statustext)$/;
const STATUS = /^(?:http)?(?:status|statuscode|code)$/;
const CODE = /^(?:code|errorcode|errno|errornumber)$/;
const NESTED = /(?:error|fault|problem|violation|issue|detail|cause|status|meta|message|field|param)s?$/;
const FIELD =
  /^(?:field|fieldname|path|property|propertypath|param|parameter|target|attribute|name|key|source|location)$/;

interface MemberContext {
  readonly member: Member;
  readonly schemas: Schemas;
  readonly exact: boolean;
  /** There is a place for the sentence beside it. */
  readonly worded: boolean;
  readonly titled: boolean;
  readonly pointed: boolean;
}

/** What a member may be by its name, the first that its schema takes. */
function scalarOf(
  word: string,
  { member, schemas, exact, worded, titled, pointed }: MemberContext,
): Filler | undefined {
  const first = (...values: unknown[]): unknown =>
    values.find((value) => value !== undefined && takes(member, value, schemas));
  if (word === "success" || word === "ok") return () => first(false);
  const code: Filler = ({ problem: { status, title }, blamed }, base) => {
    const snake = title.toLowerCase().replaceAll(/\W+/g, "_");
    const known = typeof base === "string" || exact ? base : undefined;
    const pascal = snake.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
    return first(known, blamed?.keyword, status, String(status), snake, snake.toUpperCase(), pascal);
  };
  const general: Filler | undefined = SENTENCE.test(word)
    ? ({ detail }) => first(detail)
    : TITLE.test(word)
      ? ({ problem: { title }, detail }, base) =>
          worded ? first(typeof base === "string" ? base : undefined, title) : first(detail, title)
      : CODE.test(word)
        ? code
        : STATUS.test(word)
          ? ({ problem: { status, title } }) => first(status, String(status), title)
          : word === "type"
            ? ({ problem: { type, title }, blamed }, base) => first(base, blamed?.keyword, titled ? type : title)
            : undefined;
  const own = word === "loc" || FIELD.test(word) || /^(?:pointer|in|location|keyword|rule|constraint)$/.test(word);
  if (!own) return general;
  return (told, base) => {
    const { blamed } = told;
    if (blamed === undefined) return general?.(told, base);
    const { in: place, name, pointer, keyword } = blamed;
    // A pointer is one into a body; beside it, a parameter is none of a body.
    if (word === "pointer") return first(name === undefined || member.required ? pointer : undefined);
    if (word === "parameter" && pointed && name === undefined) return undefined;
    if (word === "in") return first(place);
    if (!FIELD.test(word) && word !== "loc") return first(keyword);
    const tokens = [...(name === undefined ? [] : [name]), ...pointer.split("/").slice(1)];
    return first(...(word === "location" ? [place] : []), tokens.join("."), [place, ...tokens], tokens);
  };
}

/** One for each violation; where there is none, the problem itself. */
const causesOf = (told: Message): readonly Message[] =>
  told.problem.errors?.map((blamed) => ({ problem: told.problem, detail: blamed.message, blamed })) ?? [told];

/** Objects are merged; everything else is the upper one's. */
function over(base: unknown, given: unknown): unknown {
  if (given === undefined) return base;
  if (!isObject(base) || !isObject(given) || Object.getPrototypeOf(given) === null) return given;
  const result: Record<string, unknown> = { ...base };
  for (const [name, value] of Object.entries(given)) put(result, name, over(base[name], value));
  return result;
}
