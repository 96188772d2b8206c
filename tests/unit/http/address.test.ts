import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseConfig } from "#lib/platform/config/index.ts";
import { isInRange, isPublicAddress, parseAllowance } from "#lib/platform/http/index.ts";

const refused = [
  "0.0.0.0",
  "0.1.2.3",
  "10.0.0.1",
  "100.64.0.1",
  "100.100.100.200",
  "127.0.0.1",
  "127.255.255.254",
  "168.63.129.16",
  "169.254.0.1",
  "169.254.169.254",
  "172.16.0.1",
  "172.31.255.255",
  "192.0.0.192",
  "192.0.2.1",
  "192.88.99.1",
  "192.168.1.1",
  "198.18.0.1",
  "198.51.100.7",
  "203.0.113.9",
  "224.0.0.1",
  "240.0.0.1",
  "255.255.255.255",
  "::",
  "::1",
  "::127.0.0.1",
  "::8.8.8.8",
  "::ffff:127.0.0.1",
  "::ffff:a9fe:a9fe",
  "::ffff:0:10.0.0.1",
  "64:ff9b::7f00:1",
  "64:ff9b::169.254.169.254",
  "64:ff9b::168.63.129.16",
  "64:ff9b:1::1",
  "100::1",
  "2001::1",
  "2001:10::1",
  "2001:db8::1",
  "2002:7f00:1::",
  "2002:a9fe:a9fe::1",
  "3fff::1",
  "4000::1",
  "5f00::1",
  "fc00::1",
  "fd00:ec2::254",
  "fd20:ce::254",
  "fe80::1",
  "fe80::1%eth0",
  "2606:4700::1%eth0",
  "fec0::1",
  "ff02::1",
];

describe("which addresses are public", () => {
  it.each(refused)("%s is not", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(["1.1.1.1", "8.8.8.8", "172.32.0.1", "192.0.1.1", "2606:4700::1111", "64:ff9b::8.8.8.8"])(
    "%s is",
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  it.each([
    "",
    "localhost",
    "127.1",
    "0177.0.0.1",
    "0x7f.0.0.1",
    "2130706433",
    "1.1.1.1 ",
    "1.1.1",
  ])("%j is no address at all", (text) => {
    expect(isPublicAddress(text)).toBe(false);
  });

  it("a private IPv4 address is private in every form that carries it", () => {
    const octet = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(fc.constantFrom(10, 127), octet, octet, octet, (a, b, c, d) => {
        const high = ((a << 8) | b).toString(16);
        const low = ((c << 8) | d).toString(16);
        const forms = [
          `${a}.${b}.${c}.${d}`,
          `::${high}:${low}`,
          `::ffff:${high}:${low}`,
          `::ffff:0:${high}:${low}`,
          `64:ff9b::${high}:${low}`,
          `2002:${high}:${low}::1`,
        ];
        expect(forms.filter(isPublicAddress)).toEqual([]);
      }),
    );
  });
});

describe("what an operator can allow", () => {
  it("a range holds its addresses, in the mapped form too, and no other", () => {
    expect(isInRange("10.2.3.4", "10.2.0.0/16")).toBe(true);
    expect(isInRange("::ffff:10.2.3.4", "10.2.0.0/16")).toBe(true);
    expect(isInRange("10.3.0.1", "10.2.0.0/16")).toBe(false);
    expect(isInRange("fd12::1", "10.2.0.0/16")).toBe(false);
    expect(isInRange("not an address", "10.2.0.0/16")).toBe(false);
  });

  it("an entry is a range, or a host with its port", () => {
    expect(parseAllowance("10.2.0.0/16")).toEqual({ cidr: "10.2.0.0/16" });
    expect(parseAllowance("GitLab.internal:443")).toEqual({ host: "gitlab.internal", port: 443 });
    expect(parseAllowance("[fd12::1]:8443")).toEqual({ host: "[fd12::1]", port: 8443 });
  });

  it("is read from the environment, where a wrong entry is named before anything starts", () => {
    const { ETNA_OUTBOUND_ALLOW, ETNA_TRUSTED_PROXIES } = parseConfig({
      ETNA_OUTBOUND_ALLOW: "gitlab.internal:443, 10.2.0.0/16,[fd12::1]:8443",
      ETNA_TRUSTED_PROXIES: "10.0.0.0/24,fd12::/64",
    });
    expect(ETNA_OUTBOUND_ALLOW.map(parseAllowance)).toHaveLength(3);
    expect(ETNA_TRUSTED_PROXIES).toEqual(["10.0.0.0/24", "fd12::/64"]);
    for (const name of ["ETNA_OUTBOUND_ALLOW", "ETNA_TRUSTED_PROXIES"]) {
      for (const value of ["gitlab.internal", "10.2.0.0/33", "*"]) {
        expect(() => parseConfig({ [name]: value })).toThrow(name);
      }
    }
  });

  it.each([
    "",
    "gitlab.internal",
    "10.2.0.0/33",
    "10.2.0.1",
    "host:0",
    "host:65536",
    "*:443",
    "a b:1",
  ])("%j is refused", (entry) => {
    expect(() => parseAllowance(entry)).toThrow(expect.objectContaining({ code: "invalid_input" }));
  });
});
