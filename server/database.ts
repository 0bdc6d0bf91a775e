/** The tables, how they came to be, and how to open them. */
import { Kysely, sql } from "kysely";
import { Migrator, type Migration } from "kysely/migration";
import type { CourseOutput, EnrolmentOutput, StudentOutput } from "../generated/operations.ts";
import { nodeSqlite } from "./sqlite.ts";

/** Columns have the contract's names, and a column that may be empty holds null. */
type Row<T> = { [K in keyof T]-?: T[K] };

export interface Tables {
  students: Row<StudentOutput>;
  courses: Row<CourseOutput>;
  enrolments: Row<EnrolmentOutput>;
}

export type Database = Kysely<Tables>;

/**
 * Opens the database and brings its tables up to date.
 *
 * @param file where the data is kept; `:memory:` forgets it on `destroy()`.
 * @throws when the file cannot be opened or a migration fails; the file is then as it was before that migration.
 */
export async function openDatabase(file: string): Promise<Database> {
  const db = new Kysely<Tables>({ dialect: nodeSqlite(file) });
  const provider = { getMigrations: () => Promise.resolve(migrations) };
  const { error } = await new Migrator({ db, provider }).migrateToLatest();
  if (error) {
    await db.destroy();
    throw new Error(`The database ${file} could not be brought up to date`, { cause: error });
  }
  return db;
}

/** In the order of their names. What has been released is never changed: a change is one more migration. */
const migrations: Record<string, Migration> = {
  "0001_school": {
    async up(db) {
      await db.schema
        .createTable("students")
        .addColumn("id", "text", (column) => column.primaryKey())
        .addColumn("name", sql`text collate nocase`, (column) => column.notNull())
        .addColumn("email", sql`text collate nocase`, (column) => column.notNull().unique())
        .addColumn("status", "text", (column) => column.notNull())
        .addColumn("dateOfBirth", "text")
        .addColumn("createdAt", "text", (column) => column.notNull())
        .addColumn("updatedAt", "text", (column) => column.notNull())
        .execute();
      await db.schema
        .createTable("courses")
        .addColumn("id", "text", (column) => column.primaryKey())
        .addColumn("code", "text", (column) => column.notNull().unique())
        .addColumn("title", sql`text collate nocase`, (column) => column.notNull())
        .addColumn("description", "text")
        .addColumn("credits", "integer", (column) => column.notNull())
        .addColumn("createdAt", "text", (column) => column.notNull())
        .addColumn("updatedAt", "text", (column) => column.notNull())
        .execute();
      await db.schema
        .createTable("enrolments")
        .addColumn("id", "text", (column) => column.primaryKey())
        .addColumn("studentId", "text", (column) => column.notNull().references("students.id").onDelete("cascade"))
        .addColumn("courseId", "text", (column) => column.notNull().references("courses.id").onDelete("restrict"))
        .addColumn("grade", "text")
        .addColumn("enrolledAt", "text", (column) => column.notNull())
        .addUniqueConstraint("one_enrolment_each", ["studentId", "courseId"])
        .execute();
      // One for each order in which pages are given.
      await db.schema.createIndex("students_by_name").on("students").columns(["name", "id"]).execute();
      await db.schema.createIndex("students_by_age").on("students").columns(["createdAt", "id"]).execute();
      await db.schema.createIndex("courses_by_title").on("courses").columns(["title", "id"]).execute();
      await db.schema.createIndex("enrolments_by_age").on("enrolments").columns(["enrolledAt", "id"]).execute();
      await db.schema
        .createIndex("enrolments_of_course")
        .on("enrolments")
        .columns(["courseId", "enrolledAt", "id"])
        .execute();
    },
  },
};
