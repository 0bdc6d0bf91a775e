import { randomUUID } from "node:crypto";
import type { StudentStatus } from "../generated/operations.ts";
import type { Database } from "./database.ts";

/** Fills an empty database with a few students and courses, so that there is something to look at. */
export async function seed(db: Database): Promise<void> {
  const somebody = await db.selectFrom("students").select("id").limit(1).executeTakeFirst();
  if (somebody) return;

  // One transaction: a start that is interrupted here seeds again the next time.
  await db.transaction().execute(async (all) => {
    const students = STUDENTS.map(([name, email, status, dateOfBirth], index) => {
      const time = at(`2026-09-01T08:00:00Z`, index);
      return {
        id: randomUUID(),
        name,
        email: `${email}@school.example`,
        status,
        dateOfBirth,
        createdAt: time,
        updatedAt: time,
      };
    });
    const courses = COURSES.map(([code, title, description, credits], index) => {
      const time = at(`2026-08-20T09:00:00Z`, index);
      return { id: randomUUID(), code, title, description, credits, createdAt: time, updatedAt: time };
    });
    // Everybody takes two courses, and who has graduated has the grades to show for it.
    const enrolments = students.flatMap((student, index) =>
      [index, index + 1].map((turn) => ({
        id: randomUUID(),
        studentId: student.id,
        courseId: courses[turn % courses.length]?.id ?? "",
        grade: student.status === "graduated" ? (turn % 2 === 0 ? ("A" as const) : ("B" as const)) : null,
        enrolledAt: at(`2026-09-02T10:00:00Z`, index * 2 + turn - index),
      })),
    );
    await all.insertInto("students").values(students).execute();
    await all.insertInto("courses").values(courses).execute();
    await all.insertInto("enrolments").values(enrolments).execute();
  });
}

const at = (start: string, minutes: number): string => new Date(Date.parse(start) + minutes * 60_000).toISOString();

const STUDENTS: readonly (readonly [name: string, email: string, status: StudentStatus, dateOfBirth: string | null])[] =
  [
    ["Ada Lovelace", "ada", "active", "1815-12-10"],
    ["Alan Turing", "alan", "graduated", "1912-06-23"],
    ["Annie Easley", "annie", "active", "1933-04-23"],
    ["Barbara Liskov", "barbara", "graduated", "1939-11-07"],
    ["Claude Shannon", "claude", "active", "1916-04-30"],
    ["Donald Knuth", "donald", "active", "1938-01-10"],
    ["Edsger Dijkstra", "edsger", "graduated", "1930-05-11"],
    ["Émilie du Châtelet", "emilie", "on-leave", "1706-12-17"],
    ["Emmy Noether", "emmy", "on-leave", "1882-03-23"],
    ["Evelyn Boyd Granville", "evelyn", "active", "1924-05-01"],
    ["Frances Allen", "frances", "graduated", "1932-08-04"],
    ["Grace Hopper", "grace", "active", "1906-12-09"],
    ["Hedy Lamarr", "hedy", "on-leave", "1914-11-09"],
    ["Hypatia", "hypatia", "graduated", null],
    ["John McCarthy", "john", "active", "1927-09-04"],
    ["Karen Spärck Jones", "karen", "active", "1935-08-26"],
    ["Katherine Johnson", "katherine", "graduated", "1918-08-26"],
    ["Kurt Gödel", "kurt", "on-leave", "1906-04-28"],
    ["Margaret Hamilton", "margaret", "active", "1936-08-17"],
    ["Mary Jackson", "mary", "active", "1921-04-09"],
    ["Muhammad al-Khwarizmi", "muhammad", "graduated", null],
    ["Radia Perlman", "radia", "active", "1951-12-18"],
    ["Sophie Germain", "sophie", "active", "1776-04-01"],
    ["Srinivasa Ramanujan", "srinivasa", "on-leave", "1887-12-22"],
    ["Tony Hoare", "tony", "active", "1934-01-11"],
  ];

const COURSES: readonly (readonly [code: string, title: string, description: string | null, credits: number])[] = [
  ["CS-101", "Algorithms", "Sorting, searching, and how to tell which is faster.", 6],
  ["CS-210", "Compilers", "From text to machine code.", 8],
  ["CS-320", "Distributed Systems", "Many computers that behave as one, or try to.", 8],
  ["MA-110", "Linear Algebra", "Vectors, matrices, and what they do to each other.", 6],
  ["PH-150", "Mechanics", null, 5],
];
