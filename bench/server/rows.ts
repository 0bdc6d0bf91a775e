/** The four requests that are measured, and what every server has to answer to them and to some others. */

import { isDeepStrictEqual } from "node:util";
import type { Contestant } from "./contestants.ts";
import type { Students } from "./prepare.ts";

export interface Row {
  readonly name: string;
  readonly path: string;
  /** Sent by POST, as JSON. */
  readonly body?: object;
  readonly status: number;
  /** The JSON that is expected; absent: each server words it its own way. */
  readonly answer?: unknown;
}

export function rowsOf({ students, pageOf, created }: Students): readonly Row[] {
  const [, one] = students;
  const body = { name: "Ada Lovelace", email: "ada@school.example", status: "active", dateOfBirth: "1815-12-10" };
  return [
    { name: "GET one", path: `/students/${one?.id}`, status: 200, answer: one },
    { name: "GET list of 20", path: "/students?limit=20", status: 200, answer: pageOf({ limit: 20 }) },
    { name: "POST", path: "/students", body, status: 201, answer: created(body) },
    { name: "POST invalid", path: "/students", body: { ...body, name: "", email: "nowhere" }, status: 400 },
  ];
}

/** @throws Error when a server answers one of the rows wrongly, or does not validate what it is said to validate */
export async function verify(origin: string, contestant: Contestant, shared: Students): Promise<void> {
  const { requests, responses } = contestant;
  const id = `/students/${shared.students[1]?.id}`;
  const more: Row[] = [
    { name: "an unknown student", path: id.replace(/..$/, "fe"), status: 404 },
    { name: "a path that there is not", path: "/pupils", status: 404 },
    ...(requests
      ? [
          { name: "an id that is no UUID", path: "/students/nobody", status: 400 },
          { name: "a limit that is too great", path: "/students?limit=101", status: 400 },
          { name: "a status that there is not", path: "/students?status=gone", status: 400 },
          { name: "a body without a name", path: "/students", body: { email: "ada@school.example" }, status: 400 },
        ]
      : []),
    ...(responses ? [{ name: "a broken answer", path: `/students/${shared.broken.id}`, status: 500 }] : []),
  ];
  for (const row of [...rowsOf(shared), ...more]) await expectAnswer(origin, row);
}

async function expectAnswer(origin: string, { name, path, body, status, answer }: Row): Promise<void> {
  const response = await fetch(
    origin + path,
    body && { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) },
  );
  const text = await response.text();
  if (response.status !== status) throw new Error(`${name}: ${response.status} in place of ${status}: ${text}`);
  if (answer !== undefined && !isDeepStrictEqual(JSON.parse(text), answer))
    throw new Error(`${name}: answered ${text}`);
}
