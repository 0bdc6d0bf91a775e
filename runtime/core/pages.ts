/** How the pages of a list follow one another: what Tenon infers from a contract, or `x-tenon-pagination` says. */

/**
 * A place in a response: a JSON Pointer (RFC 6901) into its body (`/meta/next`, `""` for the whole body), or
 * `header NAME`.
 */
export type ResponsePlace = string;

export interface PagePlan {
  /**
   * What leads to the next page:
   * - `cursor`: {@link parameter} takes the value at {@link next};
   * - `key`: {@link parameter} takes the {@link key} of the last entry;
   * - `offset`: {@link parameter} counts the entries before the page;
   * - `page`: {@link parameter} is the number of the page;
   * - `url`: the URL of the next page is at {@link next};
   * - `link`: it is in a `Link` header with `rel="next"` (RFC 8288).
   */
  readonly by: "cursor" | "key" | "offset" | "page" | "url" | "link";
  /** The list of entries in the body. Absent: the body is the list. */
  readonly items?: ResponsePlace;
  /** The name of a query parameter. */
  readonly parameter?: string;
  /** For `cursor` and `url`, and for `page` where the response has the number of the next page. */
  readonly next?: ResponsePlace;
  /** The property of an entry, for `key`. */
  readonly key?: string;
  /** The number of the first page or entry. Default: 1 for `page`, 0 for `offset`. */
  readonly first?: 0 | 1;
  /** Tells whether there is a next page: a boolean, a URL, or a `Link` header. */
  readonly more?: ResponsePlace;
  /** How many entries all pages have together. */
  readonly total?: ResponsePlace;
  /** How many pages there are. */
  readonly pages?: ResponsePlace;
}
