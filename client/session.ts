/** The bearer token, for as long as the tab is open. */
const KEY = "school-token";

export const session = {
  get token(): string | undefined {
    return sessionStorage.getItem(KEY) ?? undefined;
  },
  set token(token: string | undefined) {
    if (token === undefined || token === "") sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, token);
  },
};
