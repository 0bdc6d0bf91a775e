/** Values → bodies of any kind. */

import type { MediaType } from "../contract.ts";
import { encodeUsual, type EncodedBody } from "./encode.ts";
import { encodeForm, encodeMultipart } from "./encode-forms.ts";

/** A body of any kind. Throws {@link EncodeError} for a value that the media type cannot hold; values are not validated here. */
export function encodeBody(media: MediaType, value: unknown): EncodedBody {
  const { kind } = media;
  if (kind === "form") return encodeForm(media, value);
  return kind === "multipart" ? encodeMultipart(media, value) : encodeUsual({ ...media, kind }, value);
}
