import http from "node:http";
import https from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { AppError } from "#lib/base/index.ts";
import { type Deadline, timedOut } from "./deadline.ts";

export interface Outgoing {
  readonly url: URL;
  readonly method: string;
  readonly headers: Headers;
  readonly body: Uint8Array | undefined;
}

const maxHeaderBytes = 16 * 1024;

/**
 * One request and the head of its answer, over a connection of its own to one of `addresses`:
 * nothing is looked up again, and TLS still proves the name. Fails with what Node reports.
 */
export function exchange(
  outgoing: Outgoing,
  addresses: readonly string[],
  deadline: Deadline,
  idleTimeoutMs: number,
): Promise<http.IncomingMessage> {
  const { url, method, headers, body } = outgoing;
  const { request: send } = url.protocol === "https:" ? https : http;
  return new Promise((resolve, reject) => {
    const request = send(url, {
      method,
      // Of itself Node frames no body of a DELETE, and the server would read it as a request.
      headers: {
        ...Object.fromEntries(headers),
        ...(body !== undefined && { "content-length": String(body.length) }),
      },
      // A pooled connection could have been opened under other rules than this request's.
      agent: false,
      lookup: pinnedTo(addresses),
      maxHeaderSize: maxHeaderBytes,
      rejectUnauthorized: true,
      signal: deadline.signal,
      timeout: idleTimeoutMs,
    });
    request.on("error", reject);
    request.on("timeout", () => deadline.abort(timedOut()));
    request.on("upgrade", (_answer, socket) => {
      socket.destroy();
      reject(new AppError("unavailable", `${url.hostname} changed the protocol unasked.`));
    });
    request.on("response", (answer) => {
      // From here on idleness is measured where the body is read: a slow reader is no slow server.
      request.setTimeout(0);
      resolve(answer);
    });
    request.end(body);
  });
}

function pinnedTo(addresses: readonly string[]): LookupFunction {
  const found = addresses.map((address) => ({ address, family: isIP(address) }));
  const [first] = found;
  return (_hostname, options, callback) => {
    process.nextTick(() => {
      if (options.all === true) callback(null, found);
      else callback(null, first?.address ?? "", first?.family ?? 4);
    });
  };
}
