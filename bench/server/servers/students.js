/** What all servers answer with, and how they start: the same for each of them. */

const NAMES = ["Ada Lovelace", "Alan Turing", "Grace Hopper", "Edsger Dijkstra", "Barbara Liskov"];
const STATUSES = ["active", "on-leave", "graduated"];
const two = (number) => String(number).padStart(2, "0");

export const students = Array.from({ length: 20 }, (_, index) => ({
  id: `7c0b5e5a-3f0e-4f4e-9d8e-0a8d3b0c1a${two(index)}`,
  name: NAMES[index % NAMES.length],
  email: `student${index}@school.example`,
  status: STATUSES[index % STATUSES.length],
  dateOfBirth: index % 4 === 3 ? null : `2001-12-${two(index + 1)}`,
  createdAt: `2026-09-01T08:${two(index)}:00.000Z`,
  updatedAt: `2026-10-15T14:${two(index)}:30.000Z`,
}));

/** No e-mail address: who validates answers may not let it out. */
export const broken = { ...students[0], id: "7c0b5e5a-3f0e-4f4e-9d8e-0a8d3b0c1aff", email: "nowhere" };

const byId = new Map([...students, broken].map((student) => [student.id, student]));

export const studentOf = (id) => byId.get(id);

export const pageOf = ({ limit, status }) => ({
  items: (status === undefined ? students : students.filter((each) => each.status === status)).slice(0, limit),
  nextCursor: null,
});

/** Stores nothing: the answer is the same each time. */
export const created = ({ name, email, status = "active", dateOfBirth = null }) => ({
  id: students[0].id,
  name,
  email,
  status,
  dateOfBirth,
  createdAt: students[0].createdAt,
  updatedAt: students[0].updatedAt,
});

export const problem = (status, title, errors) => ({ type: "about:blank", title, status, errors });
export const PROBLEM = "application/problem+json";

/** For servers without validation: as much as it takes to answer the four requests as the others do. */
export function faults(body) {
  const errors = [];
  if (typeof body.name !== "string" || body.name === "") errors.push("name is empty");
  if (typeof body.email !== "string" || !body.email.includes("@")) errors.push("email is no address");
  if (body.status !== undefined && !STATUSES.includes(body.status)) errors.push("status is none of them");
  return errors.length === 0 ? undefined : errors;
}

/** Once it listens it says where; the bench reads it. */
export function listen(app) {
  const server = app.listen(0, "127.0.0.1", () => console.log(`listening ${server.address().port}`));
}
