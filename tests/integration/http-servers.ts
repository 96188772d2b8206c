import { once } from "node:events";
import http from "node:http";
import net, { type AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface Running {
  readonly port: number;
  readonly url: string;
  /** One line for each request, such as `GET /path`. */
  readonly requests: string[];
}

/** An HTTP server on loopback, till the test is over. */
export async function serve(
  listener: http.RequestListener,
  address = "127.0.0.1",
): Promise<Running> {
  const requests: string[] = [];
  const server = http.createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    listener(request, response);
  });
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { ...(await listen(server, address)), requests };
}

/** A server that is handed each connection, to answer as no proper server would. */
export async function serveRaw(onConnection: (socket: net.Socket) => void): Promise<Running> {
  const requests: string[] = [];
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    requests.push("connection");
    sockets.add(socket);
    // The client under test hangs up when it has had enough.
    socket.on("error", () => socket.destroy());
    onConnection(socket);
  });
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return { ...(await listen(server, "127.0.0.1")), requests };
}

async function listen(server: net.Server, address: string): Promise<Omit<Running, "requests">> {
  server.listen(0, address);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const host = address.includes(":") ? `[${address}]` : address;
  return { port, url: `http://${host}:${port}` };
}

/** Writes till the other side hangs up. */
export function writeForEver(out: NodeJS.WritableStream, piece: Uint8Array): void {
  let isOpen = true;
  out.on("close", () => {
    isOpen = false;
  });
  const more = () => {
    while (isOpen && out.write(piece));
    if (isOpen) out.once("drain", more);
  };
  more();
}
