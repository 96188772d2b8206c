import { randomInt } from "node:crypto";
import { join } from "node:path";
import { AppError, decodeUtf8 } from "#lib/base/index.ts";
import { directoryWorkspace } from "./directory.ts";

const marker = "@@SAMPLE_SECRET@@";
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/**
 * The sample repository by path, with a token in it that is random, belongs to nobody, and has the
 * shape of a real one: a secret scanner finds it, and no scanner finds it in this repository.
 */
export async function sampleFiles(): Promise<ReadonlyMap<string, string>> {
  // Every process stands in the repository; a path relative to this module would be bundled for the web.
  const workspace = await directoryWorkspace(join(process.cwd(), "samples/parcel-desk"));
  const token = fakeToken();
  const files = new Map<string, string>();
  for (const { path } of await workspace.list()) {
    const text = decodeUtf8(await workspace.read(path));
    if (text === null) throw new AppError("internal", `The sample's ${path} is no UTF-8 text.`);
    files.set(path, text.replaceAll(marker, token));
  }
  return files;
}

/** The prefix is put together here, so that this file does not look like a leak either. */
function fakeToken(): string {
  const body = Array.from({ length: 36 }, () => alphabet[randomInt(alphabet.length)]).join("");
  return ["gh", "p_", body].join("");
}
