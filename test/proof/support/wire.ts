/** A connection on which bytes are sent as they are, and the answers to them. */

import { connect, type Socket } from "node:net";

export interface Reply {
  readonly statuses: readonly number[];
  /** `hung`: neither enough answers nor the end came in time. */
  readonly end: "answered" | "closed" | "hung";
  /** The server said that it answers nothing more on this connection (RFC 9112 §9.6). */
  readonly last: boolean;
}

/** Milliseconds between slices, and before this side ends a connection on which nothing comes. */
const PAUSE = 25;

/** Reads status lines and lengths; all else is passed over; what is not whole is no answer. */
function answersIn(bytes: Buffer, heads: readonly boolean[]): number[] {
  const statuses: number[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf("\r\n\r\n", at);
    if (end === -1) break;
    const head = bytes.toString("latin1", at, end);
    const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1] ?? 0);
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
    at = end + 4;
    if (status < 200 && status !== 0) continue;
    const bodiless = heads[statuses.length] === true || status === 204 || status === 304;
    if (!bodiless && /\r\ntransfer-encoding: chunked/i.test(head)) {
      const last = bytes.indexOf("0\r\n\r\n", at);
      if (last === -1) break;
      at = last + 5;
    } else if (!bodiless) at += length;
    if (at > bytes.length) break;
    statuses.push(status);
  }
  return statuses;
}

/** One connection after another to a port; each is kept while it lasts. */
export class Wire {
  readonly #port: number;
  readonly #patience: number;
  #socket: Socket | undefined;

  /** @param patience milliseconds for each answer */
  constructor(port: number, patience: number) {
    this.#port = port;
    this.#patience = patience;
  }

  /**
   * @param slices the bytes, in parts with pauses between them
   * @param answers so many are waited for, and the connection is kept; absent: it is closed on this side when something has
   *   come or a while has passed, and everything up to its end is read
   * @param heads which of the requests are HEAD: their answers have no body
   */
  send(
    slices: readonly Buffer[],
    answers: number | undefined,
    heads: readonly boolean[] = [slices[0]?.toString("latin1", 0, 5) === "HEAD "],
  ): Promise<Reply> {
    const socket = answers === undefined ? this.#open() : (this.#socket ??= this.#open());
    return new Promise((resolve) => {
      let received: Buffer = Buffer.alloc(0);
      const finish = (end: Reply["end"]): void => {
        clearTimeout(timer);
        clearTimeout(pause);
        socket.off("data", data).off("close", closed);
        const last = /\r\nconnection: close/i.test(received.toString("latin1"));
        if (end !== "answered" || last) {
          socket.destroy();
          if (this.#socket === socket) this.#socket = undefined;
        }
        resolve({ statuses: answersIn(received, heads), end, last });
      };
      const data = (chunk: Buffer): void => {
        received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
        if (answers === undefined) socket.end();
        if (answers !== undefined && answersIn(received, heads).length >= answers) finish("answered");
      };
      const closed = (): void => finish("closed");
      const timer = setTimeout(() => finish("hung"), this.#patience);
      const pause = answers === undefined ? setTimeout(() => socket.end(), PAUSE * (slices.length + 1)) : undefined;
      socket.on("data", data).once("close", closed);
      if (socket.destroyed) closed();
      else void this.#write(socket, slices);
    });
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  async #write(socket: Socket, slices: readonly Buffer[]): Promise<void> {
    for (const [index, slice] of slices.entries()) {
      if (index > 0) await new Promise((resolve) => setTimeout(resolve, PAUSE));
      if (!socket.destroyed && socket.writable) socket.write(slice);
    }
  }

  #open(): Socket {
    const socket = connect({ port: this.#port, host: "127.0.0.1", noDelay: true });
    socket.on("error", () => undefined); // a reset is an end like any other, and `close` follows it
    return socket;
  }
}
