import { mergeHandlers } from "tenon-runtime/server";
import type { Handlers } from "../../generated/server.ts";
import type { School } from "./context.ts";
import { courses } from "./courses.ts";
import { enrolments } from "./enrolments.ts";
import { students } from "./students.ts";

/** Every operation of the contract: one that no file handles, or that two do, does not compile here. */
export const handlers: Handlers<School> = mergeHandlers(students, courses, enrolments);
