/** Which requests are for the mocked API. */

import type { Contract } from "../core/contract.ts";

/** A place where operations are. */
interface Base {
  /** Absent: the page's, or localhost at any port where there is no page. */
  readonly origin?: string;
  /** Without a slash at its end; `""` for all of the origin. */
  readonly path: string;
}

export interface Bases {
  /** In place of the paths of the contract's servers; `undefined`: these. */
  readonly basePath: string | undefined;
  /** `known` tells whether the contract has the path. */
  matches(url: URL, known: () => boolean): boolean;
}

export function basesOf(contract: Contract, baseUrl: string | undefined): Bases {
  const servers =
    baseUrl === undefined
      ? [...contract.servers, ...contract.operations.flatMap(({ servers: own }) => own ?? [])]
      : [baseUrl];
  const bases = [...new Set(servers)].map(baseOf);
  return {
    basePath: baseUrl === undefined ? undefined : baseOf(baseUrl).path || "/",
    matches: (url, known) =>
      bases.some((base) => {
        if (!isAt(base, url) || !isBelow(base, url)) return false;
        return base.path !== "" || (base.origin !== undefined && base.origin !== pageOrigin()) || known();
      }),
  };
}

function baseOf(server: string): Base {
  const absolute = /^[a-z][a-z\d+.-]*:\/\//i.test(server);
  const url = URL.canParse(server, "http://localhost/")
    ? new URL(server, "http://localhost/")
    : new URL("http://localhost/");
  const path = url.pathname.replace(/\/+$/, "");
  return absolute ? { origin: url.origin, path } : { path };
}

const isAt = ({ origin }: Base, url: URL): boolean =>
  (origin ?? pageOrigin()) === url.origin ||
  (origin === undefined && pageOrigin() === undefined && /^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname));

const isBelow = ({ path }: Base, url: URL): boolean => url.pathname === path || url.pathname.startsWith(`${path}/`);

function pageOrigin(): string | undefined {
  const origin = (globalThis as { location?: { origin?: string } }).location?.origin;
  return origin === undefined || origin === "null" ? undefined : origin;
}
