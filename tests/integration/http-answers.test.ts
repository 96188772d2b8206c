import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { asFetch, guardedFetch } from "#lib/platform/http/index.ts";
import { serve } from "./http-servers.ts";

const loopback = { allow: ["127.0.0.1/32"], timeoutMs: 10_000 };

describe("an answer", () => {
  it("holds status, headers, URL and body; an error status is an answer", async () => {
    const server = await serve((_request, response) => {
      response.writeHead(404, { "X-Note": "gone", "Set-Cookie": ["a=1", "b=2"] }).end('{"a":1}');
    });
    const answer = await guardedFetch(`${server.url}/x`, loopback);
    expect([answer.status, answer.url]).toEqual([404, `${server.url}/x`]);
    expect(answer.headers.get("x-note")).toBe("gone");
    expect(answer.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    expect(await answer.json()).toEqual({ a: 1 });
  });

  it.each([
    ["gzip", gzipSync],
    ["deflate", deflateSync],
    ["br", brotliCompressSync],
    ["identity", (body: Buffer) => body],
  ] as const)("in %s is decoded", async (encoding, encode) => {
    const body = Buffer.from("\u00e4".repeat(1000));
    const server = await serve((_request, response) => {
      response.writeHead(200, { "Content-Encoding": encoding }).end(encode(body));
    });
    expect(await (await guardedFetch(server.url, loopback)).text()).toBe(body.toString());
  });

  it("to HEAD has no body, whatever its headers say", async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { "Content-Encoding": "gzip", "Content-Length": "50" }).end();
    });
    const answer = await guardedFetch(server.url, { ...loopback, method: "HEAD" });
    expect([answer.status, await answer.text()]).toEqual([200, ""]);
  });

  it("is read once; a second reading is an error and no empty body", async () => {
    const server = await serve((_request, response) => response.end("ok"));
    const answer = await guardedFetch(server.url, loopback);
    expect(await answer.text()).toBe("ok");
    await expect(answer.text()).rejects.toMatchObject({ code: "internal" });
  });

  it("that is not JSON is the server's fault", async () => {
    const server = await serve((_request, response) => response.end("<html>"));
    await expect((await guardedFetch(server.url, loopback)).json()).rejects.toMatchObject({
      code: "unavailable",
    });
  });

  it("that nobody wants leaves no connection behind, discarded or cancelled", async () => {
    let open = 0;
    const server = await serve((_request, response) => {
      open++;
      response.on("close", () => open--);
      response.write("begun");
    });
    (await guardedFetch(server.url, loopback)).discard();
    await (await guardedFetch(server.url, loopback)).stream().cancel();
    const reader = (await guardedFetch(server.url, loopback)).stream().getReader();
    await reader.read();
    await reader.cancel();
    await expect.poll(() => open).toBe(0);
    expect(server.requests).toHaveLength(3);
  });

  it("that nobody reads nor discards is closed when its time is over", async () => {
    let open = 0;
    const server = await serve((_request, response) => {
      open++;
      response.on("close", () => open--);
      response.writeHead(200, { "Content-Encoding": "gzip" }).write("begun");
    });
    const answer = await guardedFetch(server.url, { ...loopback, timeoutMs: 300 });
    expect(answer.status).toBe(200);
    await expect.poll(() => open, { timeout: 5_000 }).toBe(0);
    await expect(answer.text()).rejects.toMatchObject({ code: "unavailable" });
  });

  it("that cannot be had because nobody listens is `unavailable`, with its cause", async () => {
    const server = await serve(() => undefined);
    const closed = `http://127.0.0.1:${server.port === 1 ? 2 : 1}/`;
    await expect(guardedFetch(closed, loopback)).rejects.toMatchObject({
      code: "unavailable",
      cause: expect.objectContaining({ code: "ECONNREFUSED" }),
    });
  });
});

