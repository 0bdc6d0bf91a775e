import type {
  CreateTaskResponse,
  DeleteTaskResponse,
  GetTaskResponse,
  ListTasksResponse,
  Problem,
  UpdateTaskResponse,
} from "../generated/operations.ts";
import type { Handlers } from "../generated/server.ts";
import type { TaskStore } from "./tasks.ts";

/** One handler for each operation of the contract. A missing handler or an undeclared response does not compile. */
export function taskHandlers(tasks: TaskStore): Handlers {
  return {
    listTasks({ query: { done, limit, offset } }): ListTasksResponse {
      const all = tasks.list(done);
      return { status: 200, body: { items: all.slice(offset, offset + limit), total: all.length } };
    },
    createTask({ body }): CreateTaskResponse {
      const task = tasks.create(body.title);
      return { status: 201, body: task, headers: { Location: `/api/tasks/${task.id}` } };
    },
    getTask({ params }): GetTaskResponse {
      const task = tasks.get(params.taskId);
      return task ? { status: 200, body: task } : { status: 404, body: notFound(params.taskId) };
    },
    updateTask({ params, body }): UpdateTaskResponse {
      const task = tasks.change(params.taskId, body);
      return task ? { status: 200, body: task } : { status: 404, body: notFound(params.taskId) };
    },
    deleteTask({ params }): DeleteTaskResponse {
      return tasks.delete(params.taskId) ? { status: 204 } : { status: 404, body: notFound(params.taskId) };
    },
  };
}

const notFound = (id: string): Problem => ({
  type: "about:blank",
  title: "Task not found",
  status: 404,
  detail: `No task has the ID ${id}`,
});
