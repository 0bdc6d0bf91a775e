import { createClient } from "../../generated/client.ts";

const api = createClient({ baseUrl: "http://127.0.0.1:4010" });

export async function nameOf(studentId: string): Promise<string> {
  const answer = await api.getStudent({ params: { studentId } });
  switch (answer.status) {
    case 200:
      return answer.body.name; // a student
    case 404:
      return answer.body.title; // a problem
    default:
      throw new Error(`${answer.status}: ${answer.body.title}`);
  }
}
