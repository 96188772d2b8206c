import { randomBytes, verify } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type AppError, isAppError } from "#lib/base/index.ts";
import { parseConfig } from "#lib/platform/config/index.ts";
import { awsKms, awsSigning, openAws } from "#lib/platform/vault/aws-kms.ts";
import { googleKms } from "#lib/platform/vault/google-kms.ts";
import { type KeyManagement, testKey } from "#lib/platform/vault/index.ts";
import { openVault } from "#lib/platform/vault/vault-client.ts";
import { vaultSigning, vaultTransit } from "#lib/platform/vault/vault-transit.ts";
import { type FakeAws, startAws } from "../fakes/kms/aws.ts";
import { type FakeGoogle, startGoogle } from "../fakes/kms/google.ts";
import type { FakeServer } from "../fakes/kms/server.ts";
import { type FakeVault, startVault } from "../fakes/kms/vault.ts";

let aws: FakeAws;
let google: FakeGoogle;
let vault: FakeVault;
let folder: string;

const vaultName = { mount: "transit", key: "etna", text: "vault:transit/etna" };
const purpose = "etna/organization/og_1/signing-key/sk_1/1";
const dataKey = randomBytes(32);

beforeAll(async () => {
  [aws, google, vault] = await Promise.all([startAws(), startGoogle(), startVault()]);
  folder = await mkdtemp(join(tmpdir(), "etna-kms-"));
  await writeFile(join(folder, "workload.jwt"), google.subjectToken);
  const credentials = google.credentialsFor(join(folder, "workload.jwt"));
  await writeFile(join(folder, "google.json"), credentials);
});

beforeEach(() => {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_KMS: aws.url,
    AWS_ACCESS_KEY_ID: aws.credentials.id,
    AWS_SECRET_ACCESS_KEY: aws.credentials.secret,
    GOOGLE_APPLICATION_CREDENTIALS: join(folder, "google.json"),
  });
});

afterAll(async () => {
  await Promise.all([aws?.close(), google?.close(), vault?.close()]);
  await rm(folder, { recursive: true, force: true });
});

function vaultSettings(more: Readonly<Record<string, string>>) {
  return parseConfig({ VAULT_ADDR: vault.url, ...more });
}

/** A token that works for so many calls. */
function vaultToken(calls = 1_000): string {
  const token = `hvs.${randomBytes(12).toString("hex")}`;
  vault.tokens.set(token, calls);
  return token;
}

interface Provider {
  readonly server: () => FakeServer;
  readonly open: () => KeyManagement;
  readonly disable: () => () => void;
  readonly deny: () => () => void;
}

const providers: Readonly<Record<string, Provider>> = {
  "Vault transit": {
    server: () => vault,
    open: () => vaultTransit(openVault(vaultSettings({ VAULT_TOKEN: vaultToken() })), vaultName),
    disable: () => {
      const key = vault.keys.get("etna")!;
      vault.keys.delete("etna");
      return () => vault.keys.set("etna", key);
    },
    deny: () => {
      const kept = [...vault.tokens];
      vault.tokens.clear();
      return () => {
        for (const [token, left] of kept) vault.tokens.set(token, left);
      };
    },
  },
  "AWS KMS": {
    server: () => aws,
    open: () => awsKms(openAws("eu-central-1"), { arn: aws.arn, text: `aws:${aws.arn}` }),
    disable: () => {
      const key = aws.keys.get(aws.arn)!;
      key.state = "Disabled";
      return () => {
        key.state = "Enabled";
      };
    },
    deny: () => {
      aws.always = {
        status: 400,
        body: { __type: "AccessDeniedException", Message: "User: arn:aws:iam::1:user/x may not" },
      };
      return () => {
        aws.always = null;
      };
    },
  },
  "Google Cloud KMS": {
    server: () => google,
    open: () => googleKms(google.url, { key: google.key, text: `gcp:${google.key}` }),
    disable: () => {
      google.disabled = true;
      return () => {
        google.disabled = false;
      };
    },
    deny: () => {
      google.denied = true;
      return () => {
        google.denied = false;
      };
    },
  },
};

async function failure(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!isAppError(error)) throw new Error("It did not fail in our words.", { cause: error });
  return error;
}

describe.each(Object.entries(providers))("%s", (_, provider) => {
  it("gives back what it wrapped, and nothing for another purpose or altered", async () => {
    const key = provider.open();
    const wrapped = await key.wrap(dataKey, purpose);
    expect(Buffer.from(wrapped).includes(dataKey)).toBe(false);
    expect(Buffer.from(await key.unwrap(wrapped, purpose))).toEqual(dataKey);
    expect((await failure(key.unwrap(wrapped, `${purpose}0`))).code).toBe("internal");
    const altered = Uint8Array.from(wrapped);
    const at = altered.length - 8;
    altered[at] = altered[at] === 65 ? 66 : 65;
    expect((await failure(key.unwrap(altered, purpose))).code).toBe("internal");
    await testKey(key);
  });

  it("is out of reach, and says so, when its server is overloaded, gone or torn away", async () => {
    const key = provider.open();
    const wrapped = await key.wrap(dataKey, purpose);
    const server = provider.server();
    for (const fault of [{ status: 429 }, { status: 503 }, { status: 500 }, "torn"] as const) {
      server.always = fault;
      expect((await failure(key.unwrap(wrapped, purpose))).code, String(fault)).toBe("unavailable");
    }
    server.always = null;
    expect(Buffer.from(await key.unwrap(wrapped, purpose))).toEqual(dataKey);
  });

  it("waits no longer than its bound for a silent server", async () => {
    const key = provider.open();
    await key.wrap(dataKey, purpose);
    provider.server().always = "silent";
    const error = await failure(key.wrap(dataKey, purpose));
    provider.server().always = null;
    expect(error.code).toBe("unavailable");
  }, 20_000);

  it("asks somebody to set it right when its key is disabled or not allowed", async () => {
    const key = provider.open();
    const wrapped = await key.wrap(dataKey, purpose);
    for (const take of [provider.disable, provider.deny]) {
      const giveBack = take();
      const error = await failure(key.unwrap(wrapped, purpose));
      giveBack();
      expect(error.code).toBe("precondition_failed");
      expect(error.message).not.toMatch(/arn:|hvs\.|ya29|127\.0\.0\.1/);
    }
    expect(Buffer.from(await key.unwrap(wrapped, purpose))).toEqual(dataKey);
  });
});

