import type { GetPhotoHandler, GetPhotoResponse } from "../emit/goldens/docs/operations.ts";
import type { PutPhotoHandler, PutPhotoResponse } from "../emit/goldens/docs/operations.ts";
import type { App } from "./app.ts";

export const putPhoto: PutPhotoHandler<App> = async ({ params, body }, { photos, log }): Promise<PutPhotoResponse> => {
  const { photo, caption = "" } = body; // a File and a string
  log(`${photo instanceof File ? photo.name : "photo"}: ${photo.size} bytes. ${caption}`);
  // Copy the file: the server deletes uploads after the response.
  photos.set(params.studentId, new Blob([await photo.arrayBuffer()], { type: photo.type }));
  return { status: 204 };
};

export const getPhoto: GetPhotoHandler<App> = ({ params }, { photos }): GetPhotoResponse => {
  const photo = photos.get(params.studentId);
  return photo
    ? { status: 200, contentType: "image/png", body: photo }
    : { status: 404, body: { title: "Photo not found" } };
};
