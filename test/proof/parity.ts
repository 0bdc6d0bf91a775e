/**
 * Proof `parity`: the reference server and the mock of the same contract, with the same data, get the same thousand
 * sequences of requests, drawn by chance. Their answers agree: status, headers that the contract speaks of, problem
 * documents, and what entries and lists hold. Ids, times and cursors are each side's own, and are compared by what they
 * stand for.
 */

import { performance } from "node:perf_hooks";
import { isDeepStrictEqual } from "node:util";
import { createMocks } from "../../generated/mocks.ts";
import { toFetchHandler } from "../../generated/server.ts";
import { bearerToken } from "../../server/auth.ts";
import { type Database, openDatabase } from "../../server/database.ts";
import { handlers } from "../../server/handlers/index.ts";
import { randomness, type Finding, type Outcome, type Proof, type ProofOptions } from "./proof.ts";
import { chanceOf, drawStep, type Kind, type Step, UNKNOWN } from "./support/school-requests.ts";

const SEQUENCES = { whole: 1000, slice: 40 };
const STEPS = 15;
const TOKEN = "token-of-the-proof";
const ORIGIN = "http://school.example";

/** Differences that are meant to be, each with its reason; whatever else differs is a failure. */
const MEANT: readonly {
  readonly what: string;
  readonly reason: string;
  is(step: Step, server: Seen, mock: Seen): boolean;
}[] = [
  {
    what: "the words of a problem that a handler tells",
    reason: "a contract says which problems there are (404, 409, 422), and not what is written in them",
    is: (_, server, mock) =>
      server.status === mock.status &&
      [404, 409, 422].includes(server.status) &&
      isDeepStrictEqual(wordless(server), wordless(mock)),
  },
  {
    what: "which of two entries comes first that are alike in what the list is sorted by",
    reason: "the server goes by their ids, which are drawn by chance on either side",
    is: (step, server, mock) =>
      server.status === 200 &&
      mock.status === 200 &&
      isDeepStrictEqual(outlineOf(step, server), outlineOf(step, mock)) &&
      alike(server, mock),
  },
  {
    what: "in which texts `q` looks",
    reason:
      "only the contract's prose says that it is name and e-mail address, or code and title; the mock looks in every text",
    is: ({ operation, url }, server, mock) =>
      /^list(?:Students|Courses)$/.test(operation) &&
      url.includes("q=") &&
      server.status === 200 &&
      mock.status === 200 &&
      alike(server, mock),
  },
];

export const proof: Proof = {
  claim:
    "The reference server and the mock of its contract answer the same thousand sequences of requests alike: status, " +
    "headers, problem documents, entries and lists; what differs is listed with its reason.",
  seeded: true,
  async run({ seed, slice, log }: ProofOptions): Promise<Outcome> {
    const begin = performance.now();
    const sides = await makeSides();
    const failures = new Map<string, Finding>();
    const meant = new Map<string, number>();
    const numbers = { sequences: 0, requests: 0, agreed: 0, meant: 0, differed: 0 };
    const byStatus: Record<string, number> = {};
    const random = randomness(seed);
    for (let index = 0; index < (slice ? SEQUENCES.slice : SEQUENCES.whole); index += 1) {
      const chance = chanceOf(random);
      const world = await sides.start();
      numbers.sequences += 1;
      for (let number = 0; number < STEPS; number += 1) {
        const step = drawStep(chance, world.known(), world.cursor());
        const [server, mock] = await world.send(step);
        numbers.requests += 1;
        byStatus[server.status] = (byStatus[server.status] ?? 0) + 1;
        if (isDeepStrictEqual(server, mock)) {
          numbers.agreed += 1;
          continue;
        }
        const known = MEANT.find((each) => each.is(step, server, mock));
        if (known !== undefined) {
          numbers.meant += 1;
          meant.set(known.what, (meant.get(known.what) ?? 0) + 1);
          continue;
        }
        numbers.differed += 1;
        // one of each sort is enough to see it
        const sort = `${step.operation}${step.note === undefined ? "" : `, ${step.note}`}: ${server.status} and ${mock.status}`;
        if (!failures.has(sort))
          failures.set(sort, {
            case: `${sort} (sequence ${index}, request ${number}: ${step.method} ${step.url} ${step.body ?? ""})`,
            reason: `server ${JSON.stringify(server).slice(0, 700)}; mock ${JSON.stringify(mock).slice(0, 700)}`,
          });
        // what was written on one side alone would make everything after it differ
        if (server.status !== mock.status && step.method !== "GET") break;
      }
      if (index % 100 === 99) log(`${index + 1} sequences, ${numbers.differed} differences`);
    }
    await sides.stop();
    const exceptions = MEANT.map(({ what, reason }) => ({ case: `${what} (${meant.get(what) ?? 0})`, reason }));
    return {
      holds: failures.size === 0,
      numbers: { ...numbers, byStatus, seconds: Math.round((performance.now() - begin) / 100) / 10 },
      exceptions,
      failures: [...failures.values()],
    };
  },
};

