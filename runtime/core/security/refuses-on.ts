/** Security handlers whose library throws for credentials that are not valid. */

import { namesOf } from "../error-names.ts";

/**
 * A security handler that refuses where the given one throws one of these errors: the response is a 401, and nothing is
 * reported. All other errors are outages, as they always are.
 *
 * `bearer: refusesOn(["JOSEError"], async ({ token }) => (await jwtVerify(token, keys)).payload)`
 *
 * @param errors names of errors, or of their classes and base classes
 */
export const refusesOn =
  <Credentials, Details, Result>(
    errors: readonly string[],
    handler: (credentials: Credentials, details: Details) => Result | Promise<Result>,
  ): ((credentials: Credentials, details: Details) => Promise<Result | null>) =>
  async (credentials, details) => {
    try {
      return await handler(credentials, details);
    } catch (error) {
      if (namesOf(error).some((name) => errors.includes(name))) return null;
      throw error;
    }
  };
