import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type RekorMood =
  | "right"
  | "away"
  | "busy"
  | "broken"
  | "html"
  | "huge"
  | "loses answers"
  | "other key"
  | "other entry"
  | "other path"
  | "other head"
  | "other promise"
  | "nowhere";

/** Rekor v1 as far as `dsse/0.0.1` goes, over real HTTP: a tree of RFC 6962 under a P-256 key. */
export interface FakeRekor {
  readonly url: string;
  /** SPKI as PEM. */
  readonly publicKey: string;
  /** Canonical bodies, in their order. */
  readonly entries: string[];
  /** Bodies of requests as they came. */
  readonly requests: string[];
  /** The status of each answer. */
  readonly answers: number[];
  readonly settings: { mood: RekorMood };
  close(): Promise<void>;
}

/** Entries of the trees before this one: a number of the log is not a place in the tree. */
const before = 7_000_000;
const treeId = "24296fb24b8ad77a";

interface Tree {
  readonly key: KeyObject;
  readonly otherKey: KeyObject;
  readonly spki: Buffer;
  readonly entries: { readonly body: string; readonly time: number }[];
  origin: string;
}

export async function startRekor(wantedPort = 0): Promise<FakeRekor> {
  const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const tree: Tree = {
    key: pair.privateKey,
    otherKey: generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey,
    spki: pair.publicKey.export({ format: "der", type: "spki" }),
    entries: [{ body: "somebody else's", time: 1_700_000_000 }],
    origin: "",
  };
  const requests: string[] = [];
  const answers: number[] = [];
  const settings: FakeRekor["settings"] = { mood: "right" };
  const server = createServer((request, response) => {
    void textOf(request).then((text) => {
      if (request.method === "POST") requests.push(text);
      response.on("finish", () => answers.push(response.statusCode));
      if (unwell(settings.mood, response)) return;
      respond(tree, request, text, settings.mood, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(wantedPort, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  tree.origin = `127.0.0.1:${port} - 2605736670972794746`;
  return {
    url: `http://127.0.0.1:${port}`,
    publicKey: pair.publicKey.export({ format: "pem", type: "spki" }) as string,
    get entries() {
      return tree.entries.slice(1).map(({ body }) => body);
    },
    requests,
    answers,
    settings,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function unwell(mood: RekorMood, response: ServerResponse): boolean {
  if (mood === "away") response.destroy();
  else if (mood === "busy") response.writeHead(429, { "retry-after": "90" }).end();
  else if (mood === "broken") response.writeHead(500).end('{"code":500}');
  else if (mood === "html") response.writeHead(201).end("<!doctype html><p>Welcome");
  else if (mood === "huge") response.writeHead(201).end(Buffer.alloc(10 * 1024 * 1024, 0x20));
  else return false;
  return true;
}

function respond(
  tree: Tree,
  request: IncomingMessage,
  text: string,
  mood: RekorMood,
  response: ServerResponse,
): void {
  const found = /^\/api\/v1\/log\/entries\/([0-9a-f]{80})$/.exec(request.url ?? "");
  if (request.method === "GET" && found !== null) {
    const index = tree.entries.findIndex(({ body }) => uuidOf(body) === found[1]);
    if (index < 0) return void response.writeHead(404).end();
    return void response.writeHead(200).end(JSON.stringify(answerOf(tree, index, mood)));
  }
  if (request.method !== "POST" || request.url !== "/api/v1/log/entries") {
    return void response.writeHead(405).end();
  }
  const body = request.headers["content-type"] === "application/json" ? bodyOf(text) : null;
  if (body === null) return void response.writeHead(400).end('{"code":400}');
  const known = tree.entries.findIndex((entry) => entry.body === body);
  if (known >= 0) {
    const location = mood === "nowhere" ? "/elsewhere" : `/api/v1/log/entries/${uuidOf(body)}`;
    return void response.writeHead(409, { location }).end('{"code":409}');
  }
  tree.entries.push({ body, time: Math.floor(Date.now() / 1000) });
  if (mood === "loses answers") return void response.destroy();
  const index = mood === "other entry" ? 0 : tree.entries.length - 1;
  response.writeHead(201).end(JSON.stringify(answerOf(tree, index, mood)));
}

/** The canonical entry that a proposal gives, null for one that Rekor would not take. */
function bodyOf(text: string): string | null {
  try {
    const { apiVersion, kind, spec, ...more } = JSON.parse(text);
    const { envelope, verifiers, ...rest } = spec.proposedContent;
    if (apiVersion !== "0.0.1" || kind !== "dsse" || verifiers.length !== 1) return null;
    if (Object.keys({ ...more, ...rest }).length > 0 || Object.keys(spec).length > 1) return null;
    const { payload, payloadType, signatures } = JSON.parse(envelope);
    const pem = Buffer.from(verifiers[0], "base64").toString();
    const statement = Buffer.from(payload, "base64");
    const head = `DSSEv1 ${payloadType.length} ${payloadType} ${statement.length} `;
    const signed = Buffer.concat([Buffer.from(head), statement]);
    const signature = Buffer.from(signatures[0].sig, "base64");
    const isSigned = verify(null, signed, createPublicKey(pem), signature);
    if (signatures.length !== 1 || !isSigned) return null;
    const hash = (value: string | Buffer) => ({
      algorithm: "sha256",
      value: sha256(value).toString("hex"),
    });
    const logged = { signature: signatures[0].sig, verifier: verifiers[0] };
    const entry = {
      envelopeHash: hash(envelope),
      payloadHash: hash(statement),
      signatures: [logged],
    };
    return JSON.stringify({ apiVersion, kind, spec: entry });
  } catch {
    return null; // no proposal that can be read
  }
}

function answerOf(tree: Tree, index: number, mood: RekorMood) {
  const key = mood === "other key" ? tree.otherKey : tree.key;
  const { body, time } = tree.entries[index]!;
  const bodies = tree.entries.map((entry) => Buffer.from(entry.body));
  const logID = sha256(tree.spki).toString("hex");
  const encoded = Buffer.from(body).toString("base64");
  const logIndex = before + index;
  const promised = { body: encoded, integratedTime: time, logID, logIndex };
  const { logID: _, logIndex: __, ...first } = promised;
  // JCS: members by their code units.
  const payload = JSON.stringify({ ...first, logID, logIndex });
  const promise =
    mood === "other promise" ? payload.replace(String(time), String(time - 9)) : payload;
  const root = rootOf(bodies);
  const headRoot = mood === "other head" ? rootOf(bodies.slice(1)) : root;
  const note = `${tree.origin}\n${bodies.length}\n${headRoot.toString("base64")}\n`;
  const noteSignature = Buffer.concat([
    sha256(tree.spki).subarray(0, 4),
    sign("sha256", Buffer.from(note), key),
  ]);
  const path = pathOf(bodies, index).map((hash) => hash.toString("hex"));
  return {
    [uuidOf(body)]: {
      ...promised,
      verification: {
        inclusionProof: {
          checkpoint: `${note}\n\u2014 ${tree.origin.split(" ")[0]} ${noteSignature.toString("base64")}\n`,
          hashes: mood === "other path" ? path.map(() => "00".repeat(32)) : path,
          logIndex: index,
          rootHash: root.toString("hex"),
          treeSize: bodies.length,
        },
        signedEntryTimestamp: sign("sha256", Buffer.from(promise), key).toString("base64"),
      },
    },
  };
}

function uuidOf(body: string): string {
  return `${treeId}${leaf(Buffer.from(body)).toString("hex")}`;
}

/** RFC 6962 §2.1, by its own recursion. */
function rootOf(bodies: readonly Buffer[]): Buffer {
  const [only] = bodies;
  if (bodies.length === 1 && only) return leaf(only);
  const k = split(bodies.length);
  return node(rootOf(bodies.slice(0, k)), rootOf(bodies.slice(k)));
}

function pathOf(bodies: readonly Buffer[], index: number): Buffer[] {
  if (bodies.length <= 1) return [];
  const k = split(bodies.length);
  return index < k
    ? [...pathOf(bodies.slice(0, k), index), rootOf(bodies.slice(k))]
    : [...pathOf(bodies.slice(k), index - k), rootOf(bodies.slice(0, k))];
}

function split(size: number): number {
  let k = 1;
  while (k * 2 < size) k *= 2;
  return k;
}

function leaf(body: Buffer): Buffer {
  return sha256(Buffer.concat([Buffer.of(0), body]));
}

function node(left: Buffer, right: Buffer): Buffer {
  return sha256(Buffer.concat([Buffer.of(1), left, right]));
}

function sha256(value: string | Buffer): Buffer {
  return createHash("sha256").update(value).digest();
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