/** What of an answer has to be the same. */
interface Seen {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | null>>;
  readonly body: unknown;
}

const HEADERS = ["Content-Type", "Location", "Allow", "WWW-Authenticate", "ETag"];

/** A problem document without its sentences. */
function wordless({ status, headers, body }: Seen): unknown {
  const { errors, type, status: said } = body as { errors?: readonly object[]; type?: unknown; status?: unknown }; // of a problem
  const places = errors?.map((error) => ({
    ...error,
    message: undefined,
    keyword: undefined,
    schemaPointer: undefined,
  }));
  return { status, headers, type, said, places };
}

interface Listed {
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly nextCursor: unknown;
}

/** What a list's answer says about its order: the values that it is sorted by, and whether there is more. */
function outlineOf({ url }: Step, { headers, body }: Seen): unknown {
  if (typeof body !== "object" || body === null || !("items" in body)) return undefined;
  const { items, nextCursor } = body as Listed; // it has fitted the contract
  const usual = url.startsWith("/courses") ? "code" : "name";
  const by = (new URL(url, ORIGIN).searchParams.get("sort") ?? usual).replace("-", "");
  return { headers, nextCursor, order: items.map((item) => String(item[by]).toLowerCase()) };
}

/** Whether what both lists have is the same there. */
function alike(server: Seen, mock: Seen): boolean {
  const [ours, theirs] = [server, mock].map(({ body }) => (body as Partial<Listed>).items ?? []);
  return (ours ?? []).every((item) => {
    const same = theirs?.find(({ id: other }) => other === item["id"]);
    return same === undefined || isDeepStrictEqual(same, item);
  });
}

interface World {
  known(): Readonly<Record<Kind, number>>;
  /** The URL of a list of which both have more. */
  cursor(): string | undefined;
  /** @returns what the server answered, and the mock */
  send(step: Step): Promise<readonly [Seen, Seen]>;
}

async function makeSides(): Promise<{ start(): Promise<World>; stop(): Promise<void> }> {
  const db = await openDatabase(":memory:");
  const security = { bearerAuth: bearerToken(TOKEN) };
  // a second later each time, so that what was made later is later
  let clock = Date.UTC(2026, 5, 1);
  const serve = toFetchHandler({
    handlers,
    security,
    context: () => ({ db, now: () => new Date((clock += 1000)).toISOString() }),
  });
  const mocks = createMocks({ baseUrl: ORIGIN, security });
  return {
    stop: () => db.destroy(),
    async start() {
      await fill(db);
      mocks.db.reset();
      mocks.db.students.seed(DATA.students);
      mocks.db.courses.seed(DATA.courses);
      mocks.db.enrolments.seed(DATA.enrolments);
      return worldOf([serve, mocks.fetch]);
    },
  };
}

/** What both begin with. */
const at = (minute: number): string => new Date(Date.UTC(2026, 0, 1, 8, minute)).toISOString();
const id = (kind: number, index: number): string => `${kind}0000000-0000-4000-8000-00000000000${index}`;
const DATA = {
  students: [
    { name: "Ada Lovelace", email: "ada@school.example", status: "active" as const, dateOfBirth: "1815-12-10" },
    { name: "Alan Turing", email: "alan@school.example", status: "graduated" as const, dateOfBirth: null },
    { name: "Zoë", email: "zoe@school.example", status: "on-leave" as const, dateOfBirth: null },
  ].map((student, index) => ({ id: id(1, index), ...student, createdAt: at(index), updatedAt: at(index) })),
  courses: [
    { code: "CS-101", title: "Algorithms", description: null, credits: 6 },
    { code: "MA-110", title: "Linear Algebra", description: "Vectors.", credits: 5 },
  ].map((course, index) => ({ id: id(2, index), ...course, createdAt: at(index), updatedAt: at(index) })),
  enrolments: [
    { studentId: id(1, 0), courseId: id(2, 0), grade: null },
    { studentId: id(1, 1), courseId: id(2, 0), grade: "A" as const },
    { studentId: id(1, 1), courseId: id(2, 1), grade: null },
  ].map((enrolment, index) => ({ id: id(3, index), ...enrolment, enrolledAt: at(index) })),
};

