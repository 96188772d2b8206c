import { connect, type Socket } from "node:net";

/** What came over one connection: every byte, and whether the server ended it. */
export interface RawAnswer {
  readonly text: string;
  readonly closed: boolean;
  /** The status of each answer, in order. */
  readonly statuses: readonly number[];
}

/**
 * Writes bytes as they are to a port of this machine, and reads until the server ends the connection
 * or says nothing for `quietMs`.
 */
export async function rawRequest(
  port: number,
  bytes: string | Uint8Array | readonly (string | Uint8Array)[],
  quietMs = 400,
): Promise<RawAnswer> {
  const parts = Array.isArray(bytes) ? bytes : [bytes];
  const socket = connect(port, "127.0.0.1");
  socket.setNoDelay(true);
  const answer = readAll(socket, quietMs);
  for (const part of parts) {
    if (!socket.destroyed)
      socket.write(typeof part === "string" ? Buffer.from(part, "latin1") : part);
  }
  return await answer;
}

function readAll(socket: Socket, quietMs: number): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let quiet: NodeJS.Timeout | undefined;
    const done = (closed: boolean) => {
      clearTimeout(quiet);
      socket.destroy();
      const text = Buffer.concat(chunks).toString("latin1");
      // The end may come late on a busy machine; that it comes, the last answer says.
      const said = /^connection: close\r$/im.test(text);
      resolve({ text, closed: closed || said, statuses: statusesOf(text) });
    };
    const wait = () => {
      clearTimeout(quiet);
      // Until the first byte there may be work to do; after it, silence is the end.
      quiet = setTimeout(() => done(false), chunks.length === 0 ? 5000 : quietMs);
    };
    socket.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      wait();
    });
    socket.on("error", () => done(true));
    socket.on("close", () => done(true));
    wait();
  });
}

function statusesOf(text: string): readonly number[] {
  return [...text.matchAll(/^HTTP\/1\.[01] (\d{3}) /gm)].map(([, status]) => Number(status));
}
