import { brotliCompressSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { guardedFetch } from "#lib/platform/http/index.ts";
import { serve, serveRaw, writeForEver } from "./http-servers.ts";

const loopback = { allow: ["127.0.0.1/32"], timeoutMs: 20_000 };
/** Where only the limit of silence can end it before the test itself is given up. */
const patient = { ...loopback, timeoutMs: 3_600_000, idleTimeoutMs: 100 };
const silent = () => undefined;

describe("time", () => {
  it("a server that sends no head is given up", async () => {
    const server = await serveRaw(silent);
    await expect(guardedFetch(server.url, patient)).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining("in time"),
    });
  });

  it("a head that comes letter by letter does not outlast the overall limit", async () => {
    const server = await serveRaw((socket) => {
      socket.write("HTTP/1.1 200 OK\r\nX-Slow: ");
      const timer = setInterval(() => socket.write("a"), 20);
      socket.on("close", () => clearInterval(timer));
    });
    await expect(guardedFetch(server.url, { ...loopback, timeoutMs: 300 })).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining("in time"),
    });
  });

  it("a body that comes letter by letter does not outlast the overall limit", async () => {
    const server = await serve((_request, response) => {
      const timer = setInterval(() => response.write("a"), 20);
      response.on("close", () => clearInterval(timer));
    });
    const answer = await guardedFetch(server.url, { ...loopback, timeoutMs: 300 });
    await expect(answer.text()).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining("in time"),
    });
  });

  it("a body that falls silent is given up", async () => {
    const server = await serve((_request, response) => {
      response.write("begun");
    });
    const answer = await guardedFetch(server.url, patient);
    await expect(answer.text()).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining("in time"),
    });
  });

  it("a reader that takes its time is not taken for a silent server", async () => {
    const piece = Buffer.alloc(256 * 1024, "a");
    const server = await serve((_request, response) => {
      for (let i = 0; i < 8; i++) response.write(piece);
      response.end();
    });
    const answer = await guardedFetch(server.url, { ...loopback, idleTimeoutMs: 200 });
    let sizeBytes = 0;
    let isFirst = true;
    for await (const chunk of answer.stream() as unknown as AsyncIterable<Uint8Array>) {
      if (isFirst) await new Promise((resolve) => setTimeout(resolve, 600));
      isFirst = false;
      sizeBytes += chunk.byteLength;
    }
    expect(sizeBytes).toBe(8 * piece.byteLength);
  });

  it("a name that is never resolved is given up", async () => {
    const resolve = () => new Promise<never>(silent);
    await expect(
      guardedFetch("http://slow.test/", { ...loopback, timeoutMs: 100, resolve }),
    ).rejects.toMatchObject({ code: "unavailable" });
  });

  it("the caller can call it off, before and while the body is read", async () => {
    const server = await serve((_request, response) => {
      response.write("begun");
    });
    await expect(
      guardedFetch(server.url, { ...loopback, signal: AbortSignal.abort("enough") }),
    ).rejects.toMatchObject({ code: "unavailable", cause: "enough" });
    expect(server.requests).toEqual([]);
    const controller = new AbortController();
    const answer = await guardedFetch(server.url, { ...loopback, signal: controller.signal });
    const text = answer.text();
    controller.abort("enough");
    await expect(text).rejects.toMatchObject({ code: "unavailable", cause: "enough" });
  });
});

describe("size", () => {
  it("an endless body is cut off at the limit", async () => {
    const server = await serve((_request, response) => {
      writeForEver(response, Buffer.alloc(64 * 1024));
    });
    const answer = await guardedFetch(server.url, { ...loopback, maxBytes: 1_000_000 });
    await expect(answer.bytes()).rejects.toMatchObject({ code: "too_large" });
  });

  it("a body that announces too much is not read at all", async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { "Content-Length": "1001" }).write("a");
    });
    const answer = await guardedFetch(server.url, { ...loopback, maxBytes: 1000 });
    await expect(answer.bytes()).rejects.toMatchObject({ code: "too_large" });
  });

  it("a body of exactly the limit is taken", async () => {
    const server = await serve((_request, response) => response.end("a".repeat(1000)));
    const answer = await guardedFetch(server.url, { ...loopback, maxBytes: 1000 });
    expect((await answer.bytes()).byteLength).toBe(1000);
  });

  it.each([
    ["gzip", gzipSync(Buffer.alloc(200 * 1024 * 1024))],
    ["br", brotliCompressSync(Buffer.alloc(50 * 1024 * 1024), { params: {} })],
  ])("a %s bomb is cut off at the limit of what it unfolds to", async (encoding, bomb) => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { "Content-Encoding": encoding }).end(bomb);
    });
    expect(bomb.byteLength).toBeLessThan(1_000_000);
    const answer = await guardedFetch(server.url, { ...loopback, maxBytes: 1_000_000 });
    await expect(answer.bytes()).rejects.toMatchObject({ code: "too_large" });
  });

  it("one bomb inside another is not unfolded", async () => {
    const server = await serve((_request, response) => {
      response
        .writeHead(200, { "Content-Encoding": "gzip, gzip" })
        .end(gzipSync(gzipSync("hello")));
    });
    const answer = await guardedFetch(server.url, loopback);
    await expect(answer.text()).rejects.toMatchObject({ code: "unavailable" });
  });

  it("a head of 32 KiB is refused although it ends", async () => {
    const server = await serve((_request, response) => {
      for (let i = 0; i < 32; i++) response.setHeader(`X-Filler-${i}`, "a".repeat(1000));
      response.end("ok");
    });
    await expect(guardedFetch(server.url, loopback)).rejects.toMatchObject({ code: "too_large" });
  });

  it("endless headers are refused", async () => {
    const server = await serveRaw((socket) => {
      socket.write("HTTP/1.1 200 OK\r\n");
      writeForEver(socket, Buffer.from(`X-Filler: ${"a".repeat(1000)}\r\n`));
    });
    await expect(guardedFetch(server.url, loopback)).rejects.toMatchObject({ code: "too_large" });
  });
});

describe("an answer that is not what it says", () => {
  const answering = (text: string) =>
    serveRaw((socket) => {
      socket.once("data", () => socket.end(text));
    });

  it("a body shorter than announced is an error, not a short body", async () => {
    const server = await answering("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort");
    await expect((await guardedFetch(server.url, loopback)).text()).rejects.toMatchObject({
      code: "unavailable",
    });
  });

  it("a body longer than announced gives no more than was announced", async () => {
    const server = await answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok, and more");
    expect(await (await guardedFetch(server.url, loopback)).text()).toBe("ok");
  });

  it("a compressed body cut short is an error", async () => {
    const zipped = gzipSync("a".repeat(10_000));
    const server = await serve((_request, response) => {
      response.writeHead(200, { "Content-Encoding": "gzip" }).end(zipped.subarray(0, 20));
    });
    await expect((await guardedFetch(server.url, loopback)).text()).rejects.toMatchObject({
      code: "unavailable",
    });
  });

  it.each([
    ["two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"],
    [
      "length and chunks",
      "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
    ],
    ["no HTTP", "220 smtp.example ESMTP\r\n"],
    ["an unasked upgrade", "HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"],
    ["nothing", ""],
  ])("%s is an error", async (_name, text) => {
    const server = await answering(text);
    await expect(
      guardedFetch(server.url, loopback).then((answer) => answer.text()),
    ).rejects.toMatchObject({ code: "unavailable" });
  });
});