async function fill(db: Database): Promise<void> {
  for (const table of ["enrolments", "students", "courses"] as const) await db.deleteFrom(table).execute();
  await db.insertInto("students").values(DATA.students).execute();
  await db.insertInto("courses").values(DATA.courses).execute();
  await db.insertInto("enrolments").values(DATA.enrolments).execute();
}

type Answering = (request: Request) => Promise<Response>;

function worldOf(sides: readonly [Answering, Answering]): World {
  /** By kind, the ids on each side of what is the same on both. */
  const ids: Record<Kind, (readonly [string, string])[]> = { students: [], courses: [], enrolments: [] };
  for (const kind of Object.keys(ids) as Kind[]) for (const { id: own } of DATA[kind]) ids[kind].push([own, own]); // its keys
  let list: { readonly url: string; readonly cursors: readonly [string, string] } | undefined;

  /** The request with one side's own ids. */
  const rendered = (text: string, side: 0 | 1): string =>
    text
      .replaceAll(/\{(\w+) (\d+)\}/g, (_, kind: Kind, index: string) => ids[kind][Number(index)]?.[side] ?? UNKNOWN)
      .replaceAll("{cursor}", encodeURIComponent(list?.cursors[side] ?? ""));

  async function ask(step: Step, side: 0 | 1): Promise<{ response: Response; body: unknown }> {
    const { method, url, body, contentType, accept, token = method === "GET" ? null : TOKEN } = step;
    const response = await sides[side](
      new Request(ORIGIN + rendered(url, side), {
        method,
        headers: {
          ...(accept !== undefined && { Accept: accept }),
          ...(contentType !== undefined && { "Content-Type": contentType }),
          ...(token !== null && { Authorization: `Bearer ${token}` }),
        },
        ...(body !== undefined && { body: rendered(body, side) }),
      }),
    );
    const text = await response.text();
    return { response, body: text === "" ? "" : (JSON.parse(text) as unknown) };
  }

  /** What one side said, in words of both. */
  function seen({ response, body }: { response: Response; body: unknown }, side: 0 | 1): Seen {
    const names = new Map(
      (Object.keys(ids) as Kind[]).flatMap((kind) =>
        ids[kind].map((pair, index) => [pair[side], `{${kind} ${index}}`] as const),
      ),
    );
    const named = (text: string): string =>
      text.replaceAll(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/gi, (found) => names.get(found) ?? found);
    const walk = (value: unknown, key?: string): unknown => {
      if (Array.isArray(value)) return value.map((item) => walk(item));
      if (typeof value === "object" && value !== null)
        return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, walk(member, name)]));
      if (typeof value !== "string") return value;
      if (key === "nextCursor") return "{cursor}";
      if (key?.endsWith("At") === true && !Number.isNaN(Date.parse(value))) return "{time}";
      return named(value);
    };
    const headers = HEADERS.map((name) => [name, response.headers.get(name)] as const);
    return {
      status: response.status,
      headers: Object.fromEntries(headers.map(([name, value]) => [name, value === null ? null : named(value)])),
      body: walk(body),
    };
  }

  return {
    known: () => ({ students: ids.students.length, courses: ids.courses.length, enrolments: ids.enrolments.length }),
    cursor: () => list?.url,
    async send(step) {
      const answers = [await ask(step, 0), await ask(step, 1)] as const;
      const made = answers.map(({ response, body }) => (response.status === 201 ? textAt(body, "id") : undefined));
      const [first, second] = made;
      // Cast: what can be created is one of them.
      if (first !== undefined && second !== undefined) ids[step.url.slice(1) as Kind].push([first, second]);
      const result = [seen(answers[0], 0), seen(answers[1], 1)] as const;
      const [ours, theirs] = answers.map(({ body }) => textAt(body, "nextCursor"));
      const paged = step.method === "GET" && ours !== undefined && theirs !== undefined;
      list = paged ? { url: step.url.replace(/[?&]cursor=\{cursor\}/, ""), cursors: [ours, theirs] } : undefined;
      return result;
    },
  };
}

function textAt(body: unknown, name: string): string | undefined {
  if (typeof body !== "object" || body === null || !(name in body)) return undefined;
  const value = (body as Readonly<Record<string, unknown>>)[name]; // it has it
  return typeof value === "string" ? value : undefined;
}
