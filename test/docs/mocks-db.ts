import type { Mocks } from "../../generated/mocks.ts";

export function arrange({ db }: Mocks) {
  db.students.seed(40); // these, and no others, made by the seed
  db.students.seed([{ name: "Ada", status: "active" }, { name: "Grace" }]); // the rest of each is made
  const ada = db.students.add({ name: "Ada", email: "ada@school.example" }); // and returned whole
  db.students.update(ada.id, { status: "graduated" });
  const before = db.snapshot(); // plain JSON
  db.students.remove(ada.id);
  const gone = db.students.get(ada.id); // undefined
  db.restore(before);
  return { gone, graduated: db.students.list({ status: "graduated" }), all: db.students.list() };
}
