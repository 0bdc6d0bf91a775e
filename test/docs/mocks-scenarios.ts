import type { Mocks } from "../../generated/mocks.ts";

export function scenarios(mocks: Mocks): void {
  mocks.scenario("full-school", ({ db }) => {
    const students = db.students.seed(500);
    db.enrolments.seed(students.map(({ id }) => ({ studentId: id })));
  });
  mocks.scenario("first-day", ({ db }) => {
    db.students.clear();
    db.enrolments.clear();
  });
  mocks.scenario("bad-train", (school) => {
    school.use("full-school"); // lies under this one
    school.delay = [1000, 4000];
    school.onEvery({ fault: "network" }, { methods: ["POST", "PATCH"], once: true });
  });
}
