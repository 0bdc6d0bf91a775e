import type { Caller } from "../auth.ts";
import type { Database } from "../database.ts";

/** What every handler of this server is given besides the request: `Handlers<School>`. */
export interface School {
  readonly context: {
    readonly db: Database;
    /** The time, as the contract writes it. */
    readonly now: () => string;
  };
  readonly auth: { readonly bearerAuth: Caller };
}
