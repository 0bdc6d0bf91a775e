/** Bytes that are what their media type says, as small as can be. */

/** One transparent pixel. */
const PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";
const GIF = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";
const ZIP = "UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==";

export function fallbackBytes(contentType: string): Uint8Array {
  if (contentType.startsWith("image/gif")) return fromBase64(GIF);
  if (contentType.startsWith("image/svg"))
    return new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>');
  if (contentType.startsWith("image/")) return fromBase64(PNG);
  if (contentType.startsWith("application/zip")) return fromBase64(ZIP);
  return new TextEncoder().encode("mock");
}

const fromBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
