import { randomUUID } from "node:crypto";
import type { Task } from "../generated/operations.ts";

/** Keeps the tasks in memory. Replace it with a database. */
export class TaskStore {
  readonly #tasks = new Map<string, Task>();

  list(done: boolean | undefined): Task[] {
    return [...this.#tasks.values()].filter((task) => done === undefined || task.done === done);
  }

  get(id: string): Task | undefined {
    return this.#tasks.get(id);
  }

  create(title: string): Task {
    const task = { id: randomUUID(), title, done: false, createdAt: new Date().toISOString() };
    this.#tasks.set(task.id, task);
    return task;
  }

  change(id: string, change: Partial<Pick<Task, "title" | "done">>): Task | undefined {
    const task = this.#tasks.get(id);
    if (task === undefined) return undefined;
    const changed = { ...task, ...change };
    this.#tasks.set(id, changed);
    return changed;
  }

  delete(id: string): boolean {
    return this.#tasks.delete(id);
  }
}
