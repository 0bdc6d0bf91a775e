/** The school of the scenarios: always the same 45 students and 3 courses. */
import type { CourseOutput, EnrolmentOutput, StudentOutput } from "../generated/operations.ts";

export interface School {
  readonly students: readonly StudentOutput[];
  readonly courses: readonly CourseOutput[];
  readonly enrolments: readonly EnrolmentOutput[];
}

export function busySchool(): School {
  const students = FAMILY_NAMES.flatMap((family, row) =>
    GIVEN_NAMES.map((given, column): StudentOutput => {
      const index = row * GIVEN_NAMES.length + column;
      const time = date(2026, 8, 1 + index);
      return {
        id: id("5", index),
        name: `${given} ${family}`,
        email: `${plain(given)}.${plain(family)}@school.example`,
        status: index % 7 === 3 ? "on-leave" : index % 5 === 4 ? "graduated" : "active",
        dateOfBirth: index % 6 === 5 ? null : date(2000 + (index % 7), index % 12, 1 + (index % 28)).slice(0, 10),
        createdAt: time,
        updatedAt: time,
      };
    }),
  );
  const courses = COURSES.map(([code, title, credits], index): CourseOutput => {
    const time = date(2026, 7, 20);
    return { id: id("c", index), code, title, description: null, credits, createdAt: time, updatedAt: time };
  });
  const enrolments = students.map((student, index): EnrolmentOutput => {
    const course = courses[index % courses.length];
    const grade = student.status === "graduated" ? "B" : null;
    return {
      id: id("e", index),
      studentId: student.id,
      courseId: course?.id ?? "",
      grade,
      enrolledAt: student.createdAt,
    };
  });
  return { students, courses, enrolments };
}

const GIVEN_NAMES = ["Amara", "Bilal", "Chiara", "Dinesh", "Elif", "Femi", "Greta", "Haruto", "Inês"];
const FAMILY_NAMES = ["Okafor", "Lindqvist", "Moreau", "Tanaka", "Vargas"];
const COURSES = [
  ["CS-101", "Algorithms", 6],
  ["CS-210", "Compilers", 8],
  ["MA-110", "Linear Algebra", 6],
] as const;

/** Without accents, as e-mail addresses are. */
const plain = (name: string): string =>
  name
    .normalize("NFD")
    .replaceAll(/\p{Mark}/gu, "")
    .toLowerCase();

const date = (year: number, month: number, day: number): string =>
  new Date(Date.UTC(year, month, day, 8)).toISOString();

/** A UUID that tells what it is the id of, so that it can be recognised in a log. */
const id = (kind: string, index: number): string => `${kind}0000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