describe("HTTPS", () => {
  it("is spoken to a server whose authority is trusted and whose name is the URL's", async () => {
    const { authority, port } = await startTls("forge.test");
    const trusted = getCACertificates("default");
    setDefaultCACertificates([...trusted, authority]);
    onTestFinished(() => setDefaultCACertificates(trusted));
    const resolve = async () => ["127.0.0.1"];
    const options = { ...loopback, resolve };
    const answer = await guardedFetch(`https://forge.test:${port}/`, options);
    expect(await answer.text()).toBe("forge.test");
    // The same server at the same address, under a name that its certificate does not hold.
    await expect(guardedFetch(`https://other.test:${port}/`, options)).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining("certificate"),
    });
    await expect(guardedFetch(`https://forge.test:${port}/down`, options)).rejects.toMatchObject({
      code: "forbidden",
    });
  });

  it("is not spoken to a server whose authority is not trusted", async () => {
    const { port } = await startTls("forge.test");
    const resolve = async () => ["127.0.0.1"];
    await expect(
      guardedFetch(`https://forge.test:${port}/`, { ...loopback, resolve }),
    ).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining("certificate"),
    });
  });
});

describe("in the shape of the standard's fetch", () => {
  const fetch = asFetch(loopback);

  it.each(["POST", "PUT", "PATCH", "DELETE"] as const)(
    "sends the whole body of a %s",
    async (method) => {
      const server = await serve(async (request, response) => {
        response.end(`${request.method} ${await text(request)}`);
      });
      const answer = await guardedFetch(server.url, { ...loopback, method, body: "a=1" });
      expect(await answer.text()).toBe(`${method} a=1`);
    },
  );

  it("sends method, headers and body, and gives a Response", async () => {
    const server = await serve((request, response) => {
      request.setEncoding("utf8").on("data", (chunk) => {
        response.writeHead(201, { "X-Seen": String(request.headers["x-sent"]) }).end(chunk);
      });
    });
    const init = { method: "POST", headers: { "X-Sent": "yes" }, body: '{"a":1}' };
    const response = await fetch(`${server.url}/x`, init);
    expect([response.status, response.url]).toEqual([201, `${server.url}/x`]);
    expect(response.headers.get("x-seen")).toBe("yes");
    expect(await response.json()).toEqual({ a: 1 });
  });

  it("refuses what guardedFetch refuses, a redirect where none is wanted included", async () => {
    const server = await serve((_request, response) => {
      response.writeHead(302, { Location: "/x" }).end();
    });
    await expect(fetch("http://10.0.0.1/")).rejects.toMatchObject({ code: "forbidden" });
    await expect(fetch("http://2130706433/")).rejects.toMatchObject({ code: "invalid_input" });
    await expect(fetch(server.url, { redirect: "error" })).rejects.toMatchObject({
      code: "unavailable",
    });
  });

  it("rejects with the reason of the caller's own signal", async () => {
    const server = await serve(() => undefined);
    const signal = AbortSignal.timeout(50);
    await expect(fetch(server.url, { signal })).rejects.toMatchObject({ name: "TimeoutError" });
  });

  it("ends the body with the reason of the caller's own signal", async () => {
    const server = await serve((_request, response) => {
      response.write("begun");
    });
    const controller = new AbortController();
    const text = fetch(server.url, { signal: controller.signal }).then((response) => {
      controller.abort();
      return response.text();
    });
    await expect(text).rejects.toMatchObject({ name: "AbortError" });
  });
});

/** A server with a certificate for this name from an authority made for the test. */
async function startTls(name: string): Promise<{ authority: string; port: number }> {
  const directory = mkdtempSync(join(tmpdir(), "etna-tls-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const path = (file: string) => join(directory, file);
  const openssl = (...options: string[]) =>
    execFileSync("openssl", options, { cwd: directory, stdio: "pipe" });
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  openssl("req", "-x509", ...newKey, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Test CA");
  openssl("req", ...newKey, "-keyout", "leaf.key", "-out", "leaf.csr", "-subj", `/CN=${name}`);
  writeFileSync(path("extensions"), `subjectAltName=DNS:${name}\n`);
  const issuer = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "extensions"];
  openssl("x509", "-req", "-in", "leaf.csr", ...issuer, "-out", "leaf.pem", "-days", "2");
  const server = https.createServer(
    { key: readFileSync(path("leaf.key")), cert: readFileSync(path("leaf.pem")) },
    (request, response) => {
      if (request.url === "/down") {
        response.writeHead(302, { Location: `http://${request.headers.host}/` }).end();
      } else response.end((request.headers.host ?? "").split(":")[0]);
    },
  );
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    authority: readFileSync(path("ca.pem"), "utf8"),
    port: (server.address() as AddressInfo).port,
  };
}
