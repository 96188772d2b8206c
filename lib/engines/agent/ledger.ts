import { createHash } from "node:crypto";
import { canonicalJson, type JsonObject, utf8 } from "#lib/base/index.ts";
import { redactSecrets } from "#lib/engines/rules/index.ts";
import type { Fence } from "./fence.ts";
import type { ContextLimits } from "./limits.ts";
import type { CodePiece, HistoryMessage, Part } from "./parts.ts";
import type { ModelRequest, RequestMessage, ToolDefinition } from "./ports.ts";
import { blanked, notShown, renderCode, renderWords } from "./render-part.ts";
import { headAndTail } from "./truncate.ts";

/** A piece of code that a request carried for the first time. */
export interface LedgerPiece extends JsonObject {
  /** The number of that request, from 1. */
  readonly request: number;
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly bytes: number;
  /** SHA-256, lower-case hex, of the bytes as they were sent: lines joined by "\n", secrets blanked. */
  readonly sha256: string;
}

/** What of a repository left, to whom and for what. Canonical, so that a statement can name it. */
export interface LedgerRecord extends JsonObject {
  readonly version: 1;
  readonly provider: string;
  readonly model: string;
  readonly purpose: string;
  readonly repositoryBytes: number;
  /** Bytes of distinct lines that left. */
  readonly sentBytes: number;
  readonly requests: readonly { readonly number: number; readonly bytes: number }[];
  readonly pieces: readonly LedgerPiece[];
}

export interface LedgerSubject {
  readonly provider: string;
  readonly model: string;
  readonly purpose: string;
  readonly repositoryBytes: number;
}

export interface Draft {
  readonly system: string;
  readonly history: readonly HistoryMessage[];
  readonly tools: readonly ToolDefinition[];
  readonly maxOutputTokens: number;
}

export interface Ledger {
  /** The next request, or null where not even its newest part fits into one. */
  build(draft: Draft): Promise<ModelRequest | null>;
  record(): LedgerRecord;
}

/**
 * What a statement names: SHA-256, lower-case hex, of the canonical JSON (RFC 8785) of all records of a
 * run, in the order of its attempts.
 */
export function ledgerDigest(records: readonly LedgerRecord[]): string {
  return sha256(canonicalJson(records));
}

/**
 * The one place where requests are made. It blanks secrets in every text, fences what others wrote,
 * lets no more of the repository out than its share, keeps each request below its cap by leaving out
 * the oldest results, and writes down what went.
 */
export function openLedger(subject: LedgerSubject, fence: Fence, limits: ContextLimits): Ledger {
  const allowedBytes = Math.max(
    limits.minRunBytes,
    Math.floor(subject.repositoryBytes * limits.maxRepositoryShare),
  );
  const rendered = new Map<HistoryMessage, Rendered>();
  const sentLines = new Map<string, Set<string>>();
  const requests: { number: number; bytes: number }[] = [];
  const pieces: LedgerPiece[] = [];
  const waiting = new Map<HistoryMessage, CodePiece[]>();
  let sentBytes = 0;

  /** Takes the piece's lines out of the share, or refuses it whole. */
  function admit(piece: CodePiece): boolean {
    const known = sentLines.get(piece.path) ?? new Set<string>();
    const fresh = piece.lines
      .map((line, at) => ({ key: `${piece.startLine + at} ${line}`, bytes: utf8(line).length + 1 }))
      .filter(({ key }) => !known.has(key));
    const bytes = fresh.reduce((sum, line) => sum + line.bytes, 0);
    if (sentBytes + bytes > allowedBytes) return false;
    for (const { key } of fresh) known.add(key);
    sentLines.set(piece.path, known);
    sentBytes += bytes;
    return true;
  }

  async function render(message: HistoryMessage): Promise<Rendered> {
    const known = rendered.get(message);
    if (known !== undefined) return known;
    const codes: CodePiece[] = [];
    const text = async (parts: readonly Part[]) => {
      const texts: string[] = [];
      for (const part of parts) {
        if (!("code" in part)) {
          texts.push(await renderWords(part, fence));
          continue;
        }
        const piece = await blanked(part.code);
        if (!admit(piece)) {
          texts.push(notShown(piece));
          continue;
        }
        codes.push(piece);
        texts.push(renderCode(piece, part.why, fence));
      }
      return texts.join("\n");
    };
    let out: RequestMessage;
    if (message.role === "user") out = { role: "user", text: await text(message.parts) };
    else if (message.role === "assistant") out = await ownWords(message);
    else {
      const results = [];
      for (const { callId, toolName, parts } of message.results) {
        results.push({ callId, toolName, text: await text(parts) });
      }
      out = { role: "tool", results };
    }
    const made = { message: out, bytes: sizeOf(out) };
    rendered.set(message, made);
    waiting.set(message, codes);
    return made;
  }

  return {
    async build({ system, history, tools, maxOutputTokens }) {
      const all: Rendered[] = [];
      for (const message of history) all.push(await render(message));
      const fixed = sizeOf({ system, tools });
      const messages = fitting(all, limits.maxRequestBytes - fixed);
      if (messages === null) return null;
      const request = { system, messages, tools, maxOutputTokens };
      const number = requests.length + 1;
      requests.push({ number, bytes: sizeOf(request) });
      for (const [message, codes] of waiting) {
        if (!messages.includes(rendered.get(message)?.message as RequestMessage)) continue;
        pieces.push(...codes.map((code) => ledgerPiece(number, code)));
        waiting.delete(message);
      }
      return request;
    },
    record: () => ({
      version: 1,
      ...subject,
      sentBytes,
      requests: [...requests],
      pieces: [...pieces],
    }),
  };
}

