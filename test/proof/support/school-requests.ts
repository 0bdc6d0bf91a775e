/**
 * Requests to the school, drawn by chance, that one side of a comparison can be sent as well as the other: ids stand in
 * them as `{students 3}`, the fourth student that both sides know.
 */

export type Kind = "students" | "courses" | "enrolments";

export interface Step {
  /** As the contract names it. */
  readonly operation: string;
  readonly method: string;
  /** Path and query; `{cursor}` is what the list before gave. */
  readonly url: string;
  readonly body?: string;
  readonly contentType?: string;
  readonly accept?: string;
  /** Default: the one that may write, with whatever is no GET. */
  readonly token?: string | null;
  /** What is special about it, for those who read about it. */
  readonly note?: string;
}

export interface Chance {
  /** An integer below `end`. */
  below(end: number): number;
  of<T>(choices: readonly T[]): T;
  /** True so many times out of a hundred. */
  percent(share: number): boolean;
}

export const chanceOf = (random: () => number): Chance => {
  const below = (end: number): number => Math.floor(random() * end);
  return {
    below,
    of: <T>(choices: readonly T[]): T => choices[below(choices.length)] as T, // none of them is empty
    percent: (share) => random() * 100 < share,
  };
};

/** An id that nobody has. */
export const UNKNOWN = "00000000-0000-4000-8000-000000000000";
const KEYS: Readonly<Record<Kind, string>> = { students: "Student", courses: "Course", enrolments: "Enrolment" };
const KINDS: readonly Kind[] = ["students", "students", "students", "courses", "courses", "enrolments", "enrolments"];

const EMAILS = [
  "ada@school.example",
  "alan@school.example",
  "Ada@School.Example",
  "grace@school.example",
  "e@x.example",
];
const NAMES = ["Ada Lovelace", "Alan Turing", "Émilie du Châtelet", "ada", "Zoë", "Grace Hopper"];
const CODES = ["CS-101", "CS-210", "MA-110", "PH-150", "XX-999"];
const STATUSES = ["active", "on-leave", "graduated"];
const GRADES = ["A", "B", "F", null];

/**
 * The next request.
 * @param known how many of each kind both sides have, or had
 * @param cursor whether the list before has a page after it; its URL
 */
export function drawStep(chance: Chance, known: Readonly<Record<Kind, number>>, cursor: string | undefined): Step {
  if (cursor !== undefined && chance.percent(50)) {
    const operation = cursor.startsWith("/students/") ? "listStudentEnrolments" : `list${plural(cursor)}`;
    const joint = cursor.includes("?") ? "&" : "?";
    return { operation, method: "GET", url: `${cursor}${joint}cursor={cursor}`, note: "the next page" };
  }
  if (chance.percent(4)) return odd(chance, known);
  const kind = chance.of(KINDS);
  const key = KEYS[kind];
  const one = `/${kind}/${idOf(chance, kind, known)}`;
  const step = ((): Step => {
    switch (chance.below(10)) {
      case 0:
      case 1:
      case 2:
        return write(`create${key}`, "POST", `/${kind}`, bodyOf(chance, kind, known));
      case 3:
        return { operation: `get${key}`, method: "GET", url: one };
      case 4:
        return { operation: `delete${key}`, method: "DELETE", url: one };
      case 5:
        if (kind !== "enrolments") return write(`replace${key}`, "PUT", one, bodyOf(chance, kind, known));
        return { operation: "listStudentEnrolments", method: "GET", url: nested(chance, known) };
      case 6:
        return write(`update${key}`, "PATCH", one, patchOf(chance, kind, known), "application/merge-patch+json");
      default:
        return listOf(chance, kind, known);
    }
  })();
  return chance.percent(15) ? broken(chance, step) : step;
}

const plural = (url: string): string => {
  const name = url.slice(1).split(/[?/]/)[0] ?? "";
  return name.charAt(0).toUpperCase() + name.slice(1);
};

const write = (
  operation: string,
  method: string,
  url: string,
  body: object,
  contentType = "application/json",
): Step => ({
  operation,
  method,
  url,
  body: JSON.stringify(body),
  contentType,
});

function idOf(chance: Chance, kind: Kind, known: Readonly<Record<Kind, number>>): string {
  return known[kind] === 0 || chance.percent(8) ? UNKNOWN : `{${kind} ${chance.below(known[kind])}}`;
}

const nested = (chance: Chance, known: Readonly<Record<Kind, number>>): string =>
  `/students/${idOf(chance, "students", known)}/enrolments${chance.percent(50) ? "?limit=1" : ""}`;

