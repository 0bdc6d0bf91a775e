/** Findings as an HTTP Archive (HAR 1.2), which browsers and HTTP tools open. */

import type { CaseRequest } from "./cases/index.ts";
import type { Reply } from "./target.ts";
import type { Finding } from "./types.ts";

type Fields = readonly (readonly [name: string, value: string])[];

/** Each request of each finding; the last one of a finding has the response. @param url where the API is */
export function harOf(findings: readonly Finding[], url: string, date: Date): object {
  return {
    log: {
      version: "1.2",
      creator: { name: "tenon", version: "1" },
      entries: findings.flatMap(({ requests, reply, check, operation, message }) =>
        requests.map((request, index) => ({
          startedDateTime: date.toISOString(),
          time: reply?.milliseconds ?? 0,
          request: requestOf(request, url),
          response: responseOf(index === requests.length - 1 ? reply : undefined),
          cache: {},
          timings: { send: 0, wait: reply?.milliseconds ?? 0, receive: 0 },
          comment: `${check} ${operation}: ${message}`,
        })),
      ),
    },
  };
}

function requestOf({ method, url: path, headers, body }: CaseRequest, url: string): object {
  const query = [...new URLSearchParams(path.split("?")[1] ?? "")];
  const type = headers.find(([name]) => name.toLowerCase() === "content-type")?.[1] ?? "";
  return {
    method,
    url: url + path,
    httpVersion: "HTTP/1.1",
    cookies: [],
    headers: named(headers),
    queryString: named(query),
    ...(body !== undefined && { postData: { mimeType: type, text: new TextDecoder().decode(body) } }),
    headersSize: -1,
    bodySize: body?.length ?? 0,
  };
}

function responseOf(reply: Reply | undefined): object {
  const { status = 0, headers = [], body = new Uint8Array() } = reply ?? {};
  const value = (name: string): string => headers.find(([each]) => each.toLowerCase() === name)?.[1] ?? "";
  return {
    status,
    statusText: "",
    httpVersion: "HTTP/1.1",
    cookies: [],
    headers: named(headers),
    content: { size: body.length, mimeType: value("content-type"), text: new TextDecoder().decode(body) },
    redirectURL: value("location"),
    headersSize: -1,
    bodySize: body.length,
  };
}

const named = (fields: Fields): object[] => fields.map(([name, value]) => ({ name, value }));

/** Findings as plain data, with requests and responses as text. */
export function reportOf(findings: readonly Finding[], url: string): object[] {
  return findings.map(({ requests, reply, ...rest }) => ({
    ...rest,
    requests: requests.map((request) => requestOf(request, url)),
    ...(reply && { response: responseOf(reply) }),
  }));
}
