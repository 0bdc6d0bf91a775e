import { createClient } from "../emit/goldens/docs/client.ts";

const api = createClient({ baseUrl: "https://school.example/api/v1" });

export async function nameOf(studentId: number): Promise<string> {
  const answer = await api.getStudent({ params: { studentId } });
  switch (answer.status) {
    case 200:
      return answer.body.name; // a Student
    case 404:
      return answer.body.title; // a Problem
  }
}

export const photoOf = async (studentId: number): Promise<Blob> =>
  (await api.getPhoto({ params: { studentId } }).orThrow()).blob();
