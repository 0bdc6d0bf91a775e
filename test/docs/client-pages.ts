import { paged } from "tenon-runtime/client";
import { type Client, connect, listStudents } from "../../generated/client.ts";

export async function emails(api: Client): Promise<string[]> {
  const found: string[] = [];
  // The client requests a page when the loop comes to it.
  for await (const student of api.listStudents.items({ query: { limit: 100, status: "active" } }))
    found.push(student.email);
  return found;
}

/** For a button "More": `next` is plain JSON, and `undefined` on the last page. */
export async function more(api: Client, after?: string | number) {
  const { items, next } = await api.listStudents.page({ query: { limit: 20 } }, { after });
  return { names: items.map(({ name }) => name), next };
}

/** With an operation that is imported alone. */
export async function count(baseUrl: string): Promise<number> {
  let students = 0;
  for await (const { items } of paged(connect({ baseUrl }), listStudents).pages()) students += items.length;
  return students;
}