describe("AWS KMS", () => {
  it("is asked with signatures that only the secret makes", async () => {
    expect(aws.badSignatures).toEqual([]);
    process.env.AWS_SECRET_ACCESS_KEY = randomBytes(20).toString("hex");
    const error = await failure(providers["AWS KMS"]!.open().wrap(dataKey, purpose));
    expect(error.code).toBe("precondition_failed");
    expect(aws.badSignatures.splice(0)).toHaveLength(1);
  });

  it("is not asked to open with another key than the one that is configured", async () => {
    const wrapped = await providers["AWS KMS"]!.open().wrap(dataKey, purpose);
    const { arn } = aws.addKey();
    const other = awsKms(openAws("eu-central-1"), { arn, text: `aws:${arn}` });
    expect((await failure(other.unwrap(wrapped, purpose))).code).toBe("precondition_failed");
  });

  it("signs inside, and takes no more than 4096 bytes", async () => {
    const signing = awsSigning(openAws("eu-central-1"));
    const { reference, spki } = await signing.create("og_1");
    const message = randomBytes(4096);
    const key = { key: Buffer.from(spki), format: "der", type: "spki" } as const;
    expect(verify(null, message, key, await signing.sign(reference, message))).toBe(true);
    expect((await failure(signing.sign(reference, randomBytes(4097)))).code).toBe(
      "precondition_failed",
    );
  });
});

describe("Vault transit", () => {
  it("logs in with a role, and again when its token has expired", async () => {
    const { roleId, secretId } = vault.role;
    const role = { VAULT_ROLE_ID: roleId, VAULT_SECRET_ID: secretId };
    const key = vaultTransit(openVault(vaultSettings(role)), vaultName);
    const before = vault.logins;
    const wrapped = await key.wrap(dataKey, purpose);
    vault.tokens.clear();
    expect(Buffer.from(await key.unwrap(wrapped, purpose))).toEqual(dataKey);
    expect(vault.logins - before).toBe(2);
    const wrong = vaultSettings({ VAULT_ROLE_ID: roleId, VAULT_SECRET_ID: "another" });
    const refused = vaultTransit(openVault(wrong), vaultName);
    expect((await failure(refused.wrap(dataKey, purpose))).code).toBe("precondition_failed");
  });

  it("logs in with the token that Kubernetes gives a pod", async () => {
    const file = join(folder, "pod.jwt");
    await writeFile(file, `${vault.kubernetes.jwt}\n`);
    const settings = vaultSettings({
      VAULT_KUBERNETES_ROLE: vault.kubernetes.role,
      VAULT_KUBERNETES_TOKEN_FILE: file,
    });
    await testKey(vaultTransit(openVault(settings), vaultName));
  });

  it("does not pass its test where it ignores what a secret is bound to", async () => {
    const key = providers["Vault transit"]!.open();
    vault.ignoresAssociatedData = true;
    const error = await failure(testKey(key));
    vault.ignoresAssociatedData = false;
    expect(error.message).toContain("opens a secret for any purpose");
  });

  it("signs inside, with keys that cannot leave", async () => {
    const client = openVault(vaultSettings({ VAULT_TOKEN: vaultToken() }));
    const signing = vaultSigning(client, "transit");
    const { reference, spki } = await signing.create("sk_1");
    const message = randomBytes(4096);
    const key = { key: Buffer.from(spki), format: "der", type: "spki" } as const;
    expect(verify(null, message, key, await signing.sign(reference, message))).toBe(true);
  });
});

describe("Google Cloud KMS", () => {
  it("stores nothing that was garbled on the way", async () => {
    const key = providers["Google Cloud KMS"]!.open();
    google.garbleNext = true;
    expect((await failure(key.wrap(dataKey, purpose))).code).toBe("unavailable");
    const wrapped = await key.wrap(dataKey, purpose);
    google.garbleNext = true;
    expect((await failure(key.unwrap(wrapped, purpose))).code).toBe("unavailable");
  });

  it("asks for a token once, and anew when it was taken back", async () => {
    const key = providers["Google Cloud KMS"]!.open();
    const before = google.tokensGiven;
    await key.wrap(dataKey, purpose);
    await key.wrap(dataKey, purpose);
    expect(google.tokensGiven - before).toBe(1);
    google.expireTokens();
    await key.wrap(dataKey, purpose);
    expect(google.tokensGiven - before).toBe(2);
  });

  it("says that there are no credentials where there are none", async () => {
    process.env.GOOGLE_APPLICATION_CREDENTIALS = join(folder, "missing.json");
    const error = await failure(providers["Google Cloud KMS"]!.open().wrap(dataKey, purpose));
    expect(error.code).toBe("precondition_failed");
    expect(error.message).not.toContain(folder);
  });
});
