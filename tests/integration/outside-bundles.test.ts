import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  issuersPem,
  openSecondOpinion,
  readTimestampAuthorities,
  verifyWithSecondOpinion,
  type WideBundle,
  widen,
  widenRoot,
} from "#lib/engines/second-opinion/index.ts";
import { cosignCommand, type TrustedRoot } from "#lib/engines/verify/index.ts";
import { freshEd25519, type SignedFix, signFix, testPatch } from "#tests/unit/verify/signed-fix.ts";
import { type FakeRekor, startRekor } from "../fakes/rekor.ts";
import { type FakeAuthority, startTimestampAuthority } from "../fakes/timestamp-authority.ts";

const run = promisify(execFile);
const key = freshEd25519();
let directory: string;
let authority: FakeAuthority;
let rekor: FakeRekor;
let fix: SignedFix;
let wide: WideBundle;
let root: TrustedRoot;
let hasCosign = false;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "etna-outside-"));
  authority = await startTimestampAuthority();
  rekor = await startRekor();
  await writeFile(join(directory, "tsa.pem"), authority.certificates);
  await writeFile(join(directory, "rekor.pub"), rekor.publicKey);
  Object.assign(process.env, {
    NODE_ENV: "test",
    ETNA_TIMESTAMP_URL: authority.url,
    ETNA_TIMESTAMP_CERTIFICATES: join(directory, "tsa.pem"),
    ETNA_REKOR_URL: rekor.url,
    ETNA_REKOR_PUBLIC_KEY: join(directory, "rekor.pub"),
    ETNA_OUTBOUND_ALLOW: [authority, rekor].map(({ url }) => new URL(url).host).join(","),
  });
  fix = await signFix({ key, at: 5, sizeAtProof: 23 });
  const { askTimestamp } = await import("#lib/services/provenance/ask-timestamp.ts");
  const { askPublicLog } = await import("#lib/services/provenance/ask-public-log.ts");
  const { outsideSettings } = await import("#lib/services/provenance/outside-settings.ts");
  const settings = await outsideSettings();
  const asked = { bundle: fix.bundle, spki: key.spki };
  const stamp = await askTimestamp(settings.timestamp!, asked);
  const entry = await askPublicLog(settings.publicLog!, asked);
  if (!stamp.holds || !entry.holds) throw new Error("refused");
  wide = widen(fix.bundle, {
    timestamps: [stamp.proof as string],
    entries: [entry.proof as never],
  });
  root = widenRoot(fix.root, [entry.anchor as never], [stamp.anchor as never]) as TrustedRoot;
  hasCosign = await run("cosign", ["version"], { env: environment() }).then(
    () => true,
    () => false,
  );
});

afterAll(async () => {
  await authority?.close();
  await rekor?.close();
  await rm(directory, { recursive: true, force: true });
});

const nowhere = "http://127.0.0.1:9";

function environment(): NodeJS.ProcessEnv {
  const { ETNA_COSIGN: named, PATH = "" } = process.env;
  const path = [...(named === undefined ? [] : [dirname(named)]), PATH].join(delimiter);
  return { ...process.env, PATH: path, HOME: directory, HTTP_PROXY: nowhere, HTTPS_PROXY: nowhere };
}

async function cosign(bundle: unknown, trustedRoot: unknown): Promise<string> {
  const files = {
    bundle: "fix.timestamped.sigstore.json",
    key: "instance.pub",
    trustedRoot: "trusted_root.timestamped.json",
    patch: "fix.patch",
  };
  await writeFile(join(directory, files.bundle), JSON.stringify(bundle));
  await writeFile(join(directory, files.key), fix.pem);
  await writeFile(join(directory, files.trustedRoot), JSON.stringify(trustedRoot));
  await writeFile(join(directory, files.patch), testPatch);
  const { predicateType } = fix.statement;
  const timed = cosignCommand({ ...files, predicateType, useSignedTimestamps: true });
  const { stdout, stderr } = await run("sh", ["-c", timed], { cwd: directory, env: environment() });
  return stdout + stderr;
}

async function verify(bundle: unknown, trustedRoot: unknown) {
  return await verifyWithSecondOpinion({ bundle, trustedRoot, keys: fix.keys, patch: testPatch });
}

/** One byte of what stands at `at` of a base64 text is another. */
function flipped(text: string, at: number): string {
  const bytes = Buffer.from(text, "base64");
  bytes[at < 0 ? bytes.length + at : at]! ^= 1;
  return bytes.toString("base64");
}

function stampOf(bundle: WideBundle) {
  return bundle.verificationMaterial.timestampVerificationData!.rfc3161Timestamps[0]!;
}

/** Where it has a timestamp that counts, cosign 3.1 does not ask a log for its promise of a time. */
const tampers: [string, (bundle: WideBundle) => void, boolean][] = [
  [
    "another signature under its timestamp",
    (copy) => {
      stampOf(copy).signedTimestamp = flipped(stampOf(copy).signedTimestamp, -1);
    },
    true,
  ],
  [
    "another time in its timestamp",
    (copy) => {
      const bytes = Buffer.from(stampOf(copy).signedTimestamp, "base64");
      // GeneralizedTime: the last digit before its Z.
      const at = bytes.indexOf(Buffer.from([0x18, 0x0f])) + 15;
      stampOf(copy).signedTimestamp = flipped(bytes.toString("base64"), at);
    },
    true,
  ],
  [
    "another path in the other log",
    (copy) => {
      const entry = copy.verificationMaterial.tlogEntries[1]!;
      entry.inclusionProof.hashes = entry.inclusionProof.hashes.map((hash) => flipped(hash, 3));
    },
    true,
  ],
  [
    "another promise of the other log",
    (copy) => {
      copy.verificationMaterial.tlogEntries[1]!.integratedTime = "1795187651";
    },
    false,
  ],
];

