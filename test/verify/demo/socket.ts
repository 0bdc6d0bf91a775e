/** The library over HTTP. */

import { createServer, type Server } from "node:http";

/** A server that is not listening yet. */
export function overHttp(handle: (request: Request) => Promise<Response>): Server {
  return createServer((message, response) => {
    void (async () => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of message as AsyncIterable<Uint8Array>) chunks.push(chunk);
      const { method = "GET", url = "/", headers } = message;
      const init: RequestInit = { method, headers: headers as Record<string, string> }; // none of those used here is repeated
      if (method !== "GET" && method !== "HEAD") init.body = Buffer.concat(chunks);
      const answer = await handle(new Request(`http://localhost${url}`, init));
      response.writeHead(answer.status, [...answer.headers].flat());
      response.end(new Uint8Array(await answer.arrayBuffer()));
    })();
  });
}
