import { createClient } from "../emit/goldens/docs/client.ts";

/** The part of axios that the adapter uses: an instance with its interceptors. */
export interface AxiosLike {
  request(config: {
    url: string;
    method: string;
    headers: Record<string, string>;
    data?: ArrayBuffer;
    responseType: "arraybuffer";
    validateStatus: () => boolean;
    signal: AbortSignal;
  }): Promise<{ status: number; headers: object; data: ArrayBuffer }>;
}

/** A client whose requests an existing axios instance sends. */
export const axiosClient = (axios: AxiosLike, baseUrl: string) =>
  createClient({
    baseUrl,
    fetch: async (request) => {
      const body = await request.arrayBuffer();
      const { status, headers, data } = await axios.request({
        url: request.url,
        method: request.method,
        headers: Object.fromEntries(request.headers),
        ...(body.byteLength > 0 && { data: body }),
        responseType: "arraybuffer",
        validateStatus: () => true, // the client itself reads failures
        signal: request.signal,
      });
      return new Response([204, 205, 304].includes(status) ? null : data, {
        status,
        headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
      });
    },
  });
