import { describe, expect, it } from "vitest";
import { clientAddress } from "#lib/platform/limits/index.ts";

const proxies = ["10.0.0.0/24", "fd12::/64"];
const via = (forwarded: string) => new Headers({ "X-Forwarded-For": forwarded });

describe("the address of a client", () => {
  it("is that of the connection when no proxy is configured, whatever the header says", () => {
    expect(clientAddress(via("1.2.3.4"), "9.9.9.9", [])).toBe("9.9.9.9");
    expect(clientAddress(via("1.2.3.4"), "10.0.0.1", [])).toBe("10.0.0.1");
  });

  it("is that of the connection when it does not come from a proxy", () => {
    expect(clientAddress(via("1.2.3.4"), "9.9.9.9", proxies)).toBe("9.9.9.9");
  });

  it("is the last entry that no proxy stands behind: what the client made up comes before it", () => {
    expect(clientAddress(via("8.8.8.8"), "10.0.0.1", proxies)).toBe("8.8.8.8");
    expect(clientAddress(via("1.2.3.4, 8.8.8.8"), "10.0.0.1", proxies)).toBe("8.8.8.8");
    expect(clientAddress(via("1.2.3.4, 8.8.8.8, 10.0.0.2"), "10.0.0.1", proxies)).toBe("8.8.8.8");
    expect(clientAddress(via("10.0.0.9,8.8.8.8"), "::ffff:10.0.0.1", proxies)).toBe("8.8.8.8");
    expect(clientAddress(via("2606:4700::1"), "fd12::1", proxies)).toBe("2606:4700::1");
  });

  it("of several header lines is read as of one", () => {
    const headers = via("1.2.3.4");
    headers.append("X-Forwarded-For", "8.8.8.8");
    expect(clientAddress(headers, "10.0.0.1", proxies)).toBe("8.8.8.8");
  });

  it("is never taken from beyond an entry that is no address", () => {
    for (const junk of [
      "",
      "unknown",
      "127.1",
      "010.0.0.1",
      "0x8080808",
      "<script>",
      "8.8.8.8 x",
    ]) {
      expect(clientAddress(via(`1.2.3.4, ${junk}`), "10.0.0.1", proxies)).toBe("10.0.0.1");
    }
  });

  it("is the outermost proxy when it all happened inside", () => {
    expect(clientAddress(via("10.0.0.3, 10.0.0.2"), "10.0.0.1", proxies)).toBe("10.0.0.3");
    expect(clientAddress(new Headers(), "10.0.0.1", proxies)).toBe("10.0.0.1");
  });

  it("is written in one way: no port, no brackets, no zone, IPv4 as itself", () => {
    expect(clientAddress(via("8.8.8.8:1234"), "10.0.0.1", proxies)).toBe("8.8.8.8");
    expect(clientAddress(via("[2606:4700:0::0001]:99"), "10.0.0.1", proxies)).toBe("2606:4700::1");
    expect(clientAddress(via("::ffff:8.8.8.8"), "10.0.0.1", proxies)).toBe("8.8.8.8");
    expect(clientAddress(new Headers(), "fe80::1%eth0", proxies)).toBe("fe80::1");
  });

  it("cannot be guessed where the connection has none", () => {
    expect(() => clientAddress(via("1.2.3.4"), "", proxies)).toThrow(
      expect.objectContaining({ code: "internal" }),
    );
  });
});
