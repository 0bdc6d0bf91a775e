import { setupWorker } from "msw/browser";
import { createMocks, make } from "../../generated/mocks.ts";

const mocks = createMocks({ seed: 7, baseUrl: "/api" });
await setupWorker(...mocks.handlers).start();

// what there is; the rest of each is made
mocks.db.students.seed([{ name: "Ada" }, { name: "Grace", status: "graduated" }]);
// a complete answer: a status or a body that is not declared does not compile
mocks.on.deleteStudent({ status: 404, body: { type: "about:blank", title: "No such student", status: 404 } });
// a function, with the signature that the handler has in the server
mocks.on.getCourse(async ({ params }) => ({ status: 200, body: make.course({ id: params.courseId }) }), { delay: 800 });
