import type { Mocks } from "../../generated/mocks.ts";

export function override({ on, onEvery }: Mocks): void {
  // a whole answer
  on.deleteStudent({ status: 404, body: { type: "about:blank", title: "No such student", status: 404 } });
  // a part, laid over what is answered with this status
  on.getStudent({ status: 200, patch: { name: "Ada" } });
  // a function, for two requests; `usual` gives what would be answered without it
  on.listStudents(
    async ({ query }, { usual }) =>
      query.q === undefined ? usual() : { status: 200, body: { items: [], nextCursor: null } },
    { times: 2, delay: [200, 800] },
  );
  // what no contract allows
  on.listCourses({
    fault: "malformed",
    answer: { status: 502, contentType: "text/html", body: "<h1>Bad Gateway</h1>" },
  });
  onEvery({ fault: "network" }, { methods: ["PATCH"], once: true });
}
