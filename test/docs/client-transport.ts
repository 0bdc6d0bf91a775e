import { createClient } from "../emit/goldens/docs/client.ts";

/** The part of `wx` that the adapter uses. */
export interface MiniProgram {
  request(options: {
    url: string;
    method: string;
    header: Record<string, string>;
    data?: string;
    responseType: "arraybuffer";
    success(result: { statusCode: number; header: Record<string, string>; data: ArrayBuffer }): void;
    fail(error: { errMsg: string }): void;
  }): void;
}

/** A client for platforms without `fetch`: each request goes through the platform's own function. */
export const miniProgramClient = (wx: MiniProgram, baseUrl: string) =>
  createClient({
    baseUrl,
    fetch: async (request) => {
      const data = await request.text();
      return new Promise((resolve, reject) => {
        wx.request({
          url: request.url,
          method: request.method,
          header: Object.fromEntries(request.headers),
          ...(data !== "" && { data }),
          responseType: "arraybuffer",
          success: ({ statusCode, header, data: body }) =>
            resolve(new Response(statusCode === 204 ? null : body, { status: statusCode, headers: header })),
          fail: ({ errMsg }) => reject(new Error(errMsg)),
        });
      });
    },
  });
