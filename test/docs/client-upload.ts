import { createClient } from "../emit/goldens/docs/client.ts";

/** A client that reports the progress of uploads: `fetch` has no events for it, `XMLHttpRequest` has. */
export const uploadingClient = (baseUrl: string, onProgress: (sent: number, total: number) => void) =>
  createClient({
    baseUrl,
    fetch: async (request) => {
      const body = await request.blob(); // with the boundary of a multipart body in its type
      return new Promise((resolve, reject) => {
        const xhr = new XMLHttpRequest();
        xhr.open(request.method, request.url);
        xhr.responseType = "blob";
        for (const [name, value] of request.headers) xhr.setRequestHeader(name, value);
        xhr.upload.onprogress = ({ loaded, total }) => onProgress(loaded, total);
        xhr.onerror = () => reject(new TypeError("no connection"));
        xhr.onload = () => {
          const lines = xhr.getAllResponseHeaders().trim().split("\r\n").filter(Boolean);
          const headers = lines.map((line): [string, string] => [line.split(": ", 1)[0]!, line.replace(/^.*?: /, "")]);
          const isEmpty = [204, 205, 304].includes(xhr.status);
          resolve(new Response(isEmpty ? null : (xhr.response as Blob), { status: xhr.status, headers }));
        };
        request.signal.addEventListener("abort", () => {
          xhr.abort();
          reject(request.signal.reason as Error);
        });
        xhr.send(body.size > 0 ? body : null);
      });
    },
  });
