import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { utf8 } from "#lib/base/index.ts";
import { parseConfig } from "#lib/platform/config/index.ts";
import { crc32c } from "#lib/platform/vault/crc32c.ts";
import { columnsNamed, purposeOf, sealedColumns } from "#lib/platform/vault/index.ts";

const schema = readFileSync(join(import.meta.dirname, "../../../prisma/schema.prisma"), "utf8");

describe("the list of sealed columns", () => {
  it("names every column of the schema that is called sealed, and no other", () => {
    const found = [...schema.matchAll(/^model \w+ \{\n([\s\S]*?)^\}/gm)].flatMap(
      ([, body = ""]) => {
        const table = /@@map\("(\w+)"\)/.exec(body)?.[1];
        return [...body.matchAll(/^ {2}(sealed\w*) +Json\??(?:.*@map\("(\w+)"\))?/gm)].map(
          ([, field, column]) => `${table}.${column ?? field}`,
        );
      },
    );
    expect(found.sort()).toEqual(Object.keys(sealedColumns).sort());
  });

  it("binds every value to its row: two rows have no purpose in common", () => {
    for (const column of Object.keys(sealedColumns) as (keyof typeof sealedColumns)[]) {
      expect(columnsNamed(column).length, column).toBeGreaterThan(0);
    }
    expect(new Set(Object.values(sealedColumns)).size).toBe(Object.keys(sealedColumns).length);
    const row = { organization_id: "og_1", id: "cn_1" };
    expect(purposeOf("connections.sealed_token", row)).toBe(
      "etna/organization/og_1/connection/cn_1/token/1",
    );
  });
});

describe("CRC-32C", () => {
  it("has the values of RFC 3720", () => {
    expect(crc32c(utf8("123456789"))).toBe(0xe3069283);
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
    expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
  });
});

describe("the names of keys", () => {
  const vault = { VAULT_ADDR: "https://vault.example.com", VAULT_TOKEN: "t" };

  it("are read exactly", () => {
    const arn = "arn:aws:kms:eu-central-1:111122223333:key/mrk-1234abcd";
    const google = "projects/p/locations/europe/keyRings/r/cryptoKeys/k";
    const settings = parseConfig({
      ...vault,
      ETNA_KMS: `aws:${arn}`,
      ETNA_KMS_ALSO: `local, vault:team/transit/etna, gcp:${google}`,
    });
    expect(settings.ETNA_KMS).toMatchObject({ kind: "aws", arn, region: "eu-central-1" });
    expect(settings.ETNA_KMS_ALSO).toMatchObject([
      { kind: "local", file: null },
      { kind: "vault", mount: "team/transit", key: "etna" },
      { kind: "gcp", key: google },
    ]);
    expect(parseConfig({}).ETNA_KMS).toMatchObject({ kind: "local", file: null });
  });

  it.each([
    [
      "an alias, which may point elsewhere tomorrow",
      "aws:arn:aws:kms:eu-west-1:111122223333:alias/x",
    ],
    ["a key without its account", "aws:1234abcd"],
    [
      "a version of a key",
      "gcp:projects/p/locations/l/keyRings/r/cryptoKeys/k/cryptoKeyVersions/1",
    ],
    ["a path that leads elsewhere", "vault:transit/../sys/raw"],
    ["a service that is not there", "azure:vault/key"],
    ["nothing", "local:"],
  ])("refuse %s", (_, text) => {
    expect(() => parseConfig({ ...vault, ETNA_KMS: text })).toThrow("ETNA_KMS: must be local");
  });

  it("refuse what lacks its other half", () => {
    expect(() => parseConfig({ ETNA_KMS: "vault:transit/etna" })).toThrow("VAULT_ADDR");
    expect(() =>
      parseConfig({ ETNA_KMS: "vault:transit/etna", VAULT_ADDR: vault.VAULT_ADDR }),
    ).toThrow("VAULT_TOKEN");
    expect(() => parseConfig({ ...vault, VAULT_ADDR: "http://vault.example.com" })).toThrow(
      "https",
    );
    expect(() => parseConfig({ ETNA_SIGNING: "kms" })).toThrow("ETNA_SIGNING");
    expect(() => parseConfig({ ETNA_KMS: "local", ETNA_KMS_ALSO: "local" })).toThrow("twice");
  });
});
