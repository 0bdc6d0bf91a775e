/**
 * The names of generated code. A name comes from the contract's own name, so that it stays when something else is added.
 *
 * Letters of every script are kept (ECMAScript identifiers are Unicode). Other characters separate words.
 *
 * Operations
 * 1. An operationId that is an identifier is the name: `getStudent`, `學生列表`.
 * 2. Any other operationId is split into words and camel-cased: `students/get-one` → `studentsGetOne`. A leading digit
 *    gets an underscore before it.
 * 3. Without an operationId, or with one that has no letters or digits, the name is made of method and path:
 *    `GET /students/{studentId}` → `getStudentsByStudentId`.
 * 4. A reserved name gets the suffix `Operation`: `then` → `thenOperation`.
 *    A webhook has its key as name, with the method in front unless that is POST: `newStudent`, `putNewStudent`. A
 *    callback has the name of its operation, its own name and its method: `subscribeOnDataPost`.
 * 5. A name that another operation has (types begin with a capital, so the first letter's case makes no difference) is
 *    replaced by rule 3, and then by that name with a suffix made of method and path: `getStudents_k3x9`. Names that
 *    are already as written (rule 1) are given first.
 *
 * Schemas
 * 1. The key with a capital first letter, if that is an identifier: `student` → `Student`; `Foo_Bar` stays.
 * 2. Any other key is split into words and put together in PascalCase: `issue-comment` → `IssueComment`.
 * 3. A reserved name gets the suffix `Schema`: `Record` → `RecordSchema`.
 * 4. Where several keys lead to one name, the key that is that name keeps it. Each other one gets a suffix made of its
 *    own key: `foo-bar` → `FooBar_k3x9`.
 */

const IDENTIFIER = /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u;

/**
 * Letters that a name does not have: those that readers do not see, those that compilers do not know yet (added in
 * Unicode 16 and 17), and those outside the basic plane, apart from Chinese.
 */
const UNUSABLE = new RegExp(
  "[\\p{Default_Ignorable_Code_Point}\\u0897\\u088f\\u0c5c\\u0cdc\\u1acf-\\u1aeb\\u1c89\\u1c8a\\ua7cb-\\ua7cf" +
    "\\ua7d2-\\ua7dc\\ua7f1\\u{10000}-\\u{1ffff}\\u{2ebe1}-\\u{10ffff}]",
  "u",
);
const UNUSABLE_EACH = new RegExp(UNUSABLE, "gu");

/** Most names: they need no look at the tables of Unicode. */
const ASCII_NAME = /^[A-Za-z_$][\w$]*$/;

/** Whether a text can be used as a name as it is: visible, and in the form that editors type (NFC). */
export const isName = (text: string): boolean =>
  ASCII_NAME.test(text) || (IDENTIFIER.test(text) && !UNUSABLE.test(text) && text === text.normalize("NFC"));

const KEYWORDS =
  "arguments async await break case catch class const continue debugger default delete do else enum eval export extends false finally " +
  "for function if implements import in instanceof interface let new null package private protected public return static super " +
  "switch this throw true try typeof undefined var void while with yield NaN Infinity globalThis";

/** Members that every object or function has: a client with such a member would not be an object any more. */
const MEMBERS =
  "then catch finally toString toLocaleString toJSON valueOf hasOwnProperty isPrototypeOf propertyIsEnumerable constructor prototype " +
  "__proto__ __defineGetter__ __defineSetter__ __lookupGetter__ __lookupSetter__";

/** openapi-backend's hooks, which are registered in one table with operations. */
const HOOKS =
  "notFound methodNotAllowed notImplemented validationFail unauthorizedHandler preRoutingHandler postRoutingHandler " +
  "preOperationHandler postSecurityHandler preResponseHandler postResponseHandler";

/** Exported or imported by generated files beside the operations. */
const EXPORTS =
  "contract format title version servers securitySchemes operations schemas requests responses validators examples " +
  "createClient createServer createRouter createMocks toFetchHandler testClient partial make handlers mocks client server fetch " +
  "on db use reset scenario core create call define operation lazy pages asStatus";

/** Types of generated files and of the runtime, and global types that generated code mentions. */
const TYPES =
  "Array ArrayBuffer Answer ApiError AsyncIterable Auth BinaryInput BinaryOutput Blob Boolean Call CallOptions Client ClientOptions " +
  "Contract Date DecodedRequest Examples Exclude Extract File FormData Function Handler HandlerContext HandlerOptions Handlers " +
  "Headers HttpProblem Infinity Make Map MockOptions MockOverrides Mocks NaN Number Object Omit OpenApiFetchClient Operation " +
  "Override Partial Patch Pick Promise Readable ReadableStream Readonly ReadonlyArray Record Request RequestInfo Required " +
  "Response ReturnType Router SecurityHandler SecurityHandlers Server ServerOptions Set String Symbol Uint8Array Validators " +
  "components operations paths webhooks";

