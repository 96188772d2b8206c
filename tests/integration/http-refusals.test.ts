import { describe, expect, it } from "vitest";
import { guardedFetch } from "#lib/platform/http/index.ts";
import { serve } from "./http-servers.ts";

const noAllowance = { allow: [], timeoutMs: 5_000 };
const loopback = { allow: ["127.0.0.1/32"], timeoutMs: 5_000 };

const ok = (_request: unknown, response: { end(text: string): unknown }) => response.end("ok");

describe("an address that is not public", () => {
  it("is refused although a server listens there, which sees no connection", async () => {
    const server = await serve(ok);
    await expect(guardedFetch(server.url, noAllowance)).rejects.toMatchObject({
      code: "forbidden",
    });
    expect(server.requests).toEqual([]);
  });

  it.each([
    "http://127.0.0.1/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[fd00:ec2::254]/",
    "http://169.254.169.254/latest/meta-data/",
    "http://10.0.0.1/",
    "http://100.64.0.1/",
    "http://0.0.0.0/",
    "http://224.0.0.1/",
    "http://localhost/",
  ])("%s is refused", async (url) => {
    await expect(guardedFetch(url, noAllowance)).rejects.toMatchObject({ code: "forbidden" });
  });

  it("is refused without saying what the name resolved to", async () => {
    const error = await guardedFetch("http://intranet.test/", {
      ...noAllowance,
      resolve: async () => ["10.11.12.13"],
    }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "forbidden" });
    expect(JSON.stringify([String(error), (error as Error).cause])).not.toContain("10.11.12.13");
  });

  it("is refused when it is one of several, the others public", async () => {
    const resolve = async () => ["1.1.1.1", "127.0.0.1"];
    await expect(
      guardedFetch("http://mixed.test/", { ...noAllowance, resolve }),
    ).rejects.toMatchObject({ code: "forbidden" });
  });

  it("is reached when the operator names host and port, or the range, and on no other port", async () => {
    const server = await serve(ok);
    const named = { ...noAllowance, allow: [`127.0.0.1:${server.port}`] };
    expect(await (await guardedFetch(server.url, named)).text()).toBe("ok");
    expect(await (await guardedFetch(server.url, loopback)).text()).toBe("ok");
    const other = await serve(ok);
    await expect(guardedFetch(other.url, named)).rejects.toMatchObject({ code: "forbidden" });
    expect(other.requests).toEqual([]);
  });

  it("that is a cloud's metadata service stays refused under the widest range", async () => {
    const wide = { allow: ["0.0.0.0/0", "::/0"], timeoutMs: 5_000 };
    for (const host of [
      "169.254.169.254",
      "168.63.129.16",
      "[fd00:ec2::254]",
      "[::ffff:a9fe:a9fe]",
    ]) {
      await expect(guardedFetch(`http://${host}/`, wide)).rejects.toMatchObject({
        code: "forbidden",
      });
    }
  });
});

describe("a URL that reads differently to a person and to a machine", () => {
  it.each([
    ["decimal", "http://2130706433/"],
    ["octal", "http://0177.0.0.1/"],
    ["hex", "http://0x7f.0.0.1/"],
    ["hex in one", "http://0x7f000001/"],
    ["short", "http://127.1/"],
    ["dot at the end", "http://localhost./"],
    ["dot after an address", "http://127.0.0.1./"],
    ["zero-width space", "http://local\u200bhost/"],
    ["full-width digits", "http://\uff11\uff12\uff17.0.0.1/"],
    ["circled letters", "http://\u24db\u24de\u24d2\u24d0\u24db\u24d7\u24de\u24e2\u24e3/"],
    ["percent in the host", "http://%31%32%37.0.0.1/"],
    ["user and password", "http://user:pass@example.com/"],
    ["another host after @", "http://example.com@127.0.0.1/"],
    ["empty user", "http://@example.com/"],
    ["backslash", "http://example.com\\@127.0.0.1/"],
    ["line feed", "http://exa\nmple.com/"],
    ["header in the path", "http://example.com/ HTTP/1.1\r\nX-Injected: 1"],
    ["tab", "ht\ttp://example.com/"],
    ["space before", " http://example.com/"],
    ["one slash", "http:/example.com/"],
    ["no host", "http:///example.com/"],
    ["zone", "http://[fe80::1%25eth0]/"],
    ["file", "file:///etc/passwd"],
    ["data", "data:text/plain,hello"],
    ["gopher", "gopher://example.com/"],
    ["relative", "/path"],
    ["empty", ""],
    ["endless", `http://example.com/${"a".repeat(9000)}`],
  ])("%s is refused before anything is asked or sent", async (_name, url) => {
    let lookups = 0;
    const resolve = async () => {
      lookups++;
      return ["127.0.0.1"];
    };
    await expect(guardedFetch(url, { ...loopback, resolve })).rejects.toMatchObject({
      code: "invalid_input",
    });
    expect(lookups).toBe(0);
  });

  it("an escaped line feed stays escaped on the wire", async () => {
    const server = await serve((request, response) => {
      response.end(JSON.stringify([request.url, request.headers["x-injected"] ?? null]));
    });
    const answer = await guardedFetch(`${server.url}/%0d%0aX-Injected:%201`, loopback);
    expect(await answer.json()).toEqual(["/%0d%0aX-Injected:%201", null]);
  });

  it.each([
    { "X-Note": "a\r\nX-Injected: 1" },
    { "X-Note": "a\n" },
    { "X-Note\r\nX-Injected": "1" },
    { "X-Note": "\u2028" },
    { Host: "other.example" },
    { "Content-Length": "1" },
    { "Transfer-Encoding": "chunked" },
    { Connection: "keep-alive" },
  ])("the headers %j are refused", async (headers) => {
    const server = await serve(ok);
    await expect(
      guardedFetch(server.url, { ...loopback, headers: headers as Record<string, string> }),
    ).rejects.toMatchObject({ code: "invalid_input" });
    expect(server.requests).toEqual([]);
  });
});

describe("a name whose answer changes", () => {
  // 127.0.0.1 stands for the public address here; 127.0.0.2 is one that nobody allowed.
  it("is asked for once, and the connection goes to the address that was checked", async () => {
    const reached = await serve(ok, "127.0.0.1");
    const answers = [["127.0.0.1"], ["127.0.0.2"]];
    let lookups = 0;
    const resolve = async () => answers[lookups++] ?? [];
    const answer = await guardedFetch(`http://rebind.test:${reached.port}/`, {
      ...loopback,
      resolve,
    });
    expect(await answer.text()).toBe("ok");
    expect(lookups).toBe(1);
  });

  it("is checked anew at a redirect to itself", async () => {
    const answers = [["127.0.0.1"], ["127.0.0.2"]];
    let lookups = 0;
    const resolve = async () => answers[lookups++] ?? [];
    const first = await serve((_request, response) => {
      response.writeHead(302, { Location: "/again" }).end();
    });
    await expect(
      guardedFetch(`http://rebind.test:${first.port}/`, { ...loopback, resolve }),
    ).rejects.toMatchObject({ code: "forbidden" });
    expect(first.requests).toEqual(["GET /"]);
    expect(lookups).toBe(2);
  });
});
