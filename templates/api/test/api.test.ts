import { expect, test } from "vitest";
import { testClient } from "../generated/test-client.ts";
import { taskHandlers } from "../server/handlers.ts";
import { TaskStore } from "../server/tasks.ts";

// The typed client on top of the handlers, without a socket.
const api = testClient({ handlers: taskHandlers(new TaskStore()) });

test("a task can be created, changed and deleted", async () => {
  const task = await api.createTask({ body: { title: "Write a test" } }).orThrow();
  const changed = await api.updateTask({ params: { taskId: task.id }, body: { done: true } }).orThrow();
  expect(changed).toEqual({ ...task, done: true });
  expect((await api.listTasks({ query: { done: true } }).orThrow()).total).toBe(1);
  expect((await api.deleteTask({ params: { taskId: task.id } })).status).toBe(204);
  expect((await api.getTask({ params: { taskId: task.id } })).status).toBe(404);
});

test("an empty title is a 400", async () => {
  const response = await api.createTask({ body: { title: "" } });
  expect(response.status).toBe(400);
});
