import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { AppError, decodeUtf8 } from "#lib/base/index.ts";
import type { LogSource } from "#lib/engines/log/index.ts";
import { guardedFetch } from "#lib/platform/http/index.ts";

/** The largest file of a log: 256 entries of 65,535 bytes, each behind its length. */
const maxFileBytes = 256 * 65_537;

export interface OpenLog extends LogSource {
  /** The key that the log itself says is its own. Throws `invalid_input` where it says nothing. */
  claimedKey(): Promise<string>;
}

/** A log by its address, or a folder with the same files. */
export function openLog(place: string): OpenLog {
  const read = /^https?:\/\//.test(place) ? fromAddress(place) : fromFolder(place);
  return {
    file: read,
    async checkpoint() {
      const bytes = await read("checkpoint");
      if (bytes !== null) return decodeUtf8(bytes) ?? "";
      throw new AppError("unavailable", "There is no log here: it has no checkpoint.");
    },
    async claimedKey() {
      const text = decodeUtf8((await read("log.json")) ?? new Uint8Array()) ?? "";
      const claimed = claim.safeParse(text);
      if (claimed.success) return claimed.data.verifierKey;
      throw new AppError("invalid_input", "The log does not name its key. Give it as --key.");
    },
  };
}

const claim = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue("no JSON");
      return z.NEVER;
    }
  })
  .pipe(z.object({ verifierKey: z.string().max(500) }));

function fromAddress(address: string): LogSource["file"] {
  const prefix = address.replace(/\/+$/, "");
  const { protocol, hostname, port } = parsed(prefix);
  // Whoever names an address of their own network may read it from there; redirects may not.
  const allow = [`${hostname}:${port || (protocol === "https:" ? 443 : 80)}`];
  return async (path) => {
    const answer = await guardedFetch(`${prefix}/${path}`, {
      allow,
      maxBytes: maxFileBytes,
      headers: { "accept-encoding": "gzip, identity" },
    });
    if (answer.status === 404) {
      answer.discard();
      return null;
    }
    const bytes = await answer.bytes();
    if (answer.status === 200) return bytes;
    throw new AppError("unavailable", `${hostname} answered ${answer.status} for ${path}.`);
  };
}

function parsed(address: string): URL {
  try {
    return new URL(address);
  } catch (cause) {
    throw new AppError("invalid_input", "This is no address of a log.", { cause });
  }
}

function fromFolder(folder: string): LogSource["file"] {
  return async (path) => {
    try {
      return new Uint8Array(await readFile(join(folder, path)));
    } catch (cause) {
      if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return null;
      throw new AppError("unavailable", `${path} cannot be read.`, { cause });
    }
  };
}
