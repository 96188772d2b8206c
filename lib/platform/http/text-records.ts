import dns from "node:dns";
import { Resolver } from "node:dns/promises";
import { AppError } from "#lib/base/index.ts";

/** A name that is not there, or has no such record, is an answer (c-ares). */
const nothing = new Set(["ENOTFOUND", "ENODATA"]);

/** The TXT records of a name (RFC 1035 §3.3.14), the parts of each joined. Throws `unavailable`. */
export async function textRecords(name: string): Promise<readonly string[]> {
  const resolver = new Resolver({ timeout: 3_000, tries: 2 });
  resolver.setServers(dns.getServers());
  try {
    const records = await resolver.resolveTxt(name);
    return records.map((parts) => parts.join(""));
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    if (nothing.has(code)) return [];
    throw new AppError("unavailable", `The TXT records of ${name} could not be read.`, { cause });
  }
}
