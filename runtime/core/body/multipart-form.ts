/** `multipart/form-data` (RFC 7578), for platforms whose `fetch` cannot send the `FormData` at hand. */

/** Whether `fetch` and `FormData` are of one platform. In jsdom they are not: Node's `fetch` sends the text `[object FormData]`. */
export function canSend(form: FormData): boolean {
  const type = new globalThis.Response(form).headers.get("content-type");
  return type?.startsWith("multipart/form-data") === true;
}

/** One part of a form that is sent. */
export interface SentPart {
  readonly name: string;
  readonly value: string | Blob;
  /** The media type of a text. Absent: `text/plain`, which needs no header (RFC 7578 §4.4). */
  readonly type?: string;
}

interface SentForm<Body> {
  readonly body: Body;
  readonly contentType: string;
}

/** The parts as one body. */
export function multipartBlob(parts: readonly SentPart[]): SentForm<Blob> {
  const { pieces, contentType } = written(parts);
  return { body: new Blob([...pieces]), contentType };
}

/** The same where `fetch` cannot send the `Blob` at hand. Files are read when their turn comes. */
export function multipartStream(parts: readonly SentPart[]): SentForm<ReadableStream<Uint8Array>> {
  const { pieces, contentType } = written(parts);
  const left = [...pieces];
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const piece = left.shift();
      if (piece === undefined) controller.close();
      else
        controller.enqueue(
          typeof piece === "string" ? encoder.encode(piece) : new Uint8Array(await piece.arrayBuffer()),
        );
    },
  });
  return { body, contentType };
}

function written(parts: readonly SentPart[]): {
  readonly pieces: readonly (string | Blob)[];
  readonly contentType: string;
} {
  const boundary = `----tenon-${crypto.randomUUID()}`;
  const pieces = parts.flatMap(({ name, value, type }): (string | Blob)[] => {
    const start = `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"`;
    if (typeof value === "string") {
      const typed = type === undefined ? "" : `\r\nContent-Type: ${type}`;
      return [`${start}${typed}\r\n\r\n${value.replaceAll(/\r?\n|\r/g, "\r\n")}\r\n`];
    }
    const fileName = quoted(value instanceof File ? value.name : "blob");
    const file = value.type === "" ? "application/octet-stream" : value.type;
    return [`${start}; filename="${fileName}"\r\nContent-Type: ${file}\r\n\r\n`, value, "\r\n"];
  });
  return {
    pieces: [...pieces, `--${boundary}--\r\n`],
    contentType: `multipart/form-data; boundary=${boundary}`,
  };
}

/** HTML standard §4.10.21.8. */
const quoted = (text: string): string => text.replaceAll("\n", "%0A").replaceAll("\r", "%0D").replaceAll('"', "%22");

/**
 * Reads a form that the platform's `fetch` cannot read.
 * @throws TypeError for what is no form
 */
export function parseMultipart(
  bytes: Uint8Array<ArrayBuffer>,
  boundary: string,
): [name: string, value: string | File][] {
  // One character for each byte, so that places in the text are places in the bytes.
  const text = new TextDecoder("latin1").decode(bytes);
  const delimiter = `--${boundary}`;
  const entries: [string, string | File][] = [];
  let at = text.startsWith(delimiter) ? 0 : text.indexOf(`\r\n${delimiter}`) + 2;
  for (;;) {
    if (!text.startsWith(delimiter, at)) throw new TypeError("a delimiter is missing");
    at += delimiter.length;
    if (text.startsWith("--", at)) return entries;
    const head = text.indexOf("\r\n\r\n", at);
    const end = text.indexOf(`\r\n${delimiter}`, head);
    if (head === -1 || end === -1) throw new TypeError("a part does not end");
    const body = bytes.subarray(head + 4, Math.max(head + 4, end));
    entries.push(entryOf(new TextDecoder().decode(bytes.subarray(at, head)), body));
    at = end + 2;
  }
}

function entryOf(head: string, body: Uint8Array<ArrayBuffer>): [name: string, value: string | File] {
  const field = (name: string): string | undefined =>
    new RegExp(`^${name}:[ \\t]*(.*)$`, "im").exec(head.replaceAll("\r", ""))?.[1];
  const disposition = field("content-disposition");
  const parameter = (name: string): string | undefined =>
    new RegExp(`;[ \\t]*${name}="([^"]*)"`, "i")
      .exec(disposition ?? "")?.[1]
      ?.replaceAll(/%(0A|0D|22)/g, (code) => decodeURIComponent(code));
  const name = parameter("name");
  if (name === undefined) throw new TypeError("a part has no name");
  const fileName = parameter("filename");
  if (fileName === undefined) return [name, new TextDecoder().decode(body)];
  return [name, new File([body], fileName, { type: field("content-type") ?? "text/plain" })];
}
