/** Files at `http(s):` URLs whose host is allowed. */

import type { ByteBudget } from "./byte-budget.ts";
import { problem } from "./problem.ts";
import type { Text } from "./text.ts";

const TIMEOUT = 30_000;
const MOST_REDIRECTS = 5;

export const isUrl = (id: string): boolean => /^https?:\/\//i.test(id);

interface RemoteOptions {
  readonly allowHosts?: readonly string[] | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
}

export class RemoteFiles {
  readonly #options: RemoteOptions;
  readonly #budget: ByteBudget;
  /** The folder of the contract's own URL. References below it need no allowance. */
  #root: string | undefined;

  constructor(options: RemoteOptions, budget: ByteBudget) {
    this.#options = options;
    this.#budget = budget;
  }

  get root(): string | undefined {
    return this.#root;
  }

  rootAround(contract: string): void {
    this.#root = new URL(".", contract).href;
  }

  isAllowed(url: string): boolean {
    const isBelowRoot = this.#root !== undefined && url.startsWith(this.#root);
    return isBelowRoot || (this.#options.allowHosts ?? []).includes(new URL(url).host);
  }

  /** Reads a file that a reference names. The server may redirect to allowed URLs only. */
  read(url: string): Promise<Text> {
    return this.#read(url, (target) => this.isAllowed(target));
  }

  /** Reads a file that the user names. The server may redirect within its host. */
  readNamed(url: string): Promise<Text> {
    const { host } = new URL(url);
    return this.#read(url, (target) => this.isAllowed(target) || new URL(target).host === host);
  }

  async #read(url: string, mayRedirectTo: (target: string) => boolean): Promise<Text> {
    let target = url;
    for (let hops = 0; hops < MOST_REDIRECTS; hops++) {
      const response = await this.#get(target, url);
      const location = response.headers.get("location");
      if (response.status >= 300 && response.status < 400 && location !== null) {
        target = new URL(location, target).href;
        if (!isUrl(target) || !mayRedirectTo(target))
          throw problem("remote-reference", { reference: target, host: new URL(target).host });
        continue;
      }
      if (!response.ok || response.body === null)
        throw problem("source-unreachable", { source: url, reason: `the server responded with ${response.status}` });
      return { id: target, label: url, text: await this.#budget.collect(response.body, url) };
    }
    throw problem("source-unreachable", { source: url, reason: "too many redirects" });
  }

  async #get(target: string, source: string): Promise<Response> {
    try {
      return await (this.#options.fetch ?? globalThis.fetch)(target, {
        redirect: "manual",
        signal: AbortSignal.timeout(TIMEOUT),
        headers: { accept: "application/json, application/yaml, */*" },
      });
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw problem("source-unreachable", { source, reason });
    }
  }
}
