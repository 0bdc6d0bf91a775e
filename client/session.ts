/** The bearer token. It lasts as long as the tab is open. */

const KEY = "school-token";

export const readToken = (): string | undefined => sessionStorage.getItem(KEY) ?? undefined;

/** An empty text removes the token. */
export function saveToken(token: string): void {
  if (token === "") sessionStorage.removeItem(KEY);
  else sessionStorage.setItem(KEY, token);
}
