import type { Client } from "../emit/goldens/docs/client.ts";

export async function watch(api: Client, signal: AbortSignal, show: (text: string) => void): Promise<void> {
  const answer = await api.watchStudents({}, { signal });
  if (answer.contentType === "text/event-stream") for await (const event of answer.body) show(event.data);
}

export const upload = (api: Client, studentId: number, photo: File) =>
  api.putPhoto({ params: { studentId }, body: { photo, caption: photo.name } }).orThrow();
