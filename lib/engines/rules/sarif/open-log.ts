import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { AppError, decodeUtf8 } from "#lib/base/index.ts";

export const maxSarifBytes = 20 * 1024 * 1024;
const maxDepth = 64;
const inflate = promisify(gunzip);

/**
 * The JSON value of an uploaded file: UTF-8, with or without a byte order mark, plain or gzip
 * (RFC 1952). Inflating stops at the limit. Throws `too_large` or `invalid_input`.
 */
export async function openLog(sent: Uint8Array): Promise<unknown> {
  const bytes = sent[0] === 0x1f && sent[1] === 0x8b ? await unpacked(sent) : sent;
  if (bytes.length > maxSarifBytes) throw tooLarge();
  const text = decodeUtf8(bytes);
  if (text === null || text.includes("\0")) {
    throw new AppError("invalid_input", "The file is not UTF-8 text. Save it as UTF-8 and retry.");
  }
  if (isDeep(text)) {
    throw new AppError("invalid_input", `The file is nested over ${maxDepth} levels deep.`);
  }
  try {
    return JSON.parse(text.startsWith("\uFEFF") ? text.slice(1) : text);
  } catch (cause) {
    throw new AppError("invalid_input", "The file is not valid JSON.", { cause });
  }
}

async function unpacked(sent: Uint8Array): Promise<Uint8Array> {
  try {
    return await inflate(sent, { maxOutputLength: maxSarifBytes });
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : "";
    if (code === "ERR_BUFFER_TOO_LARGE") throw tooLarge();
    throw new AppError("invalid_input", "The file is not whole gzip.", { cause });
  }
}

function tooLarge(): AppError {
  return new AppError("too_large", `SARIF may be ${maxSarifBytes} bytes long, unpacked.`);
}

/** Counts brackets outside of strings, in time linear in the text. */
function isDeep(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) at = endOfString(text, at);
    else if (code === 0x5b || code === 0x7b) {
      if (++depth > maxDepth) return true;
    } else if (code === 0x5d || code === 0x7d) depth--;
  }
  return false;
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x5c) at++;
    else if (code === 0x22) return at;
  }
  return text.length;
}
