/** A request with everything taken out of it that does not matter to what goes wrong with it. */

const TRIES = 150;

/** @param fails whether it still goes wrong */
export async function minimise(bytes: Buffer, fails: (bytes: Buffer) => Promise<boolean>): Promise<Buffer> {
  let least = bytes;
  let tries = 0;
  const attempt = async (candidate: Buffer): Promise<boolean> => {
    if (tries >= TRIES || candidate.length >= least.length) return false;
    tries += 1;
    if (!(await fails(candidate))) return false;
    least = candidate;
    return true;
  };
  for (let line = 1; ;) {
    const { lines, body } = parts(least);
    if (line >= lines.length) break;
    if (!(await attempt(joined(lines.toSpliced(line, 1), body)))) line += 1;
  }
  for (let size = parts(least).body.length >> 1; size >= 1; size >>= 1)
    for (let at = 0; at < parts(least).body.length;) {
      const { lines, body } = parts(least);
      if (!(await attempt(joined(lines, Buffer.concat([body.subarray(0, at), body.subarray(at + size)]))))) at += size;
    }
  const fields = (parts(least).lines[0] ?? "").split("&").length;
  for (let field = fields - 1; field >= 0; field -= 1) {
    const { lines, body } = parts(least);
    const [method = "", url = "", version = ""] = (lines[0] ?? "").split(" ");
    await attempt(
      joined([`${method} ${url.split("&").toSpliced(field, 1).join("&")} ${version}`, ...lines.slice(1)], body),
    );
  }
  return least;
}

function parts(bytes: Buffer): { lines: string[]; body: Buffer } {
  const end = bytes.indexOf("\r\n\r\n");
  if (end === -1) return { lines: bytes.toString("latin1").split("\r\n"), body: Buffer.alloc(0) };
  return { lines: bytes.toString("latin1", 0, end).split("\r\n"), body: bytes.subarray(end + 4) };
}

function joined(lines: readonly string[], body: Buffer): Buffer {
  const head = lines.map((line) => (/^content-length:/i.test(line) ? `Content-Length: ${body.length}` : line));
  return Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`, "latin1"), body]);
}
