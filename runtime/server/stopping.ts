/** Running requests that want to know when their server stops: streams that would not end by themselves. */

import type { ServerResponse } from "node:http";

class Stopping {
  readonly #running = new Set<AbortController>();
  #stops = false;

  /** Aborted when the server begins to stop. It is let go of with the response, so that a server collects none. */
  signalFor(response: ServerResponse): AbortSignal {
    const controller = new AbortController();
    if (this.#stops) controller.abort(stopped());
    else if (!response.closed) {
      this.#running.add(controller);
      response.once("close", () => this.#running.delete(controller));
    }
    return controller.signal;
  }

  begin(): void {
    this.#stops = true;
    for (const controller of this.#running) controller.abort(stopped());
    this.#running.clear();
  }
}

const stopped = (): Error => new Error("The server stops");

/** Where a server has it. Bundled files of the runtime may each have this module. */
const STOPPING: unique symbol = Symbol.for("tenon.stopping") as never;

/** @param server of node:http or node:https */
export function stoppingOf(server: object): Stopping {
  const known = server as { [STOPPING]?: Stopping }; // a member of ours
  return (known[STOPPING] ??= new Stopping());
}
