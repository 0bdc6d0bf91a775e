import { download, reconnecting } from "tenon-runtime/client";
import type { Client } from "../emit/goldens/docs/client.ts";

/** Goes on after the last event when the connection is lost. */
export async function follow(api: Client, signal: AbortSignal, show: (text: string) => void): Promise<void> {
  const events = reconnecting(
    async (options) => {
      const answer = await api.watchStudents({}, options);
      return answer.contentType === "text/event-stream" ? answer.body : undefined;
    },
    { signal, delay: 1000, maxDelay: 30_000 },
  );
  for await (const event of events) show(event.data);
}

export async function savePhoto(api: Client, studentId: number, show: (percent: number) => void): Promise<File> {
  const answer = await api.getPhoto({ params: { studentId } });
  if (answer.status !== 200) throw new Error(answer.body.title);
  return download(answer, { onProgress: (received, total) => show(total ? (100 * received) / total : 0) });
}
