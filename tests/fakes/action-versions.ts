import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** The part of GitHub's API that says which commit a version is, on loopback. */
export interface ActionServer {
  readonly url: string;
  /** One line for each request, such as `GET /repos/a/b/commits/v1 application/vnd.github.sha`. */
  readonly requests: string[];
  /** What it answers instead, while it is set. */
  answer: { status: number; body?: string; headers?: Record<string, string> } | null;
  close(): Promise<void>;
}

/** What it answers of its own: every version there is, as the SHA-1 of its name. */
export function commitOfVersion(repository: string, ref: string): string {
  return createHash("sha1").update(`${repository}@${ref}`).digest("hex");
}

/** Also tells this process that it may be reached, so call it before the first look at the configuration. */
export async function openActionServer(): Promise<ActionServer> {
  const server = createServer((request, response) => {
    const url = request.url ?? "";
    state.requests.push(`${request.method} ${url} ${request.headers.accept}`);
    const [, repository = "", ref = ""] =
      /^\/repos\/([^/]+\/[^/]+)\/commits\/([^/]+)$/.exec(url) ?? [];
    const { status, body, headers } = state.answer ?? {
      status: ref === "" ? 404 : 200,
      body: commitOfVersion(repository, decodeURIComponent(ref)),
    };
    response.writeHead(status, { "content-type": "application/vnd.github.sha", ...headers });
    response.end(body ?? "{}");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const allowed = process.env.ETNA_OUTBOUND_ALLOW;
  process.env.ETNA_OUTBOUND_ALLOW = [allowed, host].filter(Boolean).join(",");
  const state: ActionServer = {
    url: `http://${host}`,
    requests: [],
    answer: null,
    async close() {
      server.close();
      server.closeAllConnections();
    },
  };
  return state;
}
