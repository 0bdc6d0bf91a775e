/** What an application does with its API: the same in every environment, whatever answers its requests. */

import { createClient as createBodiesClient } from "../../emit/goldens/bodies/client.ts";
import { createMocks as createBodies, type Mocks as Bodies } from "../../emit/goldens/bodies/mocks.ts";
import { createClient } from "../../../generated/client.ts";
import { createMocks, type Mocks } from "../../../generated/mocks.ts";

export interface Apis {
  readonly school: Mocks;
  readonly bodies: Bodies;
}

/** @param origin where the page is, or any other */
export const createApis = (origin: string): Apis => ({
  school: createMocks({ baseUrl: `${origin}/school`, seed: 3 }),
  bodies: createBodies({ baseUrl: `${origin}/bodies`, seed: 3 }),
});

type Fetch = typeof globalThis.fetch;

/** @param by `mocks`: each client has the `fetch` of its mocks; `global`: MSW answers the global one */
export async function useApis({ school, bodies }: Apis, by: "mocks" | "global"): Promise<object> {
  const fetchOf = (mocks: { readonly fetch: Fetch }): { fetch?: Fetch } =>
    by === "mocks" ? { fetch: mocks.fetch } : {};
  const api = createClient({ baseUrl: school.baseUrl, auth: { bearerAuth: "any" }, ...fetchOf(school) });
  const anonymous = createClient({ baseUrl: school.baseUrl, ...fetchOf(school) });
  const files = createBodiesClient({ baseUrl: bodies.baseUrl, ...fetchOf(bodies) });

  const student = { name: "Ada Lovelace", email: "countess@school.example", status: "active" } as const;
  const created = await api.createStudent({ body: student }).orThrow();
  const read = await api.getStudent({ params: { studentId: created.id } }).orThrow();
  const again = await api.createStudent({ body: student });
  const missing = await api.getStudent({ params: { studentId: "00000000-0000-4000-8000-000000000000" } });
  const refused = await anonymous.createStudent({ body: student });
  const invalid = await api.createStudent({ body: { ...student, email: "nobody" } }).catch((error: unknown) => error);

  const bytes = Uint8Array.from({ length: 300 }, (_, index) => index % 256);
  const received: unknown[] = [];
  const stop = bodies.observe(({ decoded }) => received.push(decoded?.body));
  const photo = new File([bytes], "ada.png", { type: "image/png" });
  const sent = await files.addPhoto({ body: { file: photo, more: [new Blob([bytes])], note: { text: "zwölf" } } });
  stop();
  const picture = await files.getPhoto().orThrow();

  return {
    read: read.name,
    again: [again.status, titleOf(again.body)],
    missing: [missing.status, titleOf(missing.body)],
    refused: [refused.status, titleOf(refused.body)],
    invalid: invalid instanceof Error ? invalid.name : (invalid as { readonly status: number }).status,
    upload: [sent.status, await partsOf(received.at(-1))],
    download: (await (picture as { bytes(): Promise<Uint8Array> }).bytes()).length > 0,
  };
}

/** What it comes to. */
export const EXPECTED = {
  read: "Ada Lovelace",
  again: [409, "Conflict"],
  missing: [404, "Not Found"],
  refused: [401, "Unauthorized"],
  invalid: 400,
  upload: [204, { file: ["ada.png", "image/png", 300, 255], more: [300], note: "zwölf" }],
  download: true,
};

const titleOf = (body: unknown): unknown => (body as { readonly title?: unknown } | undefined)?.title;

async function partsOf(body: unknown): Promise<object | undefined> {
  const { file, more, note } = (body ?? {}) as {
    readonly file?: File;
    readonly more?: readonly Blob[];
    readonly note?: { readonly text: string };
  };
  if (file === undefined) return undefined;
  const last = new Uint8Array(await file.arrayBuffer())[255];
  return { file: [file.name, file.type, file.size, last], more: more?.map(({ size }) => size), note: note?.text };
}
