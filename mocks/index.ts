/** The school's mocks: the generated, stateful mocks and the scenarios of the page and the tests. */
import { createMocks, type Mocks } from "../generated/mocks.ts";
import { busySchool } from "./data.ts";

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

/** Mocks of the whole school. Each `use` of a scenario starts it afresh; without one there is what the contract gives. */
export function createSchoolMocks(options: SchoolMockOptions = {}): Mocks {
  const mocks = createMocks({ seed: "school", ...options });
  mocks.scenario("busy-school", ({ db }) => {
    const { students, courses, enrolments } = busySchool();
    db.students.seed(students);
    db.courses.seed(courses);
    db.enrolments.seed(enrolments);
  });
  mocks.scenario("empty-school", ({ db }) => {
    db.students.clear();
    db.courses.clear();
    db.enrolments.clear();
  });
  mocks.scenario("slow-network", (school) => {
    school.use("busy-school");
    school.delay = [1000, 2500];
  });
  mocks.scenario("failing-saves", (school) => {
    school.use("busy-school");
    const detail = "Nothing can be saved now. Reading works.";
    school.onEvery(
      { status: 507, body: { type: "about:blank", title: "Insufficient Storage", status: 507, detail } },
      { methods: ["POST", "PUT", "PATCH", "DELETE"] },
    );
  });
  return mocks;
}