const words = (list: string): string[] => list.split(" ");

const RESERVED_OPERATIONS: ReadonlySet<string> = new Set([KEYWORDS, MEMBERS, HOOKS, EXPORTS].flatMap(words));
const RESERVED_TYPES: ReadonlySet<string> = new Set(words(TYPES));

/** Types that each operation brings along. */
const OPERATION_TYPES = ["Input", "Request", "Response", "Result", "Handler", "Patch"];

/** The text with a capital first letter; the same for a script without capitals. */
export function capital(text: string): string {
  const [first = ""] = text;
  const upper = first.toUpperCase();
  return (upper.length === first.length ? upper : first) + text.slice(first.length);
}

/** The runs of letters and digits in a text. */
function parts(text: string): string[] {
  return text
    .normalize("NFC")
    .replace(UNUSABLE_EACH, (letter) => (/\p{Default_Ignorable_Code_Point}/u.test(letter) ? "" : " "))
    .split(/[^\p{ID_Continue}$]+/u)
    .filter((part) => part !== "");
}

/** A leading digit, or a combining mark, cannot begin an identifier. */
const begun = (name: string): string => (name === "" || /^[\p{ID_Start}_$]/u.test(name) ? name : `_${name}`);

export function camelCase(text: string): string {
  const [first = "", ...rest] = parts(text);
  return begun(first + rest.map(capital).join(""));
}

export function pascalCase(text: string): string {
  return begun(parts(text).map(capital).join(""));
}

/** `GET /students/{studentId}` → `getStudentsByStudentId`. */
export function derivedName(method: string, path: string): string {
  const segments = path
    .split("/")
    .flatMap((segment) => segment.split(/(\{[^}]*\})/))
    .filter((segment) => segment !== "");
  const named = segments.map((segment) =>
    segment.startsWith("{") ? `By${pascalCase(segment).replace(/^_/, "")}` : pascalCase(segment).replace(/^_/, ""),
  );
  return camelCase(method.toLowerCase()) + (named.join("") || "Root");
}

/** `POST newStudent` → `newStudent`. */
function webhookName(method: string, key: string): string {
  return camelCase(method === "POST" ? key : `${method.toLowerCase()} ${key}`) || `${method.toLowerCase()}Webhook`;
}

export interface OperationToName {
  readonly method: string;
  /** The key of a webhook. */
  readonly path: string;
  readonly webhook?: boolean;
  readonly operationId?: string | undefined;
}

/** Why a name is not what the contract has. */
export type Renaming = "missing" | "unusable" | "reserved" | "duplicate" | "collision";

export interface OperationName {
  readonly name: string;
  readonly renaming?: Renaming;
  /** Index of the operation that has the name, for `duplicate` and `collision`. */
  readonly other?: number;
}

/** Names for all operations of a contract, in its order. */
export function nameOperations(operations: readonly OperationToName[]): OperationName[] {
  const names: (OperationName | undefined)[] = operations.map(() => undefined);
  /** By the name with its first letter capital. */
  const taken = new Map<string, number>();
  const byId = new Map<string, number>();

  const take = (index: number, name: string): boolean => {
    const key = capital(name);
    if (taken.has(key)) return false;
    taken.set(key, index);
    return true;
  };
  const fallback = (index: number, { method, path, webhook }: OperationToName): string => {
    const base = webhook ? webhookName(method, path) : derivedName(method, path);
    if (!RESERVED_OPERATIONS.has(base) && take(index, base)) return base;
    for (let length = SUFFIX; ; length++) {
      const name = `${base}_${suffixOf(`${method} ${path}`, length)}`;
      if (take(index, name)) return name;
    }
  };
  const usable = (id: string): boolean => isName(id) && !RESERVED_OPERATIONS.has(id);

  operations.forEach(({ operationId: id }, index) => {
    if (id === undefined || byId.has(id)) return;
    byId.set(id, index);
    if (usable(id) && take(index, id)) names[index] = { name: id };
  });
  operations.forEach((operation, index) => {
    if (names[index] !== undefined) return;
    const id = operation.operationId;
    if (id === undefined) {
      names[index] = { name: fallback(index, operation), renaming: "missing" };
      return;
    }
    const first = byId.get(id)!;
    if (first !== index) {
      names[index] = { name: fallback(index, operation), renaming: "duplicate", other: first };
      return;
    }
    const cased = isName(id) ? id : camelCase(id);
    const name = RESERVED_OPERATIONS.has(cased) ? `${cased}Operation` : cased;
    const other = taken.get(capital(name));
    if (name === "" || /^[_$]*$/.test(name)) names[index] = { name: fallback(index, operation), renaming: "unusable" };
    else if (take(index, name)) names[index] = { name, renaming: name === cased ? "unusable" : "reserved" };
    else names[index] = { name: fallback(index, operation), renaming: "collision", other: other! };
  });
  return names as OperationName[]; // the second loop has filled every gap
}

