import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

export type AuthorityMood =
  | "right"
  | "away"
  | "busy"
  | "html"
  | "huge"
  | "redirects"
  | "rejects"
  | "other imprint"
  | "other nonce"
  | "other authority"
  | "expired"
  | "tomorrow"
  | "fraction";

/** A timestamp authority over real HTTP: OpenSSL makes its certificates and its tokens. */
export interface FakeAuthority {
  readonly url: string;
  /** The certificate that signs, then the root. */
  readonly certificates: string;
  /** TimeStampReqs as they came. */
  readonly requests: Buffer[];
  readonly settings: { mood: AuthorityMood };
  close(): Promise<void>;
}

export async function startTimestampAuthority(
  redirectTo = "",
  wanted: { readonly port: number; readonly ready?: (certificates: string) => void } = { port: 0 },
): Promise<FakeAuthority> {
  const folder = await mkdtemp(join(tmpdir(), "etna-tsa-"));
  await makeAuthority(folder, "own");
  await makeAuthority(folder, "other");
  const certificates = await readFile(join(folder, "own-chain.pem"), "utf8");
  // Before anyone can see that it listens.
  wanted.ready?.(certificates);
  const requests: Buffer[] = [];
  const settings: FakeAuthority["settings"] = { mood: "right" };
  const server = createServer((request, response) => {
    void bytesOf(request).then(async (query) => {
      requests.push(query);
      if (request.headers["content-type"] !== "application/timestamp-query") {
        return response.writeHead(415).end();
      }
      return await answer(folder, query, settings.mood, redirectTo, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(wanted.port, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/tsa`,
    certificates,
    requests,
    settings,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function answer(
  folder: string,
  query: Buffer,
  mood: AuthorityMood,
  redirectTo: string,
  response: ServerResponse,
): Promise<unknown> {
  if (mood === "away") return response.destroy();
  if (mood === "busy") return response.writeHead(503, { "retry-after": "120" }).end();
  if (mood === "html") return response.writeHead(200).end("<!doctype html><p>Log in to the Wi-Fi");
  if (mood === "redirects") return response.writeHead(302, { location: redirectTo }).end();
  response.writeHead(200, { "content-type": "application/timestamp-reply" });
  if (mood === "huge") return response.end(Buffer.alloc(10 * 1024 * 1024, 0x30));
  // PKIStatusInfo: 2, rejection.
  if (mood === "rejects") return response.end(Buffer.from("30053003020102", "hex"));
  return response.end(await token(folder, query, mood));
}

async function token(folder: string, query: Buffer, mood: AuthorityMood): Promise<Buffer> {
  const asked = Buffer.from(query);
  if (mood === "other imprint") asked[30]! ^= 1;
  if (mood === "other nonce") asked[asked.length - 4]! ^= 1;
  if (["tomorrow", "fraction", "expired"].includes(mood)) return await byHand(folder, asked, mood);
  const who = mood === "other authority" ? "other" : "own";
  const id = `${process.hrtime.bigint()}`;
  await writeFile(join(folder, `${id}.tsq`), asked);
  await openssl(
    folder,
    "ts",
    "-reply",
    "-queryfile",
    `${id}.tsq`,
    "-signer",
    `${who}.pem`,
    "-inkey",
    `${who}.key`,
    "-config",
    "ts.cnf",
    "-section",
    "ts",
    "-out",
    `${id}.tsr`,
  );
  return await readFile(join(folder, `${id}.tsr`));
}

/** OpenSSL's authority knows the true time alone: another one is put together, and signed as CMS. */
async function byHand(folder: string, query: Buffer, mood: AuthorityMood): Promise<Buffer> {
  const at = new Date(Date.now() + (mood === "tomorrow" ? 86_400_000 : 0));
  // The certificates are good for a year.
  if (mood === "expired") at.setUTCFullYear(at.getUTCFullYear() + 2);
  const time = at.toISOString().slice(0, 19).replace(/[-:T]/g, "");
  const info = der(
    0x30,
    Buffer.from("020101", "hex"),
    Buffer.from("06042a030401", "hex"),
    query.subarray(5, 5 + 2 + query[6]!),
    Buffer.from("020107", "hex"),
    der(0x18, Buffer.from(`${time}${mood === "fraction" ? ".500" : ""}Z`)),
    query.subarray(query.length - 13, query.length - 3),
  );
  const id = `${process.hrtime.bigint()}`;
  await writeFile(join(folder, `${id}.tst`), info);
  await openssl(
    folder,
    "cms",
    "-sign",
    "-binary",
    "-nodetach",
    "-md",
    "sha256",
    "-econtent_type",
    "1.2.840.113549.1.9.16.1.4",
    "-in",
    `${id}.tst`,
    "-signer",
    "own.pem",
    "-inkey",
    "own.key",
    "-outform",
    "DER",
    "-out",
    `${id}.p7`,
  );
  return der(0x30, Buffer.from("3003020100", "hex"), await readFile(join(folder, `${id}.p7`)));
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const { length } = body;
  const size =
    length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function openssl(folder: string, ...args: readonly string[]): Promise<void> {
  await run("openssl", args, { cwd: folder });
}

const settingsFile = `
[req]
distinguished_name = dn
prompt = no
[dn]
CN = Trial Root
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[signer]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[ts]
serial = serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
tsa_name = no
ess_cert_id_chain = no
ess_cert_id_alg = sha256
`;

/** Two authorities have the same names and serial numbers, and not the same keys. */
async function makeAuthority(folder: string, who: string): Promise<void> {
  await writeFile(join(folder, "ts.cnf"), settingsFile);
  await writeFile(join(folder, "serial"), "01");
  const key = (name: string) =>
    openssl(folder, "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", name);
  await key(`${who}-root.key`);
  await key(`${who}.key`);
  await openssl(
    folder,
    "req",
    "-x509",
    "-new",
    "-key",
    `${who}-root.key`,
    "-config",
    "ts.cnf",
    "-extensions",
    "root",
    "-days",
    "3650",
    "-set_serial",
    "1",
    "-out",
    `${who}-root.pem`,
  );
  await openssl(
    folder,
    "req",
    "-new",
    "-key",
    `${who}.key`,
    "-config",
    "ts.cnf",
    "-subj",
    "/O=Trial House/CN=Trial Timestamps",
    "-out",
    `${who}.csr`,
  );
  await openssl(
    folder,
    "x509",
    "-req",
    "-in",
    `${who}.csr`,
    "-CA",
    `${who}-root.pem`,
    "-CAkey",
    `${who}-root.key`,
    "-set_serial",
    "2",
    "-days",
    "365",
    "-extfile",
    "ts.cnf",
    "-extensions",
    "signer",
    "-out",
    `${who}.pem`,
  );
  const parts = [`${who}.pem`, `${who}-root.pem`].map((name) =>
    readFile(join(folder, name), "utf8"),
  );
  await writeFile(join(folder, `${who}-chain.pem`), (await Promise.all(parts)).join(""));
}
