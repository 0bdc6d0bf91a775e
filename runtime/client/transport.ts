/** Sends requests with `fetch` itself: the transport of operations that are imported alone. */

import type { ClientOptions, Transmit } from "./types.ts";

export const plainTransmit =
  ({ fetch, credentials }: ClientOptions): Transmit =>
  async ({ method }, { path, query, next, body, signal = null, ...init }, fault) => {
    const settings: RequestInit & { readonly duplex: "half" } = {
      ...(credentials && { credentials }),
      ...init,
      method,
      signal,
      // `null` is no body.
      body: body ?? null,
      // A stream needs it; it is the default of all others.
      duplex: "half",
    };
    const request = new Request(query ? `${path}?${query}` : path, settings);
    // Next.js looks for it on the request.
    if (next) Object.assign(request, { next });
    try {
      return await (fetch ?? globalThis.fetch)(request);
    } catch (cause) {
      throw fault(cause);
    }
  };