describe("a bundle with the word of others", () => {
  it("is taken by @sigstore/verify and by our own verifier, which checks each of them", async () => {
    expect(openSecondOpinion(root)(wide, { key: { pem: fix.pem } })).toEqual({ agrees: true });
    const verified = await verify(wide, root);
    expect(verified.ok).toBe(true);
    expect(verified.checks.slice(-2)).toMatchObject([
      { id: "timestamp", outcome: "holds" },
      { id: "public_entry", outcome: "holds" },
    ]);
  });

  it("is verified by our own as far as the root goes, and says what is missing", async () => {
    const verified = await verify(wide, fix.root);
    expect(verified.checks.slice(-2)).toMatchObject([
      { id: "timestamp", outcome: "not_run" },
      { id: "public_entry", outcome: "not_run" },
    ]);
    expect(verified.ok).toBe(true);
  });

  it("has the very same envelope and own entry as the bundle itself", () => {
    const { timestampVerificationData: _, tlogEntries, ...material } = wide.verificationMaterial;
    const narrow = { ...material, tlogEntries: tlogEntries.slice(0, 1) };
    expect({ ...wide, verificationMaterial: narrow }).toEqual(fix.bundle);
  });

  it("is taken by cosign, offline, its timestamp counted", async ({ skip }) => {
    if (!hasCosign) skip("no cosign here: set ETNA_COSIGN");
    expect(await cosign(wide, root)).toContain("Verified OK");
  });

  it.each(tampers)(
    "with %s is refused by all that look at it",
    async (_what, change, cosignLooks) => {
      const copy = structuredClone(wide);
      change(copy);
      expect(openSecondOpinion(root)(copy, { key: { pem: fix.pem } }).agrees).toBe(false);
      expect((await verify(copy, root)).ok).toBe(false);
      if (hasCosign && cosignLooks) await expect(cosign(copy, root)).rejects.toThrow();
    },
  );

  it("whose authority is one by the same name and number is refused", async () => {
    const other = await startTimestampAuthority();
    const [authorityOfOther] = readTimestampAuthorities(other.certificates, other.url);
    await other.close();
    const wrong = { ...root, timestampAuthorities: [authorityOfOther] };
    expect((await verify(wide, wrong)).ok).toBe(false);
    expect(openSecondOpinion(wrong)(wide, { key: { pem: fix.pem } }).agrees).toBe(false);
  });
});

describe("the timestamp alone", () => {
  it("is verified by OpenSSL with what the page hands out", async () => {
    const { rfc3161Timestamps } = wide.verificationMaterial.timestampVerificationData!;
    const response = Buffer.from(rfc3161Timestamps[0]!.signedTimestamp, "base64");
    const [one] = readTimestampAuthorities(authority.certificates, authority.url);
    await writeFile(join(directory, "fix.timestamp.tsr"), response);
    await writeFile(join(directory, "timestamp-authority.pem"), issuersPem(one!));
    const signature = Buffer.from(fix.bundle.dsseEnvelope.signatures[0].sig, "base64");
    const check = async (digest: string) => {
      const files = ["-in", "fix.timestamp.tsr", "-CAfile", "timestamp-authority.pem"];
      const options = { cwd: directory };
      return await run("openssl", ["ts", "-verify", "-digest", digest, ...files], options);
    };
    const digest = createHash("sha256").update(signature).digest("hex");
    expect(Object.values(await check(digest)).join("")).toContain("Verification: OK");
    await expect(check("00".repeat(32))).rejects.toThrow();
  });
});

describe("certificates that no token could be verified with", () => {
  it.each<[string, (pem: string) => string, RegExp]>([
    ["no certificate", () => "hello", /holds no certificate/],
    [
      "the root first",
      (pem) =>
        pem
          .split(/(?=-----BEGIN)/)
          .reverse()
          .join(""),
      /comes first/,
    ],
    ["no root", (pem) => pem.split(/(?=-----BEGIN)/)[0]!, /was not issued/],
    ["a broken one", (pem) => pem.replace(/MII./, "AAAA"), /cannot be read/],
  ])("are refused at the start: %s", (_what, change, words) => {
    const read = () => readTimestampAuthorities(change(authority.certificates), authority.url);
    expect(read).toThrow(words);
  });
});

describe("the settings", () => {
  it.each([
    [{ ETNA_TIMESTAMP_URL: "https://tsa.example" }, /ETNA_TIMESTAMP_CERTIFICATES/],
    [{ ETNA_TIMESTAMP_CERTIFICATES: "a.pem" }, /needs ETNA_TIMESTAMP_URL/],
    [{ ETNA_TIMESTAMP_URL: "http://tsa.example" }, /must be https/],
    [{ ETNA_TIMESTAMP_URL: "https://a:b@tsa.example" }, /no password/],
    [{ ETNA_REKOR_URL: "https://rekor.example" }, /ETNA_REKOR_PUBLIC_KEY/],
    [{ ETNA_REKOR_PUBLIC_KEY: "a.pub" }, /needs ETNA_REKOR_URL/],
  ])("%o stop the start", async (variables, words) => {
    const { parseConfig } = await import("#lib/platform/config/index.ts");
    expect(() => parseConfig(variables)).toThrow(words);
  });
});
