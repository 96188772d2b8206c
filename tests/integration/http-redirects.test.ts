import type { IncomingHttpHeaders } from "node:http";
import { describe, expect, it } from "vitest";
import { guardedFetch } from "#lib/platform/http/index.ts";
import { type Running, serve } from "./http-servers.ts";

const loopback = { allow: ["127.0.0.1/32"], timeoutMs: 5_000 };
const credentials = {
  Authorization: "Bearer a",
  Cookie: "b=c",
  "Private-Token": "d",
  "X-Api-Key": "e",
};

interface Seen {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Answers with what it was sent. */
function echo(): Promise<Running> {
  return serve((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      response.end(JSON.stringify({ method: request.method, headers: request.headers, body }));
    });
  });
}

function redirectTo(location: string, status = 302): Promise<Running> {
  return serve((request, response) => {
    response.writeHead(status, { Location: location });
    request.resume().on("end", () => response.end());
  });
}

describe("a redirect", () => {
  it.each([
    "http://169.254.169.254/latest/meta-data/",
    "http://10.0.0.1/",
    "http://[::ffff:10.0.0.1]/",
    "http://2130706434/",
    "http://0x7f000002/",
    "http://localhost./",
    "//10.0.0.1/",
    "//user@10.0.0.1/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_FLUSHALL",
    "http://[/",
  ])("to %s is not followed", async (location) => {
    const server = await redirectTo(location);
    await expect(guardedFetch(server.url, loopback)).rejects.toMatchObject({ code: "forbidden" });
    expect(server.requests).toEqual(["GET /"]);
  });

  it("within one origin keeps the credentials; the answer says where it came from", async () => {
    const server = await serve((request, response) => {
      if (request.url === "/") response.writeHead(307, { Location: "/there?x=1" }).end();
      else response.end(JSON.stringify(request.headers));
    });
    const answer = await guardedFetch(server.url, { ...loopback, headers: credentials });
    expect(answer.url).toBe(`${server.url}/there?x=1`);
    expect(await answer.json()).toMatchObject({ authorization: "Bearer a", cookie: "b=c" });
  });

  it("to another origin carries no credential, by whatever name", async () => {
    const there = await echo();
    const here = await redirectTo(`${there.url}/`);
    const headers = { ...credentials, Accept: "text/plain" };
    const seen = (await (await guardedFetch(here.url, { ...loopback, headers })).json()) as Seen;
    expect(Object.keys(seen.headers).sort()).toEqual([
      "accept",
      "accept-encoding",
      "connection",
      "host",
      "user-agent",
    ]);
  });

  it("takes no body to another origin", async () => {
    const there = await echo();
    const here = await redirectTo(`${there.url}/`, 307);
    await expect(
      guardedFetch(here.url, { ...loopback, method: "POST", body: "secret" }),
    ).rejects.toMatchObject({ code: "forbidden" });
    expect(there.requests).toEqual([]);
  });

  it.each([
    [301, "POST", "GET", ""],
    [302, "POST", "GET", ""],
    [303, "PUT", "GET", ""],
    [307, "POST", "POST", "hello"],
    [308, "PUT", "PUT", "hello"],
  ] as const)("%i turns %s into %s", async (status, method, after, body) => {
    const server = await serve((request, response) => {
      if (request.url === "/") {
        response.writeHead(status, { Location: "/there" });
        request.resume().on("end", () => response.end());
        return;
      }
      request.setEncoding("utf8").on("data", (chunk) => response.write(chunk));
      request.on("end", () => response.end());
    });
    const answer = await guardedFetch(server.url, { ...loopback, method, body: "hello" });
    expect(await answer.text()).toBe(body);
    expect(server.requests).toEqual([`${method} /`, `${after} /there`]);
  });

  it("in a circle ends", async () => {
    const server = await redirectTo("/");
    await expect(guardedFetch(server.url, { ...loopback, maxRedirects: 3 })).rejects.toMatchObject({
      code: "unavailable",
    });
    expect(server.requests).toHaveLength(4);
  });

  it("without a place to go is the answer", async () => {
    const server = await serve((_request, response) => response.writeHead(304).end());
    const answer = await guardedFetch(server.url, loopback);
    expect(answer.status).toBe(304);
    expect(await answer.text()).toBe("");
  });
});