/** Names for what is found after the others have theirs, callbacks: by the same rules, never one that is taken. */
export function laterNames(names: Iterable<string>): { readonly all: () => string[]; free(wanted: string): string } {
  const taken = new Map([...names].map((name) => [capital(name), name]));
  return {
    all: () => [...taken.values()],
    free(wanted) {
      const cased = isName(wanted) ? wanted : camelCase(wanted);
      const base = /^[_$]*$/.test(cased) ? "callback" : RESERVED_OPERATIONS.has(cased) ? `${cased}Operation` : cased;
      let name = base;
      for (let n = 2; taken.has(capital(name)); n++) name = `${base}${n}`;
      taken.set(capital(name), name);
      return name;
    },
  };
}

/** Letters and digits of a suffix that tells two names apart. */
const SUFFIX = 4;

/** A short text that depends on the given one alone (FNV-1a, 64 bits). */
function suffixOf(text: string, length: number): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash.toString(36).padStart(13, "0").slice(-length);
}

/**
 * A name for each id that no other has. An id that is the wanted name keeps it; of the others that want one name, each
 * gets a suffix made of itself. So a name does not depend on the order of the ids.
 * @param isTaken names that no id can have
 */
export function distinctNames(
  ids: readonly string[],
  wanted: (id: string) => string,
  isTaken: (name: string) => boolean,
): Map<string, string> {
  const rivals = Map.groupBy(ids, wanted);
  const given = new Set<string>();
  const names = new Map<string, string>();
  const give = (id: string, name: string): void => {
    given.add(name);
    names.set(id, name);
  };
  for (const [name, [id, ...others]] of rivals) {
    const owner = others.length === 0 ? id : rivals.get(name)?.find((rival) => rival === name);
    if (owner !== undefined && !isTaken(name)) give(owner, name);
  }
  for (const id of ids) {
    if (names.has(id)) continue;
    for (let length = SUFFIX; !names.has(id); length++) {
      const name = `${wanted(id)}_${suffixOf(id, length)}`;
      if (!given.has(name) && !isTaken(name)) give(id, name);
    }
  }
  return names;
}

/**
 * The type names of schemas, by their keys.
 * @param operations names of operations, whose types are taken
 */
export function typeNames(keys: readonly string[], operations: readonly string[]): Map<string, string> {
  const taken = new Set(
    operations.flatMap((operation) => OPERATION_TYPES.map((suffix) => capital(operation) + suffix)),
  );
  const isTaken = (name: string): boolean => taken.has(name) || RESERVED_TYPES.has(name);
  return distinctNames(
    keys,
    (key) => {
      const plain = plainTypeName(key);
      return isTaken(plain) ? `${plain}Schema` : plain;
    },
    isTaken,
  );
}

/** The name of a schema's type where no other name stands in its way. */
export const plainTypeName = (key: string): string => (isName(key) ? capital(key) : pascalCase(key) || "Schema");

/**
 * The key of a component in a text that generators write for generic types: Springfox's `Page«List«Order»»` and
 * Swashbuckle's ``Page`1[[Shop.Order, Shop, Version=1.0.0.0]]``. Other keys are left alone.
 */
export function readableKey(key: string): string {
  const plain = key
    .replace(/`\d+/g, "")
    // in assembly-qualified names only the type says something
    .replace(/\[\[?\s*(?:[\w+]+\.)*([\w+]+)(?:,[^[\]]*)?/g, "[$1")
    .normalize("NFC")
    .replace(/[^\p{L}\p{M}\p{N}._-]+/gu, "_"); // OAS 3.2 §4.7, with the letters of all scripts
  if (plain === key.normalize("NFC")) return plain;
  return plain.replace(/^_+|_+$/g, "") || "_";
}

/** Two keys that differ before {@link readableKey} and not after it. */
export const distinctKey = (key: string, written: string, isTaken: (key: string) => boolean): string => {
  for (let length = SUFFIX; ; length++) {
    const distinct = `${key}_${suffixOf(written, length)}`;
    if (!isTaken(distinct)) return distinct;
  }
};
