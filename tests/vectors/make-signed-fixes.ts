// Makes tests/vectors/signed-fixes/ anew: node tests/vectors/make-signed-fixes.ts
// Its keys come from fixed labels, so anyone can make them: they are test keys and protect nothing.
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { fromBase64, toBase64, utf8 } from "#lib/base/index.ts";
import {
  buildStatement,
  type Bundle,
  type CheckId,
  keysDocument,
  predicateTypeOf,
  publicKeyPem,
  publishedKey,
  withhold,
} from "#lib/engines/verify/index.ts";
import {
  approvedFix,
  rootOf,
  sha256Of,
  signFix,
  subjects,
  TestLog,
  testEd25519,
  testP256,
  testPatch,
} from "#tests/unit/verify/signed-fix.ts";

import { signedByApprover, TestPasskey } from "#tests/unit/verify/test-passkey.ts";

export const vectorsDirectory = join(dirname(fileURLToPath(import.meta.url)), "signed-fixes");

type Change = (bundle: Bundle) => void;

const bad: Readonly<Record<string, readonly [readonly CheckId[], Change]>> = {
  "edited-statement": [["signature", "entry"], (bundle) => {
    const text = new TextDecoder().decode(fromBase64(bundle.dsseEnvelope.payload) ?? new Uint8Array());
    bundle.dsseEnvelope.payload = toBase64(utf8(text.replace("Ingrid Solheim", "Ingrid Soldheim")));
  }],
  "edited-signature": [["signature", "entry"], (bundle) => {
    const [signature] = bundle.dsseEnvelope.signatures;
    signature.sig = `A${signature.sig.slice(1)}` === signature.sig ? `B${signature.sig.slice(1)}` : `A${signature.sig.slice(1)}`;
  }],
  "edited-time": [["promise"], (bundle) => {
    bundle.verificationMaterial.tlogEntries[0].integratedTime = "1795187651";
  }],
  "edited-path": [["inclusion"], (bundle) => {
    bundle.verificationMaterial.tlogEntries[0].inclusionProof.hashes.reverse();
  }],
  "edited-root": [["inclusion", "checkpoint"], (bundle) => {
    bundle.verificationMaterial.tlogEntries[0].inclusionProof.rootHash = toBase64(new Uint8Array(32));
  }],
  "edited-checkpoint": [["checkpoint"], (bundle) => {
    const { checkpoint } = bundle.verificationMaterial.tlogEntries[0].inclusionProof;
    checkpoint.envelope = checkpoint.envelope.replace(" - ", " - 1");
  }],
  "unpublished-key": [["key"], (bundle) => {
    bundle.verificationMaterial.publicKey.hint = toBase64(new Uint8Array(32));
  }],
  "second-entry": [["statement"], (bundle) => {
    const { tlogEntries } = bundle.verificationMaterial;
    (tlogEntries as unknown[]).push(tlogEntries[0]);
  }],
};

/** Every file under `vectorsDirectory`, by its path there. */
export async function makeSignedFixes(): Promise<ReadonlyMap<string, string>> {
  const key = testEd25519("organization");
  const log = new TestLog(testP256("log"));
  const first = await signFix({ key, log, at: 1, sizeAtProof: 7 });
  const kept = await signFix({ key, log, statement: privateStatement(), sizeAtProof: 20 });
  const last = await signFix({ key, log, at: 40 });
  const passkey = new TestPasskey(testP256("passkey"));
  const byPasskey = (fixId: string, otherPolicy?: string) =>
    signedByApprover(passkey, { key, log }, approvedFix({ fixId }), (terms) => ({ ...terms, ...(otherPolicy && { policy: otherPolicy }) }));
  const approved = await byPasskey("fx_3K7D9QW2MZ5H8X4T6V1B");
  const forged = await byPasskey("fx_5H8X4T6V1B3K7D9QW2MZ", "Anyone");
  const keys = keysDocument(
    [publishedKey(key.spki, { validFor: { start: "2026-03-03T09:20:44Z" } })],
    { approvers: [passkey.published()] },
  );

  const expected: Record<string, readonly CheckId[]> = {};
  const files = new Map<string, string>([
    ["fix.patch", new TextDecoder().decode(testPatch)],
    ["instance.pub", publicKeyPem(key.spki)],
    ["keys.json", json(keys)],
    ["trusted_root.json", json(rootOf(log))],
  ]);
  for (const [name, { bundle }] of Object.entries({ first, private: kept, last, approver: approved })) {
    files.set(`good/${name}.sigstore.json`, json(bundle));
    expected[`good/${name}.sigstore.json`] = [];
  }
  files.set("bad/other-approval.sigstore.json", json(forged.bundle));
  expected["bad/other-approval.sigstore.json"] = ["approver"];
  for (const [name, [fails, change]] of Object.entries(bad)) {
    const bundle = structuredClone(first.bundle);
    change(bundle);
    files.set(`bad/${name}.sigstore.json`, json(bundle));
    expected[`bad/${name}.sigstore.json`] = fails;
  }
  return files.set("expected.json", json({ predicateType: predicateTypeOf(), fails: expected }));
}

/** Every name withheld, with salts that only a test may choose so plainly. */
function privateStatement() {
  const hide = (value: string) => withhold(value, sha256Of(utf8(`test salt ${value}`)));
  const open = approvedFix({ fixId: "fx_R8N3V6TCR8N3V6TCR8N3" });
  return buildStatement(subjects, {
    ...open,
    change: { ...open.change, repository: hide("halden/booking-api"), targetRef: hide("refs/heads/main") },
    agent: { name: "Etna", version: "0.1.0", rule: hide("js-exec-template") },
    findings: [{ fingerprint: hide("1:5d41402abc4b2a76b9719d911017c592"), rule: hide("js-exec-template") }],
    checks: open.checks.map((check) => ({ ...check, summary: hide(`${check.id} summary`) })),
    approval: { ...open.approval, by: hide("Ingrid Solheim"), policy: hide("four eyes") },
  });
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

if (import.meta.main) {
  for (const [path, content] of await makeSignedFixes()) {
    const file = join(vectorsDirectory, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}
