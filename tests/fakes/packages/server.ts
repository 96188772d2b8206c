import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { advisories, type FakeAdvisory } from "./advisories.ts";
import { type FakePackage, manifestOf, packages, packumentOf } from "./packages.ts";

/** An advisory database and an npm registry on loopback, with small made-up packages. */
export interface PackageServer {
  readonly osvUrl: string;
  readonly registryUrl: string;
  /** One line for each request, such as `GET /registry/lodish`. */
  readonly requests: string[];
  /** What it knows; a test may add to it. */
  readonly advisories: FakeAdvisory[];
  readonly packages: Map<string, FakePackage>;
  /** How many advisories fit in one page of an answer. */
  pageSize: number;
  /** Status that OSV answers with instead, while it is set. */
  osvStatus: number | null;
  close(): Promise<void>;
}

/** Also tells this process that it may be reached, so call it before the first look at the configuration. */
export async function openPackageServer(): Promise<PackageServer> {
  const server = createServer((request, response) => {
    void answer(state, request).then(([status, body]) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(body));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const allowed = process.env.ETNA_OUTBOUND_ALLOW;
  process.env.ETNA_OUTBOUND_ALLOW = [allowed, `127.0.0.1:${port}`].filter(Boolean).join(",");
  const state: PackageServer = {
    osvUrl: `${url}/osv`,
    registryUrl: `${url}/registry`,
    requests: [],
    advisories: [...advisories],
    packages: new Map(packages.map((each) => [each.name, each])),
    pageSize: 100,
    osvStatus: null,
    async close() {
      server.close();
      server.closeAllConnections();
    },
  };
  return state;
}

type Answer = readonly [status: number, body: unknown];

async function answer(state: PackageServer, request: IncomingMessage): Promise<Answer> {
  const path = decodeURIComponent(request.url ?? "");
  state.requests.push(`${request.method} ${path}`);
  if (path.startsWith("/osv/") && state.osvStatus !== null) return [state.osvStatus, {}];
  if (path === "/osv/v1/querybatch") return [200, queryBatch(state, await bodyOf(request))];
  if (path.startsWith("/osv/v1/vulns/")) {
    const found = state.advisories.find(({ id }) => path.endsWith(`/${id}`));
    return found === undefined ? [404, {}] : [200, found];
  }
  const [, name = "", version] = /^\/registry\/((?:@[^/]+\/)?[^/]+)(?:\/(.+))?$/.exec(path) ?? [];
  const known = state.packages.get(name);
  if (known === undefined) return [404, { error: "Not found" }];
  if (version === undefined) return [200, packumentOf(known, state.registryUrl)];
  const manifest = manifestOf(known, version, state.registryUrl);
  return manifest === null ? [404, {}] : [200, { ...manifest, license: "MIT" }];
}

interface Batch {
  readonly queries: readonly {
    readonly package: { readonly name: string; readonly ecosystem: string };
    readonly page_token?: string;
  }[];
}

/** Answers more than it should: of every advisory of the package, whatever the version. */
function queryBatch(state: PackageServer, { queries }: Batch) {
  return {
    results: queries.map((query) => {
      const about = state.advisories.filter(({ affected }) =>
        affected.some(
          (each) =>
            each.package.name === query.package.name &&
            each.package.ecosystem === query.package.ecosystem,
        ),
      );
      const from = Number(query.page_token ?? 0);
      const page = about.slice(from, from + state.pageSize);
      const more = from + state.pageSize < about.length;
      return {
        ...(page.length > 0 && { vulns: page.map(({ id }) => ({ id, modified: "2026-01-01" })) }),
        ...(more && { next_page_token: String(from + state.pageSize) }),
      };
    }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<Batch> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return JSON.parse(Buffer.concat(pieces).toString("utf8")) as Batch;
}
