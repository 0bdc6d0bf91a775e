import { setupWorker } from "msw/browser";
import { createMocks, make } from "../../generated/mocks.ts";

const mocks = createMocks({ seed: 7, baseUrl: "/api" });
await setupWorker(...mocks.handlers).start();

// Store these students. Tenon generates the missing properties.
mocks.db.students.seed([{ name: "Ada" }, { name: "Grace", status: "graduated" }]);
// Override an operation with a response. An undeclared status or body does not compile.
mocks.on.deleteStudent({ status: 404, body: { type: "about:blank", title: "Student not found", status: 404 } });
// Override an operation with a function, which has the type of a handler.
mocks.on.getCourse(async ({ params }) => ({ status: 200, body: make.course({ id: params.courseId }) }), { delay: 800 });
