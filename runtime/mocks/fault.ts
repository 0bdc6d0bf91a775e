/** Answers that never come. */

/** What `fetch` rejects with where the network fails (Fetch Standard §5.6). */
export class NetworkFault extends TypeError {
  constructor() {
    super("Failed to fetch: the mocks were told to fail");
  }
}
