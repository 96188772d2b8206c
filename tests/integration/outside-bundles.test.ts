import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  readTimestampAuthorities,
  secondOpinion,
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
  console.log(stamp, entry);
  if (!stamp.holds || !entry.holds) throw new Error("refused");
  wide = widen(fix.bundle, { timestamps: [stamp.proof as string], entries: [entry.proof as never] });
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
  const command = cosignCommand({ ...files, predicateType: fix.statement.predicateType });
  const timed = command.replace("--key", "--use-signed-timestamps --key");
  const { stdout, stderr } = await run("sh", ["-c", timed], { cwd: directory, env: environment() });
  return stdout + stderr;
}

describe("a bundle with the word of others", () => {
  it("is taken by cosign", async () => {
    console.log(hasCosign, await cosign(wide, root));
    console.log(await secondOpinion(wide, root, { pem: fix.pem }));
    const verified = await verifyWithSecondOpinion({ bundle: wide, trustedRoot: root, keys: fix.keys, patch: testPatch });
    console.log(JSON.stringify(verified.checks.slice(-3), null, 1), verified.ok);
  });
});
