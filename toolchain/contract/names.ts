/**
 * How generated code is called. The rules, so that names are stable whatever else the contract holds:
 *
 * Operations
 * 1. An operationId that is an identifier is the name: `getStudent`.
 * 2. Any other is split at what is no letter or digit, and camel-cased: `students/get-one` → `studentsGetOne`; letters
 *    lose their accents; a leading digit gets an underscore before it.
 * 3. Without an operationId, or with none of its letters usable: method and path,
 *    `GET /students/{studentId}` → `getStudentsByStudentId`.
 * 4. A reserved name gets `Operation` behind it: `then` → `thenOperation`.
 *    A webhook: its key, with the method before it unless that is POST: `newStudent`, `putNewStudent`. A callback: the
 *    operation it belongs to, its own name and its method: `subscribeOnDataPost`.
 * 5. A name that an earlier operation of the document has (the first letter's case does not tell names apart: types
 *    begin with a capital) gives way to rule 3, and that to a number: `getStudents2`. Names that are already as
 *    written (rule 1) are given first.
 *
 * Schemas
 * 1. The key with its first letter capital, if that is an identifier: `student` → `Student`, `Foo_Bar` stays.
 * 2. Any other is split and put together in PascalCase: `issue-comment` → `IssueComment`.
 * 3. A reserved or taken name gets `Schema` behind it, and then a number: `Record` → `RecordSchema`, `RecordSchema2`.
 */

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

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

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The runs of letters and digits in a text, accents taken off. */
function parts(text: string): string[] {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .split(/[^A-Za-z0-9_$]+/)
    .filter((part) => part !== "");
}

export function camelCase(text: string): string {
  const [first = "", ...rest] = parts(text);
  const name = first + rest.map(capital).join("");
  return /^\d/.test(name) ? `_${name}` : name;
}

export function pascalCase(text: string): string {
  const name = parts(text).map(capital).join("");
  return /^\d/.test(name) ? `_${name}` : name;
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
    for (let n = 1; ; n++) {
      const name = n === 1 ? base : `${base}${n}`;
      if (!RESERVED_OPERATIONS.has(name) && take(index, name)) return name;
    }
  };
  const usable = (id: string): boolean => IDENTIFIER.test(id) && !RESERVED_OPERATIONS.has(id);

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
    const cased = IDENTIFIER.test(id) ? id : camelCase(id);
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
      const cased = IDENTIFIER.test(wanted) ? wanted : camelCase(wanted);
      const base = /^[_$]*$/.test(cased) ? "callback" : RESERVED_OPERATIONS.has(cased) ? `${cased}Operation` : cased;
      let name = base;
      for (let n = 2; taken.has(capital(name)); n++) name = `${base}${n}`;
      taken.set(capital(name), name);
      return name;
    },
  };
}

/** Gives type names, each once. */
export interface TypeNames {
  give(key: string): { readonly name: string; readonly renamed: boolean };
}

/** @param operations names of operations, whose types are taken */
export function typeNames(operations: readonly string[]): TypeNames {
  const taken = new Set<string>();
  for (const operation of operations) for (const suffix of OPERATION_TYPES) taken.add(capital(operation) + suffix);
  return {
    give(key) {
      const plain = IDENTIFIER.test(key) ? capital(key) : pascalCase(key) || "Schema";
      const free = (name: string): boolean => !taken.has(name) && !RESERVED_TYPES.has(name);
      let name = free(plain) ? plain : `${plain}Schema`;
      for (let n = 2; !free(name); n++) name = `${plain}Schema${n}`;
      taken.add(name);
      return { name, renamed: name !== plain };
    },
  };
}