function bodyOf(chance: Chance, kind: Kind, known: Readonly<Record<Kind, number>>): object {
  switch (kind) {
    case "students": {
      const email = chance.percent(40) ? chance.of(EMAILS) : `s${chance.below(1e9)}@school.example`;
      return {
        name: chance.of(NAMES),
        email,
        status: chance.of(STATUSES),
        ...(chance.percent(50) && { dateOfBirth: chance.of(["1815-12-10", null]) }),
      };
    }
    case "courses": {
      const code = chance.percent(40) ? chance.of(CODES) : `ZZ-${String(chance.below(1000)).padStart(3, "0")}`;
      return {
        code,
        title: chance.of(["Algorithms", "Compilers", "algebra", "Mechanics"]),
        credits: 1 + chance.below(30),
        ...(chance.percent(50) && { description: chance.of(["All of it.", null]) }),
      };
    }
    case "enrolments":
      return {
        studentId: idOf(chance, "students", known),
        courseId: idOf(chance, "courses", known),
        ...(chance.percent(40) && { grade: chance.of(GRADES) }),
      };
  }
}

function patchOf(chance: Chance, kind: Kind, known: Readonly<Record<Kind, number>>): object {
  if (kind === "enrolments") return { grade: chance.of(GRADES) };
  const members = Object.entries(bodyOf(chance, kind, known));
  return Object.fromEntries(members.filter((_, index) => index === 0 || chance.percent(40)));
}

function listOf(chance: Chance, kind: Kind, known: Readonly<Record<Kind, number>>): Step {
  const query = new URLSearchParams();
  if (chance.percent(60)) query.set("limit", String(1 + chance.below(4)));
  const sorts = {
    students: ["name", "-name", "createdAt", "-createdAt"],
    courses: ["code", "-code", "title", "-title"],
  };
  if (kind !== "enrolments") {
    if (chance.percent(60)) query.set("sort", chance.of(sorts[kind]));
    if (chance.percent(20)) query.set("q", chance.of(["ada", "A", "school", "CS-", "zzz"]));
    if (kind === "students" && chance.percent(25)) query.set("status", chance.of(STATUSES));
  } else {
    if (chance.percent(25)) query.set("graded", chance.of(["true", "false"]));
    if (chance.percent(25)) {
      const id = idOf(chance, "courses", known);
      const text = query.toString();
      return { operation: "listEnrolments", method: "GET", url: `/enrolments?courseId=${id}${text && `&${text}`}` };
    }
  }
  const text = query.toString();
  return { operation: `list${plural(`/${kind}`)}`, method: "GET", url: `/${kind}${text && `?${text}`}` };
}

/** The same request with one thing wrong. */
function broken(chance: Chance, step: Step): Step {
  const body = step.body === undefined ? undefined : (JSON.parse(step.body) as Record<string, unknown>);
  const name = body && chance.of(Object.keys(body));
  const choices: (() => Step)[] = [
    () => ({ ...step, accept: "image/png", note: "an answer that nobody gives" }),
    () => ({ ...step, url: `${step.url}${step.url.includes("?") ? "&" : "?"}limit=0`, note: "limit too small" }),
    () => ({ ...step, url: step.url.replace(/\/[^/?]+(?=$|\?)/, "/nonsense"), note: "an id that is none" }),
  ];
  if (step.method !== "GET") {
    choices.push(() => ({ ...step, token: null, note: "no credentials" }));
    choices.push(() => ({ ...step, token: "wrong", note: "wrong credentials" }));
  }
  if (body !== undefined && name !== undefined) {
    const with_ = (value: unknown): string => JSON.stringify({ ...body, [name]: value });
    choices.push(
      () => ({ ...step, body: with_(7.5), note: `${name} is a number` }),
      () => ({ ...step, body: with_("x".repeat(3000)), note: `${name} is too long` }),
      () => ({ ...step, body: with_(""), note: `${name} is empty` }),
      () => ({ ...step, body: JSON.stringify({ ...body, [name]: undefined }), note: `no ${name}` }),
      () => ({ ...step, body: JSON.stringify({ ...body, id: UNKNOWN, more: 1 }), note: "more than is declared" }),
      () => ({ ...step, body: step.body?.slice(1) ?? "", note: "broken JSON" }),
      () => ({ ...step, contentType: "text/plain", note: "another media type" }),
      () => ({ ...step, body: "", note: "no body" }),
    );
  }
  return chance.of(choices)();
}

/** What leads to no operation. */
function odd(chance: Chance, known: Readonly<Record<Kind, number>>): Step {
  return chance.of<Step>([
    { operation: "none", method: "GET", url: "/nowhere" },
    { operation: "none", method: "PATCH", url: "/students" },
    { operation: "none", method: "POST", url: `/students/${idOf(chance, "students", known)}` },
    { operation: "none", method: "PUT", url: `/enrolments/${idOf(chance, "enrolments", known)}` },
    { operation: "none", method: "OPTIONS", url: "/courses" },
    { operation: "getStudent", method: "HEAD", url: `/students/${idOf(chance, "students", known)}` },
  ]);
}