interface Rendered {
  readonly message: RequestMessage;
  readonly bytes: number;
}

/** A model may have made up what looks like a secret: then its words go back without their original. */
async function ownWords(
  message: Extract<HistoryMessage, { role: "assistant" }>,
): Promise<RequestMessage> {
  const text = await redactSecrets("answer.txt", message.text);
  const input = await redactSecrets("calls.txt", JSON.stringify(message.calls, null, 1));
  const calls = input.found === 0 ? message.calls : message.calls.map(withoutInput);
  const isWhole = text.found + input.found === 0 && message.continuation !== undefined;
  return {
    role: "assistant",
    text: text.text,
    calls,
    ...(isWhole && { continuation: message.continuation }),
  };
}

function withoutInput<Call extends { readonly input: unknown }>(call: Call): Call {
  return { ...call, input: { left_out: "It held what looks like a secret." } };
}

/** Shortens from the oldest on till the rest fits. Never the first message, nor the last two. */
function fitting(all: readonly Rendered[], maxBytes: number): readonly RequestMessage[] | null {
  let total = all.reduce((sum, { bytes }) => sum + bytes, 0);
  const kept = all.map(({ message, bytes }, at) => {
    if (total <= maxBytes || at >= all.length - 2) return message;
    const short = shortened(message);
    total -= bytes - sizeOf(short);
    return short;
  });
  return total <= maxBytes ? kept : null;
}

function shortened(message: RequestMessage): RequestMessage {
  if (message.role === "user") return message;
  if (message.role === "tool") return { ...message, results: message.results.map(leftOut) };
  const calls = message.calls.map((call) => {
    const { length } = JSON.stringify(call.input) ?? "";
    return length < 200 ? call : { ...call, input: { left_out: `${length} characters` } };
  });
  return { role: "assistant", text: headAndTail(message.text, 200), calls };
}

function leftOut<Result extends { readonly text: string }>(result: Result): Result {
  const bytes = utf8(result.text).length;
  const text = `[An older result of ${bytes} bytes is left out. Ask again if you need it.]`;
  return text.length < result.text.length ? { ...result, text } : result;
}

function ledgerPiece(request: number, { path, startLine, endLine, lines }: CodePiece): LedgerPiece {
  const text = lines.join("\n");
  return { request, path, startLine, endLine, bytes: utf8(text).length, sha256: sha256(text) };
}

function sizeOf(value: unknown): number {
  return utf8(JSON.stringify(value) ?? "").length;
}

function sha256(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}
