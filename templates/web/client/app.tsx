import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Client } from "../generated/client.ts";

/** The list of tasks. `api` is the generated client, so a test can pass one that calls the mocks. */
export function App({ api }: { readonly api: Client }) {
  const cache = useQueryClient();
  const tasks = useQuery({ queryKey: ["tasks"], queryFn: ({ signal }) => api.listTasks({}, { signal }).orThrow() });
  const refresh = () => cache.invalidateQueries({ queryKey: ["tasks"] });
  const create = useMutation({
    mutationFn: (title: string) => api.createTask({ body: { title } }).orThrow(),
    onSuccess: refresh,
  });
  const change = useMutation({
    mutationFn: ({ id, done }: { readonly id: string; readonly done: boolean }) =>
      api.updateTask({ params: { taskId: id }, body: { done } }).orThrow(),
    onSuccess: refresh,
  });
  const remove = useMutation({
    mutationFn: (id: string) => api.deleteTask({ params: { taskId: id } }).orThrow(),
    onSuccess: refresh,
  });
  const error = tasks.error ?? create.error ?? change.error ?? remove.error;

  return (
    <main>
      <h1>Tasks</h1>
      <form
        action={(form) => {
          const title = form.get("title");
          if (typeof title === "string") create.mutate(title);
        }}
      >
        <input type="text" name="title" aria-label="Title" placeholder="What is there to do?" />
        <button type="submit">Add</button>
      </form>
      {error && <p role="alert">{error.message}</p>}
      {tasks.isPending && <p>Loading…</p>}
      {tasks.data?.items.length === 0 && <p>No tasks yet</p>}
      <ul>
        {tasks.data?.items.map((task) => (
          <li key={task.id}>
            <label>
              <input
                type="checkbox"
                checked={task.done}
                onChange={() => change.mutate({ id: task.id, done: !task.done })}
              />{" "}
              {task.title}
            </label>
            <button type="button" onClick={() => remove.mutate(task.id)} aria-label={`Delete ${task.title}`}>
              Delete
            </button>
          </li>
        ))}
      </ul>
    </main>
  );
}
