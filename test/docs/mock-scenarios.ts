import type { Mocks } from "../emit/goldens/docs/mocks.ts";

export function scenarios(mocks: Mocks): void {
  mocks.scenario("no-student", ({ on }) => {
    on.getStudent({ status: 404, body: { title: "No such student" } });
  });
  mocks.scenario("slow", (school) => {
    school.delay = [500, 2000]; // milliseconds
  });
}
