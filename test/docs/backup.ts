import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { PutBackupHandler, PutBackupResponse } from "../emit/goldens/docs/operations.ts";
import type { App } from "./app.ts";

export const putBackup: PutBackupHandler<App> = async ({ body }, { folder, auth }): Promise<PutBackupResponse> => {
  const name = encodeURIComponent(auth.clientCertificate); // encoded, so that it is not a path
  await pipeline(Readable.from(body.stream), createWriteStream(join(folder, name)));
  return { status: 204 };
};
