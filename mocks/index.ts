/** The school's mocks: the generated ones, and the scenarios that the page and the tests use. */
import { createMocks, type Mocks } from "../generated/mocks.ts";
import { type MemorySchool, busySchool, emptySchool } from "./data.ts";
import { schoolHandlers } from "./handlers.ts";

/**
 * - `busy-school`: enough students to fill pages; what is added, changed and deleted stays so until a reload.
 * - `empty-school`: the first day.
 * - `slow-network`: the busy school, with one to two and a half seconds before every answer.
 * - `failing-saves`: the busy school can be read, and nothing can be saved.
 */
export const SCENARIOS = ["busy-school", "empty-school", "slow-network", "failing-saves"] as const;

export type Scenario = (typeof SCENARIOS)[number];

export const DEFAULT_SCENARIO: Scenario = "busy-school";

export const isScenario = (name: string): name is Scenario => SCENARIOS.some((scenario) => scenario === name);

export interface SchoolMockOptions {
  /** Where the mocked API is; see `MockOptions`. */
  readonly baseUrl?: string;
}

/**
 * Mocks of the whole school. Without `use` they answer with what the contract's examples and schemas give; each `use`
 * of a scenario starts it afresh.
 */
export function createSchoolMocks(options: SchoolMockOptions = {}): Mocks {
  const mocks = createMocks({ seed: "school", ...options });
  mocks.scenario("busy-school", (school) => populate(school, busySchool()));
  mocks.scenario("empty-school", (school) => populate(school, emptySchool()));
  mocks.scenario("slow-network", (school) => populate(school, busySchool(), [1000, 2500]));
  mocks.scenario("failing-saves", (school) => {
    populate(school, busySchool());
    const full = {
      status: 507,
      body: {
        type: "about:blank",
        title: "Insufficient Storage",
        status: 507,
        detail: "Nothing can be saved now. Reading works.",
      },
    } as const;
    school.on.createStudent(full);
    school.on.replaceStudent(full);
    school.on.updateStudent(full);
    school.on.deleteStudent(full);
    school.on.createCourse(full);
    school.on.replaceCourse(full);
    school.on.updateCourse(full);
    school.on.deleteCourse(full);
    school.on.createEnrolment(full);
    school.on.updateEnrolment(full);
    school.on.deleteEnrolment(full);
  });
  return mocks;
}

/** Lets every operation be answered from this data. */
function populate({ on }: Mocks, data: MemorySchool, delay?: readonly [from: number, to: number]): void {
  const all = schoolHandlers(data);
  const options = delay && { delay };
  on.listStudents(all.listStudents, options);
  on.createStudent(all.createStudent, options);
  on.getStudent(all.getStudent, options);
  on.replaceStudent(all.replaceStudent, options);
  on.updateStudent(all.updateStudent, options);
  on.deleteStudent(all.deleteStudent, options);
  on.listCourses(all.listCourses, options);
  on.createCourse(all.createCourse, options);
  on.getCourse(all.getCourse, options);
  on.replaceCourse(all.replaceCourse, options);
  on.updateCourse(all.updateCourse, options);
  on.deleteCourse(all.deleteCourse, options);
  on.listEnrolments(all.listEnrolments, options);
  on.createEnrolment(all.createEnrolment, options);
  on.getEnrolment(all.getEnrolment, options);
  on.updateEnrolment(all.updateEnrolment, options);
  on.deleteEnrolment(all.deleteEnrolment, options);
  on.listStudentEnrolments(all.listStudentEnrolments, options);
}
