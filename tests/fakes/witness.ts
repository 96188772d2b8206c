import { createHash, sign, verify } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { type NoteSigner, noteSigner, signatureLine } from "../support/memory-log.ts";

/** A witness as C2SP tlog-witness describes it, over real HTTP, with its own reading of every format. */
export interface FakeWitness {
  readonly url: string;
  readonly verifierKey: string;
  /** The status of each answer, in their order. */
  readonly answers: number[];
  /** What it cosigned last. */
  head(): { readonly size: number; readonly root: string } | null;
  /** As though it had cosigned that; as though its answers were lost; or as though it were away. */
  settings: { pretend?: { size: number; root: string }; loseAnswers?: boolean; isAway?: boolean };
  close(): Promise<void>;
}

interface KnownLog {
  readonly origin: string;
  /** Raw Ed25519 key of the log's notes. */
  readonly publicKey: Buffer;
}

interface Answer {
  readonly status: number;
  readonly type?: string;
  readonly body?: string;
}

export async function startWitness(name: string, log: () => KnownLog): Promise<FakeWitness> {
  const signer = noteSigner(name, 4);
  let head: { size: number; root: string } | null = null;
  const answers: number[] = [];
  const settings: FakeWitness["settings"] = {};
  const server = createServer((request, response) => {
    void body(request).then((text) => {
      if (settings.isAway) return response.destroy();
      if (request.method !== "POST" || request.url !== "/add-checkpoint") {
        return response.writeHead(404).end();
      }
      if (settings.pretend) head = settings.pretend;
      delete settings.pretend;
      const answer = addCheckpoint(text, log(), head, signer);
      answers.push(answer.status);
      if (answer.status === 200) head = headOf(text);
      if (settings.loseAnswers) return response.destroy();
      return response
        .writeHead(answer.status, { "content-type": answer.type ?? "text/plain" })
        .end(answer.body ?? "");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    verifierKey: signer.verifierKey,
    answers,
    head: () => head,
    settings,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function body(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function checkpointOf(text: string): string {
  return text.slice(text.indexOf("\n\n") + 2);
}

function headOf(text: string): { size: number; root: string } {
  const [, size, root = ""] = checkpointOf(text).split("\n");
  return { size: Number(size), root };
}

function addCheckpoint(
  text: string,
  log: KnownLog,
  known: { size: number; root: string } | null,
  signer: NoteSigner,
): Answer {
  const [first = "", ...proof] = text.slice(0, text.indexOf("\n\n")).split("\n");
  const old = /^old (0|[1-9]\d*)$/.exec(first)?.[1];
  const checkpoint = checkpointOf(text);
  const [origin] = checkpoint.split("\n");
  if (old === undefined || proof.length > 63) return { status: 400 };
  if (origin !== log.origin) return { status: 404 };
  if (!isSigned(checkpoint, log)) return { status: 403 };
  const { size, root } = headOf(text);
  if (Number(old) > size) return { status: 400 };
  const conflict = { status: 409, type: "text/x.tlog.size", body: `${known?.size ?? 0}\n` };
  if (Number(old) !== (known?.size ?? 0)) return conflict;
  if (known !== null && known.size === size && known.root !== root) return conflict;
  const hashes = proof.map((line) => Buffer.from(line, "base64"));
  const grown =
    known === null || known.size === 0
      ? hashes.length === 0
      : consistent(known, { size, root }, hashes);
  if (!grown) return { status: 422 };
  const note = checkpoint.slice(0, checkpoint.lastIndexOf("\n\n") + 1);
  const time = 1_800_000_000n + BigInt(size);
  const message = Buffer.from(`cosignature/v1\ntime ${time}\n${note}`);
  const stamp = Buffer.alloc(8);
  stamp.writeBigUInt64BE(time);
  const line = signatureLine(signer, Buffer.concat([stamp, sign(null, message, signer.key)]));
  return { status: 200, body: line };
}

function isSigned(checkpoint: string, { origin, publicKey }: KnownLog): boolean {
  const end = checkpoint.lastIndexOf("\n\n") + 1;
  const lines = checkpoint.slice(end + 1).split("\n");
  const spki = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), publicKey]);
  return lines.some((line) => {
    const [, name, encoded = ""] = line.split(" ");
    const signature = Buffer.from(encoded, "base64").subarray(4);
    const key = { key: spki, format: "der", type: "spki" } as const;
    return name === origin && verify(null, Buffer.from(checkpoint.slice(0, end)), key, signature);
  });
}

/** RFC 6962 §2.1.2, by its own recursion: the old root and the new one, out of the proof alone. */
function consistent(
  before: { size: number; root: string },
  now: { size: number; root: string },
  proof: Buffer[],
): boolean {
  const rest = [...proof];
  const old = Buffer.from(before.root, "base64");
  const walk = (m: number, n: number, whole: boolean): readonly [Buffer, Buffer] => {
    if (m === n) {
      const hash = whole ? old : (rest.shift() ?? Buffer.alloc(0));
      return [hash, hash];
    }
    let k = 1;
    while (k * 2 < n) k *= 2;
    if (m <= k) {
      const [left, grown] = walk(m, k, whole);
      const right = rest.shift() ?? Buffer.alloc(0);
      return [left, node(grown, right)];
    }
    const [right, grown] = walk(m - k, n - k, false);
    const left = rest.shift() ?? Buffer.alloc(0);
    return [node(left, right), node(left, grown)];
  };
  const [reachedOld, reachedNew] = walk(before.size, now.size, true);
  return rest.length === 0 && reachedOld.equals(old) && reachedNew.toString("base64") === now.root;
}

function node(left: Buffer, right: Buffer): Buffer {
  return createHash("sha256")
    .update(Buffer.concat([Buffer.of(1), left, right]))
    .digest();
}
